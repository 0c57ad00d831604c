// Retention: deletes what is past its time, and gives the space back to the disk, in steps of a few
// milliseconds that others' writes come between. Sums by hour stay. Thread: ledger. Times are Unix ms UTC.
#pragma once

#include "core/ledger/LedgerWriter.h"
#include "core/ledger/Trouble.h"

namespace signalbox {

class Retention {
public:
    // Due at once when it differs from what was.
    void set(const LedgerRetention& retention);
    // Due a day after it last began; a clock that was set back makes it due, too.
    [[nodiscard]] bool isDue(qint64 nowMs) const;
    // One step. Once all is done, isDue() is false for a day. After a trouble the step is to be repeated.
    [[nodiscard]] Trouble step(Database& database, qint64 nowMs);

private:
    enum class Phase { Requests, Seen, Captures, Space };

    SqlCode runPhase(Database& database, qint64 requestsBeforeMs, qint64 capturesBeforeMs);
    SqlCode deleteRequests(Database& database, qint64 beforeMs);
    SqlCode forgetSeen(Database& database, qint64 beforeMs);
    SqlCode deleteCaptures(Database& database, qint64 beforeMs);
    SqlCode giveBack(Database& database);

    LedgerRetention m_retention{0, 0};
    Phase m_phase = Phase::Requests;
    qint64 m_seenName = std::numeric_limits<qint64>::min();  // hour_seen has been done up to here
    std::optional<qint64> m_runMs;                           // when the one under way began
    std::optional<qint64> m_doneMs;                          // when the last one that came to its end began
};

}  // namespace signalbox
