// Hold: when a parked request may go on by itself, for routes that park what nobody can answer. Pure; times:
// Unix ms handed in.
#pragma once

#include "core/base/Clock.h"
#include "core/routing/RoutePlanner.h"

#include <optional>

namespace signalbox {

// How long until some target of the plan is worth asking again; nothing where only the user can help.
[[nodiscard]] std::optional<Milliseconds> nextChance(const RoutePlan& plan, const HealthView& health,
                                                     qint64 wallMs);

}  // namespace signalbox
