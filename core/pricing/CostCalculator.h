// CostCalculator: what an attempt cost, in nano-dollars, from its usage and the configured prices. Thread:
// pure functions. Sums are exact and rounded once, half up.
#pragma once

#include "core/api/Config.h"
#include "core/api/Outcome.h"
#include "core/pricing/PriceBook.h"

namespace signalbox {

// `list` is the usage at the configured price, `charged` the same times `priceFactor`. What the provider
// itself reports is charged as reported; its list price is the configured one, or what was reported where
// there is none. Unknown with 0 where a price that the usage needs is missing.
[[nodiscard]] Cost costOf(const PriceBook& prices, const Usage& usage, const QString& provider,
                          double priceFactor, const QString& model, qint64 wallMs);
[[nodiscard]] Cost costOf(const PriceBook& prices, const Usage& usage, const ProviderConfig& provider,
                          const QString& model, qint64 wallMs);

}  // namespace signalbox
