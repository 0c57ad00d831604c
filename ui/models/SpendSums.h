// SpendSums: sums over the rows of a spend report that is split by day or hour. Pure; values. Times are Unix
// ms.
#pragma once

#include "ui/models/SpendChoice.h"

#include <QStringList>

namespace signalbox {

// The sum of the days from `first` to `last`, both included.
[[nodiscard]] SpendRow spendSum(const QVector<SpendRow>& rows, const QDate& first, const QDate& last);
// One row per key over those days, dearest first; the second takes all rows, split or not.
[[nodiscard]] QVector<SpendRow> spendByKey(const QVector<SpendRow>& rows, const QDate& first,
                                           const QDate& last);
[[nodiscard]] QVector<SpendRow> spendByKey(const QVector<SpendRow>& rows);

// An hour, a day or a month of the chart.
struct SpendBar {
    DayRange days;
    qint64 beginMs = 0;  // from here
    qint64 endMs = 0;    // to before here
    SpendRow sum;        // of all keys
    bool operator==(const SpendBar& other) const {
        return days == other.days && beginMs == other.beginMs && endMs == other.endMs;
    }
};

// Cost per bar of the dearest keys, each a series; what is beyond them is the last one.
struct SpendSeries {
    Grain grain = Grain::Day;
    QStringList keys;     // of the series; one may be empty: what has no such name
    bool others = false;  // the last series is what is beyond those named; its key says nothing
    QVector<SpendBar> bars;
    QVector<QVector<NanoUsd>> cost;  // [key][bar]
    QVector<qint64> requests;        // [key]
    QVector<qint64> unpriced;        // [key], of them

    [[nodiscard]] bool isOthers(qsizetype key) const { return others && key == keys.size() - 1; }
    [[nodiscard]] NanoUsd total(qsizetype key) const;
    // The bar that a moment falls into; -1: none.
    [[nodiscard]] qsizetype barAt(qint64 atMs) const;
};
[[nodiscard]] SpendSeries spendSeries(const QVector<SpendRow>& rows, const DayRange& range, Grain grain,
                                      int keys);

}  // namespace signalbox
