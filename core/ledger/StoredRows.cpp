#include "core/ledger/StoredRows.h"

namespace signalbox {

void StoredRows::note(SqlCode code) {
    if (code != kSqlOk && !m_trouble) {
        m_trouble = troubleOf(code, m_database);
    }
}

qint64 StoredRows::last(const char* sql) {
    qint64 id = 0;
    note(m_database.integer(sql, id));
    return id;
}

template <class Take>
void StoredRows::look(std::optional<Statement>& statement, const char* sql, qint64 rowId, Take take) {
    if (!statement) {
        statement.emplace();
        note(m_database.prepare(sql, *statement));
    }
    statement->bind(1, rowId);
    if (statement->step() == Statement::Step::Row) {
        take(*statement);
    }
    note(statement->finish());
}

std::optional<QByteArray> StoredRows::text(std::optional<Statement>& statement, const char* sql,
                                           qint64 rowId) {
    std::optional<QByteArray> found;
    look(statement, sql, rowId, [&found](const Statement& row) { found = row.blob(0).toByteArray(); });
    return found;
}

std::optional<QByteArray> StoredRows::openRow(qint64 rowId) {
    return text(m_open, "SELECT request_id FROM open_request WHERE id = ?1", rowId);
}

std::optional<QByteArray> StoredRows::requestRow(qint64 rowId) {
    return text(m_request, "SELECT request_id FROM request WHERE id = ?1", rowId);
}

std::optional<QByteArray> StoredRows::captureRow(qint64 rowId) {
    return text(m_capture, "SELECT content FROM capture WHERE id = ?1", rowId);
}

std::optional<qint64> StoredRows::switchRow(qint64 rowId) {
    std::optional<qint64> at;
    look(m_switch, "SELECT at_ms FROM switch WHERE id = ?1", rowId,
         [&at](const Statement& row) { at = row.integer(0); });
    return at;
}

}  // namespace signalbox
