#include "core/routing/RoutePlanner.h"

#include "core/base/Glob.h"

#include <algorithm>

namespace signalbox {

namespace {

bool withinHours(const RouteMatch::Hours& hours, QTime now) {
    if (hours.from <= hours.to) {
        return hours.from <= now && now < hours.to;
    }
    return now >= hours.from || now < hours.to;
}

bool has(Need need, const RequestFacts& facts) {
    switch (need) {
        case Need::Tools:
            return facts.needsTools;
        case Need::Image:
            return facts.needsImage;
        case Need::JsonSchema:
            return facts.needsJsonSchema;
    }
    return false;
}

bool namesAModel(const RouteMatch& match) {
    return !match.model.isEmpty() && match.model != QLatin1String("*");
}

bool matches(const RouteConfig& route, const RequestFacts& facts, bool namesProvider) {
    const RouteMatch& match = route.match;
    const bool byName = facts.model == route.name;
    if (!byName) {
        if (namesProvider && !namesAModel(match)) {
            return false;
        }
        if (!match.model.isEmpty() && !globMatches(match.model, facts.model)) {
            return false;
        }
    }
    if (!match.client.isEmpty() && match.client != facts.client) {
        return false;
    }
    if (match.endpoint && *match.endpoint != facts.endpoint) {
        return false;
    }
    if (match.minPromptTokens && facts.promptTokens < *match.minPromptTokens) {
        return false;
    }
    if (match.maxPromptTokens && facts.promptTokens > *match.maxPromptTokens) {
        return false;
    }
    if (match.hours && !withinHours(*match.hours, facts.localTime.time())) {
        return false;
    }
    return std::all_of(match.needs.begin(), match.needs.end(), [&](Need need) { return has(need, facts); });
}

// "provider/model" with a provider of ours in front, enabled or not.
const ProviderConfig* namedProvider(const QString& model, const Config& config) {
    const qsizetype slash = model.indexOf(QLatin1Char('/'));
    return slash <= 0 ? nullptr : config.provider(model.left(slash));
}

bool usesTwice(const RouteConfig& route, const QString& provider) {
    return std::count_if(route.targets.begin(), route.targets.end(),
                         [&](const TargetConfig& target) { return target.provider == provider; }) > 1;
}

TargetRef refOf(const RouteConfig& route, const TargetConfig& target) {
    return {target.provider, usesTwice(route, target.provider) ? target.model : QString()};
}

// A target as the planner would use it. A model asked for as "provider/model" goes on without that prefix.
PlannedTarget planned(const TargetRef& ref, const ProviderConfig& provider, const QString& model,
                      const HealthView& health) {
    PlannedTarget target{ref, &provider, model, false, {}};
    if (provider.enabled) {
        target.health = health.target(provider, model);
    } else {
        target.health = {false, HealthState::Out, {}};
        target.health.reason.kind = HealthReason::Kind::Disabled;
    }
    return target;
}

std::vector<PlannedTarget> candidates(const RequestFacts& facts, const Config& config,
                                      const RouteConfig* route, const ProviderConfig* named,
                                      const HealthView& health, const ProviderAbilities& abilities) {
    std::vector<PlannedTarget> found;
    if (route != nullptr) {
        found.reserve(route->targets.size());
        for (const TargetConfig& target : route->targets) {
            if (const ProviderConfig* provider = config.provider(target.provider)) {
                const QString& model = target.model.isEmpty() ? facts.model : target.model;
                found.push_back(planned(refOf(*route, target), *provider, model, health));
            }
        }
        return found;
    }
    if (named != nullptr) {
        found.push_back(planned({named->id, {}}, *named, facts.model.mid(named->id.size() + 1), health));
        return found;
    }
    for (const ProviderConfig& provider : config.providers) {
        if (provider.enabled && abilities.lists(provider, facts.model)) {
            found.push_back(planned({provider.id, {}}, provider, facts.model, health));
        }
    }
    return found;
}

void applyPin(RoutePlan& plan, std::vector<PlannedTarget>& targets, const Pin& pin) {
    const auto pinned = std::find_if(targets.begin(), targets.end(),
                                     [&](const PlannedTarget& target) { return target.ref == pin.target; });
    if (pinned == targets.end()) {
        return;  // the configuration has changed since; the pin means nothing any more
    }
    if (pin.mode == PinMode::Prefer) {
        std::rotate(targets.begin(), pinned, pinned + 1);
        return;
    }
    PlannedTarget only = std::move(*pinned);
    targets.erase(pinned);
    // "Only" asks the target whatever the gateway thinks of its health, but not what the user has taken out.
    only.forced = only.health.state != HealthState::Out;
    for (PlannedTarget& target : targets) {
        target.health.usable = false;
        target.health.reason = {};
        target.health.reason.kind = HealthReason::Kind::PinnedElsewhere;
        plan.passedOver.push_back(std::move(target));
    }
    targets.clear();
    targets.push_back(std::move(only));
}

}  // namespace

const RouteConfig* matchRoute(const RequestFacts& facts, const Config& config) {
    const bool namesProvider = namedProvider(facts.model, config) != nullptr;
    const auto found =
        std::find_if(config.routes.begin(), config.routes.end(),
                     [&](const RouteConfig& route) { return matches(route, facts, namesProvider); });
    return found == config.routes.end() ? nullptr : &*found;
}

RoutePlan planRoute(const RequestFacts& facts, const Config& config, const SwitchState& switches,
                    const HealthView& health, const ProviderAbilities& abilities, qint64 wallMs) {
    RoutePlan plan;
    plan.route = matchRoute(facts, config);
    const ProviderConfig* named = plan.route == nullptr ? namedProvider(facts.model, config) : nullptr;
    std::vector<PlannedTarget> targets = candidates(facts, config, plan.route, named, health, abilities);
    if (plan.route != nullptr) {
        const auto pin = switches.pins.constFind(plan.route->name);
        if (pin != switches.pins.cend() && pin->mode != PinMode::Auto && holds(pin->untilMs, wallMs)) {
            applyPin(plan, targets, *pin);
        }
    }
    plan.order.reserve(targets.size());
    for (PlannedTarget& target : targets) {
        if (!abilities.serves(*target.provider, facts.endpoint)) {
            target.health = {false, target.health.state, {}};
            target.health.reason.kind = HealthReason::Kind::Unable;
            target.health.reason.detail = endpointName(facts.endpoint);
            target.forced = false;
        }
        const bool usable = target.health.usable || target.forced;
        (usable ? plan.order : plan.passedOver).push_back(std::move(target));
    }
    return plan;
}

std::vector<PlannedTarget> leverPositions(const RouteConfig& route, const Config& config,
                                          const HealthView& health) {
    std::vector<PlannedTarget> found;
    for (const TargetConfig& target : route.targets) {
        if (const ProviderConfig* provider = config.provider(target.provider)) {
            found.push_back(planned(refOf(route, target), *provider, target.model, health));
        }
    }
    return found;
}

std::optional<TargetRef> findTarget(const RouteConfig& route, const TargetRef& asked) {
    std::optional<TargetRef> found;
    for (const TargetConfig& target : route.targets) {
        if (target.provider != asked.provider || (!asked.model.isEmpty() && target.model != asked.model)) {
            continue;
        }
        if (found) {
            return std::nullopt;
        }
        found = refOf(route, target);
    }
    return found;
}

}  // namespace signalbox
