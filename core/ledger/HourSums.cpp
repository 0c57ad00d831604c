#include "core/ledger/HourSums.h"

#include <limits>

namespace signalbox {

namespace {

constexpr const char* kSumColumns =
    ", quarter, requests, failed, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens,"
    " reasoning_tokens, cost, list_cost, wasted, unknown, estimated";

struct FilterColumn {
    Dimension dimension;
    const char* column;
    std::optional<QString> SpendFilter::*value;
};
constexpr std::array kFilterColumns{
    FilterColumn{Dimension::Model, "model", &SpendFilter::model},
    FilterColumn{Dimension::Provider, "provider", &SpendFilter::provider},
    FilterColumn{Dimension::Client, "client", &SpendFilter::client},
    FilterColumn{Dimension::Project, "project", &SpendFilter::project},
};

SpendRow readSums(const Statement& statement) {
    SpendRow row;
    int column = 2;
    for (qint64* value : {&row.requests, &row.failedRequests, &row.inputTokens, &row.cachedInputTokens,
                          &row.cacheWriteTokens, &row.outputTokens, &row.reasoningTokens, &row.cost,
                          &row.listCost, &row.wasted, &row.unknownCostRequests, &row.estimatedRequests}) {
        *value = statement.integer(column++);
    }
    return row;
}

// The fine sums are needed as soon as a filter is on another dimension than the one asked for.
bool needsCube(Dimension dimension, const SpendFilter& filter) {
    return std::any_of(kFilterColumns.begin(), kFilterColumns.end(), [&](const FilterColumn& each) {
        return (filter.*each.value).has_value() && each.dimension != dimension;
    });
}

QByteArray sqlFor(Dimension dimension, const SpendFilter& filter, bool cube) {
    QByteArray key = cube ? "0" : "key";
    QByteArray conditions;
    int parameter = 3;
    for (const FilterColumn& each : kFilterColumns) {
        if (cube && each.dimension == dimension) {
            key = each.column;
        }
        if (filter.*each.value) {
            conditions +=
                QByteArray(" AND ") + (cube ? each.column : "key") + " = ?" + QByteArray::number(parameter++);
        }
    }
    QByteArray table = "hour_cube WHERE";
    if (!cube) {
        table = "hour_sum WHERE dimension = " + QByteArray::number(static_cast<int>(dimension)) + " AND";
    }
    return "SELECT " + key + kSumColumns + " FROM " + table + " quarter >= ?1 AND quarter < ?2" + conditions +
           " ORDER BY quarter";
}

}  // namespace

QuarterSpan quartersOf(const LocalDays& days, std::optional<QDate> since, std::optional<QDate> until) {
    // An hour belongs to the day that it begins in.
    const auto firstQuarter = [&days](QDate day) {
        const qint64 ms = days.startOf(day);
        return ms / kQuarterMs + (ms % kQuarterMs > 0 ? 1 : 0);
    };
    return {since ? firstQuarter(*since) : std::numeric_limits<qint64>::min(),
            until ? firstQuarter(until->addDays(1)) : std::numeric_limits<qint64>::max()};
}

SqlCode findName(Database& database, const QString& name, std::optional<qint64>& id) {
    id.reset();
    if (name.isEmpty()) {
        id = 0;
        return kSqlOk;
    }
    Statement statement;
    if (const SqlCode code = database.prepare("SELECT id FROM name WHERE text = ?1", statement);
        code != kSqlOk) {
        return code;
    }
    const QByteArray text = name.toUtf8();
    statement.bind(1, QByteArrayView(text));
    if (statement.step() == Statement::Step::Row) {
        id = statement.integer(0);
    }
    return statement.finish();
}

SqlCode eachHour(Database& database, Dimension dimension, const SpendFilter& filter, const QuarterSpan& span,
                 const HourVisitor& visit) {
    std::vector<qint64> names;
    for (const FilterColumn& each : kFilterColumns) {
        if (const std::optional<QString>& wanted = filter.*each.value) {
            std::optional<qint64> id;
            if (const SqlCode code = findName(database, *wanted, id); code != kSqlOk) {
                return code;
            }
            if (!id) {
                return kSqlOk;
            }
            names.push_back(*id);
        }
    }
    Statement statement;
    const QByteArray sql = sqlFor(dimension, filter, needsCube(dimension, filter));
    if (const SqlCode code = database.prepare(sql.constData(), statement); code != kSqlOk) {
        return code;
    }
    statement.bind(1, span.begin);
    statement.bind(2, span.end);
    int parameter = 3;
    for (const qint64 name : names) {
        statement.bind(parameter++, name);
    }
    while (statement.step() == Statement::Step::Row) {
        visit(statement.integer(0), statement.integer(1), readSums(statement));
    }
    return statement.finish();
}

}  // namespace signalbox
