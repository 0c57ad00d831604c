#include "core/gateway/SnapshotBuilder.h"

namespace signalbox {

namespace {

RouteStatus routeStatus(const RouteConfig& route, const PlanInputs& inputs, const HealthBoard& health,
                        FailoverMemory& failovers) {
    RouteStatus status;
    status.name = route.name;
    status.strategy = route.strategy;
    status.pin = pinInForce(inputs.switches, route.name, inputs.wallMs);
    const LeverStand stand = leverNow(route, status.pin, inputs, health);
    for (const PlannedTarget& position : stand.positions) {
        status.targets.push_back(
            {position.ref, position.model, position.health.state, position.health.reason});
    }
    status.active = stand.active;
    if (stand.failedOver) {
        if (!failovers.contains(route.name)) {
            failovers.insert(route.name, inputs.wallMs);
        }
        status.failedOverAtMs = failovers.value(route.name);
    } else {
        failovers.remove(route.name);
    }
    return status;
}

}  // namespace

LeverStand leverNow(const RouteConfig& route, const Pin& pin, const PlanInputs& inputs,
                    const HealthBoard& health) {
    std::vector<PlannedTarget> positions = leverPositions(route, inputs.config, health);
    const QString lately = inputs.uses.summary(route.name, inputs.nowMs).model;
    for (PlannedTarget& position : positions) {
        if (!position.model.isEmpty() || !position.provider->enabled) {
            continue;
        }
        // A target that takes the model as asked has as many healths as models were asked for: that of the
        // model which this route answered last counts, or its provider's as long as none was.
        const QString model = lately.isEmpty() ? QString() : modelSent(route, {}, *position.provider, lately);
        position.health =
            model.isEmpty() ? health.provider(*position.provider) : health.target(*position.provider, model);
    }
    return leverStand(route, std::move(positions), pin, inputs);
}

StatusSnapshot buildSnapshot(const PlanInputs& inputs, const HealthBoard& health, FailoverMemory& failovers) {
    StatusSnapshot snapshot;
    snapshot.version = QStringLiteral(SIGNALBOX_VERSION);
    snapshot.atMs = inputs.wallMs;
    for (const ProviderConfig& provider : inputs.config.providers) {
        ProviderStatus status;
        status.id = provider.id;
        status.name = provider.name.isEmpty() ? provider.id : provider.name;
        status.protocol = provider.protocol;
        status.baseUrl = provider.baseUrl.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery);
        status.models = provider.models;
        health.fill(provider, status);
        snapshot.providers.push_back(std::move(status));
    }
    for (const RouteConfig& route : inputs.config.routes) {
        snapshot.routes.push_back(routeStatus(route, inputs, health, failovers));
    }
    return snapshot;
}

}  // namespace signalbox
