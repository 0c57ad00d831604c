#include "core/ledger/RequestRows.h"

#include "core/ledger/Schema.h"

namespace signalbox {

namespace {

std::optional<qint64> optionalInteger(const Statement& statement, int column) {
    return statement.isNull(column) ? std::nullopt : std::optional<qint64>(statement.integer(column));
}

// Reads five columns.
Usage readUsage(const Statement& statement, int column) {
    Usage usage;
    for (qint64* value : {&usage.inputTokens, &usage.cachedInputTokens, &usage.cacheWriteTokens,
                          &usage.outputTokens, &usage.reasoningTokens}) {
        *value = statement.integer(column++);
    }
    return usage;
}

// Reads three columns.
Cost readCost(const Statement& statement, int column) {
    Cost cost;
    cost.source = costSourceFromCode(statement.integer(column)).value_or(CostSource::Unknown);
    cost.charged = statement.integer(column + 1);
    cost.list = statement.integer(column + 2);
    return cost;
}

std::vector<Need> readNeeds(const QString& text) {
    std::vector<Need> needs;
    for (const QString& name : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        if (const std::optional<Need> need = needFromName(name)) {
            needs.push_back(*need);
        }
    }
    return needs;
}

AttemptRecord readAttempt(const Statement& statement, qint64 startedMs) {
    AttemptRecord attempt;
    attempt.number = static_cast<int>(statement.integer(0));
    attempt.provider = statement.string(1);
    attempt.model = statement.string(2);
    attempt.startedAtMs = startedMs + statement.integer(3);
    attempt.outcome = outcomeFromCode(statement.integer(4)).value_or(Outcome::ServerError);
    attempt.httpStatus = static_cast<int>(statement.integer(5));
    attempt.durationMs = statement.integer(6);
    attempt.drill = statement.integer(7) != 0;
    attempt.usage = readUsage(statement, 8);
    attempt.cost = readCost(statement, 13);
    if (!statement.isNull(16)) {
        attempt.cost.price = std::make_shared<const QByteArray>(statement.text(16).toByteArray());
    }
    Usage& usage = attempt.usage;
    int column = 17;
    for (qint64* meter : {&usage.cacheWriteLongTokens, &usage.audioInputTokens, &usage.imageInputTokens,
                          &usage.audioOutputTokens, &usage.imageOutputTokens, &usage.images, &usage.audioMs,
                          &usage.characters, &usage.searches}) {
        *meter = statement.integer(column++);
    }
    usage.serviceClass = serviceClassFromCode(statement.integer(column));
    usage.estimated = attempt.cost.source == CostSource::Estimated;
    if (attempt.cost.source == CostSource::Reported) {
        usage.reportedCost = attempt.cost.charged;
    }
    return attempt;
}

SqlCode readCaptured(Database& database, const QByteArray& requestId, QVector<CapturedText>& out) {
    Statement statement;
    const SqlCode code = database.prepare(
        "SELECT kind, captured_ms, cut, content FROM capture WHERE request_id = ?1 ORDER BY id", statement);
    if (code != kSqlOk) {
        return code;
    }
    statement.bind(1, QByteArrayView(requestId));
    while (statement.step() == Statement::Step::Row) {
        CapturedText text;
        text.kind = captureKindFromCode(statement.integer(0));
        text.capturedAtMs = statement.integer(1);
        text.cut = statement.integer(2) != 0;
        text.content = qUncompress(statement.blob(3).toByteArray());
        out.append(std::move(text));
    }
    return statement.finish();
}

}  // namespace

QByteArray requestColumns(qint64 version) {
    QByteArray columns = "r.id, r.request_id, r.started_ms";
    for (const char* name : {"client", "project", "endpoint", "requested_model", "route", "provider",
                             "served_model", "answered_model"}) {
        columns += QByteArray(", (SELECT text FROM name WHERE id = r.") + name + ")";
    }
    columns +=
        ", r.status, r.http_status, r.stream, r.attempts, r.ttft_ms, r.duration_ms, r.input_tokens,"
        " r.cached_input_tokens, r.cache_write_tokens, r.output_tokens, r.reasoning_tokens, r.cost_source,"
        " r.cost, r.list_cost, r.wasted";
    columns +=
        version >= 2 ? ", (SELECT text FROM name WHERE id = r.needs), r.prompt_tokens" : ", NULL, NULL";
    return columns;
}

bool hasRequestTables(Database& database, qint64 version) {
    Statement statement;
    const QByteArray sql = "SELECT " + requestColumns(version) + " FROM request AS r LIMIT 0";
    AttemptRows attempts;
    return database.prepare(sql.constData(), statement) == kSqlOk &&
           attempts.prepare(database, version) == kSqlOk;
}

LoggedRequest readRequest(const Statement& statement) {
    LoggedRequest request;
    RequestStarted& started = request.started;
    RequestFinished& finished = request.finished;
    request.row = statement.integer(0);
    started.requestId = statement.text(1).toByteArray();
    finished.requestId = started.requestId;
    started.startedAtMs = statement.integer(2);
    started.client = statement.string(3);
    started.project = statement.string(4);
    started.endpoint = endpointFromName(statement.text(5)).value_or(Endpoint::ChatCompletions);
    started.requestedModel = statement.string(6);
    started.route = statement.string(7);
    finished.provider = statement.string(8);
    finished.servedModel = statement.string(9);
    finished.answeredModel = statement.string(10);
    finished.status = statusFromCode(statement.integer(11)).value_or(RequestStatus::Error);
    finished.httpStatus = static_cast<int>(statement.integer(12));
    started.stream = statement.integer(13) != 0;
    request.attempts = static_cast<int>(statement.integer(14));
    finished.ttftMs = optionalInteger(statement, 15);
    finished.durationMs = statement.integer(16);
    finished.usage = readUsage(statement, 17);
    finished.cost = readCost(statement, 22);
    finished.wasted = statement.integer(25);
    started.needs = readNeeds(statement.string(26));
    started.promptTokens = statement.integer(27);
    return request;
}

SqlCode AttemptRows::prepare(Database& database, qint64 version) {
    QByteArray sql =
        "SELECT number, (SELECT text FROM name WHERE id = provider), (SELECT text FROM name WHERE id = "
        "model), after_ms, outcome, http_status, duration_ms, drill, input_tokens, cached_input_tokens,"
        " cache_write_tokens, output_tokens, reasoning_tokens, cost_source, cost, list_cost, ";
    sql +=
        version >= 3
            ? "(SELECT text FROM price WHERE id = price), cache_write_long_tokens, audio_input_tokens,"
              " image_input_tokens, audio_output_tokens, image_output_tokens, images, audio_ms, characters,"
              " searches, service_class"
            : "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL";
    sql += " FROM attempt WHERE request = ?1 ORDER BY number";
    return database.prepare(sql.constData(), m_statement);
}

SqlCode AttemptRows::read(LoggedRequest& request) {
    m_statement.bind(1, request.row);
    while (m_statement.step() == Statement::Step::Row) {
        request.finished.attempts.push_back(readAttempt(m_statement, request.started.startedAtMs));
    }
    return m_statement.finish();
}

SqlCode findDetail(Database& database, const QByteArray& requestId, std::optional<RequestDetail>& out) {
    Statement statement;
    const qint64 version = ledgerMigrations().back().version;
    const QByteArray sql = "SELECT " + requestColumns(version) +
                           " FROM request AS r WHERE r.request_id = ?1 ORDER BY r.id DESC LIMIT 1";
    SqlCode code = database.prepare(sql.constData(), statement);
    if (code != kSqlOk) {
        return code;
    }
    statement.bind(1, QByteArrayView(requestId));
    if (statement.step() == Statement::Step::Row) {
        out.emplace();
        out->request = readRequest(statement);
    }
    code = statement.finish();
    if (code != kSqlOk || !out) {
        return code;
    }
    AttemptRows attempts;
    code = attempts.prepare(database, version);
    if (code == kSqlOk) {
        code = attempts.read(out->request);
    }
    return code == kSqlOk ? readCaptured(database, requestId, out->captured) : code;
}

}  // namespace signalbox
