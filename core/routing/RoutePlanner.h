// RoutePlanner: which targets a request may go to, in which order, and why others are passed over. A pure
// function of the request's facts, the configuration, the switch, health and what is remembered of earlier
// requests; the same answers "what would happen to this request?". Thread: gateway.
#pragma once

#include "core/api/Config.h"
#include "core/api/Outcome.h"
#include "core/api/RequestFacts.h"
#include "core/api/StatusSnapshot.h"
#include "core/api/Switch.h"
#include "core/routing/ModelCatalog.h"
#include "core/routing/RouteMatching.h"
#include "core/routing/RouteUse.h"
#include "core/routing/Stickiness.h"

#include <functional>
#include <optional>
#include <vector>

namespace signalbox {

// Health as the planner sees it. Implemented by the health board; by tables in tests.
class HealthView {
public:
    struct Target {
        bool usable = true;
        HealthState state = HealthState::Healthy;
        HealthReason reason;
        // Out for want of a network: when it is tried again (wall clock); nothing while another is tried.
        std::optional<qint64> nextTryMs{};
        // What the strategies weigh.
        std::optional<qint64> latencyMs{};  // time to first token, moving; nothing: not measured
        qint64 latencyAgeMs = 0;            // since it was last measured
        int inFlight = 0;                   // requests under way at the provider, all its targets together
        bool lowHeadroom = false;           // what is left of its rate limit is less than the request needs
    };
    virtual ~HealthView() = default;
    // `model`: the name that would be sent.
    [[nodiscard]] virtual Target target(const ProviderConfig& provider, const QString& model) const = 0;
    // Whether what is left of its rate limits is enough for a request like this; true where nothing is known.
    [[nodiscard]] virtual bool hasRoomFor(const ProviderConfig& /*provider*/, const QString& /*model*/,
                                          const RequestFacts& /*facts*/) const {
        return true;
    }
};

// As many requests are under way at the provider as its max_concurrent allows.
[[nodiscard]] inline bool isFull(const ProviderConfig& provider, const HealthView::Target& health) {
    return provider.maxConcurrent > 0 && health.inFlight >= provider.maxConcurrent;
}

// Whether a provider's protocol has an adapter that serves the endpoint, and which models it lists.
class ProviderAbilities {
public:
    virtual ~ProviderAbilities() = default;
    [[nodiscard]] virtual bool serves(const ProviderConfig& provider, Endpoint endpoint) const = 0;
    [[nodiscard]] virtual bool lists(const ProviderConfig& provider, const QString& model) const = 0;
    // False: what it lists is not known, so that it may have any model.
    [[nodiscard]] virtual bool knowsModels(const ProviderConfig& provider) const {
        return !provider.models.isEmpty();
    }
};

// What a request of that usage costs at a target. Implemented over the price book; by tables in tests.
class CostView {
public:
    virtual ~CostView() = default;
    // Nothing: no price is known.
    [[nodiscard]] virtual std::optional<NanoUsd> cost(const ProviderConfig& provider, const QString& model,
                                                      const Usage& usage) const = 0;
};

// Whether the budgets have room for a request at a target. Implemented by the gateway's budgets.
class BudgetView {
public:
    virtual ~BudgetView() = default;
    // Nothing: it may be asked.
    [[nodiscard]] virtual std::optional<HealthReason> refusal(const RequestFacts& facts,
                                                              const ProviderConfig& provider,
                                                              const QString& model) const = 0;
};

// What a plan is made with, beside the request. Everything outlives the call; the plan points into `config`.
struct PlanInputs {
    const Config& config;
    const SwitchState& switches;
    const HealthView& health;
    const ProviderAbilities& abilities;
    const ModelCatalog& catalog;
    const CostView& costs;
    const Stickiness& conversations;
    const RouteUse& uses;
    qint64 wallMs = 0;  // for the ends of pins
    qint64 nowMs = 0;   // monotonic
    // Uniform in [0, 1). Nothing: the expected order, without exploring and without chance: weighted targets
    // by their weight.
    const std::function<double()>* random = nullptr;
    const BudgetView* budgets = nullptr;  // nothing: there is none
};

// Who insists ("only", a test call) is heard whatever the gateway thinks of a target's health, but what the
// user has taken out stays out; a test call also asks a provider that is drained, which may be back.
[[nodiscard]] inline bool mayInsist(const HealthView::Target& health, const RequestFacts& facts) {
    return health.state != HealthState::Out ||
           (facts.only && health.reason.kind == HealthReason::Kind::Drained);
}

struct PlannedTarget {
    TargetRef ref;                             // its position on the lever
    const ProviderConfig* provider = nullptr;  // of the configuration the plan was made from
    QString model;                             // the name to send
    bool forced = false;                       // the user said "only": asked whatever its health
    HealthView::Target health;
    int weight = 1;
    bool keepsConversation = false;        // it served the conversation's last turn, and holds its cache
    std::optional<NanoUsd> estimatedCost;  // of this request there; only under lowest_cost
};

struct RoutePlan {
    const RouteConfig* route = nullptr;  // nothing: no rule matched
    std::vector<PlannedTarget> order;    // usable, first to last
    std::vector<PlannedTarget> passedOver;
    [[nodiscard]] bool empty() const { return order.empty() && passedOver.empty(); }
};

[[nodiscard]] RoutePlan planRoute(const RequestFacts& facts, const PlanInputs& inputs);

// The targets of one route as positions of its lever, in the order of the configuration, for a request that
// names the route; used for what the dashboard shows. `model` is empty where the route sends it as asked.
[[nodiscard]] std::vector<PlannedTarget> leverPositions(const RouteConfig& route, const Config& config,
                                                        const HealthView& health);

// The model name that a target of the route sends: its own where it names one; else what was asked for,
// without the provider's own id in front; or, where the route was asked for by its name (or nothing is known
// of what will be asked), the model that the rule names without a pattern. Empty: not known.
[[nodiscard]] QString modelSent(const RouteConfig& route, const QString& targetModel,
                                const ProviderConfig& provider, const QString& asked);

// Finds "provider" or "provider/model" among a route's targets. A bare provider is ambiguous where the route
// uses it twice; then nothing is found.
[[nodiscard]] std::optional<TargetRef> findTarget(const RouteConfig& route, const TargetRef& asked);

// The pin in force on a route at that time; automatic where there is none or it has ended.
[[nodiscard]] Pin pinInForce(const SwitchState& switches, const QString& route, qint64 wallMs);

// True while a pin or drain holds at that time.
[[nodiscard]] inline bool holds(const std::optional<qint64>& untilMs, qint64 wallMs) {
    return !untilMs || wallMs < *untilMs;
}

}  // namespace signalbox
