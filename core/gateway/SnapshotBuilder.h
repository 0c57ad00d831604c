// SnapshotBuilder: the gateway's part of StatusSnapshot: providers, routes, where each lever stands. Thread:
// gateway.
#pragma once

#include "core/api/StatusSnapshot.h"
#include "core/gateway/HealthBoard.h"
#include "core/routing/RoutePlanner.h"

#include <QHash>

namespace signalbox {

// Since when each route has been away from its first target by itself. Kept by the gateway between snapshots.
using FailoverMemory = QHash<QString, qint64>;

[[nodiscard]] StatusSnapshot buildSnapshot(const Config& config, const SwitchState& switches,
                                           const HealthBoard& health, FailoverMemory& failovers,
                                           qint64 wallMs);

}  // namespace signalbox
