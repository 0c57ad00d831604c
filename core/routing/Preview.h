// Preview: what throwing a route's lever would cost: caches left behind, abilities that the new target has
// not got, the price per request before and after. Thread: gateway; pure.
#pragma once

#include "core/api/Explanation.h"
#include "core/routing/Lever.h"

namespace signalbox {

// `now` and `then`: the lever as it stands, and as it would stand with the pin that is asked about.
[[nodiscard]] SwitchPreview previewSwitch(const RouteConfig& route, const LeverStand& now,
                                          const LeverStand& then, const Pin& pin, const PlanInputs& inputs);

}  // namespace signalbox
