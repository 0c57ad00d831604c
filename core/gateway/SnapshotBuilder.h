// SnapshotBuilder: the gateway's part of StatusSnapshot: providers, routes, where each lever stands. Thread:
// gateway.
#pragma once

#include "core/api/StatusSnapshot.h"
#include "core/gateway/HealthBoard.h"
#include "core/routing/Lever.h"

#include <QHash>

namespace signalbox {

// Since when each route has been away from its first target by itself. Kept by the gateway between snapshots.
using FailoverMemory = QHash<QString, qint64>;

// `inputs.health` is the board itself.
[[nodiscard]] StatusSnapshot buildSnapshot(const PlanInputs& inputs, const HealthBoard& health,
                                           FailoverMemory& failovers);

// Where the lever of a route stands under that pin.
[[nodiscard]] LeverStand leverNow(const RouteConfig& route, const Pin& pin, const PlanInputs& inputs,
                                  const HealthBoard& health);

}  // namespace signalbox
