// HedgeBudget: keeps what hedging costs within a tenth of what a route spends anyway. Where prices are known
// it adds up money, the worst case in advance; where they are not, it counts requests. Sums are halved every
// hour, so that a quiet week saves nothing up. Thread: gateway. Money: nano-dollars; time: monotonic ms.
#pragma once

#include "core/api/Outcome.h"

#include <QHash>
#include <QString>

#include <optional>

namespace signalbox {

class HedgeBudget {
public:
    // Sets aside what the second attempt may waste (nothing: no price is known). False: it would be too much.
    [[nodiscard]] bool take(const QString& route, std::optional<NanoUsd> worst, qint64 nowMs);
    // The request has ended: what was really wasted, where that is known for sure.
    void settle(const QString& route, std::optional<NanoUsd> worst, std::optional<NanoUsd> wasted);
    // A request of the route has ended; `spent` without what hedging wasted.
    void spent(const QString& route, NanoUsd spent, qint64 outputTokens, qint64 nowMs);
    // What a request of this route costs on average.
    [[nodiscard]] NanoUsd usualCost(const QString& route) const;
    // Of this route's requests so far; a guess before there were any.
    [[nodiscard]] qint64 usualOutputTokens(const QString& route) const;

private:
    struct Sums {
        qint64 sinceMs = 0;
        double spent = 0;
        double extra = 0;
        double requests = 0;
        double hedges = 0;
        double outputTokens = 0;
    };
    Sums& sums(const QString& route, qint64 nowMs);

    QHash<QString, Sums> m_routes;
};

}  // namespace signalbox
