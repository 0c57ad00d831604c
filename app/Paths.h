// Paths: where the configuration and the data of this user lie when the command line does not say. Thread: main.
#pragma once

#include <QString>

namespace signalbox {

// Absolute paths; `given` as typed, empty: the platform's usual place.
[[nodiscard]] QString configPath(const QString& given);
[[nodiscard]] QString dataPath(const QString& given);

}  // namespace signalbox
