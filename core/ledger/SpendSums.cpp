#include "core/ledger/SpendSums.h"

#include <QHash>

#include <sqlite3.h>

#include <algorithm>
#include <limits>

namespace signalbox {

namespace {

// Groups by a name's id and by local day (as a Julian day number); 0 where a query does not split by it.
const char* sumSql(const SpendQuery& query) {
#define SUMS(KEY, DAY)                                                                                       \
    "SELECT (SELECT text FROM name WHERE id = k), d, n, failed, i, c, o, cost, list, wasted, unknown, "      \
    "estimated"                                                                                              \
    " FROM (SELECT " KEY " AS k, " DAY                                                                       \
    " AS d, count(*) AS n, sum(status <> 1) AS failed, sum(input_tokens) AS i, sum(cached_input_tokens) AS " \
    "c,"                                                                                                     \
    " sum(output_tokens) AS o, sum(cost) AS cost, sum(list_cost) AS list, sum(wasted) AS wasted,"            \
    " sum(cost_source = 4) AS unknown, sum(cost_source = 3) AS estimated"                                    \
    " FROM request WHERE started_ms >= ?1 AND started_ms < ?2 GROUP BY k, d)"
#define BOTH(KEY) (query.perDay ? SUMS(KEY, "local_day(started_ms)") : SUMS(KEY, "0"))
    switch (query.by) {
        case SpendBy::Model:
            return BOTH("coalesce(served_model, requested_model)");
        case SpendBy::Provider:
            return BOTH("provider");
        case SpendBy::Client:
            return BOTH("client");
        case SpendBy::Project:
            return BOTH("project");
        case SpendBy::Day:
        case SpendBy::Hour:
            return SUMS("0", "local_day(started_ms)");
    }
#undef BOTH
#undef SUMS
    return nullptr;
}

void localDay(sqlite3_context* context, int, sqlite3_value** values) {
    auto* days = static_cast<LocalDays*>(sqlite3_user_data(context));
    sqlite3_result_int64(context, days->dayOf(sqlite3_value_int64(values[0])).toJulianDay());
}

SpendRow readRow(const Statement& statement, const SpendQuery& query) {
    SpendRow row;
    row.key = statement.string(0);
    if (query.by == SpendBy::Day || query.perDay) {
        row.day = QDate::fromJulianDay(statement.integer(1));
    }
    if (query.by == SpendBy::Day) {
        row.key = row.day->toString(Qt::ISODate);
    }
    row.requests = statement.integer(2);
    row.failedRequests = statement.integer(3);
    row.inputTokens = statement.integer(4);
    row.cachedInputTokens = statement.integer(5);
    row.outputTokens = statement.integer(6);
    row.cost = statement.integer(7);
    row.listCost = statement.integer(8);
    row.wasted = statement.integer(9);
    row.unknownCostRequests = statement.integer(10);
    row.estimatedRequests = statement.integer(11);
    return row;
}

// By day: in order of days. Else the dearest key first, then the one asked most; a key's days stay together,
// in order.
void sortRows(SpendReport& report) {
    if (report.query.by == SpendBy::Day) {
        std::sort(report.rows.begin(), report.rows.end(),
                  [](const SpendRow& a, const SpendRow& b) { return *a.day < *b.day; });
        return;
    }
    QHash<QString, SpendRow> sums;
    for (const SpendRow& row : std::as_const(report.rows)) {
        sums[row.key] += row;
    }
    std::sort(report.rows.begin(), report.rows.end(), [&sums](const SpendRow& a, const SpendRow& b) {
        if (a.key == b.key) {
            return a.day < b.day;
        }
        const SpendRow& sumA = *sums.constFind(a.key);
        const SpendRow& sumB = *sums.constFind(b.key);
        if (sumA.cost != sumB.cost) {
            return sumA.cost > sumB.cost;
        }
        return sumA.requests != sumB.requests ? sumA.requests > sumB.requests : a.key < b.key;
    });
}

}  // namespace

SqlCode sumSpend(Database& database, LocalDays& days, SpendReport& report) {
    const SpendQuery& query = report.query;
    SqlCode code =
        sqlite3_create_function_v2(database.handle(), "local_day", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                   &days, localDay, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        return code;
    }
    Statement statement;
    code = database.prepare(sumSql(query), statement);
    if (code != SQLITE_OK) {
        return code;
    }
    statement.bind(1, query.since ? days.startOf(*query.since) : std::numeric_limits<qint64>::min());
    statement.bind(2,
                   query.until ? days.startOf(query.until->addDays(1)) : std::numeric_limits<qint64>::max());
    while (statement.step() == Statement::Step::Row) {
        report.rows.append(readRow(statement, query));
        report.total += report.rows.constLast();
    }
    sortRows(report);
    return statement.finish();
}

SqlCode readSwitches(Database& database, int limit, QVector<SwitchChanged>& out) {
    Statement statement;
    const SqlCode code = database.prepare(
        "SELECT at_ms, actor, scope, from_state, to_state, until_ms, reason FROM switch ORDER BY id DESC "
        "LIMIT ?1",
        statement);
    if (code != SQLITE_OK) {
        return code;
    }
    statement.bind(1, qint64(limit));
    while (statement.step() == Statement::Step::Row) {
        SwitchChanged change;
        change.atMs = statement.integer(0);
        change.actor = statement.string(1);
        change.scope = statement.string(2);
        change.from = statement.string(3);
        change.to = statement.string(4);
        if (!statement.isNull(5)) {
            change.untilMs = statement.integer(5);
        }
        change.reason = statement.string(6);
        out.append(std::move(change));
    }
    return statement.finish();
}

}  // namespace signalbox
