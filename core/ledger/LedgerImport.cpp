#include "core/ledger/LedgerImport.h"

#include "core/ledger/RequestRows.h"
#include "core/ledger/Schema.h"

#include <QFileInfo>

#include <pthread.h>

namespace signalbox {

namespace {

constexpr qint64 kRowsAtOnce = 300;

Error cancelledError() {
    return {ErrorCode::Cancelled, QStringLiteral("The import was cancelled."), {}};
}

Error unusable(const QString& path, const QString& why) {
    return {ErrorCode::InvalidInput, QStringLiteral("%1 cannot be imported: %2.").arg(path, why), path};
}

ClosedRequest closedOf(LoggedRequest&& request) {
    ClosedRequest closed;
    closed.open.rowId = -1;  // its start is known, and is no row
    closed.open.started = std::move(request.started);
    closed.finished = std::move(request.finished);
    return closed;
}

}  // namespace

void LedgerImport::start(const Question& question) {
    std::optional<Error> refused;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_stopped) {
            refused = cancelledError();
        } else if (m_running) {
            refused = Error{ErrorCode::Busy, QStringLiteral("Another import is still running."), {}};
        } else {
            if (m_thread.joinable()) {
                m_thread.join();  // it has nothing left to do
            }
            m_running = true;
            m_cancelled = false;
            m_ticket = question.ticket;
            m_thread = std::thread([this, question] {
                pthread_setname_np(pthread_self(), "ledger-import");
                run(question);
            });
        }
    }
    if (refused) {
        answer(question, *refused);
    }
}

void LedgerImport::cancel(Ticket ticket) {
    const std::scoped_lock lock(m_mutex);
    if (m_running && m_ticket == ticket) {
        m_cancelled = true;
        m_answered.notify_all();
    }
}

void LedgerImport::stop() {
    std::thread thread;
    {
        const std::scoped_lock lock(m_mutex);
        m_stopped = true;
        m_cancelled = true;
        m_answered.notify_all();
        thread.swap(m_thread);
    }
    if (thread.joinable()) {
        thread.join();
    }
}

bool LedgerImport::hasBatch() {
    const std::scoped_lock lock(m_mutex);
    return m_batch.has_value();
}

std::vector<ClosedRequest> LedgerImport::takeBatch() {
    const std::scoped_lock lock(m_mutex);
    std::optional<std::vector<ClosedRequest>> batch;
    batch.swap(m_batch);
    return batch ? std::move(*batch) : std::vector<ClosedRequest>();
}

void LedgerImport::batchDone(const Trouble& trouble, qint64 added) {
    {
        const std::scoped_lock lock(m_mutex);
        m_answer = Answer{trouble, added};
    }
    m_answered.notify_all();
}

void LedgerImport::run(const Question& question) {
    const Result<ImportResult> result = readAll(question);
    {
        const std::scoped_lock lock(m_mutex);
        m_running = false;
    }
    answer(question, result);
}

void LedgerImport::answer(const Question& question, const Result<ImportResult>& result) {
    QMetaObject::invokeMethod(
        question.context,
        [callback = question.callback, ticket = question.ticket, result] { callback(ticket, result); },
        Qt::QueuedConnection);
}

