// The ledger's tables, views and their versions. Thread: the connection's. Each migration runs in one
// transaction together with its new PRAGMA user_version. The views request_log, attempt_log, switch_log and
// hour_log are the contract; the tables below them are not.
#pragma once

#include "core/api/LedgerEntry.h"
#include "core/ledger/Trouble.h"

#include <QTimeZone>

#include <optional>
#include <span>

namespace signalbox {

struct Migration {
    int version = 0;  // the version it leads to; one more than the one before
    const char* sql = nullptr;
    // What SQL alone cannot do; in the same transaction, after `sql`.
    SqlCode (*fill)(Database& database, const QTimeZone& zone) = nullptr;
};

[[nodiscard]] std::span<const Migration> ledgerMigrations();

// The version of a ledger, 0 for an empty file. A version beyond the last is Newer; a file with tables but no
// version, or the other way round, is not a sound ledger.
[[nodiscard]] Trouble checkVersion(Database& database, std::span<const Migration> migrations,
                                   qint64& version);
// Brings the database to the last version, if checkVersion allows it. Hours are those of `zone`.
[[nodiscard]] Trouble migrate(Database& database, std::span<const Migration> migrations,
                              const QTimeZone& zone = QTimeZone::utc());

// What the tables hold for the words of the contract.
[[nodiscard]] qint64 statusCode(RequestStatus status);
[[nodiscard]] qint64 outcomeCode(Outcome outcome);
[[nodiscard]] qint64 costSourceCode(CostSource source);
[[nodiscard]] qint64 captureKindCode(CaptureKind kind);
[[nodiscard]] CaptureKind captureKindFromCode(qint64 code);
[[nodiscard]] qint64 serviceClassCode(ServiceClass serviceClass);
[[nodiscard]] std::optional<RequestStatus> statusFromCode(qint64 code);
[[nodiscard]] std::optional<Outcome> outcomeFromCode(qint64 code);
[[nodiscard]] std::optional<CostSource> costSourceFromCode(qint64 code);
[[nodiscard]] ServiceClass serviceClassFromCode(qint64 code);

}  // namespace signalbox
