#include "core/ledger/Schema.h"

#include <QByteArray>

#include <sqlite3.h>

#include <array>

namespace signalbox {

namespace {

// Versions beyond this were never given out: a header that claims one is damaged.
constexpr qint64 kHighestPlausibleVersion = 1'000;

// Times are Unix ms, durations ms, money nano-dollars; client, project, endpoint, models, route and provider
// are ids of `name`. A request lies in open_request while it runs and moves to `request` when it ends: so
// `request` only ever grows at its end, and what a crash leaves behind is found without a search.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE name (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);
CREATE TABLE open_request (
    id INTEGER PRIMARY KEY,
    request_id TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    client INTEGER,
    project INTEGER,
    endpoint INTEGER,
    requested_model INTEGER,
    route INTEGER,
    stream INTEGER NOT NULL
);
CREATE TABLE request (
    id INTEGER PRIMARY KEY,
    request_id TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    client INTEGER,
    project INTEGER,
    endpoint INTEGER,
    requested_model INTEGER,
    route INTEGER,
    provider INTEGER,
    served_model INTEGER,
    answered_model INTEGER,
    status INTEGER NOT NULL,
    http_status INTEGER,
    stream INTEGER,
    attempts INTEGER,
    ttft_ms INTEGER,
    duration_ms INTEGER,
    input_tokens INTEGER,
    cached_input_tokens INTEGER,
    cache_write_tokens INTEGER,
    output_tokens INTEGER,
    reasoning_tokens INTEGER,
    cost_source INTEGER NOT NULL,
    cost INTEGER,
    list_cost INTEGER,
    wasted INTEGER
);
CREATE INDEX request_started ON request (started_ms);
CREATE TABLE attempt (
    request INTEGER NOT NULL REFERENCES request (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    provider INTEGER,
    model INTEGER,
    after_ms INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    http_status INTEGER,
    duration_ms INTEGER NOT NULL,
    drill INTEGER NOT NULL,
    input_tokens INTEGER,
    cached_input_tokens INTEGER,
    cache_write_tokens INTEGER,
    output_tokens INTEGER,
    reasoning_tokens INTEGER,
    cost_source INTEGER NOT NULL,
    cost INTEGER,
    list_cost INTEGER,
    PRIMARY KEY (request, number)
) WITHOUT ROWID;
CREATE TABLE switch (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    actor TEXT NOT NULL,
    scope TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    until_ms INTEGER,
    reason TEXT NOT NULL
);
CREATE VIEW request_log AS
SELECT request_id,
    strftime('%Y-%m-%dT%H:%M:%S', started_ms / 1000, 'unixepoch') || printf('.%03dZ', started_ms % 1000) AS started_at,
    (SELECT text FROM name WHERE id = client) AS client,
    (SELECT text FROM name WHERE id = project) AS project,
    (SELECT text FROM name WHERE id = endpoint) AS endpoint,
    (SELECT text FROM name WHERE id = requested_model) AS requested_model,
    (SELECT text FROM name WHERE id = route) AS route,
    (SELECT text FROM name WHERE id = provider) AS provider,
    (SELECT text FROM name WHERE id = served_model) AS served_model,
    (SELECT text FROM name WHERE id = answered_model) AS answered_model,
    CASE status WHEN 1 THEN 'ok' WHEN 2 THEN 'error' WHEN 3 THEN 'cancelled' WHEN 4 THEN 'incomplete'
        WHEN 5 THEN 'interrupted' END AS status,
    http_status, stream, attempts, ttft_ms, duration_ms, input_tokens, cached_input_tokens, cache_write_tokens,
    output_tokens, reasoning_tokens,
    CASE cost_source WHEN 1 THEN 'reported' WHEN 2 THEN 'computed' WHEN 3 THEN 'estimated' WHEN 4 THEN 'unknown'
        END AS cost_source,
    cost AS cost_nanousd, list_cost AS list_cost_nanousd, wasted AS wasted_nanousd
FROM request
UNION ALL
SELECT request_id,
    strftime('%Y-%m-%dT%H:%M:%S', started_ms / 1000, 'unixepoch') || printf('.%03dZ', started_ms % 1000),
    (SELECT text FROM name WHERE id = client),
    (SELECT text FROM name WHERE id = project),
    (SELECT text FROM name WHERE id = endpoint),
    (SELECT text FROM name WHERE id = requested_model),
    (SELECT text FROM name WHERE id = route),
    NULL, NULL, NULL, NULL, NULL, stream, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM open_request;
CREATE VIEW attempt_log AS
SELECT r.request_id AS request_id,
    a.number AS attempt,
    (SELECT text FROM name WHERE id = a.provider) AS provider,
    (SELECT text FROM name WHERE id = a.model) AS model,
    strftime('%Y-%m-%dT%H:%M:%S', (r.started_ms + a.after_ms) / 1000, 'unixepoch')
        || printf('.%03dZ', (r.started_ms + a.after_ms) % 1000) AS started_at,
    CASE a.outcome WHEN 1 THEN 'ok' WHEN 2 THEN 'rate_limited' WHEN 3 THEN 'quota' WHEN 4 THEN 'auth'
        WHEN 5 THEN 'server_error' WHEN 6 THEN 'connect' WHEN 7 THEN 'timeout_first_byte' WHEN 8 THEN 'timeout_idle'
        WHEN 9 THEN 'bad_answer' WHEN 10 THEN 'cut' WHEN 11 THEN 'client_error' WHEN 12 THEN 'cancelled'
        WHEN 13 THEN 'hedge_lost' END AS outcome,
    a.http_status AS http_status, a.duration_ms AS duration_ms, a.drill AS drill, a.cost AS cost_nanousd
FROM attempt AS a JOIN request AS r ON r.id = a.request;
CREATE VIEW switch_log AS
SELECT strftime('%Y-%m-%dT%H:%M:%S', at_ms / 1000, 'unixepoch') || printf('.%03dZ', at_ms % 1000) AS at,
    actor, scope, from_state AS "from", to_state AS "to",
    strftime('%Y-%m-%dT%H:%M:%S', until_ms / 1000, 'unixepoch') || printf('.%03dZ', until_ms % 1000) AS until,
    reason
FROM switch;
)sql";

// What a request needed and how long its prompt was, so that where it went can be explained afterwards.
constexpr const char* kVersion2 = R"sql(
ALTER TABLE open_request ADD COLUMN needs INTEGER;
ALTER TABLE open_request ADD COLUMN prompt_tokens INTEGER;
ALTER TABLE request ADD COLUMN needs INTEGER;
ALTER TABLE request ADD COLUMN prompt_tokens INTEGER;
DROP VIEW request_log;
CREATE VIEW request_log AS
SELECT request_id,
    strftime('%Y-%m-%dT%H:%M:%S', started_ms / 1000, 'unixepoch') || printf('.%03dZ', started_ms % 1000) AS started_at,
    (SELECT text FROM name WHERE id = client) AS client,
    (SELECT text FROM name WHERE id = project) AS project,
    (SELECT text FROM name WHERE id = endpoint) AS endpoint,
    (SELECT text FROM name WHERE id = requested_model) AS requested_model,
    (SELECT text FROM name WHERE id = route) AS route,
    (SELECT text FROM name WHERE id = provider) AS provider,
    (SELECT text FROM name WHERE id = served_model) AS served_model,
    (SELECT text FROM name WHERE id = answered_model) AS answered_model,
    CASE status WHEN 1 THEN 'ok' WHEN 2 THEN 'error' WHEN 3 THEN 'cancelled' WHEN 4 THEN 'incomplete'
        WHEN 5 THEN 'interrupted' END AS status,
    http_status, stream, attempts, ttft_ms, duration_ms, input_tokens, cached_input_tokens, cache_write_tokens,
    output_tokens, reasoning_tokens,
    CASE cost_source WHEN 1 THEN 'reported' WHEN 2 THEN 'computed' WHEN 3 THEN 'estimated' WHEN 4 THEN 'unknown'
        END AS cost_source,
    cost AS cost_nanousd, list_cost AS list_cost_nanousd, wasted AS wasted_nanousd,
    (SELECT text FROM name WHERE id = needs) AS needs, prompt_tokens
FROM request
UNION ALL
SELECT request_id,
    strftime('%Y-%m-%dT%H:%M:%S', started_ms / 1000, 'unixepoch') || printf('.%03dZ', started_ms % 1000),
    (SELECT text FROM name WHERE id = client),
    (SELECT text FROM name WHERE id = project),
    (SELECT text FROM name WHERE id = endpoint),
    (SELECT text FROM name WHERE id = requested_model),
    (SELECT text FROM name WHERE id = route),
    NULL, NULL, NULL, NULL, NULL, stream, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    (SELECT text FROM name WHERE id = needs), prompt_tokens
FROM open_request;
)sql";

constexpr std::array kMigrations{Migration{1, kVersion1}, Migration{2, kVersion2}};

Trouble runMigration(Database& database, const Migration& migration) {
    // A PRAGMA takes no bound parameter; the number is ours.
    const QByteArray setVersion = "PRAGMA user_version = " + QByteArray::number(migration.version);
    for (const char* sql : {"BEGIN IMMEDIATE", migration.sql, setVersion.constData(), "COMMIT"}) {
        if (const SqlCode code = database.execute(sql); code != kSqlOk) {
            Trouble trouble = troubleOf(code, database);
            if ((code & 0xff) == SQLITE_ERROR) {
                trouble.kind = TroubleKind::Damaged;  // the tables are not those of the version it claims
            }
            if (database.inTransaction()) {
                (void)database.execute("ROLLBACK");
            }
            return trouble;
        }
    }
    return {};
}

}  // namespace

