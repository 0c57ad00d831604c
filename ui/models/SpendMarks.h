// SpendMarks: what stands on the time axis of a chart: throws of the switch, failovers and drills, and where
// many requests failed. Pure; values. Times are Unix ms.
#pragma once

#include "core/api/LedgerEntry.h"
#include "core/api/StatusSnapshot.h"
#include "ui/Format.h"
#include "ui/models/SpendSums.h"

#include <QCoreApplication>

namespace signalbox {

struct SpendMark {
    enum class Kind { Switch, Incident, Drill };
    Kind kind = Kind::Switch;
    qint64 atMs = 0;
    QString text;

    bool operator==(const SpendMark&) const = default;
};

class SpendMarks {
    Q_DECLARE_TR_FUNCTIONS(SpendMarks)

public:
    // In order of time, within the bars of the series only. Incidents are what the snapshot tells of now,
    // and each bar in which a fifth or more of at least ten requests did not complete: the ledger keeps no
    // other record of them.
    [[nodiscard]] static QVector<SpendMark> of(const QVector<SwitchChanged>& history,
                                               const StatusSnapshot& status, const SpendSeries& series,
                                               const Format& format);
    // "coding: only Anthropic"
    [[nodiscard]] static QString text(const SwitchChanged& change, const StatusSnapshot& status);
    // "3 switches"
    [[nodiscard]] static QString count(SpendMark::Kind kind, int count, const Format& format);
};

}  // namespace signalbox
