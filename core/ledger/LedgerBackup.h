// LedgerBackup: makes the backup of a day on a thread of its own, while the ledger is in use. Threads:
// start(), stop() and the destructor on the owner's; `done` comes on the backup's thread, once for each
// backup that was not cut short.
#pragma once

#include "core/ledger/BackupFiles.h"

#include <atomic>
#include <functional>
#include <thread>

namespace signalbox {

class LedgerBackup {
public:
    using Done = std::function<void(QDate day, const Trouble&)>;

    explicit LedgerBackup(QString ledgerPath) : m_path(std::move(ledgerPath)) {}
    ~LedgerBackup() { stop(); }
    LedgerBackup(const LedgerBackup&) = delete;
    LedgerBackup& operator=(const LedgerBackup&) = delete;

    // Whether the day has its backup already.
    [[nodiscard]] bool has(QDate day) const;
    // No effect while one is under way.
    void start(QDate day, Done done);
    // Ends a backup under way and waits for its thread.
    void stop();

private:
    const QString m_path;
    std::thread m_thread;
    std::atomic<bool> m_running = false;
    std::atomic<bool> m_stop = false;
};

}  // namespace signalbox
