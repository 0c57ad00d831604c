#include "core/ledger/LedgerStore.h"

#include "core/ledger/Schema.h"

#include <sqlite3.h>

namespace signalbox {

namespace {

constexpr int kCheckpointPages = 1'000;
// Names kept in memory; beyond it the cache starts anew.
constexpr qsizetype kNameCacheLimit = 10'000;
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
    " cost, list_cost)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    "INSERT INTO switch (id, at_ms, actor, scope, from_state, to_state, until_ms, reason)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    "SELECT id FROM name WHERE text = ?1",
    "INSERT INTO name (text) VALUES (?1)",
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

}  // namespace

LedgerStore::LedgerStore(QString path) : m_path(std::move(path)) {}

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
    if (!trouble) {
        trouble = migrate(m_database, ledgerMigrations());
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

void LedgerStore::close(Database::Ending ending) {
    for (Statement& statement : m_statements) {
        statement = Statement();
    }
    m_names.clear();
    m_newNames.clear();
    m_identity.reset();
    m_database.close(ending);
}

bool LedgerStore::isInPlace() const {
    return m_identity && fileIdentity(m_path) == m_identity;
}

Trouble LedgerStore::prepareStatements() {
    static_assert(kStatements.size() == SqlCount);
    for (std::size_t i = 0; i < kStatements.size(); ++i) {
        const SqlCode code = m_database.prepare(kStatements[i], m_statements[i]);
        if ((code & 0xff) == SQLITE_ERROR) {
            // The version is right and the tables are not.
            return {TroubleKind::Damaged, m_database.errorText()};
        }
        if (code != SQLITE_OK) {
            return troubleOf(code, m_database);
        }
    }
    return {};
}

Trouble LedgerStore::interruptOpenRequests(qint64& count) {
    count = 0;
    qint64 open = 0;
    SqlCode code = m_database.integer("SELECT count(*) FROM open_request", open);
    if (code == SQLITE_OK && open > 0) {
        for (const char* sql : {"BEGIN IMMEDIATE",
                                "INSERT INTO request (request_id, started_ms, client, project, endpoint, "
                                "requested_model, route, stream, needs, prompt_tokens,"
                                " status, cost_source)"
                                " SELECT request_id, started_ms, client, project, endpoint, requested_model, "
                                "route, stream, needs, prompt_tokens, 5, 4"
                                " FROM open_request ORDER BY id",
                                "DELETE FROM open_request", "COMMIT"}) {
            code = m_database.execute(sql);
            if (code != SQLITE_OK) {
                break;
            }
        }
    }
    Trouble trouble = troubleOf(code, m_database);
    if (m_database.inTransaction()) {
        (void)m_database.execute("ROLLBACK");
    }
    if (!trouble) {
        count = open;
    }
    return trouble;
}

class LedgerStore::Rows final : public PendingEntries::FileRows {
public:
    explicit Rows(Database& database) : m_database(database) {}

    [[nodiscard]] bool failed() const override { return bool(m_trouble); }
    qint64 lastOpenRow() override { return last("SELECT max(id) FROM open_request"); }
    qint64 lastRequestRow() override { return last("SELECT max(id) FROM request"); }
    qint64 lastSwitchRow() override { return last("SELECT max(id) FROM switch"); }
    std::optional<QByteArray> openRow(qint64 rowId) override {
        return requestId(m_open, "SELECT request_id FROM open_request WHERE id = ?1", rowId);
    }
    std::optional<QByteArray> requestRow(qint64 rowId) override {
        return requestId(m_request, "SELECT request_id FROM request WHERE id = ?1", rowId);
    }
    std::optional<qint64> switchRow(qint64 rowId) override {
        std::optional<qint64> at;
        look(m_switch, "SELECT at_ms FROM switch WHERE id = ?1", rowId,
             [&at](const Statement& row) { at = row.integer(0); });
        return at;
    }
    [[nodiscard]] const Trouble& trouble() const { return m_trouble; }

private:
    void note(SqlCode code) {
        if (code != SQLITE_OK && !m_trouble) {
            m_trouble = troubleOf(code, m_database);
        }
    }
    qint64 last(const char* sql) {
        qint64 id = 0;
        note(m_database.integer(sql, id));
        return id;
    }
    template <class Take>
    void look(std::optional<Statement>& statement, const char* sql, qint64 rowId, Take take) {
        if (!statement) {
            statement.emplace();
            note(m_database.prepare(sql, *statement));
        }
        statement->bind(1, rowId);
        if (statement->step() == Statement::Step::Row) {
            take(*statement);
        }
        note(statement->finish());
    }
    std::optional<QByteArray> requestId(std::optional<Statement>& statement, const char* sql, qint64 rowId) {
        std::optional<QByteArray> id;
        look(statement, sql, rowId, [&id](const Statement& row) { id = row.text(0).toByteArray(); });
        return id;
    }

    Database& m_database;
    std::optional<Statement> m_open;
    std::optional<Statement> m_request;
    std::optional<Statement> m_switch;
    Trouble m_trouble;
};

Trouble LedgerStore::reconcile(PendingEntries& pending) {
    Rows rows(m_database);
    pending.reconcile(rows);
    return rows.trouble();
}

Trouble LedgerStore::write(const PendingEntries& pending) {
    const SqlCode code = writeAll(pending);
    Trouble trouble = troubleOf(code, m_database);
    if (trouble) {
        if (m_database.inTransaction()) {
            (void)m_database.execute("ROLLBACK");
        }
        for (const QString& name : m_newNames) {
            m_names.remove(name);
        }
    }
    m_newNames.clear();
    return trouble;
}

SqlCode LedgerStore::writeAll(const PendingEntries& pending) {
    if (const SqlCode code = m_database.execute("BEGIN IMMEDIATE"); code != SQLITE_OK) {
        return code;
    }
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
    return m_database.execute("COMMIT");
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
    int parameter = 4;
    for (const QString* name :
         {&started.client, &started.project, &endpoint, &started.requestedModel, &started.route}) {
        if (const SqlCode code = bindName(statement, parameter++, *name); code != SQLITE_OK) {
            return code;
        }
    }
    statement.bind(9, startKnown ? std::optional<qint64>(started.stream) : std::nullopt);
    parameter = 10;
    for (const QString* name : {&finished.provider, &finished.servedModel, &finished.answeredModel}) {
        if (const SqlCode code = bindName(statement, parameter++, *name); code != SQLITE_OK) {
            return code;
        }
    }
    statement.bind(13, statusCode(finished.status));
    statement.bind(14, unlessZero(finished.httpStatus));
    statement.bind(15, static_cast<qint64>(finished.attempts.size()));
    statement.bind(16, finished.ttftMs);
    statement.bind(17, finished.durationMs);
    parameter = bindUsage(statement, 18, finished.usage);
    parameter = bindCost(statement, parameter, finished.cost);
    statement.bind(parameter++, finished.wasted);
    if (const SqlCode code = bindName(statement, parameter++, needsText(started)); code != SQLITE_OK) {
        return code;
    }
    statement.bind(parameter, unlessZero(started.promptTokens));
    if (const SqlCode code = statement.run(); code != SQLITE_OK) {
        return code;
    }
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
    bindCost(statement, bindUsage(statement, 10, attempt.usage), attempt.cost);
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

SqlCode LedgerStore::bindName(Statement& statement, int parameter, const QString& name) {
    if (name.isEmpty()) {
        statement.bindNull(parameter);
        return SQLITE_OK;
    }
    qint64 id = 0;
    if (const auto found = m_names.constFind(name); found != m_names.cend()) {
        id = *found;
    } else if (const SqlCode code = nameId(name, id); code != SQLITE_OK) {
        return code;
    }
    statement.bind(parameter, id);
    return SQLITE_OK;
}

SqlCode LedgerStore::nameId(const QString& name, qint64& id) {
    const QByteArray text = name.left(kNameLength).toUtf8();
    Statement& find = m_statements[FindName];
    find.bind(1, QByteArrayView(text));
    if (find.step() == Statement::Step::Row) {
        id = find.integer(0);
    }
    if (const SqlCode code = find.finish(); code != SQLITE_OK) {
        return code;
    }
    if (id == 0) {
        Statement& insert = m_statements[InsertName];
        insert.bind(1, QByteArrayView(text));
        if (const SqlCode code = insert.run(); code != SQLITE_OK) {
            return code;
        }
        id = sqlite3_last_insert_rowid(m_database.handle());
        m_newNames.push_back(name);
    }
    if (m_names.size() >= kNameCacheLimit) {
        m_names.clear();
    }
    m_names.insert(name, id);
    return SQLITE_OK;
}

Trouble LedgerStore::checkpointIfLong() {
    if (m_database.walPages() < kCheckpointPages) {
        return {};
    }
    const Trouble trouble = troubleOf(m_database.checkpoint(), m_database);
    return trouble.kind == TroubleKind::Locked ? Trouble() : trouble;
}

}  // namespace signalbox
