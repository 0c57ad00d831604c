// The parts of ProxyRequest that keep to the budgets: where a request goes that its own targets have no room
// for, how it waits for room, and how it is refused.
#include "core/gateway/PlanFacts.h"
#include "core/gateway/ProxyRequest.h"

#include <algorithm>

namespace signalbox {

Budgets::Call ProxyRequest::callOf(const PlannedTarget& target) const {
    const BookedCosts costs(*m_settings.prices, m_context.clock.wallMs());
    return m_context.budgets.call(m_facts, *target.provider, target.model, costs);
}

bool ProxyRequest::hasRoom(const PlannedTarget& target) const {
    return m_context.budgets.empty() || m_context.budgets.verdict(callOf(target)).room == Budgets::Room::Yes;
}

// The budget that stands in the way of a plan without a usable target: of those that may have room soon, that
// can be read, or that have none, the first there is. Nothing: no budget does.
std::optional<ProxyRequest::BudgetBar> ProxyRequest::budgetBar(const RoutePlan& plan) const {
    if (m_context.budgets.empty()) {
        return std::nullopt;
    }
    std::optional<BudgetBar> least;
    const auto look = [&](const PlannedTarget& target) {
        const Budgets::Call call = callOf(target);
        const Budgets::Verdict verdict = m_context.budgets.verdict(call);
        if (verdict.room != Budgets::Room::Yes && (!least || verdict.room < least->verdict.room)) {
            least = BudgetBar{verdict, call.estimate};
        }
    };
    std::for_each(plan.order.begin(), plan.order.end(), look);
    for (const PlannedTarget& target : plan.passedOver) {
        if (target.health.reason.kind == HealthReason::Kind::OutOfBudget) {
            look(target);
        }
    }
    return least;
}

// Where a budget that is used up says to go instead; the plan as it is where none does, or nobody is there.
RoutePlan ProxyRequest::withinBudget(RoutePlan plan, const GatewaySettings& settings,
                                     const PlanInputs& inputs) {
    if (!plan.order.empty() || m_facts.only) {
        return plan;
    }
    const std::optional<BudgetBar> bar = budgetBar(plan);
    if (!bar || bar->verdict.room != Budgets::Room::No) {
        return plan;
    }
    const BudgetConfig& budget = bar->verdict.status.budget;
    if (budget.atLimit != BudgetConfig::AtLimit::Route || budget.routeTo.isEmpty()) {
        return plan;
    }
    RequestFacts facts = m_facts;
    facts.model = budget.routeTo;
    if (settings.config->route(budget.routeTo) != nullptr) {
        facts.sentTo = budget.routeTo;
    } else if (const ProviderConfig* provider = settings.config->provider(budget.routeTo)) {
        // The model as asked for, without another provider's id in front of it.
        const qsizetype slash = m_facts.model.indexOf(QLatin1Char('/'));
        const bool named = slash > 0 && settings.config->provider(m_facts.model.left(slash)) != nullptr;
        facts.model =
            provider->id + QLatin1Char('/') + (named ? m_facts.model.mid(slash + 1) : m_facts.model);
    }
    RoutePlan instead = planRoute(facts, inputs);
    if (instead.order.empty()) {
        return plan;
    }
    m_facts = std::move(facts);
    return instead;
}

// True: the request waits or has ended.
bool ProxyRequest::stoppedByBudget() {
    if (!m_report.overBudget()) {
        return false;
    }
    const std::optional<BudgetBar> bar = budgetBar(m_plan);
    if (!bar) {
        return false;
    }
    m_bar = *bar;
    const bool mayRoute = bar->verdict.status.budget.atLimit == BudgetConfig::AtLimit::Route;
    if (bar->verdict.room == Budgets::Room::No && mayRoute && !m_plan.order.empty() && !m_rerouted) {
        m_rerouted = true;
        follow(planWith(m_settings));
        return true;
    }
    if (bar->verdict.room == Budgets::Room::Later && attemptsLeft()) {
        parkForBudget();
    } else {
        refuseForBudget(*bar);
    }
    return true;
}

void ProxyRequest::parkForBudget() {
    if (totalLeft().count() <= 0) {
        refuseForBudget(m_bar);
        return;
    }
    m_parked = true;
    m_forBudget = true;
    m_holdEnd = m_context.scheduler.after(totalLeft(), [this] {
        m_parked = false;
        m_forBudget = false;
        m_context.budgetQueue.leave(*this);
        refuseForBudget(m_bar);
    });
    m_context.budgetQueue.join(*this);
    m_record.show([](LiveRequest& live) { live.phase = LiveRequest::Phase::Parked; });
}

bool ProxyRequest::releaseForBudget(const GatewaySettings& settings) {
    if (!m_forBudget) {
        return true;
    }
    m_forBudget = false;
    m_parked = false;
    m_holdEnd.cancel();
    RoutePlan plan = planWith(settings);
    m_settings = settings;
    m_record.show([](LiveRequest& live) { live.phase = LiveRequest::Phase::Waiting; });
    follow(std::move(plan));
    return !m_forBudget;
}

// A budget that is used up is no rate limit: asking again does not help, and clients are told so. One that
// cannot be read may be read soon.
void ProxyRequest::refuseForBudget(const BudgetBar& bar) {
    Headers headers;
    int status = 429;
    if (bar.verdict.room == Budgets::Room::Unread ||
        bar.verdict.status.state == BudgetStatus::State::Unread) {
        status = 503;
        headers.add(QByteArrayLiteral("retry-after"), QByteArrayLiteral("5"));
    } else {
        headers.add(QByteArrayLiteral("x-should-retry"), QByteArrayLiteral("false"));
    }
    finish(RequestStatus::Error,
           m_answer.error(status, budgetMessage(bar.verdict.status, bar.verdict.room, bar.estimate),
                          QStringLiteral("budget_exceeded"), std::move(headers), m_last, m_attempts));
}

// Books an attempt that has ended, and gives back what was reserved for it beyond its cost.
Cost ProxyRequest::book(const Attempt& attempt, Outcome outcome) {
    Cost cost = m_record.add(attempt, outcome, *m_settings.prices);
    m_context.budgets.settle(attempt.plan().reservation, cost, attempt.usage());
    return cost;
}

}  // namespace signalbox
