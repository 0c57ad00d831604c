// SwitchBoard: the switch in force: checks what the user asks for against the configuration, changes it, and
// says what is to be written to the history. Thread: gateway. Times: Unix ms.
#pragma once

#include "core/api/Config.h"
#include "core/api/LedgerEntry.h"
#include "core/api/Switch.h"
#include "core/base/Result.h"

namespace signalbox {

class SwitchBoard {
public:
    void restore(SwitchState state) { m_state = std::move(state); }
    [[nodiscard]] const SwitchState& state() const { return m_state; }

    [[nodiscard]] Result<SwitchChanged> setPin(const Config& config, const QString& route, Pin pin,
                                               qint64 wallMs);
    [[nodiscard]] Result<SwitchChanged> setDrain(const Config& config, const QString& provider,
                                                 std::optional<Drain> drain, qint64 wallMs);
    // What has come to its end by now, with actor "schedule".
    [[nodiscard]] std::vector<SwitchChanged> expire(qint64 wallMs);
    // When the next pin or drain ends.
    [[nodiscard]] std::optional<qint64> nextEndMs() const;

private:
    SwitchState m_state;
};

}  // namespace signalbox
