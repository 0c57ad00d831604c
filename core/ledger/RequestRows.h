// RequestRows: rows of `request` and `attempt` as values, of this version's tables and of earlier ones'.
// Thread: the connection's.
#pragma once

#include "core/api/RequestLog.h"
#include "core/ledger/Trouble.h"

namespace signalbox {

// The columns that readRequest() takes, of table `request` as r, for tables of `version`.
[[nodiscard]] QByteArray requestColumns(qint64 version);
// Whether the tables are those of a ledger of `version`.
[[nodiscard]] bool hasRequestTables(Database& database, qint64 version);
// From a statement whose columns begin with those; without attempts.
[[nodiscard]] LoggedRequest readRequest(const Statement& statement);

// Reads the attempts of requests, one after another.
class AttemptRows {
public:
    // For tables of `version`. The database must outlive it.
    [[nodiscard]] SqlCode prepare(Database& database, qint64 version);
    // Fills finished.attempts.
    [[nodiscard]] SqlCode read(LoggedRequest& request);

private:
    Statement m_statement;
};

// Nothing in `out`: there is no such request that has ended.
[[nodiscard]] SqlCode findDetail(Database& database, const QByteArray& requestId,
                                 std::optional<RequestDetail>& out);

}  // namespace signalbox