std::span<const Migration> ledgerMigrations() {
    return kMigrations;
}

Trouble migrate(Database& database, std::span<const Migration> migrations) {
    qint64 version = 0;
    qint64 objects = 0;
    if (const SqlCode code = database.integer("PRAGMA user_version", version); code != kSqlOk) {
        return troubleOf(code, database);
    }
    if (const SqlCode code = database.integer("SELECT count(*) FROM sqlite_schema", objects);
        code != kSqlOk) {
        return troubleOf(code, database);
    }
    if (version < 0 || version > kHighestPlausibleVersion || (version == 0) != (objects == 0)) {
        return {TroubleKind::Damaged, QStringLiteral("its version makes no sense")};
    }
    if (version > migrations.back().version) {
        return {TroubleKind::Newer,
                QStringLiteral("version %1, this one knows %2")
                    .arg(QString::number(version), QString::number(migrations.back().version))};
    }
    for (const Migration& migration : migrations) {
        if (migration.version > version) {
            if (Trouble trouble = runMigration(database, migration)) {
                return trouble;
            }
        }
    }
    return {};
}

qint64 statusCode(RequestStatus status) {
    switch (status) {
        case RequestStatus::Ok:
            return 1;
        case RequestStatus::Error:
            return 2;
        case RequestStatus::Cancelled:
            return 3;
        case RequestStatus::Incomplete:
            return 4;
        case RequestStatus::Interrupted:
            return 5;
    }
    return 2;
}

qint64 outcomeCode(Outcome outcome) {
    switch (outcome) {
        case Outcome::Ok:
            return 1;
        case Outcome::RateLimited:
            return 2;
        case Outcome::Quota:
            return 3;
        case Outcome::Auth:
            return 4;
        case Outcome::ServerError:
            return 5;
        case Outcome::Connect:
            return 6;
        case Outcome::TimeoutFirstByte:
            return 7;
        case Outcome::TimeoutIdle:
            return 8;
        case Outcome::BadAnswer:
            return 9;
        case Outcome::Cut:
            return 10;
        case Outcome::ClientError:
            return 11;
        case Outcome::Cancelled:
            return 12;
        case Outcome::HedgeLost:
            return 13;
    }
    return 5;
}

qint64 costSourceCode(CostSource source) {
    switch (source) {
        case CostSource::Reported:
            return 1;
        case CostSource::Computed:
            return 2;
        case CostSource::Estimated:
            return 3;
        case CostSource::Unknown:
            return 4;
    }
    return 4;
}

}  // namespace signalbox
