// ProviderUses: who else in a configuration names a provider. Thread: values; GUI.
#pragma once

#include "core/api/Config.h"

#include <QStringList>

namespace signalbox {

// What becomes of those who name a provider when it goes.
struct ProviderUses {
    QStringList shortened;  // routes that lose it as a target
    QStringList ended;      // routes that have no other target, and go with it
    int budgets = 0;        // for it alone, which go with it
    int refusing = 0;       // budgets that would send requests to it, and refuse them instead

    [[nodiscard]] static ProviderUses of(const Config& config, const QString& provider);
};

// As the configuration is without it and all that names it.
void leaveOut(Config& config, const QString& provider);

}  // namespace signalbox
