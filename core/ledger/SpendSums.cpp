#include "core/ledger/SpendSums.h"

#include "core/ledger/Forecast.h"
#include "core/ledger/HourSums.h"

#include <QDateTime>
#include <QHash>

#include <algorithm>

namespace signalbox {

namespace {

Dimension dimensionOf(SpendBy by) {
    switch (by) {
        case SpendBy::Model:
            return Dimension::Model;
        case SpendBy::Provider:
            return Dimension::Provider;
        case SpendBy::Client:
            return Dimension::Client;
        case SpendBy::Project:
            return Dimension::Project;
        case SpendBy::Day:
        case SpendBy::Hour:
            break;
    }
    return Dimension::All;
}

// Collects rows by key and, where the question splits by time, by day (as a Julian day number) or hour.
class Collector {
public:
    Collector(LocalDays& days, const SpendQuery& query) : m_days(days), m_query(query) {}

    void add(qint64 key, qint64 quarter, const SpendRow& sums) {
        qint64 slot = 0;
        if (m_query.by == SpendBy::Hour || m_query.perHour) {
            slot = quarter;
        } else if (m_query.by == SpendBy::Day || m_query.perDay) {
            slot = m_days.dayOf(quarter * kQuarterMs).toJulianDay();
        }
        m_rows[{key, slot}] += sums;
    }

    [[nodiscard]] SqlCode take(Database& database, SpendReport& report) {
        Statement names;
        if (const SqlCode code = database.prepare("SELECT text FROM name WHERE id = ?1", names);
            code != kSqlOk) {
            return code;
        }
        QHash<qint64, QString> known{{0, QString()}};
        for (auto each = m_rows.cbegin(); each != m_rows.cend(); ++each) {
            const auto [key, slot] = each.key();
            SpendRow row = each.value();
            if (!known.contains(key)) {
                names.bind(1, key);
                known.insert(key, names.step() == Statement::Step::Row ? names.string(0) : QString());
                if (const SqlCode code = names.finish(); code != kSqlOk) {
                    return code;
                }
            }
            row.key = known.value(key);
            place(row, slot);
            report.total += row;
            report.rows.append(std::move(row));
        }
        return kSqlOk;
    }

private:
    void place(SpendRow& row, qint64 slot) const {
        if (m_query.by == SpendBy::Hour || m_query.perHour) {
            row.hourMs = slot * kQuarterMs;
            row.day = m_days.dayOf(*row.hourMs);
        }
        if (m_query.by == SpendBy::Hour) {
            row.key = QDateTime::fromMSecsSinceEpoch(*row.hourMs, m_days.zone())
                          .toString(QStringLiteral("yyyy-MM-ddTHH:mm"));
        } else if (!m_query.perHour && (m_query.by == SpendBy::Day || m_query.perDay)) {
            row.day = QDate::fromJulianDay(slot);
            if (m_query.by == SpendBy::Day) {
                row.key = row.day->toString(Qt::ISODate);
            }
        }
    }

    LocalDays& m_days;
    const SpendQuery& m_query;
    QHash<std::pair<qint64, qint64>, SpendRow> m_rows;
};

SqlCode sumPrevious(Database& database, const LocalDays& days, SpendReport& report) {
    const SpendQuery& query = report.query;
    const QDate until = query.since->addDays(-1);
    const QDate since = until.addDays(-query.since->daysTo(*query.until));
    SpendRow sum;
    const SqlCode code = eachHour(database, Dimension::All, query.filter, quartersOf(days, since, until),
                                  [&sum](qint64, qint64, const SpendRow& row) { sum += row; });
    report.previous = sum;
    return code;
}

SqlCode foretell(Database& database, LocalDays& days, SpendReport& report) {
    const QDate today = *report.query.forecastOn;
    qint64 first = std::numeric_limits<qint64>::max();
    SqlCode code =
        database.integer("SELECT quarter FROM hour_sum WHERE dimension = 0 ORDER BY quarter LIMIT 1", first);
    if (code != kSqlOk || first == std::numeric_limits<qint64>::max()) {
        return code;
    }
    std::map<QDate, NanoUsd> costs;
    code =
        eachHour(database, Dimension::All, report.query.filter, quartersOf(days, forecastSince(today), today),
                 [&](qint64, qint64 quarter, const SpendRow& row) {
                     costs[days.dayOf(quarter * kQuarterMs)] += row.cost;
                 });
    report.forecast = forecastMonth(costs, days.dayOf(first * kQuarterMs), today);
    return code;
}

// By day and by hour: in order of time. Else the dearest key first, then the one asked most; a key's days
// stay together, in order.
void sortRows(SpendReport& report) {
    if (report.query.by == SpendBy::Hour) {
        std::sort(report.rows.begin(), report.rows.end(),
                  [](const SpendRow& a, const SpendRow& b) { return *a.hourMs < *b.hourMs; });
        return;
    }
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
            return a.hourMs != b.hourMs ? a.hourMs < b.hourMs : a.day < b.day;
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
    Collector collector(days, query);
    SqlCode code =
        eachHour(database, dimensionOf(query.by), query.filter, quartersOf(days, query.since, query.until),
                 [&collector](qint64 key, qint64 quarter, const SpendRow& sums) {
                     collector.add(key, quarter, sums);
                 });
    if (code == kSqlOk) {
        code = collector.take(database, report);
    }
    sortRows(report);
    if (code == kSqlOk && query.withPrevious && query.since && query.until) {
        code = sumPrevious(database, days, report);
    }
    if (code == kSqlOk && query.forecastOn) {
        code = foretell(database, days, report);
    }
    return code;
}

SqlCode readSwitches(Database& database, int limit, QVector<SwitchChanged>& out) {
    Statement statement;
    const SqlCode code = database.prepare(
        "SELECT at_ms, actor, scope, from_state, to_state, until_ms, reason FROM switch ORDER BY id DESC "
        "LIMIT ?1",
        statement);
    if (code != kSqlOk) {
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
