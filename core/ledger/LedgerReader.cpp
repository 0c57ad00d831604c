#include "core/ledger/LedgerReader.h"

#include "core/ledger/RequestLookup.h"
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
        std::function<void(const std::shared_ptr<std::atomic<bool>>&)> run;
        std::function<void()> refuse;
        std::shared_ptr<std::atomic<bool>> cancelled = std::make_shared<std::atomic<bool>>(false);
    };

    Private(QString path, std::optional<QTimeZone> zone) : m_path(std::move(path)), m_zone(std::move(zone)) {}

    void start();
    void stop();
    void ask(Job job);
    void cancel(Ticket ticket);

    // Opens the file and has `read(Database&) -> SqlCode` read it; true in `empty` where there is nothing to
    // read.
    template <class Read>
    std::optional<Error> withDatabase(const std::shared_ptr<std::atomic<bool>>& cancelled, Read read);

    [[nodiscard]] QTimeZone zone() const { return m_zone ? *m_zone : QTimeZone::systemTimeZone(); }

    std::function<void()> m_damage;
    std::function<void()> m_before;

private:
    void run();

    const QString m_path;
    const std::optional<QTimeZone> m_zone;
    std::thread m_thread;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Job> m_jobs;
    Ticket m_runningTicket = 0;
    std::shared_ptr<std::atomic<bool>> m_runningCancelled;
    bool m_stopping = false;
};

void LedgerReader::Private::start() {
    m_thread = std::thread([this] {
        pthread_setname_np(pthread_self(), "ledger-reader");
        run();
    });
}

void LedgerReader::Private::stop() {
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

void LedgerReader::Private::ask(Job job) {
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

void LedgerReader::Private::cancel(Ticket ticket) {
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

void LedgerReader::Private::run() {
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
        if (m_before && !*job.cancelled) {
            m_before();
        }
        job.run(job.cancelled);
    }
}

template <class Read>
std::optional<Error> LedgerReader::Private::withDatabase(const std::shared_ptr<std::atomic<bool>>& cancelled,
                                                         Read read) {
    if (!QFileInfo::exists(m_path)) {
        return std::nullopt;
    }
    Database database;
    qint64 version = 0;
    SqlCode code = database.open(m_path, Database::Access::ReadOnly);
    if (code == SQLITE_OK) {
        code = database.integer("PRAGMA user_version", version);
    }
    if (code == SQLITE_OK && version > ledgerMigrations().back().version) {
        return troubleError({TroubleKind::Newer, {}}, m_path);
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
    d->start();
}

void LedgerReader::stop() {
    d->stop();
}

void LedgerReader::spend(Ticket ticket, const SpendQuery& query, QObject* context,
                         const SpendCallback& callback) {
    Private::Job job;
    job.ticket = ticket;
    job.run = [this, ticket, query, context, callback](const std::shared_ptr<std::atomic<bool>>& cancelled) {
        SpendReport report;
        report.query = query;
        LocalDays days(d->zone());
        const std::optional<Error> error =
            d->withDatabase(cancelled, [&](Database& database) { return sumSpend(database, days, report); });
        post<SpendReport>(context, ticket, callback,
                          error ? Result<SpendReport>(*error) : Result<SpendReport>(report));
    };
    job.refuse = [ticket, context, callback] {
        post<SpendReport>(context, ticket, callback, cancelledError());
    };
    d->ask(std::move(job));
}

void LedgerReader::recentSwitches(Ticket ticket, int limit, QObject* context,
                                  const SwitchesCallback& callback) {
    using Switches = QVector<SwitchChanged>;
    Private::Job job;
    job.ticket = ticket;
    job.run = [this, ticket, limit, context, callback](const std::shared_ptr<std::atomic<bool>>& cancelled) {
        Switches switches;
        const std::optional<Error> error = d->withDatabase(
            cancelled, [&](Database& database) { return readSwitches(database, limit, switches); });
        post<Switches>(context, ticket, callback,
                       error ? Result<Switches>(*error) : Result<Switches>(switches));
    };
    job.refuse = [ticket, context, callback] { post<Switches>(context, ticket, callback, cancelledError()); };
    d->ask(std::move(job));
}

void LedgerReader::request(Ticket ticket, const QByteArray& requestId, QObject* context,
                           const RequestCallback& callback) {
    Private::Job job;
    job.ticket = ticket;
    job.run = [this, ticket, requestId, context,
               callback](const std::shared_ptr<std::atomic<bool>>& cancelled) {
        std::optional<RequestFacts> facts;
        std::optional<Error> error = d->withDatabase(
            cancelled, [&](Database& database) { return findRequest(database, requestId, facts); });
        if (!error && !facts) {
            error = Error{ErrorCode::NotFound,
                          QStringLiteral("The ledger has no request \"%1\".")
                              .arg(QString::fromUtf8(requestId.left(64))),
                          {}};
        }
        post<RequestFacts>(context, ticket, callback,
                           error ? Result<RequestFacts>(*error) : Result<RequestFacts>(*facts));
    };
    job.refuse = [ticket, context, callback] {
        post<RequestFacts>(context, ticket, callback, cancelledError());
    };
    d->ask(std::move(job));
}

void LedgerReader::cancel(Ticket ticket) {
    d->cancel(ticket);
}

}  // namespace signalbox
