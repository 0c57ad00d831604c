#include "core/ledger/Schema.h"

#include "core/ledger/Rollup.h"

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

// Prices and the meters that few requests have, captured texts, and what is summed and found without reading
// requests. A quarter is a quarter of an hour, counted from 1970; the hour of a row begins in it (Rollup.h).
//   hour_sum   sums by one dimension: 0 all (key 0), 1 model, 2 provider, 3 client, 4 project; key 0: none
//   hour_cube  sums by all of them, for questions with a filter
//   hour_seen  for each name, and each status as its negative code: when it was first and last seen among
//              the starts of the hour's requests; where a search need not look
constexpr const char* kVersion3 = R"sql(
CREATE TABLE price (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);
ALTER TABLE attempt ADD COLUMN price INTEGER;
ALTER TABLE attempt ADD COLUMN cache_write_long_tokens INTEGER;
ALTER TABLE attempt ADD COLUMN audio_input_tokens INTEGER;
ALTER TABLE attempt ADD COLUMN image_input_tokens INTEGER;
ALTER TABLE attempt ADD COLUMN audio_output_tokens INTEGER;
ALTER TABLE attempt ADD COLUMN image_output_tokens INTEGER;
ALTER TABLE attempt ADD COLUMN images INTEGER;
ALTER TABLE attempt ADD COLUMN audio_ms INTEGER;
ALTER TABLE attempt ADD COLUMN characters INTEGER;
ALTER TABLE attempt ADD COLUMN searches INTEGER;
ALTER TABLE attempt ADD COLUMN service_class INTEGER;
CREATE INDEX request_by_request_id ON request (request_id);
CREATE TABLE capture (
    id INTEGER PRIMARY KEY,
    request_id TEXT NOT NULL,
    kind INTEGER NOT NULL,
    captured_ms INTEGER NOT NULL,
    cut INTEGER NOT NULL,
    content BLOB NOT NULL
);
CREATE INDEX capture_by_request_id ON capture (request_id);
CREATE INDEX capture_captured ON capture (captured_ms);
CREATE TABLE hour_sum (
    dimension INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    key INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    cached_input_tokens INTEGER NOT NULL,
    cache_write_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    reasoning_tokens INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    list_cost INTEGER NOT NULL,
    wasted INTEGER NOT NULL,
    unknown INTEGER NOT NULL,
    estimated INTEGER NOT NULL,
    PRIMARY KEY (dimension, quarter, key)
) WITHOUT ROWID;
CREATE TABLE hour_cube (
    quarter INTEGER NOT NULL,
    model INTEGER NOT NULL,
    provider INTEGER NOT NULL,
    client INTEGER NOT NULL,
    project INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    cached_input_tokens INTEGER NOT NULL,
    cache_write_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    reasoning_tokens INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    list_cost INTEGER NOT NULL,
    wasted INTEGER NOT NULL,
    unknown INTEGER NOT NULL,
    estimated INTEGER NOT NULL,
    PRIMARY KEY (quarter, model, provider, client, project)
) WITHOUT ROWID;
CREATE TABLE hour_seen (
    name INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    first_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    PRIMARY KEY (name, quarter)
) WITHOUT ROWID;
DROP VIEW IF EXISTS attempt_log;
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
    a.http_status AS http_status, a.duration_ms AS duration_ms, a.drill AS drill, a.cost AS cost_nanousd,
    a.list_cost AS list_cost_nanousd,
    CASE a.cost_source WHEN 1 THEN 'reported' WHEN 2 THEN 'computed' WHEN 3 THEN 'estimated' WHEN 4 THEN 'unknown'
        END AS cost_source,
    a.input_tokens AS input_tokens, a.cached_input_tokens AS cached_input_tokens,
    a.cache_write_tokens AS cache_write_tokens, a.output_tokens AS output_tokens,
    a.reasoning_tokens AS reasoning_tokens, a.cache_write_long_tokens AS cache_write_long_tokens,
    a.audio_input_tokens AS audio_input_tokens, a.image_input_tokens AS image_input_tokens,
    a.audio_output_tokens AS audio_output_tokens, a.image_output_tokens AS image_output_tokens,
    a.images AS images, a.audio_ms AS audio_ms, a.characters AS characters, a.searches AS searches,
    CASE a.service_class WHEN 1 THEN 'batch' WHEN 2 THEN 'priority' WHEN 3 THEN 'flex' ELSE 'standard' END
        AS service_class,
    (SELECT text FROM price WHERE id = a.price) AS price
