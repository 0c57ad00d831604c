// LastHourRows: reads how providers did in the last hour. Thread: the connection's.
#pragma once

#include "core/api/LastHour.h"
#include "core/ledger/Trouble.h"

namespace signalbox {

// Of the hour before `untilMs`, by the attempts of the newest kMostAttempts; counted as the gateway counts
// them while it runs (ProviderStats). Attempts under a drill, and those that ended by the client's doing, do
// not count. That the network was gone is not in the ledger: then what could not be reached counts as failed.
inline constexpr int kMostAttempts = 200'000;
[[nodiscard]] SqlCode readLastHour(Database& database, qint64 untilMs, LastHour& out);

}  // namespace signalbox
