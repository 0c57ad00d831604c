#include "core/ledger/LocalDays.h"

#include <QDateTime>

namespace signalbox {

qint64 LocalDays::startOf(QDate day) const {
    for (int skipped = 0; skipped < 3; ++skipped) {
        if (const QDateTime start = day.addDays(skipped).startOfDay(m_zone); start.isValid()) {
            return start.toMSecsSinceEpoch();
        }
    }
    return QDateTime(day, QTime(0, 0), Qt::UTC).toMSecsSinceEpoch();
}

QDate LocalDays::dayOf(qint64 timeMs) {
    const auto holds = [timeMs](const auto& span) {
        return span->first <= timeMs && timeMs < span->second.endMs;
    };
    if (m_last != m_spans.cend() && holds(m_last)) {
        return m_last->second.day;
    }
    auto next = m_spans.upper_bound(timeMs);
    if (next != m_spans.begin() && holds(std::prev(next))) {
        m_last = std::prev(next);
        return m_last->second.day;
    }
    const QDate day = QDateTime::fromMSecsSinceEpoch(timeMs, m_zone).date();
    const qint64 begin = startOf(day);
    const qint64 end = startOf(day.addDays(1));
    if (begin <= timeMs && timeMs < end) {
        m_last = m_spans.insert_or_assign(begin, Span{end, day}).first;
    }
    return day;
}

}  // namespace signalbox
