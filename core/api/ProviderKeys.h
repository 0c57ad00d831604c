// ProviderKeys: the keys that could be read, per provider, in the order of the configuration. Made by
// core/secrets, handed to the gateway thread, held in memory only. Thread: a value.
#pragma once

#include "core/api/Config.h"
#include "core/base/Secret.h"

#include <QHash>
#include <QString>

#include <vector>

namespace signalbox {

struct ProviderKey {
    KeySource source;
    Secret secret;
};

struct ProviderKeys {
    QHash<QString, std::vector<ProviderKey>> byProvider;
    QStringList problems;       // one sentence per key that could not be read; no key in it
    bool onlyInMemory = false;  // there is no keyring, and keys entered in the window are gone at exit
};

}  // namespace signalbox
