#include "core/ledger/Forecast.h"

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

// Four of each weekday.
constexpr int kLookBack = 28;
// From so many complete days on, each weekday has a mean of its own.
constexpr int kEnoughForWeekdays = 14;

struct Mean {
    NanoUsd sum = 0;
    int days = 0;
    [[nodiscard]] NanoUsd value() const { return days > 0 ? sum / days : 0; }
};

QDate firstOfMonth(QDate day) {
    return {day.year(), day.month(), 1};
}

}  // namespace

QDate forecastSince(QDate today) {
    return std::min(firstOfMonth(today), today.addDays(-kLookBack));
}

std::optional<SpendForecast> forecastMonth(const std::map<QDate, NanoUsd>& days, QDate first, QDate today) {
    const auto costOf = [&days](QDate day) {
        const auto found = days.find(day);
        return found != days.end() ? found->second : 0;
    };
    Mean all;
    std::array<Mean, 8> weekdays;  // from 1, Monday
    for (QDate day = std::max(first.addDays(1), today.addDays(-kLookBack)); day < today;
         day = day.addDays(1)) {
        Mean& weekday = weekdays[std::size_t(day.dayOfWeek())];
        for (Mean* mean : {&all, &weekday}) {
            mean->sum += costOf(day);
            ++mean->days;
        }
    }
    if (all.days == 0) {
        return std::nullopt;
    }
    const auto expected = [&](QDate day) {
        return (all.days >= kEnoughForWeekdays ? weekdays[std::size_t(day.dayOfWeek())] : all).value();
    };
    SpendForecast forecast;
    forecast.basedOnDays = all.days;
    QDate day = firstOfMonth(today);
    for (; day <= today; day = day.addDays(1)) {
        forecast.soFar += costOf(day);
    }
    forecast.expected = forecast.soFar + std::max<NanoUsd>(0, expected(today) - costOf(today));
    for (; day.month() == today.month(); day = day.addDays(1)) {
        forecast.expected += expected(day);
    }
    return forecast;
}

}  // namespace signalbox
