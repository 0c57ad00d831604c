// LastHour: how providers did in the hour before this start, out of the ledger, so that a restart loses
// nothing of what their cards show. Values; any thread. Times are Unix ms, durations ms.
#pragma once

#include "core/api/StatusSnapshot.h"

#include <QString>
#include <QVector>

namespace signalbox {

struct LastHour {
    struct Minute {
        QString provider;
        qint64 minute = 0;  // counted from 1970
        MinuteCell cell;
    };
    struct FirstToken {
        QString provider;
        qint64 atMs = 0;    // when the answer was whole
        qint64 tookMs = 0;  // from asking that provider
    };
    QVector<Minute> minutes;          // each of a provider once
    QVector<FirstToken> firstTokens;  // newest first
};

}  // namespace signalbox
