// The ledger's tables, views and their versions. Thread: the connection's. Each migration runs in one
// transaction together with its new PRAGMA user_version. The views request_log, attempt_log and switch_log
// are the contract; the tables below them are not.
#pragma once

#include "core/api/Outcome.h"
#include "core/ledger/Trouble.h"

#include <span>

namespace signalbox {

struct Migration {
    int version;  // the version it leads to; one more than the one before
    const char* sql;
};

[[nodiscard]] std::span<const Migration> ledgerMigrations();

// Brings the database to the last version. A version beyond it is refused and the file left alone; a file
// with tables but no version is not a sound ledger.
[[nodiscard]] Trouble migrate(Database& database, std::span<const Migration> migrations);

// What the tables hold for the words of the contract.
[[nodiscard]] qint64 statusCode(RequestStatus status);
[[nodiscard]] qint64 outcomeCode(Outcome outcome);
[[nodiscard]] qint64 costSourceCode(CostSource source);

}  // namespace signalbox
