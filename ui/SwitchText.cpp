#include "ui/SwitchText.h"

#include <algorithm>

namespace signalbox {

bool SwitchText::isOffPin(const RouteStatus& route) {
    if (route.pin.mode != PinMode::Prefer || route.active < 0 || route.active >= route.targets.size() ||
        route.targets[route.active].target == route.pin.target) {
        return false;
    }
    return std::any_of(route.targets.begin(), route.targets.end(), [&](const TargetStatus& target) {
        return target.target == route.pin.target &&
               (target.state == HealthState::Failed || target.state == HealthState::Resting);
    });
}

QString SwitchText::drill(DrillKind kind) {
    switch (kind) {
        case DrillKind::RateLimited:
            return tr("Answers 429, rate limited");
        case DrillKind::ServerError:
            return tr("Answers 500, server error");
        case DrillKind::Slow:
            return tr("Answers 10 seconds late");
        case DrillKind::Stall:
            return tr("Stalls after the first words");
        case DrillKind::Cut:
            return tr("Breaks off after the first words");
        case DrillKind::Offline:
            return tr("Cannot be reached");
    }
    return {};
}

QString SwitchText::drillOf(const QString& provider, DrillKind kind) {
    switch (kind) {
        case DrillKind::RateLimited:
            return tr("%1 answers 429").arg(provider);
        case DrillKind::ServerError:
            return tr("%1 answers 500").arg(provider);
        case DrillKind::Slow:
            return tr("%1 answers 10 seconds late").arg(provider);
        case DrillKind::Stall:
            return tr("%1 stalls after the first words").arg(provider);
        case DrillKind::Cut:
            return tr("%1 breaks off after the first words").arg(provider);
        case DrillKind::Offline:
            return tr("%1 cannot be reached").arg(provider);
    }
    return {};
}

QString SwitchText::undo(const UndoableSwitch& change, const StatusSnapshot& status) {
    if (!change.provider.isEmpty()) {
        const QString name = providerName(status, change.provider);
        return change.drain ? tr("drain %1 again").arg(name) : tr("put %1 back").arg(name);
    }
    switch (change.pin.mode) {
        case PinMode::Auto:
            break;
        case PinMode::Prefer:
            return tr("%1 back to %2", "route, target")
                .arg(change.route, targetName(status, change.pin.target));
        case PinMode::Only:
            return tr("%1 back to only %2", "route, target")
                .arg(change.route, targetName(status, change.pin.target));
    }
    return tr("%1 back to automatic").arg(change.route);
}

QString SwitchText::providerName(const StatusSnapshot& status, const QString& id) {
    for (const ProviderStatus& provider : status.providers) {
        if (provider.id == id && !provider.name.isEmpty()) {
            return provider.name;
        }
    }
    return id;
}

QString SwitchText::targetName(const StatusSnapshot& status, const TargetRef& target) {
    const QString name = providerName(status, target.provider);
    return target.model.isEmpty() ? name : tr("%1 / %2", "provider, model").arg(name, target.model);
}

}  // namespace signalbox
