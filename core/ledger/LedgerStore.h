// LedgerStore: the one connection that writes and checkpoints, with its prepared statements and the cache of
// names. Thread: ledger; made, used and destroyed there. Any failure is a Trouble; a failed write leaves
// nothing behind and may be repeated.
#pragma once

#include "core/ledger/LedgerFile.h"
#include "core/ledger/PendingEntries.h"
#include "core/ledger/Rollup.h"
#include "core/ledger/TextTable.h"

#include <array>
#include <functional>

namespace signalbox {

class LedgerStore {
public:
    // Hours are those of `zone`.
    LedgerStore(QString path, const QTimeZone& zone);
    ~LedgerStore();

    // Called before a ledger of an earlier version is brought to the last one; a trouble keeps that from
    // happening.
    void beforeMigration(std::function<Trouble(qint64 version)> callback) {
        m_beforeMigration = std::move(callback);
    }
    // Makes the file where there is none, brings it to the last version and prepares the statements.
    [[nodiscard]] Trouble open();
    void close(Database::Ending ending = Database::Ending::LeaveLog);
    [[nodiscard]] bool isOpen() const { return m_database.isOpen(); }
    // False once the file has been moved, deleted or replaced by someone else.
    [[nodiscard]] bool isInPlace() const;
    // Whether the file was there before open().
    [[nodiscard]] FileOrigin origin() const { return m_origin; }

    // Turns rows that an earlier run left open into interrupted requests and counts them; those that
    // `pending` has under way stay as they are.
    [[nodiscard]] Trouble interruptOpenRequests(const PendingEntries& pending, qint64& count);
    // Compares what waits with what the file has.
    [[nodiscard]] Trouble reconcile(PendingEntries& pending);
    // Writes all that waits in one transaction; the caller tells `pending` how it went.
    [[nodiscard]] Trouble write(const PendingEntries& pending);
    // Adds requests of another ledger in one transaction: those whose request id is not there yet, counted in
    // `added`. Their row ids are new ones of `pending`.
    [[nodiscard]] Trouble addForeign(std::vector<ClosedRequest>& requests, PendingEntries& pending,
                                     qint64& added);
    // For chores between the writes.
    [[nodiscard]] Database& database() { return m_database; }
    // How long the write-ahead log grows: the longer, the fewer pages are moved twice; the shorter, the less
    // time a move takes.
    enum class Log { Long, Short };
    [[nodiscard]] bool isLogLong(Log log) const;
    // Moves the write-ahead log into the file when it has grown long. That another program is at it is no
    // trouble.
    [[nodiscard]] Trouble checkpointIfLong(Log log = Log::Long);

private:
    enum Sql {
        InsertOpen,
        DeleteOpen,
        InsertRequest,
        InsertAttempt,
        InsertSwitch,
        InsertCapture,
        FindRequest,
        FindOpen,
        SqlCount
    };

    Trouble prepareStatements();
    SqlCode writeAll(const PendingEntries& pending);
    SqlCode insertOpen(const OpenRequest& open);
    SqlCode insertClosed(const ClosedRequest& closed);
    SqlCode insertAttempt(const ClosedRequest& closed, const AttemptRecord& attempt);
    SqlCode insertSwitch(const WaitingSwitch& waiting);
    SqlCode deleteOpen(qint64 rowId);
    SqlCode insertCapture(const WaitingCapture& waiting);
    SqlCode interrupt(qint64 openRow, qint64 newRow);
    SqlCode isKnown(const QByteArray& requestId, bool& known);
    Trouble giveSpaceBackLater();
    // Binds the id of a name, or null for an empty one; `id` is then 0.
    SqlCode bindName(Statement& statement, int parameter, const QString& name, qint64& id);
    SqlCode bindName(Statement& statement, int parameter, const QString& name) {
        qint64 id = 0;
        return bindName(statement, parameter, name, id);
    }
    // Ends a series of writes: answers the trouble of `code`, and forgets what did not come about.
    Trouble ended(SqlCode code);

    const QString m_path;
    Database m_database;
    std::array<Statement, SqlCount> m_statements;
    TextTable<QString> m_names;
    TextTable<QByteArray> m_prices;
    const QTimeZone m_zone;
    Rollup m_rollup;
    std::function<Trouble(qint64)> m_beforeMigration;
    std::optional<FileIdentity> m_identity;
    FileOrigin m_origin = FileOrigin::Existing;
};

}  // namespace signalbox
