// CostCalculator: what an attempt cost, in nano-dollars, from its usage and the configured prices. Thread:
// pure functions. Sums are exact and rounded once, half up.
#pragma once

#include "core/api/Config.h"
#include "core/api/Outcome.h"
#include "core/pricing/PriceBook.h"

namespace signalbox {

// `list` is the usage at the list price, `charged` the same times `priceFactor` (not
// where the provider states the price itself); both times what the price's
// hours say. What the provider itself reports is charged as reported; its list price is the computed one, or
// what was reported where there is none. Unknown with 0 where a price that the usage needs is missing:
//   - input that was read from or written to a cache, sound and images go by the input price unless they have
//     one of their own; of output, reasoning, sound and images by the output price;
//   - a tier holds for all tokens of a request with a larger prompt;
//   - an answer of another class of service (batch, priority, flex) needs that class's price;
//   - speech goes by the character, images by the piece, transcriptions by the second where nothing else
//     was told;
//   - each search needs its price; a price per request is added to every one.
[[nodiscard]] Cost costOf(const PriceBook& prices, const Usage& usage, const QString& provider,
                          double priceFactor, const QString& model, qint64 wallMs);
[[nodiscard]] Cost costOf(const PriceBook& prices, const Usage& usage, const ProviderConfig& provider,
                          const QString& model, qint64 wallMs);

}  // namespace signalbox
