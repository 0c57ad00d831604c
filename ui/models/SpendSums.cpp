#include "ui/models/SpendSums.h"

#include <QDateTime>
#include <QHash>

#include <algorithm>
#include <iterator>
#include <numeric>

namespace signalbox {

namespace {
bool within(const SpendRow& row, const QDate& first, const QDate& last) {
    return row.day && *row.day >= first && *row.day <= last;
}

constexpr qint64 kHourMs = 3'600'000;

qint64 startOf(const QDate& day) {
    return day.startOfDay().toMSecsSinceEpoch();
}

QVector<SpendBar> barsOf(const DayRange& range, Grain grain) {
    QVector<SpendBar> bars;
    for (QDate day = range.first; day <= range.last;) {
        QDate last = day;
        if (grain == Grain::Month) {
            last = std::min(range.last, QDate(day.year(), day.month(), day.daysInMonth()));
        }
        const qint64 end = startOf(last.addDays(1));
        if (grain == Grain::Hour) {
            // A day has 23, 24 or 25 of them.
            for (qint64 hour = startOf(day); hour < end; hour += kHourMs) {
                bars.append({{day, day}, hour, std::min(end, hour + kHourMs), {}});
            }
        } else {
            bars.append({{day, last}, startOf(day), end, {}});
        }
        day = last.addDays(1);
    }
    return bars;
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
    QVector<SpendRow> some;
    std::copy_if(rows.cbegin(), rows.cend(), std::back_inserter(some),
                 [&](const SpendRow& row) { return within(row, first, last); });
    return spendByKey(some);
}

QVector<SpendRow> spendByKey(const QVector<SpendRow>& rows) {
    QVector<SpendRow> sums;
    QHash<QString, qsizetype> places;
    for (const SpendRow& row : rows) {
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

NanoUsd SpendSeries::total(qsizetype key) const {
    return std::accumulate(cost[key].cbegin(), cost[key].cend(), NanoUsd(0));
}

qsizetype SpendSeries::barAt(qint64 atMs) const {
    const auto after = std::upper_bound(bars.cbegin(), bars.cend(), atMs,
                                        [](qint64 ms, const SpendBar& bar) { return ms < bar.beginMs; });
    return after == bars.cbegin() || atMs >= std::prev(after)->endMs ? -1 : after - bars.cbegin() - 1;
}

SpendSeries spendSeries(const QVector<SpendRow>& rows, const DayRange& range, Grain grain, int keys) {
    SpendSeries series;
    series.grain = grain;
    const QVector<SpendRow> sums = spendByKey(rows, range.first, range.last);
    series.others = sums.size() > keys;
    const qsizetype named = series.others ? keys - 1 : sums.size();
    QHash<QString, qsizetype> places;
    for (qsizetype i = 0; i < named; ++i) {
        places.insert(sums[i].key, i);
        series.keys.append(sums[i].key);
    }
    if (series.others) {
        series.keys.append(QString());
    }
    series.bars = barsOf(range, grain);
    series.cost.fill(QVector<NanoUsd>(series.bars.size(), 0), series.keys.size());
    series.requests.fill(0, series.keys.size());
    series.unpriced.fill(0, series.keys.size());
    for (const SpendRow& row : rows) {
        if (!within(row, range.first, range.last)) {
            continue;
        }
        const qsizetype key = places.value(row.key, named);
        series.requests[key] += row.requests;
        series.unpriced[key] += row.unknownCostRequests;
        const qsizetype bar = series.barAt(row.hourMs ? *row.hourMs : startOf(*row.day));
        if (bar >= 0) {
            series.cost[key][bar] += row.cost;
            series.bars[bar].sum += row;
        }
    }
    return series;
}

}  // namespace signalbox
