// LedgerReader: answers questions about the ledger on a thread of its own, over a read-only connection that
// it opens for each question, so that a file that is not there yet, or has been replaced, needs no care. A
// missing file is an empty ledger. Exports run on a second thread, so that no question waits for them.
//
// Threads: made, started, stopped and destroyed by its owner; questions and cancel() from any thread. Each
// question is answered exactly once, by a call posted to the event loop of `context`, also when cancelled
// (ErrorCode::Cancelled) or when the reader stops. A context must outlive the reader's stop(). Errors:
// Unavailable with a plain sentence, unless a question says more.
#pragma once

#include "core/api/GatewayService.h"
#include "core/api/Incident.h"
#include "core/api/LastHour.h"
#include "core/api/LedgerEntry.h"
#include "core/api/LedgerExport.h"
#include "core/api/RequestFacts.h"
#include "core/api/RequestLog.h"
#include "core/api/SpendReport.h"
#include "core/base/Result.h"

#include <QTimeZone>
#include <QVector>

#include <functional>
#include <memory>
#include <optional>

namespace signalbox {

class LedgerReader {
public:
    using SpendCallback = std::function<void(Ticket, const Result<SpendReport>&)>;
    using RequestCallback = std::function<void(Ticket, const Result<RequestFacts>&)>;
    using SwitchesCallback = std::function<void(Ticket, const Result<QVector<SwitchChanged>>&)>;
    using IncidentsCallback = std::function<void(Ticket, const Result<QVector<Incident>>&)>;
    using LastHourCallback = std::function<void(Ticket, const Result<LastHour>&)>;
    using PageCallback = std::function<void(Ticket, const Result<RequestPage>&)>;
    using DetailCallback = std::function<void(Ticket, const Result<RequestDetail>&)>;
    using ProgressCallback = std::function<void(Ticket, const LedgerProgress&)>;
    using ExportCallback = std::function<void(Ticket, const Result<ExportResult>&)>;

    // Local days are those of `zone`; nothing: of the system's time zone at the time of each question.
    explicit LedgerReader(QString path, std::optional<QTimeZone> zone = std::nullopt);
    // Stops, if that has not been done.
    ~LedgerReader();
    LedgerReader(const LedgerReader&) = delete;
    LedgerReader& operator=(const LedgerReader&) = delete;

    // Called on the reader's thread when a question meets damage; LedgerWriter::checkSoon is meant. Before
    // start().
    void onDamage(std::function<void()> callback);
    // Called on the reader's thread before each question is answered; it may wait for what is to be in the
    // answer. Before start().
    void beforeReading(std::function<void()> callback);

    void start();
    // Cancels what is running and waiting, and ends the thread. Later questions are answered with Cancelled.
    void stop();

    void spend(Ticket ticket, const SpendQuery& query, QObject* context, const SpendCallback& callback);
    // The last `limit` changes of the switch, newest first.
    void recentSwitches(Ticket ticket, int limit, QObject* context, const SwitchesCallback& callback);
    // See Incidents.h. It reads every request of that time, so no other question waits for it.
    void incidents(Ticket ticket, qint64 sinceMs, qint64 untilMs, QObject* context,
                   const IncidentsCallback& callback);
    // See LastHourRows.h.
    void lastHour(Ticket ticket, qint64 untilMs, QObject* context, const LastHourCallback& callback);
    // One request as facts. NotFound: the ledger has no such request.
    void request(Ticket ticket, const QByteArray& requestId, QObject* context,
                 const RequestCallback& callback);
    // A page of requests, newest first. It answers soon even where a filter finds next to nothing; see
    // RequestPage::next.
    void requests(Ticket ticket, const RequestQuery& query, QObject* context, const PageCallback& callback);
    // One request with its attempts and what was captured of it. NotFound: the ledger has no such request, or
    // it is still under way.
    void requestDetail(Ticket ticket, const QByteArray& requestId, QObject* context,
                       const DetailCallback& callback);
    // Write a file, streamed; `progress` (which may be empty) comes now and then before the answer, by a call
    // posted to `context` as well. Cancelled or failed, nothing is at the path that was not there before.
    // Keys are in no export: the ledger has none.
    void exportRequests(Ticket ticket, const RequestExport& what, QObject* context,
                        const ProgressCallback& progress, const ExportCallback& callback);
    void exportSpend(Ticket ticket, const SpendExport& what, QObject* context,
                     const ExportCallback& callback);
    // No effect on a question that has been answered.
    void cancel(Ticket ticket);

private:
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace signalbox
