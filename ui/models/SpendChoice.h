// SpendChoice: what the spend page shows: summed by what, of which days, narrowed to what; and the questions
// to the ledger that follow from it. Pure; values. Days are local, both ends included.
#pragma once

#include "core/api/LedgerExport.h"
#include "core/api/SpendReport.h"

#include <QVector>

namespace signalbox {

struct DayRange {
    QDate first;
    QDate last;

    [[nodiscard]] qint64 days() const { return first.daysTo(last) + 1; }
    bool operator==(const DayRange&) const = default;
};

enum class Period { Today, SevenDays, ThirtyDays, ThisMonth, LastMonth, ThisYear, Custom };

// What one bar of the chart stands for.
enum class Grain { Hour, Day, Month };

[[nodiscard]] Grain grainOf(const DayRange& range);

struct SpendChoice {
    SpendBy by = SpendBy::Model;
    Period period = Period::ThisMonth;
    DayRange custom = {};  // with Period::Custom
    SpendFilter filter = {};
    std::optional<DayRange> within = std::nullopt;  // a bar of the chart, which is looked at closer

    // The days of the period.
    [[nodiscard]] DayRange daysOfPeriod(const QDate& today) const;
    // The days in force: of the bar, or else of the period.
    [[nodiscard]] DayRange range(const QDate& today) const { return within ? *within : daysOfPeriod(today); }
    // The days these are compared with: of a month the same days of the one before, of a year the same of
    // the year before, else as many days just before.
    [[nodiscard]] DayRange before(const QDate& today) const;

    // The sums for chart and table; then those of the days before, for comparison.
    [[nodiscard]] QVector<SpendQuery> queries(const QDate& today) const;
    // The requests that are in those sums.
    [[nodiscard]] RequestFilter requests(const QDate& today) const;

    // The part of the filter that belongs to a dimension; null for Day and Hour.
    [[nodiscard]] static std::optional<QString>* part(SpendFilter& filter, SpendBy by);

    bool operator==(const SpendChoice&) const = default;
};

// Of the sums of yesterday by hour: what had begun by this time of day. Comparing a day that has just begun
// with a whole one says nothing.
[[nodiscard]] QVector<SpendRow> untilThisHour(const QVector<SpendRow>& rows, qint64 nowMs);

}  // namespace signalbox
