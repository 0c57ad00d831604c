#include "core/routing/Preview.h"

#include <algorithm>

namespace signalbox {

namespace {

// The caches that the route's conversations would leave behind at other targets.
void addCaches(SwitchPreview& preview, const RouteConfig& route, const PlannedTarget& to,
               const QString& model, const PlanInputs& inputs) {
    Usage again;
    again.estimated = true;
    inputs.conversations.eachWarm(inputs.nowMs, [&](const Stickiness::Entry& entry) {
        const bool stays = entry.provider == to.provider->id && (model.isEmpty() || entry.model == model);
        if (entry.route == route.name && !entry.byAnswer && !stays) {
            ++preview.warmConversations;
            again.inputTokens += entry.promptTokens;
        }
    });
    preview.cachedTokensLost = again.inputTokens;
    if (again.inputTokens > 0) {
        preview.cacheCost = inputs.costs.cost(*to.provider, model, again);
    }
}

}  // namespace

SwitchPreview previewSwitch(const RouteConfig& route, const LeverStand& now, const LeverStand& then,
                            const Pin& pin, const PlanInputs& inputs) {
    SwitchPreview preview;
    preview.route = route.name;
    const RouteUse::Summary lately = inputs.uses.summary(route.name, inputs.nowMs);
    const auto modelOf = [&](const PlannedTarget& target) {
        return modelSent(route, target.model, *target.provider, lately.model);
    };
    const auto costAt = [&](const PlannedTarget& target) -> std::optional<NanoUsd> {
        return lately.requests == 0 ? std::nullopt
                                    : inputs.costs.cost(*target.provider, modelOf(target), lately.average);
    };
    if (now.active >= 0) {
        const PlannedTarget& from = now.positions[static_cast<std::size_t>(now.active)];
        preview.from = from.ref;
        preview.costBefore = costAt(from);
    }
    if (pin.mode != PinMode::Auto) {
        preview.to = pin.target;
    } else if (then.active >= 0) {
        preview.to = then.positions[static_cast<std::size_t>(then.active)].ref;
    }
    const auto to = std::find_if(then.positions.begin(), then.positions.end(),
                                 [&](const PlannedTarget& target) { return target.ref == preview.to; });
    if (to == then.positions.end()) {
        return preview;
    }
    const QString model = modelOf(*to);
    preview.costAfter = costAt(*to);
    preview.contextTooSmall =
        lately.largestPrompt > inputs.catalog.contextTokens(model).value_or(lately.largestPrompt);
    std::copy_if(lately.needs.begin(), lately.needs.end(), std::back_inserter(preview.missing),
                 [&](Need need) { return inputs.catalog.lacks(model, need); });
    // Without a pin conversations stay where their caches are, unless the route is set not to mind.
    if (pin.mode != PinMode::Auto || !route.sticky) {
        addCaches(preview, route, *to, model, inputs);
    }
    return preview;
}

}  // namespace signalbox
