// Incident: a time in which a provider failed again and again, as the ledger's attempts have it. Values; any
// thread. Times are Unix ms.
#pragma once

#include "core/api/Outcome.h"

namespace signalbox {

struct Incident {
    QString provider;
    qint64 beginMs = 0;  // of the first failure
    qint64 endMs = 0;    // of the last one
    qint64 failures = 0;
    // Requests that failed there and that nobody else answered in the end.
    qint64 unanswered = 0;
    Outcome mostly = Outcome::ServerError;

    bool operator==(const Incident&) const = default;
};

}  // namespace signalbox
