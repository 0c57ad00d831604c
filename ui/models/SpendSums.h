// SpendSums: sums over the rows of a spend report that is split by day. Pure; values.
#pragma once

#include "core/api/SpendReport.h"

#include <QStringList>

namespace signalbox {

// The sum of the days from `first` to `last`, both included.
[[nodiscard]] SpendRow spendSum(const QVector<SpendRow>& rows, const QDate& first, const QDate& last);
// One row per key over those days, dearest first.
[[nodiscard]] QVector<SpendRow> spendByKey(const QVector<SpendRow>& rows, const QDate& first,
                                           const QDate& last);

// Cost per day of the dearest keys; what is beyond them is the last series, with an empty key.
struct SpendSeries {
    QStringList keys;
    QVector<QDate> days;
    QVector<QVector<NanoUsd>> cost;  // [key][day]
};
[[nodiscard]] SpendSeries spendSeries(const QVector<SpendRow>& rows, const QDate& first, const QDate& last,
                                      int keys);

}  // namespace signalbox
