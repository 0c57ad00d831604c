// SpendMarks: what stands on the time axis of a chart: throws of the switch, failovers and drills, and where
// many requests failed. Pure; values. Times are Unix ms.
#pragma once

#include "core/api/Incident.h"
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
    // In order of time, within the bars of the series only. Incidents are those of providers, a failover that
    // the snapshot tells of and that none of them explains, and each bar without one in which a fifth or more
    // of at least ten requests did not complete.
    [[nodiscard]] static QVector<SpendMark> of(const QVector<SwitchChanged>& history,
                                               const QVector<Incident>& incidents,
                                               const StatusSnapshot& status, const SpendSeries& series,
                                               const Format& format);
    // "coding: only Anthropic"
    [[nodiscard]] static QString text(const SwitchChanged& change, const StatusSnapshot& status);
    // "OpenAI failed 214 times until 02:10; others answered"
    [[nodiscard]] static QString text(const Incident& incident, const StatusSnapshot& status,
                                      const Format& format);
    // "3 switches"
    [[nodiscard]] static QString count(SpendMark::Kind kind, int count, const Format& format);
};

}  // namespace signalbox
