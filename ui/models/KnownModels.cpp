#include "ui/models/KnownModels.h"

namespace signalbox {

QStringList knownModels(const Config& config, const StatusSnapshot& status, const QString& provider) {
    QStringList models;
    const auto concerns = [&](const QString& id) { return provider.isEmpty() || id == provider; };
    for (const ProviderConfig& one : config.providers) {
        if (concerns(one.id)) {
            models += one.models;
        }
    }
    for (const ProviderStatus& one : status.providers) {
        if (concerns(one.id)) {
            models += one.models;
        }
    }
    for (const RouteConfig& route : config.routes) {
        for (const TargetConfig& target : route.targets) {
            if (concerns(target.provider) && !target.model.isEmpty()) {
                models.append(target.model);
            }
        }
    }
    models.removeDuplicates();
    models.sort(Qt::CaseInsensitive);
    return models;
}

}  // namespace signalbox
