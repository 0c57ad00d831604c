#include "core/service/ModelListStore.h"

#include "core/config/AtomicFile.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>

#include <array>
#include <optional>

namespace signalbox {

Q_LOGGING_CATEGORY(modelListLog, "models")

namespace {

constexpr int kVersion = 1;
constexpr qsizetype kMaxBytes = 64 * 1024 * 1024;

constexpr double kMostPico = 1e15;  // beyond it a number in JSON is not exact

struct Amount {
    const char* name;
    std::optional<PicoUsdPerUnit> PriceConfig::*place;
};
constexpr std::array kAmounts{
    Amount{"input", static_cast<std::optional<PicoUsdPerUnit> PriceConfig::*>(&PriceRates::input)},
    Amount{"output", static_cast<std::optional<PicoUsdPerUnit> PriceConfig::*>(&PriceRates::output)},
    Amount{"cached_input",
           static_cast<std::optional<PicoUsdPerUnit> PriceConfig::*>(&PriceRates::cachedInput)},
    Amount{"cache_write", static_cast<std::optional<PicoUsdPerUnit> PriceConfig::*>(&PriceRates::cacheWrite)},
    Amount{"reasoning", static_cast<std::optional<PicoUsdPerUnit> PriceConfig::*>(&PriceRates::reasoning)},
    Amount{"per_request", &PriceConfig::perRequest},
    Amount{"per_search", &PriceConfig::perSearch},
};

// Pico-dollars.
QJsonObject writePrice(const PriceConfig& price) {
    QJsonObject object{{QStringLiteral("model"), price.model},
                       {QStringLiteral("from"), price.from.toString(Qt::ISODate)}};
    for (const auto& [name, place] : kAmounts) {
        if (price.*place) {
            object.insert(QLatin1String(name), *(price.*place));
        }
    }
    return object;
}

// Nothing: it makes no sense, and is asked for anew.
std::optional<PriceConfig> readPrice(const QJsonValue& value) {
    PriceConfig price;
    price.model = value[QStringLiteral("model")].toString();
    price.from = QDate::fromString(value[QStringLiteral("from")].toString(), Qt::ISODate);
    price.published = true;
    for (const auto& [name, place] : kAmounts) {
        const QJsonValue amount = value[QLatin1String(name)];
        if (amount.isUndefined()) {
            continue;
        }
        if (!amount.isDouble() || amount.toDouble() < 0 || amount.toDouble() > kMostPico) {
            return std::nullopt;
        }
        price.*place = amount.toInteger();
    }
    const bool whole = !price.model.isEmpty() && price.from.isValid() && price.input && price.output;
    return whole ? std::optional(price) : std::nullopt;
}

}  // namespace

QByteArray writeModelLists(const ModelListRecord& record) {
    QJsonArray lists;
    for (const ModelListRecord::List& list : record.lists) {
        QJsonObject object{{QStringLiteral("provider"), list.provider},
                           {QStringLiteral("place"), list.place},
                           {QStringLiteral("models"), QJsonArray::fromStringList(list.models)}};
        if (!list.prices.empty()) {
            QJsonArray prices;
            for (const PriceConfig& price : list.prices) {
                prices.append(writePrice(price));
            }
            object.insert(QStringLiteral("prices"), prices);
        }
        lists.append(object);
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("version"), kVersion}, {QStringLiteral("lists"), lists}})
        .toJson(QJsonDocument::Compact);
}

Result<ModelListRecord> readModelLists(const QByteArray& bytes) {
    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &parseError);
    if (!document.isObject()) {
        return Error{ErrorCode::InvalidInput, parseError.errorString(),
                     QStringLiteral("offset %1").arg(parseError.offset)};
    }
    if (document[QStringLiteral("version")].toInt() != kVersion) {
        return Error{ErrorCode::InvalidInput, QStringLiteral("is not %1").arg(kVersion),
                     QStringLiteral("version")};
    }
    ModelListRecord record;
    const QJsonArray lists = document[QStringLiteral("lists")].toArray();
    for (const auto& entry : lists) {
        ModelListRecord::List list;
        list.provider = entry[QStringLiteral("provider")].toString();
        list.place = entry[QStringLiteral("place")].toString();
        const QJsonArray models = entry[QStringLiteral("models")].toArray();
        for (const auto& model : models) {
            list.models.append(model.toString());
        }
        const QJsonArray prices = entry[QStringLiteral("prices")].toArray();
        for (const auto& stated : prices) {
            if (std::optional<PriceConfig> price = readPrice(stated)) {
                price->provider = list.provider;
                list.prices.push_back(std::move(*price));
            }
        }
        if (list.provider.isEmpty() || list.place.isEmpty()) {
            return Error{ErrorCode::InvalidInput, QStringLiteral("is not a list of models"),
                         QStringLiteral("lists[%1]").arg(record.lists.size())};
        }
        record.lists.push_back(std::move(list));
    }
    return record;
}

ModelListStore::ModelListStore(QString path) : m_path(std::move(path)) {
    m_writer.setMaxThreadCount(1);
}

ModelListStore::~ModelListStore() {
    flush();
}

Result<ModelListRecord> ModelListStore::load() const {
    const Result<QByteArray> bytes = readWholeFile(m_path, kMaxBytes);
    if (!bytes) {
        if (bytes.error().code == ErrorCode::NotFound) {
            return ModelListRecord{};
        }
        return bytes.error();
    }
    Result<ModelListRecord> record = readModelLists(bytes.value());
    if (record) {
        return record;
    }
    return Error{ErrorCode::InvalidInput,
                 QStringLiteral("%1 is damaged (%2: %3); the providers are asked for their models anew")
                     .arg(m_path, record.error().place, record.error().message),
                 m_path};
}

void ModelListStore::save(const ModelListRecord& record) {
    m_writer.start([path = m_path, record] {
        if (const Result<void> result = writeFileAtomically(path, writeModelLists(record), Replace::Existing);
            !result) {
            qCWarning(modelListLog).noquote() << result.error().message;
        }
    });
}

void ModelListStore::flush() {
    m_writer.waitForDone();
}

}  // namespace signalbox
