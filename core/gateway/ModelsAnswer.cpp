#include "core/gateway/ModelsAnswer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

namespace signalbox {

namespace {

struct Entry {
    QString id;
    QString owner;
};

std::vector<Entry> entriesOf(const Config& config, const ModelLists& lists) {
    std::vector<Entry> entries;
    QSet<QString> seen;
    const auto add = [&](const QString& id, const QString& owner) {
        if (!seen.contains(id)) {
            seen.insert(id);
            entries.push_back({id, owner});
        }
    };
    for (const RouteConfig& route : config.routes) {
        add(route.name, QStringLiteral("signalbox"));
    }
    for (const ProviderConfig& provider : config.providers) {
        if (provider.enabled) {
            for (const QString& model : lists.modelsOf(provider)) {
                add(model, provider.id);
            }
        }
    }
    return entries;
}

QJsonObject objectOf(const Entry& entry) {
    return {{QStringLiteral("id"), entry.id},
            {QStringLiteral("object"), QStringLiteral("model")},
            {QStringLiteral("created"), 0},
            {QStringLiteral("owned_by"), entry.owner}};
}

}  // namespace

QByteArray modelsAnswer(const Config& config, const ModelLists& lists) {
    QJsonArray data;
    for (const Entry& entry : entriesOf(config, lists)) {
        data.append(objectOf(entry));
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("object"), QStringLiteral("list")},
                                     {QStringLiteral("data"), data}})
        .toJson(QJsonDocument::Compact);
}

std::optional<QByteArray> modelAnswer(const Config& config, const ModelLists& lists, const QString& id) {
    for (const Entry& entry : entriesOf(config, lists)) {
        if (entry.id == id) {
            return QJsonDocument(objectOf(entry)).toJson(QJsonDocument::Compact);
        }
    }
    const qsizetype slash = id.indexOf(QLatin1Char('/'));
    const ProviderConfig* provider = slash > 0 ? config.provider(id.left(slash)) : nullptr;
    if (provider != nullptr && provider->enabled && lists.modelsOf(*provider).contains(id.mid(slash + 1))) {
        return QJsonDocument(objectOf({id, provider->id})).toJson(QJsonDocument::Compact);
    }
    return std::nullopt;
}

}  // namespace signalbox
