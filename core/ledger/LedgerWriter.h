// LedgerWriter: takes the gateway's entries and writes them to the ledger on a thread of its own, in batches
// of at most a few dozen milliseconds, each one transaction. While the file cannot be written it keeps
// entries in memory, up to a bound, and tries again with back-off; a damaged file is set aside and the newest
// good backup takes its place, or a new one is begun.
//
// Beside the writing, in small steps that nobody waits for: rows past their retention are deleted (their
// hourly sums stay) and the space given back to the disk; once a day a backup is made; older ledgers are
// imported.
//
// Threads: made, started, stopped and destroyed by its owner; book() from any thread (the gateway's), never
// waits for the disk; health() from any thread; the health callback comes on the ledger thread and must not
// block. The clock is read on the ledger thread and in health(): it must allow that, as SystemClock does.
// Stop readers first: the writer then leaves one file with no write-ahead log behind.
#pragma once

#include "core/api/GatewayService.h"
#include "core/api/LedgerEntry.h"
#include "core/api/LedgerExport.h"
#include "core/api/StatusSnapshot.h"
#include "core/base/Clock.h"
#include "core/base/Result.h"

#include <QString>
#include <QTimeZone>

#include <functional>
#include <memory>
#include <optional>

namespace signalbox {

// How long rows are kept, in days of 24 hours since the request began or the text was captured. 0: for ever.
struct LedgerRetention {
    int requestDays = 90;
    int captureDays = 7;
    bool operator==(const LedgerRetention&) const = default;
};

struct LedgerWriterOptions {
    Milliseconds batchWindow{40};    // how long the first entry of a batch waits for others
    qint64 queueLimit = 200'000;     // entries kept in memory; beyond it new ones are dropped and counted
    Milliseconds retryFirst{1'000};  // doubled after each failure …
    Milliseconds retryMost{30'000};  // … up to this
    Milliseconds startWait{2'000};   // how long start() waits for the file
    Milliseconds stallAfter{1'500};  // a write that takes longer is reported
    Milliseconds troubleTick{500};   // in trouble: how often entries are collected and counted
    Milliseconds choreTick{60'000};  // idle: how often it is looked whether retention or a backup is due
    qint64 captureQueueBytes =
        64 << 20;  // captured text kept in memory; beyond it, it is dropped and counted
    bool backups = true;
    // Hours and days are those of this zone; nothing: of the system's.
    std::optional<QTimeZone> zone = std::nullopt;
};

class LedgerWriter {
public:
    using HealthCallback = std::function<void(const LedgerHealth&)>;
    using ProgressCallback = std::function<void(Ticket, const LedgerProgress&)>;
    using ImportCallback = std::function<void(Ticket, const Result<ImportResult>&)>;

    // The file is `path`; its folder is made if need be.
    LedgerWriter(QString path, const Clock& clock, const LedgerWriterOptions& options = {});
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

    // From any thread, at any time; holds at once. The writer begins with "for ever", so nothing is deleted
    // before the configuration has been read.
    void setRetention(const LedgerRetention& retention);

    // Adds the requests of another ledger file, of this or an earlier version, that this one does not have;
    // which one it is says the request id. The other file is only read, and looked through for damage first:
    // a file that is damaged, foreign or newer is an InvalidInput, and nothing has been added. Sums are taken
    // over with the rows they are made of; those whose rows are deleted are not. What has been added before a
    // cancel or a failure stays, and doing it again goes on. One at a time: else Busy. `progress` (which may
    // be empty) and the one answer come by calls posted to `context`, which must outlive stop(). From any
    // thread.
    void importLedger(Ticket ticket, const QString& path, QObject* context, const ProgressCallback& progress,
                      const ImportCallback& callback);
    void cancelImport(Ticket ticket);

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
