// BudgetPeriod: the day or month that a moment belongs to, in a time zone with its changes of clock. Thread:
// pure functions. Times: Unix ms.
#pragma once

#include "core/api/Config.h"

#include <QDate>
#include <QTimeZone>

namespace signalbox {

struct BudgetSpan {
    QDate firstDay;
    qint64 startMs = 0;
    qint64 endMs = 0;  // the first moment of the next one
    [[nodiscard]] bool holds(qint64 wallMs) const { return startMs <= wallMs && wallMs < endMs; }
};

[[nodiscard]] BudgetSpan budgetSpan(BudgetConfig::Period period, qint64 wallMs, const QTimeZone& zone);

}  // namespace signalbox
