#include "core/ledger/Rollup.h"

#include <QDateTime>

#include <sqlite3.h>

#include <algorithm>

namespace signalbox {

namespace {

// The cache of hours is small; imports and migrations walk over years.
constexpr qsizetype kKnownHours = 50'000;
// Rows added before what they come to is written, when there are many.
constexpr qint64 kRowsAtOnce = 100'000;
constexpr qint64 kOkStatus = 1;

#define SUM_COLUMNS                                                                            \
    "requests, failed, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, " \
    "reasoning_tokens, cost, list_cost, wasted, unknown, estimated"
#define ADD_SUMS                                                                                     \
    " DO UPDATE SET requests = requests + excluded.requests, failed = failed + excluded.failed,"     \
    " input_tokens = input_tokens + excluded.input_tokens,"                                          \
    " cached_input_tokens = cached_input_tokens + excluded.cached_input_tokens,"                     \
    " cache_write_tokens = cache_write_tokens + excluded.cache_write_tokens,"                        \
    " output_tokens = output_tokens + excluded.output_tokens,"                                       \
    " reasoning_tokens = reasoning_tokens + excluded.reasoning_tokens, cost = cost + excluded.cost," \
    " list_cost = list_cost + excluded.list_cost, wasted = wasted + excluded.wasted,"                \
    " unknown = unknown + excluded.unknown, estimated = estimated + excluded.estimated"

constexpr const char* kAddSum = "INSERT INTO hour_sum (dimension, quarter, key, " SUM_COLUMNS
                                ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"
                                " ON CONFLICT (dimension, quarter, key)" ADD_SUMS;
constexpr const char* kAddCube =
    "INSERT INTO hour_cube (quarter, model, provider, client, project, " SUM_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)"
    " ON CONFLICT (quarter, model, provider, client, project)" ADD_SUMS;
constexpr const char* kAddSeen =
    "INSERT INTO hour_seen (name, quarter, first_ms, last_ms) VALUES (?1, ?2, ?3, ?4)"
    " ON CONFLICT (name, quarter) DO UPDATE SET first_ms = min(first_ms, excluded.first_ms),"
    " last_ms = max(last_ms, excluded.last_ms) WHERE first_ms > excluded.first_ms OR last_ms < "
    "excluded.last_ms";
#undef ADD_SUMS
#undef SUM_COLUMNS

qint64 floorTo(qint64 value, qint64 step) {
    const qint64 rest = value % step;
    return value - (rest < 0 ? rest + step : rest);
}

template <std::size_t size>
SqlCode addSums(Statement& statement, const std::array<qint64, size>& key, const Sums& sums) {
    int parameter = 1;
    for (const qint64 value : key) {
        statement.bind(parameter++, value);
    }
    for (const qint64 value : sums.values) {
        statement.bind(parameter++, value);
    }
    return statement.run();
}

}  // namespace

qint64 LocalHours::quarterOf(qint64 timeMs) {
    const qint64 quarter = floorTo(timeMs, kQuarterMs) / kQuarterMs;
    if (const auto known = m_known.constFind(quarter); known != m_known.cend()) {
        return *known;
    }
    const qint64 startMs = quarter * kQuarterMs;
    const qint64 offsetMs =
        qint64(m_zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(startMs, Qt::UTC))) * 1'000;
    // Zones of long ago have offsets of odd minutes.
    const qint64 shiftMs = floorTo(offsetMs + kQuarterMs / 2, kQuarterMs);
    const qint64 hour = (floorTo(startMs + shiftMs, kHourMs) - shiftMs) / kQuarterMs;
    if (m_known.size() >= kKnownHours) {
        m_known.clear();
    }
    m_known.insert(quarter, hour);
    return hour;
}

Sums& Sums::operator+=(const Sums& other) {
    for (std::size_t i = 0; i < kSums; ++i) {
        values[i] += other.values[i];
    }
    return *this;
}

