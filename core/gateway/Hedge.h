// Hedge: the second attempt of one request, as far as money goes: what may be wasted by it is set aside in
// the route's budget before it starts, and settled when the request ends. Thread: gateway. Owned by its
// ProxyRequest.
#pragma once

#include "core/gateway/HedgeBudget.h"
#include "core/pricing/CostCalculator.h"
#include "core/routing/RoutePlanner.h"

namespace signalbox {

class Hedge {
public:
    struct Request {
        const PriceBook& prices;
        qint64 promptTokens = 0;  // estimated
        qint64 wallMs = 0;
        qint64 nowMs = 0;  // monotonic
    };

    [[nodiscard]] bool used() const { return m_used; }
    // May `second` be asked beside `slow`? Either may turn out to be the one in vain. At most once.
    [[nodiscard]] bool begin(HedgeBudget& budget, const QString& route, const PlannedTarget& slow,
                             const PlannedTarget& second, const Request& request);
    // The attempt in vain was booked with this.
    void lost(const Usage& usage, const Cost& cost);
    // The request has ended and cost `cost` in all.
    void settle(HedgeBudget& budget, const QString& route, const Cost& cost, qint64 outputTokens,
                qint64 nowMs) const;

private:
    bool m_used = false;
    std::optional<NanoUsd> m_worst;   // set aside; nothing: no price is known
    std::optional<NanoUsd> m_wasted;  // where the provider said what it used
    NanoUsd m_booked = 0;
};

}  // namespace signalbox
