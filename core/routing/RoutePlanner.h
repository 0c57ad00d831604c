// RoutePlanner: which targets a request may go to, in which order, and why others are passed over. A pure
// function of the request's facts, the configuration, the switch and health; the same answers "what would
// happen to this request?".
#pragma once

#include "core/api/Config.h"
#include "core/api/RequestFacts.h"
#include "core/api/StatusSnapshot.h"
#include "core/api/Switch.h"

#include <optional>
#include <vector>

namespace signalbox {

// Health as the planner sees it. Implemented by the health board; by tables in tests.
class HealthView {
public:
    struct Target {
        bool usable = true;
        HealthState state = HealthState::Healthy;
        HealthReason reason{};
        // What the strategies weigh.
        std::optional<qint64> latencyMs{};  // time to first token, moving; nothing: not measured
        qint64 latencyAgeMs = 0;            // since it was last measured
        int inFlight = 0;                   // requests under way at the provider, all its targets together
        bool lowHeadroom = false;           // what is left of its rate limit is less than the request needs
    };
    virtual ~HealthView() = default;
    // `model`: the name that would be sent.
    [[nodiscard]] virtual Target target(const ProviderConfig& provider, const QString& model) const = 0;
};

// Whether a provider's protocol has an adapter that serves the endpoint, and which models it lists.
class ProviderAbilities {
public:
    virtual ~ProviderAbilities() = default;
    [[nodiscard]] virtual bool serves(const ProviderConfig& provider, Endpoint endpoint) const = 0;
    [[nodiscard]] virtual bool lists(const ProviderConfig& provider, const QString& model) const = 0;
};

struct PlannedTarget {
    TargetRef ref;                             // its position on the lever
    const ProviderConfig* provider = nullptr;  // of the configuration the plan was made from
    QString model;                             // the name to send
    bool forced = false;                       // the user said "only": asked whatever its health
    HealthView::Target health;
};

struct RoutePlan {
    const RouteConfig* route = nullptr;  // nothing: no rule matched
    std::vector<PlannedTarget> order;    // usable, first to last
    std::vector<PlannedTarget> passedOver;
    [[nodiscard]] bool empty() const { return order.empty() && passedOver.empty(); }
};

// The rule that a request falls under; nothing if none matches.
[[nodiscard]] const RouteConfig* matchRoute(const RequestFacts& facts, const Config& config);

[[nodiscard]] RoutePlan planRoute(const RequestFacts& facts, const Config& config,
                                  const SwitchState& switches, const HealthView& health,
                                  const ProviderAbilities& abilities, qint64 wallMs);

// The targets of one route as positions of its lever, in the order of the configuration, for a request that
// names the route; used for what the dashboard shows.
[[nodiscard]] std::vector<PlannedTarget> leverPositions(const RouteConfig& route, const Config& config,
                                                        const HealthView& health);

// Finds "provider" or "provider/model" among a route's targets. A bare provider is ambiguous where the route
// uses it twice; then nothing is found.
[[nodiscard]] std::optional<TargetRef> findTarget(const RouteConfig& route, const TargetRef& asked);

// True while a pin or drain holds at that time.
[[nodiscard]] inline bool holds(const std::optional<qint64>& untilMs, qint64 wallMs) {
    return !untilMs || wallMs < *untilMs;
}

}  // namespace signalbox
