#include "core/service/ModelFacts.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>

// A static library's resources are linked in only where they are asked for, outside any namespace.
static void initModelResources() {
    Q_INIT_RESOURCE(models);
}

namespace signalbox {

namespace {

Q_LOGGING_CATEGORY(modelsLog, "models")

Error fault(const QString& place, const QString& message) {
    return {ErrorCode::InvalidInput, message, place};
}

// {"image": ["gpt-4", …], …}; a source may leave it out.
std::optional<Error> addLacks(const QJsonValue& value, const QString& place, ModelCatalog& catalog) {
    if (value.isUndefined()) {
        return std::nullopt;
    }
    if (!value.isObject()) {
        return fault(place, QStringLiteral("must be an object"));
    }
    const QJsonObject lacks = value.toObject();
    for (auto entry = lacks.begin(); entry != lacks.end(); ++entry) {
        const QString at = place + QStringLiteral("[\"%1\"]").arg(entry.key());
        const std::optional<Need> need = needFromName(entry.key());
        if (!need || !entry.value().isArray()) {
            return fault(at, QStringLiteral("must be a list of models under tools, image or json_schema"));
        }
        const QJsonArray models = entry.value().toArray();
        for (const auto& model : models) {
            if (model.toString().isEmpty()) {
                return fault(at, QStringLiteral("must hold names of models only"));
            }
            catalog.addLack(model.toString(), *need);
        }
    }
    return std::nullopt;
}

}  // namespace

Result<ModelCatalog> readModelCatalog(const QByteArray& json) {
    QJsonParseError parsing;
    const QJsonDocument document = QJsonDocument::fromJson(json, &parsing);
    if (parsing.error != QJsonParseError::NoError) {
        return fault(QStringLiteral("byte %1").arg(parsing.offset), parsing.errorString());
    }
    const QJsonValue sources = document[QStringLiteral("sources")];
    if (!sources.isArray()) {
        return fault(QStringLiteral("sources"), QStringLiteral("must be a list"));
    }
    ModelCatalog catalog;
    const QJsonArray list = sources.toArray();
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QString place = QStringLiteral("sources[%1].context").arg(i);
        const QJsonValue context = list[i][QStringLiteral("context")];
        if (!context.isObject()) {
            return fault(place, QStringLiteral("must be an object"));
        }
        const QJsonObject models = context.toObject();
        for (auto model = models.begin(); model != models.end(); ++model) {
            const qint64 tokens = model.value().toInteger(0);
            if (model.key().isEmpty() || tokens <= 0) {
                return fault(place + QStringLiteral("[\"%1\"]").arg(model.key()),
                             QStringLiteral("must be a whole number of tokens above 0"));
            }
            catalog.add(model.key(), tokens);
        }
        if (auto error = addLacks(list[i][QStringLiteral("lacks")],
                                  QStringLiteral("sources[%1].lacks").arg(i), catalog)) {
            return *error;
        }
    }
    return catalog;
}

ModelCatalog loadModelCatalog(const QString& path) {
    initModelResources();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        qCWarning(modelsLog).noquote()
            << QStringLiteral("the model catalogue %1 cannot be read (%2); nothing is known of models")
                   .arg(path, file.errorString());
        return {};
    }
    Result<ModelCatalog> catalog = readModelCatalog(file.readAll());
    if (!catalog) {
        qCWarning(modelsLog).noquote()
            << QStringLiteral("the model catalogue %1 is faulty at %2 (%3); nothing is known of models")
                   .arg(path, catalog.error().place, catalog.error().message);
        return {};
    }
    return std::move(catalog).value();
}

}  // namespace signalbox
