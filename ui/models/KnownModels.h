// KnownModels: the names of models that are known, for completion: what the configuration names, and what the
// providers list themselves. Thread: values; GUI.
#pragma once

#include "core/api/StatusSnapshot.h"

#include <QStringList>

namespace signalbox {

// Of one provider; of all where it is empty. Sorted, each once.
[[nodiscard]] QStringList knownModels(const Config& config, const StatusSnapshot& status,
                                      const QString& provider = {});

}  // namespace signalbox
