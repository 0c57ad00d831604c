#include "core/ledger/RequestSearch.h"

#include "core/ledger/HourSums.h"
#include "core/ledger/RequestRows.h"
#include "core/ledger/Schema.h"

#include <algorithm>

namespace signalbox {

namespace {

// With more names than these the text narrows nothing down.
constexpr int kTextNames = 100;
constexpr int kTextIds = 200;
// How far back one look at hour_seen reaches at first; it doubles.
constexpr qint64 kWindowMs = 7 * 24 * kHourMs;
constexpr qint64 kWindowMostMs = 366 * 24 * kHourMs;
// The same where no name tells where to look.
constexpr qint64 kBlindWindowMs = 6 * kHourMs;
// Steps of SQLite's machine for a page: a few dozen milliseconds.
constexpr qint64 kPageEffort = 1'000'000;

struct FilterColumn {
    std::optional<QString> RequestFilter::*value;
    const char* column;
};
constexpr std::array kFilterColumns{
    FilterColumn{&RequestFilter::model, "coalesce(r.served_model, r.requested_model)"},
    FilterColumn{&RequestFilter::provider, "r.provider"},
    FilterColumn{&RequestFilter::client, "r.client"},
    FilterColumn{&RequestFilter::project, "r.project"},
};

// What LIKE takes to find `text` anywhere.
QByteArray likePattern(const QString& text) {
    QString pattern = text;
    for (const QLatin1Char special : {QLatin1Char('\\'), QLatin1Char('%'), QLatin1Char('_')}) {
        pattern.replace(special, QString(QLatin1Char('\\') + QString(special)));
    }
    return QString(QLatin1Char('%') + pattern + QLatin1Char('%')).toUtf8();
}

qint64 floorQuarter(qint64 ms) {
    return ms / kQuarterMs - (ms % kQuarterMs < 0 ? 1 : 0);
}

}  // namespace

SqlCode RequestSearch::begin(const std::optional<RequestCursor>& after) {
    m_position = after;
    qint64 oldest = 0;
    qint64 newest = -1;
    SqlCode code = m_database.integer("SELECT min(started_ms) FROM request", oldest);
    if (code == kSqlOk) {
        code = m_database.integer("SELECT max(started_ms) FROM request WHERE started_ms IS NOT NULL", newest);
    }
    if (code == kSqlOk) {
        code = resolve();
    }
    m_range = {std::max(oldest, m_filter.sinceMs.value_or(oldest)),
               std::min(newest, m_filter.untilMs ? *m_filter.untilMs - 1 : newest)};
    if (after) {
        m_range.lastMs = std::min(m_range.lastMs, after->startedAtMs);
    }
    m_windowMs = m_demands.empty() ? kBlindWindowMs : kWindowMs;
    return code == kSqlOk ? prepareScan() : code;
}

SqlCode RequestSearch::resolve() {
    for (const FilterColumn& each : kFilterColumns) {
        const std::optional<QString>& wanted = m_filter.*each.value;
        if (!wanted) {
            continue;
        }
        std::optional<qint64> id;
        if (const SqlCode code = findName(m_database, *wanted, id); code != kSqlOk) {
            return code;
        }
        if (!id) {
            m_nothing = true;
            return kSqlOk;
        }
        if (*id == 0) {
            m_where += QByteArray(" AND ") + each.column + " IS NULL";
            continue;
        }
        m_bound.push_back(*id);
        m_where += QByteArray(" AND ") + each.column + " = ?" + QByteArray::number(7 + m_bound.size());
        m_demands.push_back({*id});
    }
    if (m_filter.status) {
        const qint64 code = statusCode(*m_filter.status);
        m_bound.push_back(code);
        m_where += " AND r.status = ?" + QByteArray::number(7 + m_bound.size());
        m_demands.push_back({-code});
    }
    if (m_filter.failedOnly) {
        Names failed;
        for (const RequestStatus status : {RequestStatus::Error, RequestStatus::Cancelled,
                                           RequestStatus::Incomplete, RequestStatus::Interrupted}) {
            failed.push_back(-statusCode(status));
        }
        m_where += " AND r.status <> 1";
        m_demands.push_back(failed);
    }
    return m_filter.text.isEmpty() ? kSqlOk : resolveText();
}

SqlCode RequestSearch::resolveText() {
    Statement statement;
    SqlCode code =
        m_database.prepare("SELECT id FROM name WHERE text LIKE ?1 ESCAPE '\\' ORDER BY id", statement);
    if (code != kSqlOk) {
        return code;
    }
    const QByteArray pattern = likePattern(m_filter.text);
    statement.bind(1, QByteArrayView(pattern));
    Names names;
    while (statement.step() == Statement::Step::Row) {
        names.push_back(statement.integer(0));
    }
    code = statement.finish();
    if (code != kSqlOk) {
        return code;
    }
    m_idFrom = m_filter.text.toUtf8();
    m_idTo = m_idFrom + '\xff';
    code = m_database.prepare(
        "SELECT started_ms FROM request WHERE request_id >= ?1 AND request_id < ?2 LIMIT ?3", statement);
    if (code != kSqlOk) {
        return code;
    }
    statement.bind(1, QByteArrayView(m_idFrom));
    statement.bind(2, QByteArrayView(m_idTo));
    statement.bind(3, qint64(kTextIds));
    while (statement.step() == Statement::Step::Row) {
        m_byId.push_back({statement.integer(0), statement.integer(0)});
    }
    code = statement.finish();
    const bool manyIds = m_byId.size() == kTextIds;
    m_byId = merged(std::move(m_byId));
    m_nothing = m_nothing || (names.empty() && m_byId.empty());
    QByteArray list;
    for (const qint64 name : names) {
        m_bound.push_back(name);
        list += (list.isEmpty() ? "?" : ", ?") + QByteArray::number(7 + m_bound.size());
    }
    m_where += " AND ((r.request_id >= ?6 AND r.request_id < ?7)";
    if (!names.empty()) {
        for (const char* column : {"client", "project", "endpoint", "requested_model", "route", "provider",
                                   "served_model", "answered_model"}) {
            m_where += QByteArray(" OR r.") + column + " IN (" + list + ")";
        }
    }
    m_where += ")";
    if (!manyIds && names.size() <= kTextNames) {
        m_text = std::move(names);
    }
    return code;
}

SqlCode RequestSearch::prepareScan() {
    const QByteArray sql = "SELECT " + requestColumns(ledgerMigrations().back().version) +
                           " FROM request AS r INDEXED BY request_started"
                           " WHERE r.started_ms >= ?1 AND r.started_ms <= ?2"
                           " AND (r.started_ms < ?3 OR r.id < ?4)" +
                           m_where + " ORDER BY r.started_ms DESC, r.id DESC LIMIT ?5";
    if (const SqlCode code = m_database.prepare(sql.constData(), m_scan); code != kSqlOk) {
        return code;
    }
    if (!m_filter.text.isEmpty()) {
        m_scan.bind(6, QByteArrayView(m_idFrom));
        m_scan.bind(7, QByteArrayView(m_idTo));
    }
    int parameter = 8;
    for (const qint64 value : m_bound) {
        m_scan.bind(parameter++, value);
    }
    return kSqlOk;
}

SqlCode RequestSearch::next(int limit, qint64 effort, QVector<LoggedRequest>& out) {
    const qsizetype wanted = out.size() + limit;
    while (!m_nothing && m_range.firstMs <= m_range.lastMs) {
        const qint64 windowMs = m_where.isEmpty() ? m_range.lastMs - m_range.firstMs + 1 : m_windowMs;
        const Span window{std::max(m_range.firstMs, m_range.lastMs - windowMs + 1), m_range.lastMs};
        Spans spans;
        if (const SqlCode code = spansWithin(window, effort, spans); code != kSqlOk) {
            return code;
        }
        for (const Span& span : spans) {
            const SqlCode code = scan(span, static_cast<int>(wanted - out.size()), effort, out);
            if (code != kSqlOk) {
                return code;
            }
            if (out.size() == wanted) {
                m_position = out.constLast().cursor();
                m_range.lastMs = m_position->startedAtMs;
                return kSqlOk;
            }
            m_range.lastMs = span.firstMs - 1;
            m_position = RequestCursor{span.firstMs, 0};
            if (effort < 0) {
                return kSqlOk;
            }
        }
        m_range.lastMs = window.firstMs - 1;
        m_position = RequestCursor{window.firstMs, 0};
        if (!m_demands.empty() || m_text) {
            m_windowMs = std::min(m_windowMs * 2, kWindowMostMs);
        }
        if (effort < 0) {
            return kSqlOk;
        }
    }
    m_position.reset();
    return kSqlOk;
}

SqlCode RequestSearch::scan(const Span& span, int limit, qint64& effort, QVector<LoggedRequest>& out) {
    m_scan.bind(1, span.firstMs);
    m_scan.bind(2, span.lastMs);
    m_scan.bind(3, m_position ? m_position->startedAtMs : std::numeric_limits<qint64>::max());
    m_scan.bind(4, m_position ? m_position->row : std::numeric_limits<qint64>::max());
    m_scan.bind(5, qint64(limit));
    while (m_scan.step() == Statement::Step::Row) {
        out.append(readRequest(m_scan));
    }
    effort -= m_scan.takeEffort();
    return m_scan.finish();
}

SqlCode RequestSearch::spansWithin(const Span& window, qint64& effort, Spans& out) {
    out = {window};
    for (const Names& names : m_demands) {
        Spans spans;
        if (const SqlCode code = spansOf(names, window, effort, spans); code != kSqlOk) {
            return code;
        }
        out = common(out, spans);
    }
    if (m_text && !out.empty()) {
        Spans spans;
        if (const SqlCode code = spansOf(*m_text, window, effort, spans); code != kSqlOk) {
            return code;
        }
        spans.insert(spans.end(), m_byId.begin(), m_byId.end());
        out = common(out, merged(std::move(spans)));
    }
    return kSqlOk;
}

SqlCode RequestSearch::spansOf(const Names& names, const Span& within, qint64& effort, Spans& out) {
    Statement statement;
    SqlCode code = m_database.prepare(
        "SELECT first_ms, last_ms FROM hour_seen WHERE name = ?1 AND quarter >= ?2 AND quarter <= ?3",
        statement);
    for (const qint64 name : names) {
        if (code != kSqlOk) {
            return code;
        }
        statement.bind(1, name);
        statement.bind(2, floorQuarter(within.firstMs - kHourMs));
        statement.bind(3, floorQuarter(within.lastMs));
        while (statement.step() == Statement::Step::Row) {
            out.push_back({statement.integer(0), statement.integer(1)});
        }
        effort -= statement.takeEffort();
        code = statement.finish();
    }
    out = merged(std::move(out));
    return code;
}

RequestSearch::Spans RequestSearch::merged(Spans spans) {
    std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.lastMs > b.lastMs; });
    Spans out;
    for (const Span& span : spans) {
        if (!out.empty() && span.lastMs >= out.back().firstMs) {
            out.back().firstMs = std::min(out.back().firstMs, span.firstMs);
        } else {
            out.push_back(span);
        }
    }
    return out;
}

RequestSearch::Spans RequestSearch::common(const Spans& a, const Spans& b) {
    Spans out;
    auto left = a.begin();
    auto right = b.begin();
    while (left != a.end() && right != b.end()) {
        const Span both{std::max(left->firstMs, right->firstMs), std::min(left->lastMs, right->lastMs)};
        if (both.firstMs <= both.lastMs) {
            out.push_back(both);
        }
        // The one that reaches further back may meet another.
        if (left->firstMs > right->firstMs) {
            ++left;
        } else {
            ++right;
        }
    }
    return out;
}

SqlCode findPage(Database& database, RequestPage& page) {
    RequestSearch search(database, page.query.filter);
    SqlCode code = search.begin(page.query.after);
    if (code == kSqlOk) {
        code = search.next(std::max(1, page.query.limit), kPageEffort, page.requests);
    }
    page.next = search.position();
    return code;
}

}  // namespace signalbox
