#include "core/ledger/LedgerBackup.h"

#include <QFile>

#include <pthread.h>

namespace signalbox {

bool LedgerBackup::has(QDate day) const {
    return QFile::exists(dailyBackupPath(m_path, day));
}

void LedgerBackup::start(QDate day, Done done) {
    if (m_running.exchange(true)) {
        return;
    }
    if (m_thread.joinable()) {
        m_thread.join();
    }
    m_stop = false;
    m_thread = std::thread([this, day, done = std::move(done)] {
        pthread_setname_np(pthread_self(), "ledger-backup");
        const Trouble trouble = copyLedger(m_path, Database::Access::ReadOnly, dailyBackupPath(m_path, day),
                                           [this] { return m_stop.load(); });
        if (!trouble) {
            pruneBackups(m_path);
        }
        m_running = false;
        if (!m_stop) {
            done(day, trouble);
        }
    });
}

void LedgerBackup::stop() {
    m_stop = true;
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

}  // namespace signalbox
