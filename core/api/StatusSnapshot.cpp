#include "core/api/StatusSnapshot.h"

namespace signalbox {

QString healthStateName(HealthState state) {
    switch (state) {
        case HealthState::Healthy:
            return QStringLiteral("healthy");
        case HealthState::Attention:
            return QStringLiteral("attention");
        case HealthState::Resting:
            return QStringLiteral("resting");
        case HealthState::Out:
            return QStringLiteral("out");
        case HealthState::Failed:
            return QStringLiteral("failed");
    }
    return {};
}

}  // namespace signalbox
