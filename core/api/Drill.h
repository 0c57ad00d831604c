// Drill: a fault injected on purpose at one provider, without the provider knowing, for a limited time
// (contract.md "signalbox drill"). Attempts under it are marked in the ledger and leave no trace in health.
// Thread: values. Times are Unix ms, UTC.
#pragma once

#include <QString>

#include <optional>

namespace signalbox {

enum class DrillKind {
    RateLimited,  // 429
    ServerError,  // 500
    Slow,         // the first byte comes 10 s late
    Stall,        // nothing more after the first content
    Cut,          // the connection breaks after the first content
    Offline,      // the connection is refused
};

struct Drill {
    DrillKind kind = DrillKind::ServerError;
    qint64 sinceMs = 0;
    qint64 untilMs = 0;

    bool operator==(const Drill&) const = default;
};

// "rate_limited", "server_error" …
[[nodiscard]] QString drillName(DrillKind kind);
[[nodiscard]] std::optional<DrillKind> drillFromName(const QString& name);

}  // namespace signalbox
