// SpendSums: answers a SpendQuery from the sums by hour (Rollup.h); no request is read. Thread: the
// connection's. Money is summed as integers. "By model" is the name sent upstream, or the one asked for where
// nothing was sent; requests still under way are not counted. A key is empty where the ledger has none (no
// project, no provider). A question with a filter reads finer sums and takes longer.
#pragma once

#include "core/api/LedgerEntry.h"
#include "core/api/SpendReport.h"
#include "core/ledger/LocalDays.h"
#include "core/ledger/Trouble.h"

namespace signalbox {

// Fills `report` for report.query. SQLITE_INTERRUPT shows as TroubleKind::Other.
[[nodiscard]] SqlCode sumSpend(Database& database, LocalDays& days, SpendReport& report);
// Newest first.
[[nodiscard]] SqlCode readSwitches(Database& database, int limit, QVector<SwitchChanged>& out);

}  // namespace signalbox
