// LedgerStore: the one connection that writes and checkpoints, with its prepared statements and the cache of
// names. Thread: ledger; made, used and destroyed there. Any failure is a Trouble; a failed write leaves
// nothing behind and may be repeated.
#pragma once

#include "core/ledger/LedgerFile.h"
#include "core/ledger/PendingEntries.h"

#include <array>

namespace signalbox {

class LedgerStore {
public:
    explicit LedgerStore(QString path);
    ~LedgerStore();

    // Makes the file where there is none, brings it to the last version and prepares the statements.
    [[nodiscard]] Trouble open();
    void close(Database::Ending ending = Database::Ending::LeaveLog);
    [[nodiscard]] bool isOpen() const { return m_database.isOpen(); }
    // False once the file has been moved, deleted or replaced by someone else.
    [[nodiscard]] bool isInPlace() const;
    // Whether the file was there before open().
    [[nodiscard]] FileOrigin origin() const { return m_origin; }

    // Turns rows that a crash left open into interrupted requests and counts them. Only before anything of
    // this run has been written.
    [[nodiscard]] Trouble interruptOpenRequests(qint64& count);
    // Compares what waits with what the file has.
    [[nodiscard]] Trouble reconcile(PendingEntries& pending);
    // Writes all that waits in one transaction; the caller tells `pending` how it went.
    [[nodiscard]] Trouble write(const PendingEntries& pending);
    // Moves the write-ahead log into the file when it has grown long. That another program is at it is no
    // trouble.
    [[nodiscard]] Trouble checkpointIfLong();

private:
    enum Sql {
        InsertOpen,
        DeleteOpen,
        InsertRequest,
        InsertAttempt,
        InsertSwitch,
        FindName,
        InsertName,
        SqlCount
    };
    class Rows;

    Trouble prepareStatements();
    SqlCode writeAll(const PendingEntries& pending);
    SqlCode insertOpen(const OpenRequest& open);
    SqlCode insertClosed(const ClosedRequest& closed);
    SqlCode insertAttempt(const ClosedRequest& closed, const AttemptRecord& attempt);
    SqlCode insertSwitch(const WaitingSwitch& waiting);
    SqlCode deleteOpen(qint64 rowId);
    // Binds the id of a name, or null for an empty one.
    SqlCode bindName(Statement& statement, int parameter, const QString& name);
    SqlCode nameId(const QString& name, qint64& id);

    const QString m_path;
    Database m_database;
    std::array<Statement, SqlCount> m_statements;
    QHash<QString, qint64> m_names;
    std::vector<QString> m_newNames;  // of the transaction under way
    std::optional<FileIdentity> m_identity;
    FileOrigin m_origin = FileOrigin::Existing;
};

}  // namespace signalbox
