#include "core/protocol/PublishedPrices.h"

#include "core/base/Decimal.h"
#include "core/protocol/JsonText.h"

namespace signalbox {

namespace {

constexpr int kPicoDecimals = 12;
constexpr PicoUsdPerUnit kMost = 1'000'000'000'000;  // a dollar
constexpr PicoUsdPerUnit kMostPerCall = 1'000 * kMost;

// Nothing: not stated, not a number, or not meant.
std::optional<PicoUsdPerUnit> amount(const std::optional<json::Element>& pricing, const char* name,
                                     PicoUsdPerUnit most) {
    const std::string_view text = json::text(json::member(pricing, name));
    const Decimal value =
        parseDecimal(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())), kPicoDecimals);
    const bool meant = value.fault == DecimalFault::None && value.scaled >= 0 && value.scaled <= most;
    return meant ? std::optional(value.scaled) : std::nullopt;
}

std::optional<PicoUsdPerUnit> apart(const std::optional<json::Element>& pricing, const char* name,
                                    PicoUsdPerUnit most) {
    const std::optional<PicoUsdPerUnit> value = amount(pricing, name, most);
    return value && *value > 0 ? value : std::nullopt;
}

}  // namespace

std::vector<PriceConfig> readPublishedPrices(QByteArrayView bytes) {
    std::vector<PriceConfig> prices;
    json::Parser parser;
    const auto data = json::member(parser.parse(bytes), "data");
    json::Array list;
    if (!data || data->get(list) != simdjson::SUCCESS) {
        return prices;
    }
    for (const json::Element& entry : list) {
        const auto pricing = json::member(entry, "pricing");
        PriceConfig price;
        price.model = json::toQString(json::text(json::member(entry, "id")));
        price.input = amount(pricing, "prompt", kMost);
        price.output = amount(pricing, "completion", kMost);
        if (price.model.isEmpty() || !price.input || !price.output) {
            continue;
        }
        price.cachedInput = apart(pricing, "input_cache_read", kMost);
        price.cacheWrite = apart(pricing, "input_cache_write", kMost);
        price.reasoning = apart(pricing, "internal_reasoning", kMost);
        price.perRequest = apart(pricing, "request", kMostPerCall);
        price.perSearch = apart(pricing, "web_search", kMostPerCall);
        price.published = true;
        prices.push_back(std::move(price));
    }
    return prices;
}

}  // namespace signalbox
