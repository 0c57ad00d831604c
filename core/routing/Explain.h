// Explain: what would happen to a request, told by the planner that would do it. Thread: gateway; pure, like
// the planner.
#pragma once

#include "core/api/Explanation.h"
#include "core/routing/RoutePlanner.h"

namespace signalbox {

// The expected plan: `inputs.random` is not used, so that asking costs neither an exploration nor a draw, and
// the same question has the same answer. Retry budgets, probes and limits are left as they are.
[[nodiscard]] Explanation explainRequest(const RequestFacts& facts, PlanInputs inputs);

}  // namespace signalbox
