// LedgerChores: what the ledger thread does between the writes: looks after damage, backups, retention and
// imports, one short step at a time. Threads: setRetention(), importer() and checkSoon() on any; the rest on
// the ledger thread, or, before it starts and after it ends, on the owner's. `wake` (given to the
// constructor) comes on any thread when there is something to do.
#pragma once

#include "core/ledger/IntegrityCheck.h"
#include "core/ledger/LedgerBackup.h"
#include "core/ledger/LedgerImport.h"
#include "core/ledger/LedgerStore.h"
#include "core/ledger/Retention.h"

#include <mutex>

namespace signalbox {

class LedgerChores {
public:
    LedgerChores(QString path, const Clock& clock, const LedgerWriterOptions& options,
                 std::function<void()> wake);

    void setRetention(const LedgerRetention& retention);
    [[nodiscard]] LedgerImport& importer() { return m_import; }
    // Has the whole file looked through.
    void checkSoon();
    // A damage that a check has found in the file in use, once.
    [[nodiscard]] Trouble takeDamage();
    // One step; `more`: there is more to do now. Only with the store open and well.
    [[nodiscard]] Trouble step(LedgerStore& store, PendingEntries& pending, bool& more);
    // What is wrong with the backups, as a sentence; empty: nothing.
    [[nodiscard]] QString backupProblem();
    // Ends all that runs beside.
    void stop();

private:
    void heedRequests(LedgerStore& store);
    void backUp();
    [[nodiscard]] QDate today() const;

    const QString m_path;
    const Clock& m_clock;
    const bool m_backups;
    const QTimeZone m_zone;
    const std::function<void()> m_wake;

    std::mutex m_mutex;  // guards the following five
    std::optional<LedgerRetention> m_newRetention;
    bool m_checkWanted = false;
    std::optional<IntegrityCheck::Found> m_found;
    bool m_sound = false;  // since the last check
    QString m_backupProblem;

    Retention m_retention;
    QDate m_backupTried;
    qint64 m_backupTriedMs = 0;  // monotonic
    // Last, so that their threads end first.
    IntegrityCheck m_check;
    LedgerBackup m_backup;
    LedgerImport m_import;
};

}  // namespace signalbox
