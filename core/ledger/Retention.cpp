#include "core/ledger/Retention.h"

#include "core/ledger/Rollup.h"

#include <limits>

namespace signalbox {

namespace {

constexpr qint64 kDayMs = 24 * kHourMs;
constexpr qint64 kRowsAtOnce = 100;
constexpr int kNamesAtOnce = 2;
constexpr qint64 kCapturesAtOnce = 8;
constexpr const char* kGiveBackPages = "PRAGMA incremental_vacuum(32)";
// Pages left free for what comes next.
constexpr qint64 kSparePages = 256;

// Runs `sql` with a moment and a limit; `full`: it deleted as many rows as it may.
SqlCode deleteSome(Database& database, const char* sql, qint64 beforeMs, qint64 limit, bool& full) {
    Statement statement;
    SqlCode code = database.prepare(sql, statement);
    if (code == kSqlOk) {
        statement.bind(1, beforeMs);
        statement.bind(2, limit);
        code = statement.run();
    }
    full = code == kSqlOk && database.changes() >= limit;
    return code;
}

}  // namespace

void Retention::set(const LedgerRetention& retention) {
    if (!(retention == m_retention)) {
        m_retention = retention;
        m_doneMs.reset();
        m_runMs.reset();
        m_phase = Phase::Requests;
    }
}

bool Retention::isDue(qint64 nowMs) const {
    if (m_retention.requestDays <= 0 && m_retention.captureDays <= 0) {
        return false;
    }
    return !m_doneMs || nowMs >= *m_doneMs + kDayMs || nowMs < *m_doneMs;
}

Trouble Retention::step(Database& database, qint64 nowMs) {
    if (!m_runMs) {
        m_runMs = nowMs;
    }
    const auto before = [this](int days) {
        return days > 0 ? *m_runMs - days * kDayMs : std::numeric_limits<qint64>::min();
    };
    // A deletion that a power cut takes back is done again; waiting for the disk is for those who book.
    SqlCode code = database.setDurable(Database::Durable::Later);
    if (code == kSqlOk) {
        code = runPhase(database, before(m_retention.requestDays), before(m_retention.captureDays));
    }
    Trouble trouble = troubleOf(code, database);
    database.rollBack();
    const SqlCode durable = database.setDurable(Database::Durable::Now);
    return trouble ? trouble : troubleOf(durable, database);
}

SqlCode Retention::runPhase(Database& database, qint64 requestsBeforeMs, qint64 capturesBeforeMs) {
    switch (m_phase) {
        case Phase::Requests:
            return deleteRequests(database, requestsBeforeMs);
        case Phase::Seen:
            return forgetSeen(database, requestsBeforeMs);
        case Phase::Captures:
            return deleteCaptures(database, capturesBeforeMs);
        case Phase::Space:
            return giveBack(database);
    }
    return kSqlOk;
}

SqlCode Retention::deleteRequests(Database& database, qint64 beforeMs) {
    bool full = false;
    const SqlCode code =
        deleteSome(database,
                   "DELETE FROM request WHERE id IN (SELECT id FROM request INDEXED BY request_started"
                   " WHERE started_ms < ?1 ORDER BY started_ms LIMIT ?2)",
                   beforeMs, kRowsAtOnce, full);
    if (code == kSqlOk && !full) {
        m_phase = Phase::Seen;
        m_seenName = std::numeric_limits<qint64>::min();
    }
    return code;
}

SqlCode Retention::forgetSeen(Database& database, qint64 beforeMs) {
    Statement next;
    Statement forget;
    SqlCode code = database.prepare("SELECT min(name) FROM hour_seen WHERE name > ?1", next);
    if (code == kSqlOk) {
        code = database.prepare("DELETE FROM hour_seen WHERE name = ?1 AND quarter < ?2", forget);
    }
    if (code != kSqlOk) {
        return code;
    }
    // An hour with a moment that is kept is kept.
    const qint64 quarter = beforeMs > 0 ? beforeMs / kQuarterMs - kHourMs / kQuarterMs : 0;
    return database.transaction([&]() -> SqlCode {
        qint64 name = m_seenName;
        bool more = true;
        for (int i = 0; i < kNamesAtOnce && more; ++i) {
            next.bind(1, name);
            more = next.step() == Statement::Step::Row && !next.isNull(0);
            name = more ? next.integer(0) : name;
            SqlCode failed = next.finish();
            if (failed == kSqlOk && more) {
                forget.bind(1, name);
                forget.bind(2, quarter);
                failed = forget.run();
            }
            if (failed != kSqlOk) {
                return failed;
            }
        }
        m_seenName = name;
        if (!more) {
            m_phase = Phase::Captures;
        }
        return kSqlOk;
    });
}

SqlCode Retention::deleteCaptures(Database& database, qint64 beforeMs) {
    bool full = false;
    const SqlCode code =
        deleteSome(database,
                   "DELETE FROM capture WHERE id IN (SELECT id FROM capture WHERE captured_ms "
                   "< ?1 ORDER BY captured_ms LIMIT ?2)",
                   beforeMs, kCapturesAtOnce, full);
    if (code == kSqlOk && !full) {
        m_phase = Phase::Space;
    }
    return code;
}

SqlCode Retention::giveBack(Database& database) {
    qint64 pages = 0;
    qint64 vacuum = 0;
    SqlCode code = database.integer("PRAGMA freelist_count", pages);
    if (code == kSqlOk) {
        code = database.integer("PRAGMA auto_vacuum", vacuum);
    }
    constexpr qint64 kIncremental = 2;
    if (code != kSqlOk || vacuum != kIncremental || pages <= kSparePages) {
        m_phase = Phase::Requests;
        m_doneMs = std::exchange(m_runMs, std::nullopt);
        return code;
    }
    return database.execute(kGiveBackPages);
}

}  // namespace signalbox
