#include "core/gateway/BudgetPeriod.h"

#include <QDateTime>

namespace signalbox {

namespace {

// A day that the zone skips begins where the next one does.
qint64 startOf(QDate day, const QTimeZone& zone) {
    for (int skipped = 0; skipped < 3; ++skipped) {
        if (const QDateTime start = day.addDays(skipped).startOfDay(zone); start.isValid()) {
            return start.toMSecsSinceEpoch();
        }
    }
    return QDateTime(day, QTime(0, 0), Qt::UTC).toMSecsSinceEpoch();
}

}  // namespace

BudgetSpan budgetSpan(BudgetConfig::Period period, qint64 wallMs, const QTimeZone& zone) {
    QDate first = QDateTime::fromMSecsSinceEpoch(wallMs, zone).date();
    if (period == BudgetConfig::Period::Month) {
        first = QDate(first.year(), first.month(), 1);
    }
    const QDate next = period == BudgetConfig::Period::Month ? first.addMonths(1) : first.addDays(1);
    return {first, startOf(first, zone), startOf(next, zone)};
}

}  // namespace signalbox
