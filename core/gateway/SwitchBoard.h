// SwitchBoard: the switch in force: checks what the user asks for against the configuration, changes it,
// remembers what was so before (for undo), and says what is to be written to the history. Thread: gateway.
// Times: Unix ms.
#pragma once

#include "core/api/Config.h"
#include "core/api/LedgerEntry.h"
#include "core/api/Switch.h"
#include "core/base/Result.h"

#include <functional>

namespace signalbox {

class SwitchBoard {
public:
    void restore(SwitchState state) { m_state = std::move(state); }
    [[nodiscard]] const SwitchState& state() const { return m_state; }

    [[nodiscard]] Result<SwitchChanged> setPin(const Config& config, const QString& route, Pin pin,
                                               qint64 wallMs);
    [[nodiscard]] Result<SwitchChanged> setDrain(const Config& config, const QString& provider,
                                                 std::optional<Drain> drain, qint64 wallMs);
    // Takes back the latest change that has not been taken back. NotFound: there is none left.
    [[nodiscard]] Result<SwitchChanged> undo(const Config& config, qint64 wallMs);
    // What undo() would take back, with what it would lead to now.
    [[nodiscard]] std::optional<UndoableSwitch> undoable(const Config& config, qint64 wallMs) const;
    // What has come to its end by now, with actor "schedule". A lasting pin that a timed one stood before
    // comes back.
    [[nodiscard]] std::vector<SwitchChanged> expire(qint64 wallMs);
    // The rules have changed. A pin goes with its rule where that has another name now (one that is new, with
    // the same targets), and ends with a rule that is gone, so that none waits for a rule to come that is
    // called the same; with actor "schedule".
    [[nodiscard]] std::vector<SwitchChanged> follow(const Config& before, const Config& now, qint64 wallMs);
    // When the next pin or drain ends.
    [[nodiscard]] std::optional<qint64> nextEndMs() const;

private:
    void remember(UndoableSwitch before);
    void cover(const QString& route, const Pin& before, const Pin& now);
    [[nodiscard]] Pin lastingBefore(const QString& route, qsizetype index) const;
    void forgetTimed(const std::function<bool(const UndoableSwitch&)>& concerned);
    struct UndoStep {
        qsizetype index = 0;
        UndoableSwitch change;
    };
    [[nodiscard]] std::optional<UndoStep> undoStep(const Config& config, qint64 wallMs) const;
    void put(const QString& route, const Pin& pin);
    void put(const QString& provider, const std::optional<Drain>& drain);

    SwitchState m_state;
};

}  // namespace signalbox
