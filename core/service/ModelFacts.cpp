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
    }
    return catalog;
}

ModelCatalog loadModelCatalog(const QString& path) {
    initModelResources();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        qCWarning(modelsLog).noquote()
            << QStringLiteral("the model catalogue %1 cannot be read (%2); no model's size is known")
                   .arg(path, file.errorString());
        return {};
    }
    Result<ModelCatalog> catalog = readModelCatalog(file.readAll());
    if (!catalog) {
        qCWarning(modelsLog).noquote()
            << QStringLiteral("the model catalogue %1 is faulty at %2 (%3); no model's size is known")
                   .arg(path, catalog.error().place, catalog.error().message);
        return {};
    }
    return std::move(catalog).value();
}

}  // namespace signalbox
