// RequestLookup: what the ledger knows of one request, as facts that the planner can weigh again. Thread: the
// connection's.
#pragma once

#include "core/api/RequestFacts.h"
#include "core/ledger/Trouble.h"

#include <QByteArray>

#include <optional>

namespace signalbox {

// Nothing in `out`: there is no such request. Its local time is that of its start, for rules with hours; a
// row from before needs were kept has none, and for its prompt the tokens that its provider counted.
[[nodiscard]] SqlCode findRequest(Database& database, const QByteArray& requestId,
                                  std::optional<RequestFacts>& out);

}  // namespace signalbox
