#include "core/ledger/LastHourRows.h"

#include "core/ledger/Schema.h"

#include <algorithm>
#include <map>
#include <utility>

namespace signalbox {

namespace {

constexpr qint64 kMinuteMs = 60'000;
constexpr qint64 kHourMs = 60 * kMinuteMs;
// An answer may have begun before the hour and ended in it.
constexpr qint64 kLongAnswerMs = 30 * kMinuteMs;

constexpr const char* kAttempts =
    "SELECT (SELECT text FROM name WHERE id = a.provider), r.started_ms + a.after_ms + a.duration_ms, "
    "a.outcome,"
    " r.ttft_ms - a.after_ms"
    " FROM request AS r JOIN attempt AS a ON a.request = r.id"
    " WHERE r.started_ms >= ?1 AND r.started_ms < ?2 AND a.drill = 0 AND a.provider IS NOT NULL"
    " ORDER BY r.started_ms DESC LIMIT ?3";

void count(qint64 outcome, MinuteCell& cell) {
    if (outcome == outcomeCode(Outcome::Cancelled) || outcome == outcomeCode(Outcome::HedgeLost)) {
        return;  // how it would have ended is not known
    }
    if (outcome == outcomeCode(Outcome::Ok) || outcome == outcomeCode(Outcome::ClientError)) {
        ++cell.ok;
    } else if (outcome == outcomeCode(Outcome::RateLimited)) {
        ++cell.limited;
    } else {
        ++cell.failed;
    }
}

}  // namespace

SqlCode readLastHour(Database& database, qint64 untilMs, LastHour& out) {
    Statement attempts;
    if (const SqlCode code = database.prepare(kAttempts, attempts); code != kSqlOk) {
        return code;
    }
    attempts.bind(1, untilMs - kHourMs - kLongAnswerMs);
    attempts.bind(2, untilMs);
    attempts.bind(3, kMostAttempts);
    std::map<std::pair<QString, qint64>, MinuteCell> minutes;
    while (attempts.step() == Statement::Step::Row) {
        const qint64 atMs = attempts.integer(1);
        if (atMs <= untilMs - kHourMs) {
            continue;
        }
        const QString provider = attempts.string(0);
        const qint64 outcome = attempts.integer(2);
        count(outcome, minutes[{provider, atMs / kMinuteMs}]);
        if (outcome == outcomeCode(Outcome::Ok) && !attempts.isNull(3)) {
            out.firstTokens.append({provider, atMs, std::max<qint64>(0, attempts.integer(3))});
        }
    }
    for (const auto& [place, cell] : minutes) {
        out.minutes.append({place.first, place.second, cell});
    }
    return attempts.finish();
}

}  // namespace signalbox
