#include "core/service/ModelListStore.h"

#include "core/config/AtomicFile.h"
#include "core/config/ConfigPrices.h"
#include "core/service/PriceCatalogue.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>

namespace signalbox {

Q_LOGGING_CATEGORY(modelListLog, "models")

namespace {

constexpr int kVersion = 1;
constexpr qsizetype kMaxBytes = 64 * 1024 * 1024;

// In the form that prices have in every file.
QJsonArray writePrices(const std::vector<PriceConfig>& prices) {
    QJsonArray list;
    for (const PriceConfig& price : prices) {
        list.append(QJsonDocument::fromJson(toJsonText(priceNode(price))).object());
    }
    return list;
}

// None where one makes no sense: they are asked for anew soon.
std::vector<PriceConfig> readPrices(const QJsonArray& list, const QString& provider) {
    const QByteArray text =
        QJsonDocument(QJsonObject{{QStringLiteral("prices"), list}}).toJson(QJsonDocument::Compact);
    Result<std::vector<PriceConfig>> prices = readPriceCatalogue(text);
    if (!prices) {
        return {};
    }
    for (PriceConfig& price : prices.value()) {
        price.provider = provider;
        price.published = true;
    }
    return std::move(prices).value();
}

}  // namespace

QByteArray writeModelLists(const ModelListRecord& record) {
    QJsonArray lists;
    for (const ModelListRecord::List& list : record.lists) {
        QJsonObject object{{QStringLiteral("provider"), list.provider},
                           {QStringLiteral("place"), list.place},
                           {QStringLiteral("models"), QJsonArray::fromStringList(list.models)}};
        if (!list.prices.empty()) {
            object.insert(QStringLiteral("prices"), writePrices(list.prices));
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
        list.prices = readPrices(entry[QStringLiteral("prices")].toArray(), list.provider);
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
