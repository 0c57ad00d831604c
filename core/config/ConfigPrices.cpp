#include "core/config/ConfigPrices.h"

#include "core/base/Decimal.h"
#include "core/config/ConfigRules.h"
#include "core/config/JsonReader.h"

#include <array>

namespace signalbox {

namespace {

constexpr int kPerMillion = 6;
constexpr int kPerUnit = 12;
constexpr qint64 kMaxUsd = 1'000'000;
constexpr qint64 kMaxTokens = 1'000'000'000;

QString key(const char* text) {
    return QString::fromLatin1(text);
}

struct RateRow {
    const char* name;
    std::optional<PicoUsdPerUnit> PriceRates::*rate;
};
constexpr std::array kRates{
    RateRow{"input", &PriceRates::input},
    RateRow{"output", &PriceRates::output},
    RateRow{"cached_input", &PriceRates::cachedInput},
    RateRow{"cache_write", &PriceRates::cacheWrite},
    RateRow{"cache_write_long", &PriceRates::cacheWriteLong},
    RateRow{"reasoning", &PriceRates::reasoning},
    RateRow{"audio_input", &PriceRates::audioInput},
    RateRow{"image_input", &PriceRates::imageInput},
    RateRow{"audio_output", &PriceRates::audioOutput},
    RateRow{"image_output", &PriceRates::imageOutput},
};

struct UnitRow {
    const char* name;
    std::optional<PicoUsdPerUnit> PriceConfig::*price;
};
constexpr std::array kUnits{
    UnitRow{"per_image", &PriceConfig::perImage},         UnitRow{"per_second", &PriceConfig::perSecond},
    UnitRow{"per_character", &PriceConfig::perCharacter}, UnitRow{"per_request", &PriceConfig::perRequest},
    UnitRow{"per_search", &PriceConfig::perSearch},
};

struct ClassRow {
    const char* name;
    ServiceClass serviceClass;
};
constexpr std::array kClasses{
    ClassRow{"batch", ServiceClass::Batch},
    ClassRow{"priority", ServiceClass::Priority},
    ClassRow{"flex", ServiceClass::Flex},
};

// True if any was there, whatever its worth.
bool readRates(ObjectFields& fields, PriceRates& rates) {
    bool any = false;
    for (const RateRow& row : kRates) {
        any = any || fields.has(key(row.name));
        rates.*row.rate = fields.amount(key(row.name), kPerMillion, kMaxUsd);
    }
    return any;
}

PriceTier readTier(const JsonNode& node, const QString& path, FaultLists& lists) {
    ObjectFields fields(node, path, lists);
    PriceTier tier;
    if (fields.any(key("above_prompt_tokens"), ObjectFields::Presence::Required) != nullptr) {
        tier.abovePromptTokens = fields.integer(key("above_prompt_tokens"), 0, kMaxTokens).value_or(0);
    }
    if (const auto name = fields.text(key("class"))) {
        const auto row = std::find_if(kClasses.begin(), kClasses.end(), [&](const ClassRow& known) {
            return *name == QLatin1String(known.name);
        });
        if (row == kClasses.end()) {
            fields.fault(key("class"), QStringLiteral("must be batch, priority or flex"));
        } else {
            tier.serviceClass = row->serviceClass;
        }
    }
    const bool any = readRates(fields, tier.rates);
    fields.finish();
    if (node.isObject() && !any) {
        lists.fault(path, QStringLiteral("must name a price"));
    }
    return tier;
}

PriceHours readHours(const JsonNode& node, const QString& path, FaultLists& lists) {
    ObjectFields fields(node, path, lists);
    PriceHours hours;
    const auto text = fields.text(key("utc"), ObjectFields::Presence::Required);
    const auto span = text ? parseHours(*text) : std::nullopt;
    if (span) {
        constexpr int kMinuteMs = 60'000;
        hours.fromMinute = span->from.msecsSinceStartOfDay() / kMinuteMs;
        hours.toMinute = span->to.msecsSinceStartOfDay() / kMinuteMs;
    } else if (text) {
        fields.fault(key("utc"), QStringLiteral("must be two different times such as \"16:30-00:30\""));
    }
    hours.factor = fields.amount(key("factor"), kPerMillion, 100, ObjectFields::Presence::Required)
                       .value_or(PriceHours().factor);
    fields.finish();
    return hours;
}

void putAmount(JsonNode& node, const char* name, const std::optional<PicoUsdPerUnit>& amount, int decimals) {
    if (amount) {
        node.members.push_back({key(name), JsonNode::ofNumber(decimalText(*amount, decimals)), false});
    }
}

void putText(JsonNode& node, const char* name, const QString& text, const QString& byDefault) {
    node.members.push_back({key(name), JsonNode::ofText(text), text == byDefault});
}

void putRates(JsonNode& node, const PriceRates& rates) {
    for (const RateRow& row : kRates) {
        putAmount(node, row.name, rates.*row.rate, kPerMillion);
    }
}

void putTiers(JsonNode& node, const PriceConfig& price) {
    JsonNode list = JsonNode::array();
    for (const PriceTier& tier : price.tiers) {
        JsonNode item = JsonNode::object();
        item.members.push_back({key("above_prompt_tokens"), JsonNode::ofInt(tier.abovePromptTokens), false});
        for (const ClassRow& row : kClasses) {
            if (row.serviceClass == tier.serviceClass) {
                putText(item, "class", key(row.name), {});
            }
        }
        putRates(item, tier.rates);
        list.items.push_back(std::move(item));
    }
    if (!list.items.empty()) {
        node.members.push_back({key("tiers"), std::move(list), false});
    }
}

void putHours(JsonNode& node, const PriceConfig& price) {
    JsonNode list = JsonNode::array();
    const auto time = [](int minute) {
        return QTime::fromMSecsSinceStartOfDay(minute * 60'000).toString(QStringLiteral("HH:mm"));
    };
    for (const PriceHours& hours : price.hours) {
        JsonNode item = JsonNode::object();
        putText(item, "utc", time(hours.fromMinute) + QLatin1Char('-') + time(hours.toMinute), {});
        putAmount(item, "factor", hours.factor, kPerMillion);
        list.items.push_back(std::move(item));
    }
    if (!list.items.empty()) {
        node.members.push_back({key("hours"), std::move(list), false});
    }
}

}  // namespace

PriceConfig readPrice(const JsonNode& node, const QString& path, FaultLists& lists) {
    ObjectFields fields(node, path, lists);
    PriceConfig price;
    price.provider = fields.text(key("provider")).value_or(key("*"));
    price.model = fields.text(key("model")).value_or(key("*"));
    if (const QString problem = globFault(price.model); !problem.isEmpty()) {
        fields.fault(key("model"), problem);
    }
    price.from = QDate(1970, 1, 1);
    if (const auto from = fields.text(key("from"))) {
        price.from = QDate::fromString(*from, QStringLiteral("yyyy-MM-dd"));
        if (!price.from.isValid()) {
            fields.fault(key("from"), QStringLiteral("must be a day such as \"2026-05-01\""));
        }
    }
    bool any = readRates(fields, price);
    for (const UnitRow& row : kUnits) {
        any = any || fields.has(key(row.name));
        price.*row.price = fields.amount(key(row.name), kPerUnit, 1'000);
    }
    const std::vector<JsonNode>& tiers = fields.list(key("tiers"));
    for (std::size_t i = 0; i < tiers.size(); ++i) {
        price.tiers.push_back(readTier(tiers[i], itemPath(fields.pathOf(key("tiers")), i), lists));
    }
    for (const ClassRow& row : kClasses) {
        if (const JsonNode* rates = fields.any(key(row.name))) {
            ObjectFields inner(*rates, fields.pathOf(key(row.name)), lists);
            PriceClass entry{row.serviceClass, {}};
            (void)readRates(inner, entry.rates);
            inner.finish();
            price.classes.push_back(entry);
        }
    }
    const std::vector<JsonNode>& hours = fields.list(key("hours"));
    for (std::size_t i = 0; i < hours.size(); ++i) {
        price.hours.push_back(readHours(hours[i], itemPath(fields.pathOf(key("hours")), i), lists));
    }
    price.vendor = fields.text(key("vendor")).value_or(QString());
    price.source = fields.text(key("source")).value_or(QString());
    price.unsure = fields.boolean(key("unsure")).value_or(false);
    fields.finish();
    if (node.isObject() && !any) {
        lists.fault(path, QStringLiteral("must name a price: \"input\", \"output\" or both"));
    }
    return price;
}

JsonNode priceNode(const PriceConfig& price) {
    JsonNode node = JsonNode::object();
    putText(node, "provider", price.provider, key("*"));
    putText(node, "model", price.model, key("*"));
    putText(node, "from", price.from.toString(Qt::ISODate), key("1970-01-01"));
    putRates(node, price);
    for (const UnitRow& row : kUnits) {
        putAmount(node, row.name, price.*row.price, kPerUnit);
    }
    putTiers(node, price);
    for (const PriceClass& entry : price.classes) {
        for (const ClassRow& row : kClasses) {
            if (row.serviceClass == entry.serviceClass) {
                JsonNode rates = JsonNode::object();
                putRates(rates, entry.rates);
                node.members.push_back({key(row.name), std::move(rates), false});
            }
        }
    }
    putHours(node, price);
    for (const auto& [name, text] : {std::pair("vendor", price.vendor), std::pair("source", price.source)}) {
        if (!text.isEmpty()) {
            putText(node, name, text, {});
        }
    }
    if (price.unsure) {
        node.members.push_back({key("unsure"), JsonNode::ofBool(true), false});
    }
    return node;
}

}  // namespace signalbox
