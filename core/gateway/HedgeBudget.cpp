#include "core/gateway/HedgeBudget.h"

#include <algorithm>
#include <cmath>

namespace signalbox {

namespace {

constexpr double kShare = 0.1;
constexpr qint64 kHalfLifeMs = 3'600'000;
constexpr qint64 kGuessedOutputTokens = 500;

}  // namespace

bool HedgeBudget::take(const QString& route, std::optional<NanoUsd> worst, qint64 nowMs) {
    Sums& known = sums(route, nowMs);
    const bool fits = worst ? known.extra + static_cast<double>(*worst) <= kShare * known.spent
                            : known.hedges + 1 <= kShare * known.requests;
    if (fits) {
        known.extra += static_cast<double>(worst.value_or(0));
        known.hedges += 1;
    }
    return fits;
}

void HedgeBudget::settle(const QString& route, std::optional<NanoUsd> worst, std::optional<NanoUsd> wasted) {
    const auto found = m_routes.find(route);
    if (found != m_routes.end() && worst && wasted) {
        found->extra = std::max(0.0, found->extra + static_cast<double>(*wasted - *worst));
    }
}

void HedgeBudget::spent(const QString& route, NanoUsd spent, qint64 outputTokens, qint64 nowMs) {
    Sums& known = sums(route, nowMs);
    known.spent += static_cast<double>(spent);
    known.requests += 1;
    known.outputTokens += static_cast<double>(outputTokens);
}

NanoUsd HedgeBudget::usualCost(const QString& route) const {
    const auto found = m_routes.constFind(route);
    return found == m_routes.cend() || found->requests < 1
               ? 0
               : static_cast<NanoUsd>(std::ceil(found->spent / found->requests));
}

qint64 HedgeBudget::usualOutputTokens(const QString& route) const {
    const auto found = m_routes.constFind(route);
    return found == m_routes.cend() || found->requests < 1
               ? kGuessedOutputTokens
               : static_cast<qint64>(std::ceil(found->outputTokens / found->requests));
}

HedgeBudget::Sums& HedgeBudget::sums(const QString& route, qint64 nowMs) {
    Sums& known = m_routes[route];
    if (known.sinceMs == 0) {
        known.sinceMs = nowMs;
    }
    if (const qint64 times = (nowMs - known.sinceMs) / kHalfLifeMs; times > 0) {
        const double left = std::exp2(-static_cast<double>(times));
        known.sinceMs += times * kHalfLifeMs;
        for (double* sum :
             {&known.spent, &known.extra, &known.requests, &known.hedges, &known.outputTokens}) {
            *sum *= left;
        }
    }
    return known;
}

}  // namespace signalbox
