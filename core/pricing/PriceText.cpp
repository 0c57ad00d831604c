#include "core/base/Decimal.h"
#include "core/pricing/PriceBook.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTime>

#include <array>

namespace signalbox {

namespace {

// A price per token is dollars per million with six decimals, one per unit dollars with twelve.
constexpr int kPerMillion = 6;
constexpr int kPerUnit = 12;

QByteArray quotedText(const QString& text) {
    const QByteArray object =
        QJsonDocument(QJsonObject{{QStringLiteral("t"), text}}).toJson(QJsonDocument::Compact);
    return object.mid(5, object.size() - 6);  // {"t":…}
}

void addName(QByteArray& out, const char* name) {
    out += out.endsWith('{') ? "\"" : ",\"";
    out += name;
    out += "\":";
}

void addText(QByteArray& out, const char* name, const QString& text) {
    if (!text.isEmpty()) {
        addName(out, name);
        out += quotedText(text);
    }
}

void addAmount(QByteArray& out, const char* name, const std::optional<PicoUsdPerUnit>& amount, int decimals) {
    if (amount) {
        addName(out, name);
        out += decimalText(*amount, decimals);
    }
}

void addRates(QByteArray& out, const PriceRates& rates) {
    struct Row {
        const char* name;
        std::optional<PicoUsdPerUnit> PriceRates::*rate;
    };
    static constexpr std::array kRows{
        Row{"input", &PriceRates::input},
        Row{"output", &PriceRates::output},
        Row{"cached_input", &PriceRates::cachedInput},
        Row{"cache_write", &PriceRates::cacheWrite},
        Row{"cache_write_long", &PriceRates::cacheWriteLong},
        Row{"reasoning", &PriceRates::reasoning},
        Row{"audio_input", &PriceRates::audioInput},
        Row{"image_input", &PriceRates::imageInput},
        Row{"audio_output", &PriceRates::audioOutput},
        Row{"image_output", &PriceRates::imageOutput},
    };
    for (const Row& row : kRows) {
        addAmount(out, row.name, rates.*row.rate, kPerMillion);
    }
}

const char* className(ServiceClass serviceClass) {
    switch (serviceClass) {
        case ServiceClass::Batch:
            return "batch";
        case ServiceClass::Priority:
            return "priority";
        case ServiceClass::Flex:
            return "flex";
        case ServiceClass::Standard:
            break;
    }
    return "standard";
}

void addTier(QByteArray& out, const PriceTier& tier) {
    out += "{\"above_prompt_tokens\":" + QByteArray::number(tier.abovePromptTokens);
    if (tier.serviceClass != ServiceClass::Standard) {
        addText(out, "class", QString::fromLatin1(className(tier.serviceClass)));
    }
    addRates(out, tier.rates);
    out += '}';
}

void addHours(QByteArray& out, const PriceHours& hours) {
    const auto time = [](int minute) { return QTime(minute / 60 % 24, minute % 60).toString(u"HH:mm"); };
    out += '{';
    addText(out, "utc", time(hours.fromMinute) + u'-' + time(hours.toMinute));
    addAmount(out, "factor", hours.factor, kPerMillion);
    out += '}';
}

template <class Item>
void addList(QByteArray& out, const char* name, const std::vector<Item>& items,
             void (*add)(QByteArray&, const Item&)) {
    if (items.empty()) {
        return;
    }
    addName(out, name);
    out += '[';
    for (const Item& item : items) {
        out += out.endsWith('[') ? "" : ",";
        add(out, item);
    }
    out += ']';
}

}  // namespace

QByteArray priceText(const PriceConfig& price) {
    QByteArray out = "{";
    addText(out, "model", price.model);
    if (price.from.isValid()) {
        addText(out, "from", price.from.toString(Qt::ISODate));
    }
    addRates(out, price);
    addAmount(out, "per_image", price.perImage, kPerUnit);
    addAmount(out, "per_second", price.perSecond, kPerUnit);
    addAmount(out, "per_character", price.perCharacter, kPerUnit);
    addAmount(out, "per_request", price.perRequest, kPerUnit);
    addAmount(out, "per_search", price.perSearch, kPerUnit);
    addList(out, "tiers", price.tiers, addTier);
    for (const PriceClass& entry : price.classes) {
        addName(out, className(entry.serviceClass));
        out += '{';
        addRates(out, entry.rates);
        out += '}';
    }
    addList(out, "hours", price.hours, addHours);
    addText(out, "vendor", price.vendor);
    addText(out, "source", price.source);
    if (price.published) {
        addName(out, "published");
        out += "true";
    }
    if (price.unsure) {
        addName(out, "unsure");
        out += "true";
    }
    return out + '}';
}

}  // namespace signalbox
