#include "core/ledger/Incidents.h"

#include "core/ledger/Rollup.h"
#include "core/ledger/Schema.h"

#include <QSet>

#include <algorithm>
#include <array>
#include <map>

namespace signalbox {

namespace {

constexpr qint64 kLeastFailures = 3;
constexpr qint64 kFifth = 5;
constexpr qint64 kHalf = 2;

constexpr std::array kFailures{Outcome::RateLimited, Outcome::Quota,     Outcome::Auth,
                               Outcome::ServerError, Outcome::Connect,   Outcome::TimeoutFirstByte,
                               Outcome::TimeoutIdle, Outcome::BadAnswer, Outcome::Cut};

// Only requests that went wrong somewhere are looked into.
constexpr const char* kFailed =
    "SELECT r.id, a.provider, r.started_ms + a.after_ms, a.outcome, r.status"
    " FROM request AS r JOIN attempt AS a ON a.request = r.id"
    " WHERE r.started_ms >= ?1 AND r.started_ms < ?2 AND (r.attempts > 1 OR r.status <> ?3) AND a.drill = 0"
    " AND a.provider IS NOT NULL ORDER BY r.started_ms, r.id";
constexpr const char* kAnswered =
    "SELECT count(*) FROM request WHERE started_ms >= ?1 AND started_ms < ?2 AND provider = ?3 AND status = "
    "?4";
constexpr const char* kName = "SELECT text FROM name WHERE id = ?1";

struct Quarter {
    qint64 firstMs = 0;
    qint64 lastMs = 0;
    qint64 failures = 0;
    qint64 unanswered = 0;
    std::array<qint64, kFailures.size()> byOutcome{};
};
using Quarters = std::map<qint64, Quarter>;     // by number, counted from 1970
using ByProvider = std::map<qint64, Quarters>;  // by the id of its name

std::optional<std::size_t> failureOf(qint64 outcomeCodeFound) {
    for (std::size_t i = 0; i < kFailures.size(); ++i) {
        if (outcomeCode(kFailures.at(i)) == outcomeCodeFound) {
            return i;
        }
    }
    return std::nullopt;
}

SqlCode readFailures(Database& database, qint64 sinceMs, qint64 untilMs, ByProvider& out) {
    Statement failed;
    if (const SqlCode code = database.prepare(kFailed, failed); code != kSqlOk) {
        return code;
    }
    failed.bind(1, sinceMs);
    failed.bind(2, untilMs);
    failed.bind(3, statusCode(RequestStatus::Ok));
    qint64 request = 0;
    QSet<qint64> counted;  // providers that lost this request
    while (failed.step() == Statement::Step::Row) {
        if (const qint64 id = failed.integer(0); id != request) {
            request = id;
            counted.clear();
        }
        const std::optional<std::size_t> failure = failureOf(failed.integer(3));
        if (!failure) {
            continue;
        }
        const qint64 provider = failed.integer(1);
        const qint64 atMs = failed.integer(2);
        Quarter& quarter = out[provider][atMs / kQuarterMs];
        quarter.firstMs = quarter.failures == 0 ? atMs : std::min(quarter.firstMs, atMs);
        quarter.lastMs = std::max(quarter.lastMs, atMs);
        ++quarter.failures;
        ++quarter.byOutcome.at(*failure);
        const qint64 status = failed.integer(4);
        const bool lost =
            status == statusCode(RequestStatus::Error) || status == statusCode(RequestStatus::Incomplete);
        if (lost && !counted.contains(provider)) {
            counted.insert(provider);
            ++quarter.unanswered;
        }
    }
    return failed.finish();
}

// Joins the quarters of one provider.
class Joiner {
public:
    // Whether it depends on how much the provider answered meanwhile.
    [[nodiscard]] bool matters(qint64 number, const Quarter& quarter) const {
        return goesOn(number) || quarter.failures >= kLeastFailures;
    }
    void take(qint64 number, const Quarter& quarter, qint64 answered) {
        const qint64 asked = quarter.failures + answered;
        const bool begins = quarter.failures >= kLeastFailures && quarter.failures * kFifth >= asked;
        if (!begins && !(goesOn(number) && quarter.failures * kHalf >= asked)) {
            close();
            return;
        }
        if (!goesOn(number)) {
            close();
            m_open = true;
            m_sum = quarter;
        } else {
            m_sum.lastMs = std::max(m_sum.lastMs, quarter.lastMs);
            m_sum.failures += quarter.failures;
            m_sum.unanswered += quarter.unanswered;
            for (std::size_t i = 0; i < m_sum.byOutcome.size(); ++i) {
                m_sum.byOutcome.at(i) += quarter.byOutcome.at(i);
            }
        }
        m_last = number;
    }
    void close() {
        if (std::exchange(m_open, false)) {
            const auto most = std::max_element(m_sum.byOutcome.begin(), m_sum.byOutcome.end());
            found.append({{},
                          m_sum.firstMs,
                          m_sum.lastMs,
                          m_sum.failures,
                          m_sum.unanswered,
                          kFailures.at(static_cast<std::size_t>(most - m_sum.byOutcome.begin()))});
        }
    }
    QVector<Incident> found;

private:
    [[nodiscard]] bool goesOn(qint64 number) const { return m_open && number == m_last + 1; }

    bool m_open = false;
    qint64 m_last = 0;
    Quarter m_sum;
};

SqlCode nameOf(Database& database, qint64 id, QString& out) {
    Statement name;
    if (const SqlCode code = database.prepare(kName, name); code != kSqlOk) {
        return code;
    }
    name.bind(1, id);
    if (name.step() == Statement::Step::Row) {
        out = name.string(0);
    }
    return name.finish();
}

}  // namespace

SqlCode findIncidents(Database& database, qint64 sinceMs, qint64 untilMs, QVector<Incident>& out) {
    ByProvider failed;
    if (const SqlCode code = readFailures(database, sinceMs, untilMs, failed); code != kSqlOk) {
        return code;
    }
    Statement answered;
    if (const SqlCode code = database.prepare(kAnswered, answered); code != kSqlOk) {
        return code;
    }
    answered.bind(4, statusCode(RequestStatus::Ok));
    for (const auto& [provider, quarters] : failed) {
        Joiner joiner;
        for (const auto& [number, quarter] : quarters) {
            if (!joiner.matters(number, quarter)) {
                continue;
            }
            answered.bind(1, number * kQuarterMs);
            answered.bind(2, (number + 1) * kQuarterMs);
            answered.bind(3, provider);
            const qint64 count = answered.step() == Statement::Step::Row ? answered.integer(0) : 0;
            if (const SqlCode code = answered.finish(); code != kSqlOk) {
                return code;
            }
            joiner.take(number, quarter, count);
        }
        joiner.close();
        QString name;
        if (const SqlCode code = nameOf(database, provider, name); code != kSqlOk) {
            return code;
        }
        for (Incident& incident : joiner.found) {
            incident.provider = name;
            out.append(std::move(incident));
        }
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Incident& one, const Incident& other) { return one.beginMs < other.beginMs; });
    return kSqlOk;
}

}  // namespace signalbox