std::optional<Error> LedgerImport::open(const Question& question, Database& database, qint64& version) {
    const QString& path = question.path;
    const QFileInfo info(path);
    if (!info.isFile()) {
        return Error{ErrorCode::NotFound, QStringLiteral("There is no file %1.").arg(path), path};
    }
    if (fileIdentity(info.canonicalFilePath()) == fileIdentity(m_ledgerPath)) {
        return unusable(path, QStringLiteral("it is the ledger in use"));
    }
    Trouble trouble = troubleOf(database.open(path, Database::Access::ReadOnly), database);
    if (!trouble) {
        trouble = checkVersion(database, ledgerMigrations(), version);
    }
    if (trouble.kind == TroubleKind::CannotOpen || trouble.kind == TroubleKind::ReadOnly) {
        // A file of another user or of a read-only disk cannot have its log beside it.
        trouble = troubleOf(database.open(path, Database::Access::Unchanging), database);
        if (!trouble) {
            trouble = checkVersion(database, ledgerMigrations(), version);
        }
    }
    if (!trouble && version > 0) {
        database.setInterrupt([this] { return m_cancelled.load(); });
    }
    if (trouble.kind == TroubleKind::Newer) {
        return unusable(path, QStringLiteral("it was written by a newer Signalbox"));
    }
    if (!trouble && (version == 0 || !hasRequestTables(database, version))) {
        return unusable(path, QStringLiteral("it is no ledger of Signalbox"));
    }
    if (!trouble) {
        Statement check;
        SqlCode code = database.prepare("PRAGMA quick_check(1)", check);
        if (code == kSqlOk) {
            if (check.step() == Statement::Step::Row && check.text(0) != QByteArrayView("ok")) {
                return unusable(path, QStringLiteral("it is damaged (%1)").arg(check.string(0)));
            }
            code = check.finish();
        }
        trouble = troubleOf(code, database);
    }
    if (m_cancelled) {
        return cancelledError();
    }
    if (trouble.kind == TroubleKind::Damaged) {
        return unusable(path,
                        QStringLiteral("it is damaged, or no ledger of Signalbox (%1)").arg(trouble.detail));
    }
    if (trouble) {
        return Error{ErrorCode::Unavailable,
                     QStringLiteral("%1 cannot be read: %2.").arg(path, trouble.detail), path};
    }
    return std::nullopt;
}

Result<ImportResult> LedgerImport::readAll(const Question& question) {
    Database database;
    qint64 version = 0;
    if (const std::optional<Error> error = open(question, database, version)) {
        return *error;
    }
    ImportResult result;
    LedgerProgress progress;
    AttemptRows attempts;
    Statement rows;
    const QByteArray sql =
        "SELECT " + requestColumns(version) + " FROM request AS r WHERE r.id > ?1 ORDER BY r.id LIMIT ?2";
    SqlCode code = database.integer("SELECT count(*) FROM request", progress.total);
    if (code == kSqlOk) {
        code = database.prepare(sql.constData(), rows);
    }
    if (code == kSqlOk) {
        code = attempts.prepare(database, version);
    }
    qint64 last = std::numeric_limits<qint64>::min();
    bool more = true;
    while (code == kSqlOk && more && !m_cancelled) {
        std::vector<ClosedRequest> batch;
        rows.bind(1, last);
        rows.bind(2, kRowsAtOnce);
        while (code == kSqlOk && rows.step() == Statement::Step::Row) {
            LoggedRequest request = readRequest(rows);
            last = request.row;
            code = attempts.read(request);
            batch.push_back(closedOf(std::move(request)));
        }
        const SqlCode ended = rows.finish();
        code = code == kSqlOk ? ended : code;
        more = static_cast<qint64>(batch.size()) == kRowsAtOnce;
        progress.done += static_cast<qint64>(batch.size());
        if (code == kSqlOk && !batch.empty()) {
            if (const std::optional<Error> error = handOver(std::move(batch), result)) {
                return *error;
            }
            if (question.progress) {
                QMetaObject::invokeMethod(
                    question.context,
                    [tell = question.progress, ticket = question.ticket, progress] {
                        tell(ticket, progress);
                    },
                    Qt::QueuedConnection);
            }
        }
    }
    if (m_cancelled) {
        return cancelledError();
    }
    if (code != kSqlOk) {
        return Error{ErrorCode::Failed,
                     QStringLiteral("%1 could not be read to its end: %2.")
                         .arg(question.path, troubleOf(code, database).detail),
                     question.path};
    }
    return result;
}

std::optional<Error> LedgerImport::handOver(std::vector<ClosedRequest> batch, ImportResult& result) {
    const qint64 count = static_cast<qint64>(batch.size());
    {
        const std::scoped_lock lock(m_mutex);
        m_batch = std::move(batch);
        m_answer.reset();
    }
    m_wake();
    std::unique_lock lock(m_mutex);
    // A batch that has been taken is waited for: what became of it is part of the answer.
    m_answered.wait(lock, [this] { return m_answer || m_stopped || (m_cancelled && m_batch); });
    if (!m_answer) {
        m_batch.reset();
        return cancelledError();
    }
    if (m_answer->trouble) {
        return troubleError(m_answer->trouble, m_ledgerPath);
    }
    result.added += m_answer->added;
    result.known += count - m_answer->added;
    return std::nullopt;
}

}  // namespace signalbox
