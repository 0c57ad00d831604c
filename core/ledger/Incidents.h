// Incidents: when providers failed again and again, from the ledger's attempts. Thread: the connection's.
#pragma once

#include "core/api/Incident.h"
#include "core/ledger/Trouble.h"

#include <QVector>

namespace signalbox {

// Of the requests that started in [sinceMs, untilMs), in order of their beginning. A quarter of an hour is
// one of an incident where at least three attempts failed at the provider and at least a fifth of what it was
// asked; it goes on while at least half fails, however little that is, because a provider that rests is
// hardly asked. Attempts under a drill, and those that failed by the client's doing, do not count.
[[nodiscard]] SqlCode findIncidents(Database& database, qint64 sinceMs, qint64 untilMs,
                                    QVector<Incident>& out);

}  // namespace signalbox
