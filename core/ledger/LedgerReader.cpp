#include "core/ledger/LedgerReader.h"

#include "core/ledger/Incidents.h"
#include "core/ledger/LastHourRows.h"
#include "core/ledger/LedgerExporter.h"
#include "core/ledger/RequestLookup.h"
#include "core/ledger/RequestRows.h"
#include "core/ledger/RequestSearch.h"
#include "core/ledger/Schema.h"
#include "core/ledger/SpendSums.h"

#include <QFileInfo>

#include <sqlite3.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <pthread.h>
#include <thread>

namespace signalbox {

namespace {

Error cancelledError() {
    return {ErrorCode::Cancelled, QStringLiteral("The question was withdrawn."), {}};
}

using Cancelled = std::shared_ptr<std::atomic<bool>>;

Error unknownRequest(const QByteArray& requestId) {
    return {ErrorCode::NotFound,
            QStringLiteral("The ledger has no request \"%1\".").arg(QString::fromUtf8(requestId.left(64))),
            {}};
}

template <class T, class Callback>
void post(QObject* context, Ticket ticket, Callback callback, Result<T> result) {
    QMetaObject::invokeMethod(
        context,
        [ticket, callback = std::move(callback), result = std::move(result)] { callback(ticket, result); },
        Qt::QueuedConnection);
}

}  // namespace

class LedgerReader::Private {
public:
    // One question. `run` answers it; `refuse` answers that it is not answered.
    struct Job {
        Ticket ticket = 0;
        std::function<void(const Cancelled&)> run;
        std::function<void()> refuse;
        Cancelled cancelled = std::make_shared<std::atomic<bool>>(false);
    };
    // A thread that takes one job after another.
    class Lane {
    public:
        void start(const char* name, const std::function<void()>& before);
        void stop();
        void ask(Job job);
        void cancel(Ticket ticket);

    private:
        void run(const std::function<void()>& before);

        std::thread m_thread;
        std::mutex m_mutex;
        std::condition_variable m_wake;
        std::deque<Job> m_jobs;
        Ticket m_runningTicket = 0;
        Cancelled m_runningCancelled;
        bool m_stopping = false;
    };

    Private(QString path, std::optional<QTimeZone> zone) : m_path(std::move(path)), m_zone(std::move(zone)) {}

    // Has `answer(const Cancelled&) -> Result<T>` run on the lane's thread and its answer posted.
    template <class T, class Callback, class Answer>
    void ask(Lane& lane, Ticket ticket, QObject* context, const Callback& callback, Answer answer);

    // Opens the file and has `read(Database&) -> SqlCode` read it; nothing is read where there is nothing.
    template <class Read>
    std::optional<Error> withDatabase(const Cancelled& cancelled, Read read);

    [[nodiscard]] QTimeZone zone() const { return m_zone ? *m_zone : QTimeZone::systemTimeZone(); }

    Lane m_questions;
    Lane m_exports;
    std::function<void()> m_damage;
    std::function<void()> m_before;

private:
    const QString m_path;
    const std::optional<QTimeZone> m_zone;
};

void LedgerReader::Private::Lane::start(const char* name, const std::function<void()>& before) {
    m_thread = std::thread([this, name, before] {
        pthread_setname_np(pthread_self(), name);
        run(before);
    });
}

void LedgerReader::Private::Lane::stop() {
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
        if (m_runningCancelled) {
            *m_runningCancelled = true;
        }
    }
    m_wake.notify_all();
    if (m_thread.joinable()) {
        m_thread.join();
    }
    std::deque<Job> left;
    {
        const std::scoped_lock lock(m_mutex);
        left.swap(m_jobs);
    }
    for (const Job& job : left) {
        job.refuse();
    }
}

void LedgerReader::Private::Lane::ask(Job job) {
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_stopping) {
            m_jobs.push_back(std::move(job));
            m_wake.notify_one();
            return;
        }
    }
    job.refuse();
}

void LedgerReader::Private::Lane::cancel(Ticket ticket) {
    Job found;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_runningCancelled && m_runningTicket == ticket) {
            *m_runningCancelled = true;
            return;
        }
        const auto job = std::find_if(m_jobs.begin(), m_jobs.end(),
                                      [ticket](const Job& each) { return each.ticket == ticket; });
        if (job == m_jobs.end()) {
            return;
        }
        found = std::move(*job);
        m_jobs.erase(job);
    }
    found.refuse();
}

