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
}

}  // namespace signalbox
