// PlanFacts: what the planner is given of a request and of the gateway's prices. Thread: gateway.
#pragma once

#include "core/pricing/PriceBook.h"
#include "core/protocol/RequestBody.h"
#include "core/routing/RoutePlanner.h"

namespace signalbox {

// The local time is only filled in where a rule of the configuration looks at it.
[[nodiscard]] RequestFacts requestFacts(const RequestBody& body, const QString& client, const Config& config,
                                        qint64 wallMs);

// Costs at the prices of one moment. The book outlives it.
class BookedCosts final : public CostView {
public:
    BookedCosts(const PriceBook& prices, qint64 wallMs) : m_prices(prices), m_wallMs(wallMs) {}
    [[nodiscard]] std::optional<NanoUsd> cost(const ProviderConfig& provider, const QString& model,
                                              const Usage& usage) const override;

private:
    const PriceBook& m_prices;
    qint64 m_wallMs;
};

}  // namespace signalbox
