// Strategies: the order in which usable targets are asked. Thread: pure functions; chance is handed in.
#pragma once

#include "core/routing/RoutePlanner.h"

namespace signalbox {

// A measured time to first token that is older than this may no longer be true.
inline constexpr qint64 kStaleLatencyMs = 60'000;
// The share of requests under lowest_latency that goes first to a target whose measure is missing or stale,
// so that one that has recovered is found again. Our choice: dear enough to find it within some twenty
// requests, cheap enough not to be felt.
inline constexpr double kExplorationShare = 0.05;

// Orders `targets`, all usable and given in the order of the configuration:
// - priority: as given.
// - weighted: drawn by weight without replacement; without chance the heaviest first.
// - lowest_latency: the quickest first, those never measured last; a small share of the draws puts a target
//   with a missing or stale measure first.
// - lowest_cost: the cheapest (estimatedCost) first, unknown prices last.
// - least_busy: the least loaded provider first: requests under way as a share of max_concurrent. One that
//   names no limit counts as large as the largest limit named.
// Equals keep the order of the configuration. Targets whose rate limit has too little left come behind all
// others, ordered among themselves in the same way.
void orderTargets(Strategy strategy, std::vector<PlannedTarget>& targets,
                  const std::function<double()>* random);

}  // namespace signalbox
