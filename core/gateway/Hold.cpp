#include "core/gateway/Hold.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr qint64 kSoonestMs = 1'000;
// A target that failed and does not rest: as long as a breaker first rests.
constexpr qint64 kLookAgainMs = 30'000;

std::optional<qint64> waitFor(const HealthView::Target& target, qint64 wallMs) {
    const HealthReason& reason = target.reason;
    if (reason.untilMs) {
        return *reason.untilMs - wallMs;
    }
    switch (reason.kind) {
        case HealthReason::Kind::Busy:
        case HealthReason::Kind::HalfOpen:
            return kSoonestMs;
        case HealthReason::Kind::None:
        case HealthReason::Kind::NotYetUsed:
        case HealthReason::Kind::RecentFailures:
        case HealthReason::Kind::LowHeadroom:
            return kLookAgainMs;
        case HealthReason::Kind::Offline:
            return target.nextTryMs ? *target.nextTryMs - wallMs : kSoonestMs;
        default:
            return std::nullopt;
    }
}

}  // namespace

std::optional<Milliseconds> nextChance(const RoutePlan& plan, const HealthView& health, qint64 wallMs) {
    std::optional<qint64> soonest;
    const auto consider = [&](std::optional<qint64> wait) {
        if (wait) {
            soonest = std::min(soonest.value_or(*wait), *wait);
        }
    };
    for (const PlannedTarget& target : plan.order) {
        consider(waitFor(health.target(*target.provider, target.model), wallMs));
    }
    for (const PlannedTarget& target : plan.passedOver) {
        consider(waitFor(target.health, wallMs));
    }
    return soonest ? std::optional(Milliseconds(std::max(*soonest, kSoonestMs))) : std::nullopt;
}

}  // namespace signalbox
