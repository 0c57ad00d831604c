#include "core/config/DefaultConfig.h"

#include "core/api/LocalKey.h"

#include <algorithm>

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

// So that the first calls show in the money columns too. Nobody is charged: the models' names say what they
// are.
PriceConfig demoPrice(const QString& model, PicoUsdPerUnit input, PicoUsdPerUnit output) {
    PriceConfig price;
    price.provider = QStringLiteral("*");
    price.model = model;
    price.from = QDate(2026, 1, 1);
    price.input = input;
    price.output = output;
    return price;
}

}  // namespace

Config defaultConfig() {
    Config config;
    config.clients.push_back({QStringLiteral("default"), freshLocalKey()});
    config.providers.push_back(demoProvider(QStringLiteral("demo-north"), QStringLiteral("Demo North")));
    config.providers.push_back(demoProvider(QStringLiteral("demo-south"), QStringLiteral("Demo South")));
    config.prices.push_back(demoPrice(QStringLiteral("demo-fast"), 250'000, 2'000'000));
    config.prices.push_back(demoPrice(QStringLiteral("demo-smart"), 2'500'000, 15'000'000));
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
