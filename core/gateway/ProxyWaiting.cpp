// The parts of ProxyRequest that act on a request while it waits: the switch moves it, a second target is
// asked beside a slow one, or it is parked. The straight path from target to target is in ProxyRequest.cpp.
#include "core/gateway/Hold.h"
#include "core/gateway/ProxyRequest.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr Milliseconds kSoonestHedge{250};

}  // namespace

// --- the switch ---

bool ProxyRequest::moveNow(const GatewaySettings& settings) {
    if (m_finished || m_answer.committed() || m_plan.route == nullptr) {
        return false;
    }
    if (m_forBudget) {
        return false;  // it looks anew as soon as there is room anywhere
    }
    if (m_parked) {
        release(settings);
        return !m_parked;
    }
    RoutePlan plan = planWith(settings);
    if (plan.order.empty() || totalLeft().count() <= 0) {
        return false;
    }
    const PlannedTarget& wanted = plan.order.front();
    const bool there = std::any_of(m_running.begin(), m_running.end(), [&](const auto& attempt) {
        const HealthBoard::Pass& pass = attempt->plan().pass;
        return pass.provider == wanted.provider->id && pass.model == wanted.model;
    });
    if (there) {
        return false;
    }
    m_backoff.cancel();
    m_hedgeTimer.cancel();
    while (!m_running.empty()) {
        stop(*m_running.front(), Outcome::Cancelled);
    }
    m_attemptsBefore = m_attempts;  // what the user orders is not for the limit to refuse
    m_settings = settings;
    follow(std::move(plan));
    return true;
}

// --- hedging ---

void ProxyRequest::armHedge(const PlannedTarget& target) {
    if (m_hedge.used() || m_plan.route == nullptr || !m_plan.route->hedge) {
        return;
    }
    m_hedgeTimer.cancel();  // it was set for the target before
    if (m_next >= m_plan.order.size()) {
        return;
    }
    if (const auto slow = m_context.health.slowFirstToken(target.provider->id, target.model)) {
        m_hedgeTimer = m_context.scheduler.after(std::max(kSoonestHedge, *slow), [this] { askSecond(); });
    }
}

// The first byte is late: another provider is asked too, if what that may waste is within the budget.
void ProxyRequest::askSecond() {
    if (m_running.size() != 1 || m_answer.committed() || !attemptsLeft()) {
        return;
    }
    const PlannedTarget& slow = *m_running.front()->plan().target;
    const auto from = m_plan.order.begin() + static_cast<std::ptrdiff_t>(m_next);
    const auto found = std::find_if(from, m_plan.order.end(), [&](const PlannedTarget& target) {
        const HealthView::Target now = m_context.health.target(*target.provider, target.model);
        return target.provider != slow.provider && now.usable && !isFull(*target.provider, now) &&
               hasRoom(target) &&
               m_context.health.pickKey(*target.provider, target.model, m_facts).has_value();
    });
    if (found == m_plan.order.end()) {
        return;
    }
    const Hedge::Request request{*m_settings.prices, m_start.body.estimatedPromptTokens,
                                 m_record.startedWallMs(), m_context.clock.sleeplessMs()};
    if (!m_hedge.begin(m_context.hedges, m_plan.route->name, slow, *found, request)) {
        return;
    }
    std::rotate(from, found, found + 1);
    const PlannedTarget& second = m_plan.order[m_next++];
    startAttempt(second, m_context.health.pickKey(*second.provider, second.model, m_facts).value_or(-1));
}

void ProxyRequest::won(Attempt& winner) {
    m_hedgeTimer.cancel();
    while (m_running.size() > 1) {
        stop(*(m_running.front().get() == &winner ? m_running.back() : m_running.front()),
             Outcome::HedgeLost);
    }
}

// --- holding ---

// By itself a parked request goes on when a target's rest is over; else when release() is called.
void ProxyRequest::park() {
    m_parked = true;
    m_holdEnd = m_context.scheduler.after(totalLeft(), [this] {
        m_parked = false;
        nobodyLeft();
    });
    if (const auto wait = nextChance(m_plan, m_context.health, m_context.clock.wallMs())) {
        m_releaseTimer = m_context.scheduler.after(*wait, [this] { release(m_settings); });
    }
    m_record.show([](LiveRequest& live) { live.phase = LiveRequest::Phase::Parked; });
}

void ProxyRequest::release(const GatewaySettings& settings) {
    if (!parked()) {
        return;
    }
    m_parked = false;
    m_releaseTimer.cancel();
    m_holdEnd.cancel();
    m_attemptsBefore = m_attempts;
    RoutePlan plan = planWith(settings);
    m_settings = settings;
    m_record.show([](LiveRequest& live) { live.phase = LiveRequest::Phase::Waiting; });
    follow(std::move(plan));
}

}  // namespace signalbox
