// LedgerWriter: takes the gateway's entries and writes them to the ledger on a thread of its own, in batches
// of at most a few dozen milliseconds, each one transaction. While the file cannot be written it keeps
// entries in memory, up to a bound, and tries again with back-off; a damaged file is set aside and a new one
// begun.
//
// Threads: made, started, stopped and destroyed by its owner; book() from any thread (the gateway's), never
// waits for the disk; health() from any thread; the health callback comes on the ledger thread and must not
// block. The clock is read on the ledger thread and in health(): it must allow that, as SystemClock does.
// Stop readers first: the writer then leaves one file with no write-ahead log behind.
#pragma once

#include "core/api/LedgerEntry.h"
#include "core/api/StatusSnapshot.h"
#include "core/base/Clock.h"
#include "core/base/Result.h"

#include <QString>

#include <functional>
#include <memory>

namespace signalbox {

struct LedgerWriterOptions {
    Milliseconds batchWindow{25};    // how long the first entry of a batch waits for others
    qint64 queueLimit = 200'000;     // entries kept in memory; beyond it new ones are dropped and counted
    Milliseconds retryFirst{1'000};  // doubled after each failure …
    Milliseconds retryMost{30'000};  // … up to this
    Milliseconds startWait{2'000};   // how long start() waits for the file
    Milliseconds stallAfter{1'500};  // a write that takes longer is reported
    Milliseconds troubleTick{500};   // in trouble: how often entries are collected and counted
};

class LedgerWriter {
public:
    using HealthCallback = std::function<void(const LedgerHealth&)>;

    // The file is `path`; its folder is made if need be.
    LedgerWriter(QString path, const Clock& clock, LedgerWriterOptions options = {});
    // Stops, if that has not been done.
    ~LedgerWriter();
    LedgerWriter(const LedgerWriter&) = delete;
    LedgerWriter& operator=(const LedgerWriter&) = delete;

    // Called with each change of health; set it before start().
    void onHealthChanged(HealthCallback callback);

    // Starts the thread and waits, within bounds, until the file is open. On an error the writer runs all the
    // same, keeps entries in memory and goes on trying.
    Result<void> start();
    void book(LedgerEntry entry);
    // Writes what has been booked, one try, and ends the thread. What could not be written is lost, and named
    // by health().waitingEntries. Nothing may be booked afterwards.
    void stop();

    // Waits until all that was booked before has been written or a try to do so has failed, at most so long;
    // true if written. From any thread but the ledger's.
    [[nodiscard]] bool flushNow(std::optional<Milliseconds> atMost = std::nullopt);
    // Looks through the whole file beside the writing, as at each start, and sets it aside if it is damaged;
    // for a reader that met damage. From any thread.
    void checkSoon();

    // As the callback tells it, and with it a write that does not come back, which the ledger thread cannot
    // tell.
    [[nodiscard]] LedgerHealth health() const;
    // Requests that a crash of an earlier run had left open and that this start closed as interrupted.
    [[nodiscard]] qint64 interruptedRequests() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace signalbox
