// Lever: where a route's lever stands: the position that the next request is expected to go to. Asks the
// planner's own order. Thread: gateway; pure.
#pragma once

#include "core/routing/RoutePlanner.h"

namespace signalbox {

struct LeverStand {
    std::vector<PlannedTarget> positions;  // in the order of the configuration
    int active = -1;                       // index of the one that is asked first; -1: none can be used
    bool failedOver = false;               // another would be first, were it well
};

// `positions` of leverPositions(), their health as it is to be shown, for a request like those that the
// route had lately. Without chance: weighted targets by their weight.
[[nodiscard]] LeverStand leverStand(const RouteConfig& route, std::vector<PlannedTarget> positions,
                                    const Pin& pin, const PlanInputs& inputs);

}  // namespace signalbox
