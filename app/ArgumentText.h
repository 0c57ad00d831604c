// ArgumentText: durations and addresses as users type them. Thread: any; pure.
#pragma once

#include "core/api/Config.h"

#include <QString>

#include <optional>

namespace signalbox {

// "90s", "30m", "2h", "1d", "1h30m": ms. Nothing if it is not that, is zero or longer than 366 days.
[[nodiscard]] std::optional<qint64> durationFromText(const QString& text);
// "127.0.0.1:5252", "localhost:0", "[::1]:5252".
[[nodiscard]] std::optional<ListenConfig> listenFromText(const QString& text);

}  // namespace signalbox
