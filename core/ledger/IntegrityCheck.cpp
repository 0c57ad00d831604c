#include "core/ledger/IntegrityCheck.h"

#include <pthread.h>

namespace signalbox {

IntegrityCheck::~IntegrityCheck() {
    stop();
}

void IntegrityCheck::start(Done done) {
    if (m_running.exchange(true)) {
        return;
    }
    if (m_thread.joinable()) {
        m_thread.join();
    }
    m_stop = false;
    m_thread = std::thread([this, done = std::move(done)] {
        pthread_setname_np(pthread_self(), "ledger-check");
        const Found found = look();
        m_running = false;
        if (!m_stop) {
            done(found);
        }
    });
}

void IntegrityCheck::stop() {
    m_stop = true;
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

IntegrityCheck::Found IntegrityCheck::look() {
    Found found;
    found.file = fileIdentity(m_path);
    Database database;
    SqlCode code = database.open(m_path, Database::Access::ReadOnly);
    if (code == kSqlOk) {
        database.setInterrupt([this] { return m_stop.load(); });
        Statement statement;
        code = database.prepare("PRAGMA quick_check(1)", statement);
        if (code == kSqlOk) {
            if (statement.step() == Statement::Step::Row && statement.text(0) != QByteArrayView("ok")) {
                found.trouble = {TroubleKind::Damaged, statement.string(0)};
            }
            code = statement.finish();
        }
    }
    if (!found.trouble && troubleKind(code) == TroubleKind::Damaged) {
        found.trouble = troubleOf(code, database);
    }
    return found;
}

}  // namespace signalbox
