#include "core/config/LiteLlmPrices.h"

#include "core/base/Decimal.h"
#include "core/config/AtomicFile.h"
#include "core/config/JsonReader.h"

#include <array>
#include <cmath>

namespace signalbox {

namespace {

constexpr int kPico = 12;
// A dollar for a token, and a million of them for a unit, are no prices.
constexpr qint64 kMostPerToken = 1'000'000'000'000;
constexpr qint64 kMostTokens = 1'000'000'000;

struct RateRow {
    const char* name;
    std::optional<PicoUsdPerUnit> PriceRates::*rate;
};
constexpr std::array kRates{
    RateRow{"input_cost_per_token", &PriceRates::input},
    RateRow{"output_cost_per_token", &PriceRates::output},
    RateRow{"cache_read_input_token_cost", &PriceRates::cachedInput},
    RateRow{"cache_creation_input_token_cost", &PriceRates::cacheWrite},
    RateRow{"output_cost_per_reasoning_token", &PriceRates::reasoning},
    RateRow{"input_cost_per_audio_token", &PriceRates::audioInput},
    RateRow{"output_cost_per_audio_token", &PriceRates::audioOutput},
    RateRow{"input_cost_per_image_token", &PriceRates::imageInput},
    RateRow{"output_cost_per_image_token", &PriceRates::imageOutput},
};

struct UnitRow {
    const char* name;
    std::optional<PicoUsdPerUnit> PriceConfig::*price;
    const char* mode;  // only of models of that kind; empty: of any
};
constexpr std::array kUnits{
    UnitRow{"output_cost_per_image", &PriceConfig::perImage, ""},
    UnitRow{"input_cost_per_image", &PriceConfig::perImage, "image_generation"},
    UnitRow{"input_cost_per_second", &PriceConfig::perSecond, ""},
    UnitRow{"input_cost_per_character", &PriceConfig::perCharacter, ""},
    UnitRow{"input_cost_per_request", &PriceConfig::perRequest, ""},
    UnitRow{"input_cost_per_query", &PriceConfig::perRequest, ""},
};

struct ClassRow {
    const char* suffix;
    ServiceClass serviceClass;
};
constexpr std::array kClasses{
    ClassRow{"_priority", ServiceClass::Priority},
    ClassRow{"_flex", ServiceClass::Flex},
    ClassRow{"_batches", ServiceClass::Batch},
};

struct VendorRow {
    const char* theirs;
    const char* ours;
};
constexpr std::array kVendors{VendorRow{"gemini", "google"}, VendorRow{"dashscope", "alibaba"}};

QString vendorOf(const QString& provider) {
    for (const VendorRow& row : kVendors) {
        if (provider == QLatin1String(row.theirs)) {
            return QString::fromLatin1(row.ours);
        }
    }
    return provider;
}

// What a field's name says apart from what is priced.
struct FieldName {
    QString base;
    ServiceClass serviceClass = ServiceClass::Standard;
    std::optional<qint64> above;
    bool longWrite = false;
};

FieldName taken(QString name) {
    FieldName field;
    for (const ClassRow& row : kClasses) {
        if (name.endsWith(QLatin1String(row.suffix))) {
            name.chop(static_cast<qsizetype>(qstrlen(row.suffix)));
            field.serviceClass = row.serviceClass;
        }
    }
    const QString above = QStringLiteral("_above_");
    if (const qsizetype from = name.lastIndexOf(above); from >= 0 && name.endsWith(u"k_tokens")) {
        bool ok = false;
        const qint64 thousands = QStringView(name).sliced(from + above.size()).chopped(8).toLongLong(&ok);
        if (ok && thousands > 0 && thousands < kMostTokens / 1000) {
            field.above = thousands * 1000;
            name.truncate(from);
        }
    }
    if (name.endsWith(u"_above_1hr")) {
        field.longWrite = true;
        name.chop(10);
    }
    field.base = name;
    return field;
}

class ModelReader {
public:
    ModelReader(QString path, const QString& model) : m_path(std::move(path)) {
        m_price.model = model;
        m_price.provider = QStringLiteral("*");
        m_price.from = QDate(1970, 1, 1);
        m_price.source = QStringLiteral("LiteLLM");
    }

    // False where a fault was found.
    bool read(const JsonNode& node) {
        const JsonNode* mode = node.find(QStringLiteral("mode"));
        m_mode = mode != nullptr ? mode->text : QString();
        for (const JsonMember& member : node.members) {
            if (!readField(member.key, member.value)) {
                return false;
            }
        }
        return true;
    }
    [[nodiscard]] bool priced() const { return m_priced; }
    [[nodiscard]] PriceConfig& price() { return m_price; }
    [[nodiscard]] const Error& error() const { return m_error; }

private:
    bool readField(const QString& key, const JsonNode& value) {
        if (key == QLatin1String("litellm_provider")) {
            m_price.vendor = vendorOf(value.text);
            return true;
        }
        if (key == QLatin1String("search_context_cost_per_query")) {
            return readSearch(value);
        }
        if (key == QLatin1String("tiered_pricing")) {
            return readRanges(value);
        }
        for (const UnitRow& row : kUnits) {
            if (key == QLatin1String(row.name) && (*row.mode == '\0' || m_mode == QLatin1String(row.mode))) {
                return amount(key, value, m_price.*row.price);
            }
        }
        const FieldName field = taken(key);
        for (const RateRow& row : kRates) {
            if (field.base == QLatin1String(row.name)) {
                const bool isLong = field.longWrite && row.rate == &PriceRates::cacheWrite;
                const auto rate = isLong ? &PriceRates::cacheWriteLong : row.rate;
                return field.longWrite && !isLong ? true : amount(key, value, ratesOf(field).*rate);
            }
        }
        return true;
    }