void LedgerReader::Private::Lane::run(const std::function<void()>& before) {
    while (true) {
        Job job;
        {
            std::unique_lock lock(m_mutex);
            m_runningCancelled.reset();
            m_wake.wait(lock, [this] { return m_stopping || !m_jobs.empty(); });
            if (m_stopping) {
                return;
            }
            job = std::move(m_jobs.front());
            m_jobs.pop_front();
            m_runningTicket = job.ticket;
            m_runningCancelled = job.cancelled;
        }
        if (before && !*job.cancelled) {
            before();
        }
        job.run(job.cancelled);
    }
}

template <class T, class Callback, class Answer>
void LedgerReader::Private::ask(Lane& lane, Ticket ticket, QObject* context, const Callback& callback,
                                Answer answer) {
    Job job;
    job.ticket = ticket;
    job.run = [ticket, context, callback, answer](const Cancelled& cancelled) {
        post<T>(context, ticket, callback, answer(cancelled));
    };
    job.refuse = [ticket, context, callback] { post<T>(context, ticket, callback, cancelledError()); };
    lane.ask(std::move(job));
}

template <class Read>
std::optional<Error> LedgerReader::Private::withDatabase(const Cancelled& cancelled, Read read) {
    if (!QFileInfo::exists(m_path)) {
        return std::nullopt;
    }
    Database database;
    qint64 version = 0;
    const qint64 latest = ledgerMigrations().back().version;
    SqlCode code = database.open(m_path, Database::Access::ReadOnly);
    if (code == SQLITE_OK) {
        code = database.integer("PRAGMA user_version", version);
    }
    if (code == SQLITE_OK && version > latest) {
        return troubleError({TroubleKind::Newer, {}}, m_path);
    }
    if (code == SQLITE_OK && version > 0 && version < latest) {
        return Error{ErrorCode::Unavailable,
                     QStringLiteral("The ledger %1 is not up to date yet; ask again soon.").arg(m_path),
                     m_path};
    }
    if (code == SQLITE_OK && version > 0) {
        database.setInterrupt([cancelled] { return cancelled->load(); });
        code = read(database);
        database.setInterrupt({});
    }
    if (*cancelled) {
        return cancelledError();
    }
    if (code == SQLITE_OK) {
        return std::nullopt;
    }
    const Trouble trouble = troubleOf(code, database);
    if (trouble.kind == TroubleKind::Damaged && m_damage) {
        m_damage();
    }
    return Error{ErrorCode::Unavailable,
                 QStringLiteral("The ledger %1 cannot be read: %2.").arg(m_path, trouble.detail), m_path};
}

LedgerReader::LedgerReader(QString path, std::optional<QTimeZone> zone)
    : d(std::make_unique<Private>(std::move(path), std::move(zone))) {}

LedgerReader::~LedgerReader() {
    stop();
}

void LedgerReader::beforeReading(std::function<void()> callback) {
    d->m_before = std::move(callback);
}

void LedgerReader::onDamage(std::function<void()> callback) {
    d->m_damage = std::move(callback);
}

void LedgerReader::start() {
    d->m_questions.start("ledger-reader", d->m_before);
    d->m_exports.start("ledger-export", d->m_before);
}

void LedgerReader::stop() {
    d->m_exports.stop();
    d->m_questions.stop();
}

void LedgerReader::spend(Ticket ticket, const SpendQuery& query, QObject* context,
                         const SpendCallback& callback) {
    d->ask<SpendReport>(d->m_questions, ticket, context, callback,
                        [this, query](const Cancelled& cancelled) -> Result<SpendReport> {
                            SpendReport report;
                            report.query = query;
                            LocalDays days(d->zone());
                            const std::optional<Error> error = d->withDatabase(
                                cancelled, [&](Database& file) { return sumSpend(file, days, report); });
                            return error ? Result<SpendReport>(*error) : report;
                        });
}

void LedgerReader::recentSwitches(Ticket ticket, int limit, QObject* context,
                                  const SwitchesCallback& callback) {
    using Switches = QVector<SwitchChanged>;
    d->ask<Switches>(d->m_questions, ticket, context, callback,
                     [this, limit](const Cancelled& cancelled) -> Result<Switches> {
                         Switches switches;
                         const std::optional<Error> error = d->withDatabase(
                             cancelled, [&](Database& file) { return readSwitches(file, limit, switches); });
                         return error ? Result<Switches>(*error) : switches;
                     });
}

