#include "core/api/Drill.h"

#include <array>
#include <utility>

namespace signalbox {

namespace {

constexpr std::array kNames{
    std::pair{DrillKind::RateLimited, "rate_limited"},
    std::pair{DrillKind::ServerError, "server_error"},
    std::pair{DrillKind::Slow, "slow"},
    std::pair{DrillKind::Stall, "stall"},
    std::pair{DrillKind::Cut, "cut"},
    std::pair{DrillKind::Offline, "offline"},
};

}  // namespace

QString drillName(DrillKind kind) {
    for (const auto& [value, name] : kNames) {
        if (value == kind) {
            return QString::fromLatin1(name);
        }
    }
    return {};
}

std::optional<DrillKind> drillFromName(const QString& name) {
    for (const auto& [value, text] : kNames) {
        if (name == QLatin1String(text)) {
            return value;
        }
    }
    return std::nullopt;
}

}  // namespace signalbox
