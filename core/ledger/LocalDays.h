// LocalDays: which local day a moment belongs to, and where local days begin, in a time zone with its changes
// of clock. Thread: one at a time. Times are Unix ms UTC.
#pragma once

#include <QDate>
#include <QTimeZone>

#include <map>

namespace signalbox {

class LocalDays {
public:
    explicit LocalDays(const QTimeZone& zone) : m_zone(zone) {}

    // The first moment of the day; a day that the zone skips begins where the next one does.
    [[nodiscard]] qint64 startOf(QDate day) const;
    [[nodiscard]] QDate dayOf(qint64 timeMs);
    [[nodiscard]] const QTimeZone& zone() const { return m_zone; }

private:
    struct Span {
        qint64 endMs;
        QDate day;
    };

    const QTimeZone m_zone;
    std::map<qint64, Span> m_spans;  // by first moment
    std::map<qint64, Span>::const_iterator m_last = m_spans.cend();
};

}  // namespace signalbox