void Rollup::add(const RollupRow& row) {
    const qint64 quarter = m_hours.quarterOf(row.startedMs);
    Sums sums = row.sums;
    sums[Sum::Requests] = 1;
    sums[Sum::Failed] = row.status == kOkStatus ? 0 : 1;
    m_cube[{quarter, row.servedModel != 0 ? row.servedModel : row.requestedModel, row.provider, row.client,
            row.project}] += sums;
    for (const qint64 name : {row.client, row.project, row.endpoint, row.requestedModel, row.route,
                              row.provider, row.servedModel, row.answeredModel, -row.status}) {
        if (name != 0) {
            Seen& seen =
                m_seen.try_emplace({name, quarter}, Seen{row.startedMs, row.startedMs}).first->second;
            seen.firstMs = std::min(seen.firstMs, row.startedMs);
            seen.lastMs = std::max(seen.lastMs, row.startedMs);
        }
    }
}

void Rollup::clear() {
    m_cube.clear();
    m_seen.clear();
}

void Rollup::release() {
    m_addSum = Statement();
    m_addCube = Statement();
    m_addSeen = Statement();
    m_prepared = false;
}

SqlCode Rollup::prepare(Database& database) {
    if (m_prepared) {
        return kSqlOk;
    }
    SqlCode code = database.prepare(kAddSum, m_addSum);
    if (code == kSqlOk) {
        code = database.prepare(kAddCube, m_addCube);
    }
    if (code == kSqlOk) {
        code = database.prepare(kAddSeen, m_addSeen);
    }
    m_prepared = code == kSqlOk;
    return code;
}

SqlCode Rollup::write(Database& database) {
    if (m_cube.empty()) {
        return kSqlOk;
    }
    if (const SqlCode code = prepare(database); code != kSqlOk) {
        return code;
    }
    Map<SumKey, Sums> byDimension;
    for (const auto& [key, sums] : m_cube) {
        if (const SqlCode code = addSums(m_addCube, key, sums); code != kSqlOk) {
            return code;
        }
        byDimension[{qint64(Dimension::All), key[0], 0}] += sums;
        for (std::size_t dimension = 1; dimension < kDimensions; ++dimension) {
            byDimension[{qint64(dimension), key[0], key[dimension]}] += sums;
        }
    }
    for (const auto& [key, sums] : byDimension) {
        if (const SqlCode code = addSums(m_addSum, key, sums); code != kSqlOk) {
            return code;
        }
    }
    for (const auto& [key, seen] : m_seen) {
        m_addSeen.bind(1, key[0]);
        m_addSeen.bind(2, key[1]);
        m_addSeen.bind(3, seen.firstMs);
        m_addSeen.bind(4, seen.lastMs);
        if (const SqlCode code = m_addSeen.run(); code != kSqlOk) {
            return code;
        }
    }
    return kSqlOk;
}

SqlCode rollUpAll(Database& database, const QTimeZone& zone) {
    Statement rows;
    SqlCode code = database.prepare(
        "SELECT started_ms, client, project, endpoint, requested_model, route, provider, served_model,"
        " answered_model, status, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens,"
        " reasoning_tokens, cost, list_cost, wasted, cost_source = 4, cost_source = 3 FROM request",
        rows);
    if (code != kSqlOk) {
        return code;
    }
    Rollup rollup(zone);
    qint64 count = 0;
    while (rows.step() == Statement::Step::Row) {
        RollupRow row;
        int column = 0;
        for (qint64* value : {&row.startedMs, &row.client, &row.project, &row.endpoint, &row.requestedModel,
                              &row.route, &row.provider, &row.servedModel, &row.answeredModel, &row.status}) {
            *value = rows.integer(column++);
        }
        for (std::size_t sum = static_cast<std::size_t>(Sum::InputTokens); sum < kSums; ++sum) {
            row.sums.values[sum] = rows.integer(column++);
        }
        rollup.add(row);
        if (++count % kRowsAtOnce == 0) {
            if (code = rollup.write(database); code != kSqlOk) {
                return code;
            }
            rollup.clear();
        }
    }
    code = rows.finish();
    return code == kSqlOk ? rollup.write(database) : code;
}

}  // namespace signalbox
