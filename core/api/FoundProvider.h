// FoundProvider: a provider that this machine could use at once: its key is in the environment, or its server
// answers here. Thread: a value.
#pragma once

#include "core/api/Config.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace signalbox {

struct FoundProvider {
    QString preset;                // ProviderPreset::id
    std::optional<KeySource> key;  // the environment variable that holds one
    QStringList models;            // of a local server, as it lists them; it may have none yet
};

}  // namespace signalbox
