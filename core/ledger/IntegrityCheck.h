// IntegrityCheck: looks through the whole ledger for damage, on a thread of its own and over a read-only
// connection, while the ledger is in use. Threads: start(), stop() and the destructor on the owner's; `done`
// comes on the check's thread, once for each check that was not cut short.
#pragma once

#include "core/ledger/LedgerFile.h"

#include <atomic>
#include <functional>
#include <thread>

namespace signalbox {

class IntegrityCheck {
public:
    struct Found {
        Trouble trouble;  // Damaged, or none; a file that cannot be read just now is not damaged
        std::optional<FileIdentity> file;
    };
    using Done = std::function<void(const Found&)>;

    explicit IntegrityCheck(QString path) : m_path(std::move(path)) {}
    ~IntegrityCheck();
    IntegrityCheck(const IntegrityCheck&) = delete;
    IntegrityCheck& operator=(const IntegrityCheck&) = delete;

    // No effect while one runs.
    void start(Done done);
    // Ends a check under way and waits for its thread.
    void stop();

private:
    [[nodiscard]] Found look();

    const QString m_path;
    std::thread m_thread;
    std::atomic<bool> m_running = false;
    std::atomic<bool> m_stop = false;
};

}  // namespace signalbox
