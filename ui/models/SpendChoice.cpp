#include "ui/models/SpendChoice.h"

#include <QDateTime>

#include <algorithm>

namespace signalbox {

namespace {

constexpr qint64 kMostHourDays = 2;
constexpr qint64 kMostBarDays = 62;

QDate monthStart(const QDate& day) {
    return {day.year(), day.month(), 1};
}

// The same day of another month, or its last where it has none such.
QDate sameDay(const QDate& month, int day) {
    return {month.year(), month.month(), std::min(day, month.daysInMonth())};
}

bool isWholeMonth(const DayRange& range) {
    return range.first.day() == 1 && range.last == sameDay(range.first, 31);
}

}  // namespace

Grain grainOf(const DayRange& range) {
    return range.days() <= kMostHourDays  ? Grain::Hour
           : range.days() <= kMostBarDays ? Grain::Day
                                          : Grain::Month;
}

DayRange SpendChoice::daysOfPeriod(const QDate& today) const {
    const QDate month = monthStart(today);
    switch (period) {
        case Period::Today:
            return {today, today};
        case Period::SevenDays:
            return {today.addDays(-6), today};
        case Period::ThirtyDays:
            return {today.addDays(-29), today};
        case Period::ThisMonth:
            return {month, today};
        case Period::LastMonth:
            return {month.addMonths(-1), month.addDays(-1)};
        case Period::ThisYear:
            return {QDate(today.year(), 1, 1), today};
        case Period::Custom:
            break;
    }
    return custom.first <= custom.last ? custom : DayRange{custom.last, custom.first};
}

DayRange SpendChoice::before(const QDate& today) const {
    const DayRange now = range(today);
    if (isWholeMonth(now)) {
        return {now.first.addMonths(-1), now.first.addDays(-1)};
    }
    if (!within && period == Period::ThisMonth) {
        const QDate month = now.first.addMonths(-1);
        return {month, sameDay(month, now.last.day())};
    }
    if (!within && period == Period::ThisYear) {
        return {now.first.addYears(-1), now.last.addYears(-1)};
    }
    return {now.first.addDays(-now.days()), now.first.addDays(-1)};
}

QVector<SpendQuery> SpendChoice::queries(const QDate& today) const {
    const DayRange now = range(today);
    SpendQuery sums;
    sums.by = by;
    sums.since = now.first;
    sums.until = now.last;
    sums.filter = filter;
    sums.perHour = grainOf(now) == Grain::Hour;
    sums.perDay = !sums.perHour;
    sums.forecastOn = today;
    SpendQuery earlier = sums;
    const DayRange past = before(today);
    earlier.since = past.first;
    earlier.until = past.last;
    earlier.perDay = false;
    earlier.perHour = now == DayRange{today, today};  // to leave out the hours that have not come yet
    earlier.forecastOn.reset();
    return {sums, earlier};
}

RequestFilter SpendChoice::requests(const QDate& today) const {
    const DayRange now = range(today);
    RequestFilter requests;
    requests.model = filter.model;
    requests.provider = filter.provider;
    requests.client = filter.client;
    requests.project = filter.project;
    requests.sinceMs = now.first.startOfDay().toMSecsSinceEpoch();
    requests.untilMs = now.last.addDays(1).startOfDay().toMSecsSinceEpoch();
    return requests;
}

std::optional<QString>* SpendChoice::part(SpendFilter& filter, SpendBy by) {
    switch (by) {
        case SpendBy::Model:
            return &filter.model;
        case SpendBy::Provider:
            return &filter.provider;
        case SpendBy::Client:
            return &filter.client;
        case SpendBy::Project:
            return &filter.project;
        case SpendBy::Day:
        case SpendBy::Hour:
            break;
    }
    return nullptr;
}

QVector<SpendRow> untilThisHour(const QVector<SpendRow>& rows, qint64 nowMs) {
    const qint64 yesterday = QDateTime::fromMSecsSinceEpoch(nowMs).addDays(-1).toMSecsSinceEpoch();
    QVector<SpendRow> kept;
    std::copy_if(rows.cbegin(), rows.cend(), std::back_inserter(kept),
                 [yesterday](const SpendRow& row) { return !row.hourMs || *row.hourMs <= yesterday; });
    return kept;
}

}  // namespace signalbox