    PriceRates& ratesOf(const FieldName& field) {
        if (field.above) {
            return tier(*field.above, field.serviceClass).rates;
        }
        if (field.serviceClass == ServiceClass::Standard) {
            return m_price;
        }
        for (PriceClass& known : m_price.classes) {
            if (known.serviceClass == field.serviceClass) {
                return known.rates;
            }
        }
        return m_price.classes.emplace_back(PriceClass{field.serviceClass, {}}).rates;
    }

    PriceTier& tier(qint64 above, ServiceClass serviceClass) {
        for (PriceTier& known : m_price.tiers) {
            if (known.abovePromptTokens == above && known.serviceClass == serviceClass) {
                return known;
            }
        }
        return m_price.tiers.emplace_back(PriceTier{above, serviceClass, {}});
    }

    bool readSearch(const JsonNode& value) {
        const JsonNode* medium = value.find(QStringLiteral("search_context_size_medium"));
        return medium == nullptr ||
               amount(QStringLiteral("search_context_size_medium"), *medium, m_price.perSearch);
    }

    bool readRanges(const JsonNode& value) {
        for (const JsonNode& step : value.items) {
            const JsonNode* range = step.find(QStringLiteral("range"));
            if (range == nullptr || range->items.size() != 2) {
                return fault(QStringLiteral("tiered_pricing"), QStringLiteral("has a step without a range"));
            }
            const Decimal from = parseDecimal(range->items[0].number, 0);
            if (from.fault != DecimalFault::None || from.scaled < 0 || from.scaled > kMostTokens) {
                return fault(QStringLiteral("tiered_pricing"), QStringLiteral("has a range of no tokens"));
            }
            // A range holds from its first token on.
            PriceRates& rates =
                from.scaled == 0 ? m_price : tier(from.scaled - 1, ServiceClass::Standard).rates;
            for (const JsonMember& member : step.members) {
                for (const RateRow& row : kRates) {
                    if (member.key == QLatin1String(row.name) &&
                        !amount(member.key, member.value, rates.*row.rate)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    bool amount(const QString& key, const JsonNode& value, std::optional<PicoUsdPerUnit>& into) {
        if (value.kind == JsonNode::Kind::Null) {
            return true;
        }
        const Decimal parsed = parseDecimal(value.number, kPico);
        if (value.kind != JsonNode::Kind::Number || parsed.fault == DecimalFault::NotANumber ||
            parsed.scaled < 0) {
            return fault(key, QStringLiteral("must be a number of dollars from 0 on"));
        }
        if (parsed.fault == DecimalFault::TooLarge || parsed.scaled > kMostPerToken * 1000) {
            return fault(key, QStringLiteral("is no price"));
        }
        // Some entries are quotients with digits beyond a pico-dollar; these are worth nothing.
        into = parsed.fault == DecimalFault::TooPrecise ? roundedPico(value.number) : parsed.scaled;
        m_priced = true;
        return true;
    }

    static PicoUsdPerUnit roundedPico(const QByteArray& number) {
        return std::llround(number.toDouble() * 1e12);
    }

    bool fault(const QString& key, const QString& message) {
        m_error = {ErrorCode::InvalidInput, message, memberPath(m_path, key)};
        return false;
    }

    QString m_path;
    QString m_mode;
    PriceConfig m_price;
    Error m_error;
    bool m_priced = false;
};

// "openrouter/openai/gpt-5" is that provider's "openai/gpt-5".
QString withoutProvider(const QString& model, const JsonNode& entry) {
    const JsonNode* provider = entry.find(QStringLiteral("litellm_provider"));
    const QString prefix = provider == nullptr ? QString() : provider->text + QLatin1Char('/');
    return prefix.size() > 1 && model.startsWith(prefix) ? model.mid(prefix.size()) : model;
}

}  // namespace

Result<std::vector<PriceConfig>> readLiteLlmPrices(const QByteArray& json) {
    ConfigFaults faults;
    const std::optional<JsonNode> root = readJson(json, faults);
    if (!root || !faults.empty()) {
        return Error{ErrorCode::InvalidInput, faults.front().message, faults.front().path};
    }
    if (!root->isObject()) {
        return Error{ErrorCode::InvalidInput, QStringLiteral("must be an object of models"), {}};
    }
    std::vector<PriceConfig> prices;
    for (const JsonMember& member : root->members) {
        if (!member.value.isObject() || member.key == QLatin1String("sample_spec")) {
            continue;
        }
        ModelReader reader(memberPath({}, member.key), withoutProvider(member.key, member.value));
        if (!reader.read(member.value)) {
            return reader.error();
        }
        if (reader.priced()) {
            prices.push_back(std::move(reader.price()));
        }
    }
    return prices;
}

void readPriceFiles(Config& config, ConfigFaults& faults) {
    config.importedPrices.clear();
    for (qsizetype i = 0; i < config.priceFiles.size(); ++i) {
        const QString path = itemPath(QStringLiteral("price_files"), static_cast<std::size_t>(i));
        const Result<QByteArray> bytes = readWholeFile(config.priceFiles[i], kMaxPriceFileBytes);
        if (!bytes) {
            faults.push_back({path, bytes.error().message});
            continue;
        }
        Result<std::vector<PriceConfig>> prices = readLiteLlmPrices(bytes.value());
        if (!prices) {
            const Error& error = prices.error();
            faults.push_back(
                {path, config.priceFiles[i] + QStringLiteral(": ") +
                           (error.place.isEmpty() ? error.message
                                                  : error.place + QStringLiteral(": ") + error.message)});
            continue;
        }
        for (PriceConfig& price : prices.value()) {
            config.importedPrices.push_back(std::move(price));
        }
    }
}

}  // namespace signalbox
