// StoredRows: what a file says about rows that may or may not have been written. Thread: the connection's.
#pragma once

#include "core/ledger/PendingEntries.h"
#include "core/ledger/Trouble.h"

namespace signalbox {

class StoredRows final : public PendingEntries::FileRows {
public:
    explicit StoredRows(Database& database) : m_database(database) {}

    [[nodiscard]] bool failed() const override { return bool(m_trouble); }
    qint64 lastOpenRow() override { return last("SELECT max(id) FROM open_request"); }
    qint64 lastRequestRow() override { return last("SELECT max(id) FROM request"); }
    qint64 lastSwitchRow() override { return last("SELECT max(id) FROM switch"); }
    qint64 lastCaptureRow() override { return last("SELECT max(id) FROM capture"); }
    std::optional<QByteArray> openRow(qint64 rowId) override;
    std::optional<QByteArray> requestRow(qint64 rowId) override;
    std::optional<qint64> switchRow(qint64 rowId) override;
    std::optional<QByteArray> captureRow(qint64 rowId) override;
    [[nodiscard]] const Trouble& trouble() const { return m_trouble; }

private:
    void note(SqlCode code);
    qint64 last(const char* sql);
    template <class Take>
    void look(std::optional<Statement>& statement, const char* sql, qint64 rowId, Take take);
    std::optional<QByteArray> text(std::optional<Statement>& statement, const char* sql, qint64 rowId);

    Database& m_database;
    std::optional<Statement> m_open;
    std::optional<Statement> m_request;
    std::optional<Statement> m_switch;
    std::optional<Statement> m_capture;
    Trouble m_trouble;
};

}  // namespace signalbox