void LedgerReader::incidents(Ticket ticket, qint64 sinceMs, qint64 untilMs, QObject* context,
                             const IncidentsCallback& callback) {
    using Incidents = QVector<Incident>;
    d->ask<Incidents>(d->m_exports, ticket, context, callback,
                      [this, sinceMs, untilMs](const Cancelled& cancelled) -> Result<Incidents> {
                          Incidents found;
                          const std::optional<Error> error = d->withDatabase(cancelled, [&](Database& file) {
                              return findIncidents(file, sinceMs, untilMs, found);
                          });
                          return error ? Result<Incidents>(*error) : found;
                      });
}

void LedgerReader::lastHour(Ticket ticket, qint64 untilMs, QObject* context,
                            const LastHourCallback& callback) {
    d->ask<LastHour>(d->m_exports, ticket, context, callback,
                     [this, untilMs](const Cancelled& cancelled) -> Result<LastHour> {
                         LastHour found;
                         const std::optional<Error> error = d->withDatabase(
                             cancelled, [&](Database& file) { return readLastHour(file, untilMs, found); });
                         return error ? Result<LastHour>(*error) : found;
                     });
}

void LedgerReader::request(Ticket ticket, const QByteArray& requestId, QObject* context,
                           const RequestCallback& callback) {
    d->ask<RequestFacts>(d->m_questions, ticket, context, callback,
                         [this, requestId](const Cancelled& cancelled) -> Result<RequestFacts> {
                             std::optional<RequestFacts> facts;
                             const std::optional<Error> error = d->withDatabase(
                                 cancelled,
                                 [&](Database& file) { return findRequest(file, requestId, facts); });
                             return error   ? Result<RequestFacts>(*error)
                                    : facts ? Result<RequestFacts>(*facts)
                                            : unknownRequest(requestId);
                         });
}

void LedgerReader::requests(Ticket ticket, const RequestQuery& query, QObject* context,
                            const PageCallback& callback) {
    d->ask<RequestPage>(d->m_questions, ticket, context, callback,
                        [this, query](const Cancelled& cancelled) -> Result<RequestPage> {
                            RequestPage page;
                            page.query = query;
                            const std::optional<Error> error = d->withDatabase(
                                cancelled, [&](Database& file) { return findPage(file, page); });
                            return error ? Result<RequestPage>(*error) : page;
                        });
}

void LedgerReader::requestDetail(Ticket ticket, const QByteArray& requestId, QObject* context,
                                 const DetailCallback& callback) {
    d->ask<RequestDetail>(d->m_questions, ticket, context, callback,
                          [this, requestId](const Cancelled& cancelled) -> Result<RequestDetail> {
                              std::optional<RequestDetail> detail;
                              const std::optional<Error> error = d->withDatabase(
                                  cancelled,
                                  [&](Database& file) { return findDetail(file, requestId, detail); });
                              return error    ? Result<RequestDetail>(*error)
                                     : detail ? Result<RequestDetail>(*detail)
                                              : unknownRequest(requestId);
                          });
}

void LedgerReader::exportRequests(Ticket ticket, const RequestExport& what, QObject* context,
                                  const ProgressCallback& progress, const ExportCallback& callback) {
    const auto tell = [ticket, context, progress](const LedgerProgress& now) {
        if (progress) {
            QMetaObject::invokeMethod(
                context, [ticket, progress, now] { progress(ticket, now); }, Qt::QueuedConnection);
        }
    };
    d->ask<ExportResult>(
        d->m_exports, ticket, context, callback,
        [this, what, tell](const Cancelled& cancelled) -> Result<ExportResult> {
            RequestExporter exporter(what);
            const std::optional<Error> error = d->withDatabase(cancelled, [&](Database& file) {
                return exporter.write(file, tell, [cancelled] { return cancelled->load(); });
            });
            return error ? Result<ExportResult>(*error) : exporter.finish();
        });
}

void LedgerReader::exportSpend(Ticket ticket, const SpendExport& what, QObject* context,
                               const ExportCallback& callback) {
    d->ask<ExportResult>(
        d->m_exports, ticket, context, callback,
        [this, what](const Cancelled& cancelled) -> Result<ExportResult> {
            SpendReport report;
            report.query = what.query;
            LocalDays days(d->zone());
            const std::optional<Error> error =
                d->withDatabase(cancelled, [&](Database& file) { return sumSpend(file, days, report); });
            return error ? Result<ExportResult>(*error) : writeSpend(report, what.format, what.path);
        });
}

void LedgerReader::cancel(Ticket ticket) {
    d->m_questions.cancel(ticket);
    d->m_exports.cancel(ticket);
}

}  // namespace signalbox
