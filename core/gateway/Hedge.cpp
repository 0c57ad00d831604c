#include "core/gateway/Hedge.h"

#include <algorithm>

namespace signalbox {

bool Hedge::begin(HedgeBudget& budget, const QString& route, const PlannedTarget& slow,
                  const PlannedTarget& second, const Request& request) {
    Usage usage;
    usage.inputTokens = request.promptTokens;
    usage.outputTokens = budget.usualOutputTokens(route);
    // The prompt is estimated from its text: what requests here cost as a rule is the least to expect.
    std::optional<NanoUsd> worst = budget.usualCost(route);
    for (const PlannedTarget* target : {&slow, &second}) {
        const Cost cost = costOf(request.prices, usage, *target->provider, target->model, request.wallMs);
        worst = worst && cost.source != CostSource::Unknown ? std::optional(std::max(*worst, cost.charged))
                                                            : std::nullopt;
    }
    m_used = budget.take(route, worst, request.nowMs);
    m_worst = m_used ? worst : std::nullopt;
    return m_used;
}

void Hedge::lost(const Usage& usage, const Cost& cost) {
    m_booked = cost.charged;
    if (usage != Usage{} && !usage.estimated && cost.source != CostSource::Unknown) {
        m_wasted = cost.charged;
    }
}

void Hedge::settle(HedgeBudget& budget, const QString& route, const Cost& cost, qint64 outputTokens,
                   qint64 nowMs) const {
    if (m_used) {
        budget.settle(route, m_worst, m_wasted);
    }
    budget.spent(route, cost.charged - m_booked, outputTokens, nowMs);
}

}  // namespace signalbox
