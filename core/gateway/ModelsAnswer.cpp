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

// Unlike ModelLists::lists, false where no list is known.
bool isListed(const ProviderConfig& provider, const QString& model, const ModelLists& lists) {
    return provider.enabled && !lists.modelsOf(provider).isEmpty() && lists.lists(provider, model);
}

QByteArray jsonOf(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
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
    return jsonOf({{QStringLiteral("object"), QStringLiteral("list")}, {QStringLiteral("data"), data}});
}

std::optional<QByteArray> modelAnswer(const Config& config, const ModelLists& lists, const QString& id) {
    for (const Entry& entry : entriesOf(config, lists)) {
        if (entry.id == id) {
            return jsonOf(objectOf(entry));
        }
    }
    for (const ProviderConfig& provider : config.providers) {
        if (isListed(provider, id, lists)) {
            return jsonOf(objectOf({id, provider.id}));
        }
    }
    const qsizetype slash = id.indexOf(QLatin1Char('/'));
    const ProviderConfig* provider = slash > 0 ? config.provider(id.left(slash)) : nullptr;
    if (provider != nullptr && isListed(*provider, id.mid(slash + 1), lists)) {
        return jsonOf(objectOf({id, provider->id}));
    }
    return std::nullopt;
}

}  // namespace signalbox
