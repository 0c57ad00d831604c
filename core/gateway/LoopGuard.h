// LoopGuard: finds a gateway that is pointed at itself, straight or through others. Every request that goes
// out carries the names of the gateways it came through, each a random one of that run; one that comes back
// carries our own. Thread: gateway.
#pragma once

#include "core/api/Config.h"
#include "core/base/Headers.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace signalbox {

class LoopGuard {
public:
    static constexpr int kStatus = 508;  // Loop Detected
    static constexpr int kMostHops = 8;
    static constexpr const char* kField = "x-signalbox-via";

    LoopGuard();

    // Why the request must go no further, for people; nothing if it may.
    [[nodiscard]] std::optional<QString> refusal(const Headers& client, const Config& config) const;
    // The field for the provider: where the request came through, and we.
    [[nodiscard]] Headers::Field field(const Headers& client) const;

private:
    QByteArray m_name;
};

}  // namespace signalbox
