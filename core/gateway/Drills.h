// Drills: which providers are under a drill, and until when. They live as long as the run: after a restart
// there is none. Thread: gateway. Times: Unix ms.
#pragma once

#include "core/api/Config.h"
#include "core/api/Drill.h"
#include "core/base/Result.h"

#include <QHash>

#include <optional>

namespace signalbox {

class Drills {
public:
    // Checks what the user asks for, and takes it; nothing: ends it.
    Result<void> set(const Config& config, const QString& provider, const std::optional<Drill>& drill,
                     qint64 wallMs);
    [[nodiscard]] std::optional<Drill> at(const QString& provider, qint64 wallMs) const;
    // Takes out what has come to its end by now, or whose provider is gone; their providers.
    QStringList expire(const Config& config, qint64 wallMs);
    [[nodiscard]] std::optional<qint64> nextEndMs() const;

private:
    QHash<QString, Drill> m_drills;
};

}  // namespace signalbox
