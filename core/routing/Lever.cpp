#include "core/routing/Lever.h"

#include "core/routing/Strategies.h"

#include <algorithm>

namespace signalbox {

namespace {

int indexOf(const std::vector<PlannedTarget>& positions, const TargetRef& ref) {
    const auto found = std::find_if(positions.begin(), positions.end(),
                                    [&](const PlannedTarget& target) { return target.ref == ref; });
    return found == positions.end() ? -1 : static_cast<int>(found - positions.begin());
}

}  // namespace

LeverStand leverStand(const RouteConfig& route, std::vector<PlannedTarget> positions, const Pin& pin,
                      const PlanInputs& inputs) {
    LeverStand stand;
    if (pin.mode != PinMode::Auto) {
        if (const int pinned = indexOf(positions, pin.target); pinned >= 0) {
            const PlannedTarget& target = positions[static_cast<std::size_t>(pinned)];
            const bool forced = pin.mode == PinMode::Only && target.health.state != HealthState::Out;
            const bool asked = (target.health.usable || forced) && !isFull(*target.provider, target.health);
            if (asked || pin.mode == PinMode::Only) {
                stand.active = asked ? pinned : -1;
                stand.positions = std::move(positions);
                return stand;
            }
        }
    }
    if (route.strategy == Strategy::LowestCost) {
        const RouteUse::Summary lately = inputs.uses.summary(route.name, inputs.nowMs);
        RequestFacts facts;
        facts.promptTokens = lately.average.inputTokens;
        const Usage usage = inputs.uses.expected(route.name, facts);
        for (PlannedTarget& target : positions) {
            const QString model = modelSent(route, target.model, *target.provider, lately.model);
            target.estimatedCost = inputs.costs.cost(*target.provider, model, usage);
        }
    }
    // Those that the user has not taken out, as they would be asked if all were well.
    std::vector<PlannedTarget> order;
    std::copy_if(positions.begin(), positions.end(), std::back_inserter(order),
                 [](const PlannedTarget& target) { return target.health.state != HealthState::Out; });
    orderTargets(route.strategy, order, nullptr);
    stand.failedOver = pin.mode == PinMode::Auto && !order.empty() && !order.front().health.usable;
    const auto first = std::find_if(order.begin(), order.end(), [](const PlannedTarget& target) {
        return target.health.usable && !isFull(*target.provider, target.health);
    });
    stand.active = first == order.end() ? -1 : indexOf(positions, first->ref);
    stand.failedOver = stand.failedOver && stand.active >= 0;
    stand.positions = std::move(positions);
    return stand;
}

}  // namespace signalbox
