// Forecast: what a month will have cost at its end; SpendForecast (core/api) says how. Thread: any; a pure
// function.
#pragma once

#include "core/api/SpendReport.h"

#include <map>

namespace signalbox {

// `days`: what each day cost, days of nothing left out. `first`: the first day on record, of which only a
// part may be. Nothing before there is a complete day.
[[nodiscard]] std::optional<SpendForecast> forecastMonth(const std::map<QDate, NanoUsd>& days, QDate first,
                                                         QDate today);
// The first day that matters for it.
[[nodiscard]] QDate forecastSince(QDate today);

}  // namespace signalbox
