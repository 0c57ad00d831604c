#include "core/ledger/LedgerStore.h"

#include "core/ledger/Schema.h"
#include "core/ledger/StoredRows.h"

#include <sqlite3.h>

namespace signalbox {

namespace {

constexpr int kCheckpointPages = 1'000;
constexpr int kShortLogPages = 250;
// A file of before version 3 is rewritten once, so that it can give space back, if it is no larger.
constexpr qint64 kRewriteBytes = 256 << 20;
constexpr qsizetype kPriceLength = 16'384;
// A client chooses the model's name; a longer one is cut.
constexpr qsizetype kNameLength = 512;

constexpr std::array kStatements{
    "INSERT INTO open_request (id, request_id, started_ms, client, project, endpoint, requested_model, "
    "route, stream, needs, prompt_tokens)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    "DELETE FROM open_request WHERE id = ?1",
    "INSERT INTO request (id, request_id, started_ms, client, project, endpoint, requested_model, route, "
    "stream,"
    " provider, served_model, answered_model, status, http_status, attempts, ttft_ms, duration_ms, "
    "input_tokens,"
    " cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_source, cost, "
    "list_cost, wasted, needs, prompt_tokens)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, "
    "?21, ?22,"
    " ?23, ?24, ?25, ?26, ?27, ?28)",
    "INSERT OR IGNORE INTO attempt (request, number, provider, model, after_ms, outcome, http_status, "
    "duration_ms,"
    " drill, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, "
    "cost_source,"
    " cost, list_cost, price, cache_write_long_tokens, audio_input_tokens, image_input_tokens,"
    " audio_output_tokens, image_output_tokens, images, audio_ms, characters, searches, service_class)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,"
    " ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)",
    "INSERT INTO switch (id, at_ms, actor, scope, from_state, to_state, until_ms, reason)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    "INSERT INTO capture (id, request_id, kind, captured_ms, cut, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    "SELECT 1 FROM request WHERE request_id = ?1 LIMIT 1",
    "SELECT 1 FROM open_request WHERE request_id = ?1 LIMIT 1",
};

std::optional<qint64> unlessZero(qint64 value) {
    return value != 0 ? std::optional<qint64>(value) : std::nullopt;
}

// "tools,image"; empty: none, which is kept as null
QString needsText(const RequestStarted& started) {
    QStringList names;
    for (const Need need : started.needs) {
        names.append(needName(need));
    }
    return names.join(QLatin1Char(','));
}

// An amount that nobody knows is null, never 0.
std::optional<qint64> amount(NanoUsd value, CostSource source) {
    return value == 0 && source == CostSource::Unknown ? std::nullopt : std::optional<qint64>(value);
}

int bindUsage(Statement& statement, int parameter, const Usage& usage) {
    statement.bind(parameter++, usage.inputTokens);
    statement.bind(parameter++, usage.cachedInputTokens);
    statement.bind(parameter++, usage.cacheWriteTokens);
    statement.bind(parameter++, usage.outputTokens);
    statement.bind(parameter++, usage.reasoningTokens);
    return parameter;
}

int bindCost(Statement& statement, int parameter, const Cost& cost) {
    statement.bind(parameter++, costSourceCode(cost.source));
    statement.bind(parameter++, amount(cost.charged, cost.source));
    statement.bind(parameter++, amount(cost.list, cost.source));
    return parameter;
}

void fillSums(Sums& sums, const RequestFinished& finished) {
    const Usage& usage = finished.usage;
    sums[Sum::InputTokens] = usage.inputTokens;
    sums[Sum::CachedInputTokens] = usage.cachedInputTokens;
    sums[Sum::CacheWriteTokens] = usage.cacheWriteTokens;
    sums[Sum::OutputTokens] = usage.outputTokens;
    sums[Sum::ReasoningTokens] = usage.reasoningTokens;
    sums[Sum::Cost] = finished.cost.charged;
    sums[Sum::ListCost] = finished.cost.list;
    sums[Sum::Wasted] = finished.wasted;
    sums[Sum::Unknown] = finished.cost.source == CostSource::Unknown ? 1 : 0;
    sums[Sum::Estimated] = finished.cost.source == CostSource::Estimated ? 1 : 0;
}

}  // namespace

LedgerStore::LedgerStore(QString path, const QTimeZone& zone)
    : m_path(std::move(path)),
      m_names("SELECT id FROM name WHERE text = ?1", "INSERT INTO name (text) VALUES (?1)", kNameLength),
      m_prices("SELECT id FROM price WHERE text = ?1", "INSERT INTO price (text) VALUES (?1)", kPriceLength),
      m_zone(zone),
      m_rollup(zone) {}

LedgerStore::~LedgerStore() {
    close();
}

Trouble LedgerStore::open() {
    close();
    const PreparedFile prepared = prepareLedgerFile(m_path);
    if (prepared.trouble) {
        return prepared.trouble;
    }
    m_origin = prepared.origin;
    Trouble trouble = troubleOf(m_database.open(m_path, Database::Access::ReadWrite), m_database);
    qint64 version = 0;
    if (!trouble) {
        trouble = checkVersion(m_database, ledgerMigrations(), version);
    }
    const bool old = version > 0 && version < ledgerMigrations().back().version;
    if (!trouble && old && m_beforeMigration) {
        trouble = m_beforeMigration(version);
    }
    if (!trouble) {
        trouble = migrate(m_database, ledgerMigrations(), m_zone);
    }
    if (!trouble && old) {
        trouble = giveSpaceBackLater();
    }
    if (!trouble) {
        trouble = prepareStatements();
    }
    if (trouble) {
        close();
        return trouble;
    }
    m_identity = fileIdentity(m_path);
    return {};
}

// Files of before version 3 cannot give single pages back to the disk; only a rewrite changes that. A large
// one is spared it: what retention frees in it is used again.
Trouble LedgerStore::giveSpaceBackLater() {
    qint64 vacuum = 0;
    qint64 pages = 0;
    qint64 pageSize = 0;
    SqlCode code = m_database.integer("PRAGMA auto_vacuum", vacuum);
    if (code == SQLITE_OK) {
        code = m_database.integer("PRAGMA page_count", pages);
    }
    if (code == SQLITE_OK) {
        code = m_database.integer("PRAGMA page_size", pageSize);
    }
    if (code == SQLITE_OK && vacuum == 0 && pages * pageSize <= kRewriteBytes) {
        code = m_database.execute("PRAGMA auto_vacuum = INCREMENTAL; VACUUM");
        if ((code & 0xff) == SQLITE_FULL) {
            code = SQLITE_OK;  // it works as it is, too
        }
    }
    return troubleOf(code, m_database);
}

void LedgerStore::close(Database::Ending ending) {
    for (Statement& statement : m_statements) {
        statement = Statement();
    }
    m_names.release();
    m_prices.release();
    m_rollup.release();
    m_identity.reset();
    m_database.close(ending);
}

bool LedgerStore::isInPlace() const {
    return m_identity && fileIdentity(m_path) == m_identity;
}

Trouble LedgerStore::prepareStatements() {
    static_assert(kStatements.size() == SqlCount);
    SqlCode code = SQLITE_OK;
    for (std::size_t i = 0; i < kStatements.size() && code == SQLITE_OK; ++i) {
        code = m_database.prepare(kStatements[i], m_statements[i]);
    }
    if (code == SQLITE_OK) {
        code = m_names.prepare(m_database);
    }
    if (code == SQLITE_OK) {
        code = m_prices.prepare(m_database);
    }
    if (code == SQLITE_OK) {
        code = m_rollup.prepare(m_database);
    }
    // The version is right and the tables are not.
    return (code & 0xff) == SQLITE_ERROR ? Trouble{TroubleKind::Damaged, m_database.errorText()}
                                         : troubleOf(code, m_database);
}

Trouble LedgerStore::interruptOpenRequests(const PendingEntries& pending, qint64& count) {
    std::vector<qint64> left;
    Statement rows;
    SqlCode code = m_database.prepare("SELECT id, request_id FROM open_request ORDER BY id", rows);
    if (code == SQLITE_OK) {
        while (rows.step() == Statement::Step::Row) {
            if (!pending.isOpen(rows.text(1).toByteArray())) {
                left.push_back(rows.integer(0));
            }
        }
        code = rows.finish();
    }
    if (code == SQLITE_OK && !left.empty()) {
        m_rollup.clear();
        code = m_database.transaction([&] {
            qint64 newRow = 0;
            SqlCode done = m_database.integer("SELECT max(id) FROM request", newRow);
            for (const qint64 openRow : left) {
                if (done == SQLITE_OK) {
                    done = interrupt(openRow, ++newRow);
                }
            }
            return done == SQLITE_OK ? m_rollup.write(m_database) : done;
        });
    }
    Trouble trouble = ended(code);
    count = trouble ? 0 : static_cast<qint64>(left.size());
    return trouble;
}

SqlCode LedgerStore::interrupt(qint64 openRow, qint64 newRow) {
    Statement copy;
    SqlCode code = m_database.prepare(
        "INSERT INTO request (id, request_id, started_ms, client, project, endpoint, requested_model, route,"
        " stream, needs, prompt_tokens, status, cost_source)"
        " SELECT ?2, request_id, started_ms, client, project, endpoint, requested_model, route, stream,"
        " needs, prompt_tokens, 5, 4 FROM open_request WHERE id = ?1",
        copy);
    if (code == SQLITE_OK) {
        copy.bind(1, openRow);
        copy.bind(2, newRow);
        code = copy.run();
    }
    Statement read;
    if (code == SQLITE_OK) {
        code = m_database.prepare(
            "SELECT started_ms, client, project, endpoint, requested_model, route FROM request WHERE id = ?1",
            read);
    }
    if (code != SQLITE_OK) {
        return code;
    }
    read.bind(1, newRow);
    if (read.step() == Statement::Step::Row) {
        RollupRow row;
        int column = 0;
        for (qint64* value :
             {&row.startedMs, &row.client, &row.project, &row.endpoint, &row.requestedModel, &row.route}) {
            *value = read.integer(column++);
        }
        row.status = statusCode(RequestStatus::Interrupted);
        row.sums[Sum::Unknown] = 1;
        m_rollup.add(row);
    }
    code = read.finish();
    return code == SQLITE_OK ? deleteOpen(openRow) : code;
}

Trouble LedgerStore::reconcile(PendingEntries& pending) {
    StoredRows rows(m_database);
    pending.reconcile(rows);
    return rows.trouble();
}

Trouble LedgerStore::write(const PendingEntries& pending) {
    m_rollup.clear();
    return ended(m_database.transaction([&] { return writeAll(pending); }));
}

Trouble LedgerStore::addForeign(std::vector<ClosedRequest>& requests, PendingEntries& pending,
                                qint64& added) {
    added = 0;
    m_rollup.clear();
    const SqlCode code = m_database.transaction([&] {
        for (ClosedRequest& request : requests) {
            bool known = pending.isOpen(request.finished.requestId);
            if (!known) {
                if (const SqlCode failed = isKnown(request.finished.requestId, known); failed != SQLITE_OK) {
                    return failed;
                }
            }
            if (!known) {
                request.rowId = pending.takeRequestRow();
                if (const SqlCode failed = insertClosed(request); failed != SQLITE_OK) {
                    return failed;
                }
                ++added;
            }
        }
        return m_rollup.write(m_database);
    });
    Trouble trouble = ended(code);
    if (trouble) {
        added = 0;
    }
    return trouble;
}

SqlCode LedgerStore::isKnown(const QByteArray& requestId, bool& known) {
    for (const Sql sql : {FindRequest, FindOpen}) {
        Statement& statement = m_statements[sql];
        statement.bind(1, QByteArrayView(requestId));
        known = known || statement.step() == Statement::Step::Row;
        if (const SqlCode code = statement.finish(); code != SQLITE_OK) {
            return code;
        }
    }
    return SQLITE_OK;
}

Trouble LedgerStore::ended(SqlCode code) {
    Trouble trouble = troubleOf(code, m_database);
    if (trouble) {
        m_database.rollBack();
        m_names.rolledBack();
        m_prices.rolledBack();
    } else {
        m_names.committed();
        m_prices.committed();
    }
    return trouble;
}

SqlCode LedgerStore::writeAll(const PendingEntries& pending) {
    for (const ClosedRequest& closed : pending.closed()) {
        if (const SqlCode code = insertClosed(closed); code != SQLITE_OK) {
            return code;
        }
    }
    if (const SqlCode code =
            pending.eachStarted([this](const OpenRequest& open) { return insertOpen(open); });
        code != SQLITE_OK) {
        return code;
    }
    for (const WaitingSwitch& waiting : pending.switches()) {
        if (const SqlCode code = insertSwitch(waiting); code != SQLITE_OK) {
            return code;
        }
    }
    for (const WaitingCapture& waiting : pending.captures()) {
        if (const SqlCode code = insertCapture(waiting); code != SQLITE_OK) {
            return code;
        }
    }
    return m_rollup.write(m_database);
}

SqlCode LedgerStore::insertOpen(const OpenRequest& open) {
    const RequestStarted& started = open.started;
    Statement& statement = m_statements[InsertOpen];
    statement.bind(1, open.rowId);
    statement.bind(2, QByteArrayView(started.requestId));
    statement.bind(3, started.startedAtMs);
    const QString endpoint = endpointName(started.endpoint);
    int parameter = 4;
    for (const QString* name :
         {&started.client, &started.project, &endpoint, &started.requestedModel, &started.route}) {
        if (const SqlCode code = bindName(statement, parameter++, *name); code != SQLITE_OK) {
            return code;
        }
    }
    statement.bind(9, qint64(started.stream));
    if (const SqlCode code = bindName(statement, 10, needsText(started)); code != SQLITE_OK) {
        return code;
    }
    statement.bind(11, unlessZero(started.promptTokens));
    return statement.run();
}

SqlCode LedgerStore::deleteOpen(qint64 rowId) {
    m_statements[DeleteOpen].bind(1, rowId);
    return m_statements[DeleteOpen].run();
}

SqlCode LedgerStore::insertClosed(const ClosedRequest& closed) {
    const RequestStarted& started = closed.open.started;
    const RequestFinished& finished = closed.finished;
    if (closed.open.stored != OpenRequest::Stored::No) {
        if (const SqlCode code = deleteOpen(closed.open.rowId); code != SQLITE_OK) {
            return code;
        }
    }
    Statement& statement = m_statements[InsertRequest];
    statement.bind(1, closed.rowId);
    statement.bind(2, QByteArrayView(finished.requestId));
    statement.bind(3, started.startedAtMs);
    const bool startKnown = closed.open.rowId != 0;
    const QString endpoint = startKnown ? endpointName(started.endpoint) : QString();
    RollupRow sums;
    struct Name {
        int parameter;
        const QString* text;
        qint64* id;
    };
    for (const Name& name :
         {Name{4, &started.client, &sums.client}, Name{5, &started.project, &sums.project},
          Name{6, &endpoint, &sums.endpoint}, Name{7, &started.requestedModel, &sums.requestedModel},
          Name{8, &started.route, &sums.route}, Name{10, &finished.provider, &sums.provider},
          Name{11, &finished.servedModel, &sums.servedModel},
          Name{12, &finished.answeredModel, &sums.answeredModel}}) {
        if (const SqlCode code = bindName(statement, name.parameter, *name.text, *name.id);
            code != SQLITE_OK) {
            return code;
        }
    }
    statement.bind(9, startKnown ? std::optional<qint64>(started.stream) : std::nullopt);
    statement.bind(13, statusCode(finished.status));
    statement.bind(14, unlessZero(finished.httpStatus));
    statement.bind(15, static_cast<qint64>(finished.attempts.size()));
    statement.bind(16, finished.ttftMs);
    statement.bind(17, finished.durationMs);
    int parameter = bindUsage(statement, 18, finished.usage);
    parameter = bindCost(statement, parameter, finished.cost);
    statement.bind(parameter++, finished.wasted);
    if (const SqlCode code = bindName(statement, parameter++, needsText(started)); code != SQLITE_OK) {
        return code;
    }
    statement.bind(parameter, unlessZero(started.promptTokens));
    if (const SqlCode code = statement.run(); code != SQLITE_OK) {
        return code;
    }
    sums.startedMs = started.startedAtMs;
    sums.status = statusCode(finished.status);
    fillSums(sums.sums, finished);
    m_rollup.add(sums);
    for (const AttemptRecord& attempt : finished.attempts) {
        if (const SqlCode code = insertAttempt(closed, attempt); code != SQLITE_OK) {
            return code;
        }
    }
    return SQLITE_OK;
}

SqlCode LedgerStore::insertAttempt(const ClosedRequest& closed, const AttemptRecord& attempt) {
    Statement& statement = m_statements[InsertAttempt];
    statement.bind(1, closed.rowId);
    statement.bind(2, attempt.number);
    if (const SqlCode code = bindName(statement, 3, attempt.provider); code != SQLITE_OK) {
        return code;
    }
    if (const SqlCode code = bindName(statement, 4, attempt.model); code != SQLITE_OK) {
        return code;
    }
    statement.bind(5, attempt.startedAtMs - closed.open.started.startedAtMs);
    statement.bind(6, outcomeCode(attempt.outcome));
    statement.bind(7, unlessZero(attempt.httpStatus));
    statement.bind(8, attempt.durationMs);
    statement.bind(9, qint64(attempt.drill));
    int parameter = bindCost(statement, bindUsage(statement, 10, attempt.usage), attempt.cost);
    qint64 price = 0;
    if (attempt.cost.price) {
        if (const SqlCode code = m_prices.idOf(*attempt.cost.price, price); code != SQLITE_OK) {
            return code;
        }
    }
    statement.bind(parameter++, unlessZero(price));
    const Usage& usage = attempt.usage;
    for (const qint64 meter : {usage.cacheWriteLongTokens, usage.audioInputTokens, usage.imageInputTokens,
                               usage.audioOutputTokens, usage.imageOutputTokens, usage.images, usage.audioMs,
                               usage.characters, usage.searches, serviceClassCode(usage.serviceClass)}) {
        statement.bind(parameter++, unlessZero(meter));
    }
    return statement.run();
}

SqlCode LedgerStore::insertCapture(const WaitingCapture& waiting) {
    Statement& statement = m_statements[InsertCapture];
    statement.bind(1, waiting.rowId);
    statement.bind(2, QByteArrayView(waiting.requestId));
    statement.bind(3, captureKindCode(waiting.kind));
    statement.bind(4, waiting.capturedAtMs);
    statement.bind(5, qint64(waiting.cut));
    statement.bindBlob(6, waiting.content);
    return statement.run();
}

SqlCode LedgerStore::insertSwitch(const WaitingSwitch& waiting) {
    const SwitchChanged& change = waiting.change;
    const QByteArray actor = change.actor.toUtf8();
    const QByteArray scope = change.scope.toUtf8();
    const QByteArray from = change.from.toUtf8();
    const QByteArray to = change.to.toUtf8();
    const QByteArray reason = change.reason.toUtf8();
    Statement& statement = m_statements[InsertSwitch];
    statement.bind(1, waiting.rowId);
    statement.bind(2, change.atMs);
    statement.bind(3, QByteArrayView(actor));
    statement.bind(4, QByteArrayView(scope));
    statement.bind(5, QByteArrayView(from));
    statement.bind(6, QByteArrayView(to));
    statement.bind(7, change.untilMs);
    statement.bind(8, QByteArrayView(reason));
    return statement.run();
}

SqlCode LedgerStore::bindName(Statement& statement, int parameter, const QString& name, qint64& id) {
    const SqlCode code = m_names.idOf(name, id);
    statement.bind(parameter, unlessZero(id));
    return code;
}

bool LedgerStore::isLogLong(Log log) const {
    return m_database.walPages() >= (log == Log::Long ? kCheckpointPages : kShortLogPages);
}

Trouble LedgerStore::checkpointIfLong(Log log) {
    if (!isLogLong(log)) {
        return {};
    }
    const Trouble trouble = troubleOf(m_database.checkpoint(), m_database);
    return trouble.kind == TroubleKind::Locked ? Trouble() : trouble;
}

}  // namespace signalbox
