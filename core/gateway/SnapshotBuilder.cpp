#include "core/gateway/SnapshotBuilder.h"

namespace signalbox {

namespace {

// Where the next plain chat request under this route would go.
int activeTarget(const std::vector<PlannedTarget>& positions, const Pin& pin) {
    const auto indexOf = [&](const TargetRef& ref) {
        for (std::size_t i = 0; i < positions.size(); ++i) {
            if (positions[i].ref == ref) {
                return static_cast<int>(i);
            }
        }
        return -1;
    };
    if (pin.mode != PinMode::Auto) {
        const int pinned = indexOf(pin.target);
        if (pinned >= 0) {
            const HealthView::Target& health = positions[static_cast<std::size_t>(pinned)].health;
            const bool only = pin.mode == PinMode::Only && health.state != HealthState::Out;
            if (health.usable || only) {
                return pinned;
            }
            if (pin.mode == PinMode::Only) {
                return -1;
            }
        }
    }
    for (std::size_t i = 0; i < positions.size(); ++i) {
        if (positions[i].health.usable) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

RouteStatus routeStatus(const RouteConfig& route, const Config& config, const SwitchState& switches,
                        const HealthBoard& health, FailoverMemory& failovers, qint64 wallMs) {
    RouteStatus status;
    status.name = route.name;
    status.strategy = route.strategy;
    const Pin pin = switches.pins.value(route.name);
    if (holds(pin.untilMs, wallMs)) {
        status.pin = pin;
    }
    std::vector<PlannedTarget> positions = leverPositions(route, config, health);
    for (PlannedTarget& position : positions) {
        // A target that takes the model as asked has as many healths as models were asked for: its provider's
        // stands for them.
        if (position.model.isEmpty() && position.provider->enabled) {
            position.health = health.provider(*position.provider);
        }
        status.targets.push_back(
            {position.ref, position.model, position.health.state, position.health.reason});
    }
    status.active = activeTarget(positions, status.pin);
    const bool away = status.pin.mode == PinMode::Auto && status.active > 0 &&
                      positions.front().health.state != HealthState::Out;
    if (away) {
        if (!failovers.contains(route.name)) {
            failovers.insert(route.name, wallMs);
        }
        status.failedOverAtMs = failovers.value(route.name);
    } else {
        failovers.remove(route.name);
    }
    return status;
}

}  // namespace

StatusSnapshot buildSnapshot(const Config& config, const SwitchState& switches, const HealthBoard& health,
                             FailoverMemory& failovers, qint64 wallMs) {
    StatusSnapshot snapshot;
    snapshot.version = QStringLiteral(SIGNALBOX_VERSION);
    snapshot.atMs = wallMs;
    for (const ProviderConfig& provider : config.providers) {
        ProviderStatus status;
        status.id = provider.id;
        status.name = provider.name.isEmpty() ? provider.id : provider.name;
        status.protocol = provider.protocol;
        status.baseUrl = provider.baseUrl.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery);
        status.models = provider.models;
        health.fill(provider, status);
        snapshot.providers.push_back(std::move(status));
    }
    for (const RouteConfig& route : config.routes) {
        snapshot.routes.push_back(routeStatus(route, config, switches, health, failovers, wallMs));
    }
    return snapshot;
}

}  // namespace signalbox
