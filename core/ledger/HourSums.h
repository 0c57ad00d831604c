// HourSums: walks over the sums by hour of a period, through a filter. Thread: the connection's.
#pragma once

#include "core/api/SpendReport.h"
#include "core/ledger/LocalDays.h"
#include "core/ledger/Rollup.h"

#include <functional>

namespace signalbox {

// Moments, in quarters of an hour since 1970: from the first to before the last.
struct QuarterSpan {
    qint64 begin = 0;
    qint64 end = 0;
};
// The hours of local days, both included; nothing: without bound.
[[nodiscard]] QuarterSpan quartersOf(const LocalDays& days, std::optional<QDate> since,
                                     std::optional<QDate> until);

// A row of sums: the id of its name in the dimension asked for (0: none, or all), the quarter its hour begins
// in, and what it sums.
using HourVisitor = std::function<void(qint64 key, qint64 quarter, const SpendRow& sums)>;

// Calls `visit` for each row, in order of hours.
[[nodiscard]] SqlCode eachHour(Database& database, Dimension dimension, const SpendFilter& filter,
                               const QuarterSpan& span, const HourVisitor& visit);

// The id of a name; 0 for an empty one, nothing in `id` where the ledger has never met it.
[[nodiscard]] SqlCode findName(Database& database, const QString& name, std::optional<qint64>& id);

}  // namespace signalbox