FROM attempt AS a JOIN request AS r ON r.id = a.request;
CREATE VIEW hour_log AS
SELECT strftime('%Y-%m-%dT%H:%M:%SZ', quarter * 900, 'unixepoch') AS hour,
    (SELECT text FROM name WHERE id = model) AS model,
    (SELECT text FROM name WHERE id = provider) AS provider,
    (SELECT text FROM name WHERE id = client) AS client,
    (SELECT text FROM name WHERE id = project) AS project,
    requests, failed, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
    cost AS cost_nanousd, list_cost AS list_cost_nanousd, wasted AS wasted_nanousd,
    unknown AS requests_of_unknown_cost, estimated AS requests_of_estimated_cost
FROM hour_cube;
)sql";

constexpr std::array kMigrations{Migration{1, kVersion1}, Migration{2, kVersion2},
                                 Migration{3, kVersion3, rollUpAll}};

SqlCode runSteps(Database& database, const Migration& migration, const QTimeZone& zone) {
    // A PRAGMA takes no bound parameter; the number is ours.
    const QByteArray setVersion = "PRAGMA user_version = " + QByteArray::number(migration.version);
    for (const char* sql : {"BEGIN IMMEDIATE", migration.sql}) {
        if (const SqlCode code = database.execute(sql); code != kSqlOk) {
            return code;
        }
    }
    if (migration.fill) {
        if (const SqlCode code = migration.fill(database, zone); code != kSqlOk) {
            return code;
        }
    }
    const SqlCode code = database.execute(setVersion.constData());
    return code == kSqlOk ? database.execute("COMMIT") : code;
}

Trouble runMigration(Database& database, const Migration& migration, const QTimeZone& zone) {
    const SqlCode code = runSteps(database, migration, zone);
    if (code == kSqlOk) {
        return {};
    }
    Trouble trouble = troubleOf(code, database);
    if ((code & 0xff) == SQLITE_ERROR) {
        trouble.kind = TroubleKind::Damaged;  // the tables are not those of the version it claims
    }
    if (database.inTransaction()) {
        (void)database.execute("ROLLBACK");
    }
    return trouble;
}

}  // namespace

std::span<const Migration> ledgerMigrations() {
    return kMigrations;
}

Trouble checkVersion(Database& database, std::span<const Migration> migrations, qint64& version) {
    version = 0;
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
    return {};
}

Trouble migrate(Database& database, std::span<const Migration> migrations, const QTimeZone& zone) {
    qint64 version = 0;
    if (Trouble trouble = checkVersion(database, migrations, version)) {
        return trouble;
    }
    for (const Migration& migration : migrations) {
        if (migration.version > version) {
            if (Trouble trouble = runMigration(database, migration, zone)) {
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

std::optional<RequestStatus> statusFromCode(qint64 code) {
    for (const RequestStatus status : {RequestStatus::Ok, RequestStatus::Error, RequestStatus::Cancelled,
                                       RequestStatus::Incomplete, RequestStatus::Interrupted}) {
        if (statusCode(status) == code) {
            return status;
        }
    }
    return std::nullopt;
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

std::optional<Outcome> outcomeFromCode(qint64 code) {
    for (int each = 0; each <= static_cast<int>(Outcome::HedgeLost); ++each) {
        if (outcomeCode(static_cast<Outcome>(each)) == code) {
            return static_cast<Outcome>(each);
        }
    }
    return std::nullopt;
}

std::optional<CostSource> costSourceFromCode(qint64 code) {
    for (const CostSource source :
         {CostSource::Reported, CostSource::Computed, CostSource::Estimated, CostSource::Unknown}) {
        if (costSourceCode(source) == code) {
            return source;
        }
    }
    return std::nullopt;
}

qint64 captureKindCode(CaptureKind kind) {
    return kind == CaptureKind::Answer ? 2 : 1;
}

CaptureKind captureKindFromCode(qint64 code) {
    return code == captureKindCode(CaptureKind::Answer) ? CaptureKind::Answer : CaptureKind::Prompt;
}

qint64 serviceClassCode(ServiceClass serviceClass) {
    switch (serviceClass) {
        case ServiceClass::Standard:
            return 0;
        case ServiceClass::Batch:
            return 1;
        case ServiceClass::Priority:
            return 2;
        case ServiceClass::Flex:
            return 3;
    }
    return 0;
}

ServiceClass serviceClassFromCode(qint64 code) {
    for (const ServiceClass each : {ServiceClass::Batch, ServiceClass::Priority, ServiceClass::Flex}) {
        if (serviceClassCode(each) == code) {
            return each;
        }
    }
    return ServiceClass::Standard;
}

}  // namespace signalbox
