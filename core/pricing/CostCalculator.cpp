#include "core/pricing/CostCalculator.h"

#include <algorithm>
#include <cmath>

namespace signalbox {

namespace {

__extension__ typedef __int128 PicoUsd;

constexpr qint64 kFactorUnit = 1'000'000;  // price factors are exact to six decimals

// The four kinds of token that have a price of their own. Tiers by prompt size, batch and priority classes
// would choose another PriceConfig before this point, or other prices here.
std::optional<PicoUsd> sumOf(const Usage& usage, const PriceConfig& price) {
    struct Part {
        qint64 tokens = 0;
        std::optional<PicoUsdPerUnit> price;
    };
    // Some providers report more cached tokens than the prompt has; no token is paid for twice.
    const qint64 cached = std::min(usage.cachedInputTokens, usage.inputTokens);
    const qint64 written = std::min(usage.cacheWriteTokens, usage.inputTokens - cached);
    const Part parts[] = {
        {usage.inputTokens - cached - written, price.input},
        {cached, price.cachedInput ? price.cachedInput : price.input},
        {written, price.cacheWrite ? price.cacheWrite : price.input},
        {usage.outputTokens, price.output},
    };
    PicoUsd sum = 0;
    for (const Part& part : parts) {
        if (part.tokens == 0) {
            continue;
        }
        if (!part.price) {
            return std::nullopt;
        }
        sum += static_cast<PicoUsd>(*part.price) * part.tokens;
    }
    return sum;
}

NanoUsd rounded(PicoUsd sum, qint64 factor) {
    const PicoUsd unit = static_cast<PicoUsd>(1000) * kFactorUnit;
    return static_cast<NanoUsd>((sum * factor + unit / 2) / unit);
}

}  // namespace

Cost costOf(const PriceBook& prices, const Usage& usage, const QString& provider, double priceFactor,
            const QString& model, qint64 wallMs) {
    Cost cost;
    const PriceConfig* price = prices.priceFor(provider, model, wallMs);
    const std::optional<PicoUsd> sum = price ? sumOf(usage, *price) : std::nullopt;
    if (usage.reportedCost) {
        cost.charged = *usage.reportedCost;
        cost.list = sum && !usage.estimated ? rounded(*sum, kFactorUnit) : *usage.reportedCost;
        cost.source = CostSource::Reported;
        return cost;
    }
    if (!sum) {
        return cost;
    }
    cost.list = rounded(*sum, kFactorUnit);
    cost.charged = rounded(*sum, std::llround(priceFactor * kFactorUnit));
    cost.source = usage.estimated ? CostSource::Estimated : CostSource::Computed;
    return cost;
}

Cost costOf(const PriceBook& prices, const Usage& usage, const ProviderConfig& provider, const QString& model,
            qint64 wallMs) {
    return costOf(prices, usage, provider.id, provider.priceFactor, model, wallMs);
}

}  // namespace signalbox
