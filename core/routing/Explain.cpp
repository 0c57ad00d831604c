#include "core/routing/Explain.h"

namespace signalbox {

namespace {

ExplainedTarget explained(const PlannedTarget& planned, int place, const Usage& usage,
                          const PlanInputs& inputs) {
    ExplainedTarget target;
    target.target = planned.ref;
    target.model = planned.model;
    target.place = place;
    target.state = planned.health.state;
    target.reason = planned.health.reason;
    if (place >= 0 && planned.health.lowHeadroom) {
        target.reason.kind = HealthReason::Kind::LowHeadroom;
    }
    target.estimatedCost = inputs.costs.cost(*planned.provider, planned.model, usage);
    target.latencyMs = planned.health.latencyMs;
    target.inFlight = planned.health.inFlight;
    target.keepsConversation = planned.keepsConversation;
    return target;
}

}  // namespace

Explanation explainRequest(const RequestFacts& facts, PlanInputs inputs) {
    inputs.random = nullptr;
    const RoutePlan plan = planRoute(facts, inputs);
    Explanation explanation;
    explanation.facts = facts;
    explanation.rules = explainRules(facts, inputs.config);
    if (plan.route != nullptr) {
        explanation.route = plan.route->name;
        explanation.strategy = plan.route->strategy;
        explanation.pin = pinInForce(inputs.switches, plan.route->name, inputs.wallMs);
    }
    const Usage usage = inputs.uses.expected(explanation.route, facts);
    int place = 0;
    for (const PlannedTarget& target : plan.order) {
        explanation.targets.push_back(explained(target, place++, usage, inputs));
    }
    for (const PlannedTarget& target : plan.passedOver) {
        explanation.targets.push_back(explained(target, -1, usage, inputs));
    }
    return explanation;
}

}  // namespace signalbox
