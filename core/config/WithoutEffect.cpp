#include "core/config/WithoutEffect.h"

namespace signalbox {

void warnOfSettingsWithoutEffect(const Config& config, FaultLists& lists) {
    for (std::size_t i = 0; i < config.providers.size(); ++i) {
        const ProviderConfig& provider = config.providers[i];
        const QString path = QStringLiteral("providers[%1].").arg(i);
        if (provider.protocol == Protocol::Anthropic || provider.protocol == Protocol::Gemini) {
            lists.warn(path + QStringLiteral("protocol"),
                       QStringLiteral("this version does not speak it; the provider is passed over"));
        }
    }
    for (std::size_t i = 0; i < config.routes.size(); ++i) {
        const RouteConfig& route = config.routes[i];
        const QString path = QStringLiteral("routes[%1].").arg(i);
        if (route.hedge) {
            lists.warn(path + QStringLiteral("hedge"),
                       QStringLiteral("this version does not ask two targets at once"));
        }
        if (route.hold) {
            lists.warn(path + QStringLiteral("hold"), QStringLiteral("this version does not park requests"));
        }
    }
    if (!config.budgets.empty()) {
        lists.warn(QStringLiteral("budgets"),
                   QStringLiteral("this version does not keep budgets: nothing is refused"));
    }
}

}  // namespace signalbox
