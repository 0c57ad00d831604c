#include "ui/models/SpendSums.h"

#include <QHash>

#include <algorithm>

namespace signalbox {

namespace {
bool within(const SpendRow& row, const QDate& first, const QDate& last) {
    return row.day && *row.day >= first && *row.day <= last;
}
}  // namespace

SpendRow spendSum(const QVector<SpendRow>& rows, const QDate& first, const QDate& last) {
    SpendRow sum;
    for (const SpendRow& row : rows) {
        if (within(row, first, last)) {
            sum += row;
        }
    }
    return sum;
}

QVector<SpendRow> spendByKey(const QVector<SpendRow>& rows, const QDate& first, const QDate& last) {
    QVector<SpendRow> sums;
    QHash<QString, qsizetype> places;
    for (const SpendRow& row : rows) {
        if (!within(row, first, last)) {
            continue;
        }
        const auto place = places.constFind(row.key);
        if (place == places.cend()) {
            places.insert(row.key, sums.size());
            sums.append(SpendRow());
            sums.last().key = row.key;
            sums.last() += row;
        } else {
            sums[*place] += row;
        }
    }
    std::stable_sort(sums.begin(), sums.end(), [](const SpendRow& a, const SpendRow& b) {
        return a.cost != b.cost ? a.cost > b.cost : a.requests > b.requests;
    });
    return sums;
}

SpendSeries spendSeries(const QVector<SpendRow>& rows, const QDate& first, const QDate& last, int keys) {
    SpendSeries series;
    const QVector<SpendRow> sums = spendByKey(rows, first, last);
    const bool others = sums.size() > keys;
    const qsizetype named = others ? keys - 1 : sums.size();
    QHash<QString, qsizetype> places;
    for (qsizetype i = 0; i < named; ++i) {
        places.insert(sums[i].key, i);
        series.keys.append(sums[i].key);
    }
    if (others) {
        series.keys.append(QString());
    }
    for (QDate day = first; day <= last; day = day.addDays(1)) {
        series.days.append(day);
    }
    series.cost.fill(QVector<NanoUsd>(series.days.size(), 0), series.keys.size());
    for (const SpendRow& row : rows) {
        if (within(row, first, last)) {
            const qsizetype key = places.value(row.key, named);
            series.cost[key][first.daysTo(*row.day)] += row.cost;
        }
    }
    return series;
}

}  // namespace signalbox
