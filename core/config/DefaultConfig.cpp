#include "core/config/DefaultConfig.h"

#include <QRandomGenerator>

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

ProviderConfig demoProvider(const QString& id, const QString& name) {
    ProviderConfig provider;
    provider.id = id;
    provider.name = name;
    provider.protocol = Protocol::Simulated;
    provider.baseUrl = QUrl(QStringLiteral("simulated://%1/v1").arg(id));
    provider.models = {QStringLiteral("demo-fast"), QStringLiteral("demo-smart")};
    return provider;
}

}  // namespace

Secret freshLocalKey() {
    std::array<quint32, 5> words{};
    QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size()));
    QByteArray key("sb-");
    for (const quint32 word : words) {
        key += QByteArray::number(word, 16).rightJustified(8, '0');
    }
    return Secret(std::move(key));
}

Config defaultConfig() {
    Config config;
    config.clients.push_back({QStringLiteral("default"), freshLocalKey()});
    config.providers.push_back(demoProvider(QStringLiteral("demo-north"), QStringLiteral("Demo North")));
    config.providers.push_back(demoProvider(QStringLiteral("demo-south"), QStringLiteral("Demo South")));
    return config;
}

Config effectiveConfig(Config fromFile) {
    const QString name = QStringLiteral("demo");
    const bool onlySimulated =
        std::all_of(fromFile.providers.begin(), fromFile.providers.end(),
                    [](const ProviderConfig& provider) { return provider.protocol == Protocol::Simulated; });
    if (!onlySimulated || fromFile.route(name) != nullptr) {
        return fromFile;
    }
    RouteConfig route;
    route.name = name;
    route.match.model = QStringLiteral("*");
    for (const ProviderConfig& provider : fromFile.providers) {
        if (provider.enabled) {
            route.targets.push_back({provider.id, {}, 1});
        }
    }
    if (!route.targets.empty()) {
        fromFile.routes.push_back(std::move(route));
    }
    return fromFile;
}

}  // namespace signalbox
