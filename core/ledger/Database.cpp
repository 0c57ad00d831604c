#include "core/ledger/Database.h"

#include <QUrl>

#include <sqlite3.h>

namespace signalbox {

namespace {

// How long a statement waits for another process that holds the file.
constexpr int kBusyMs = 250;
// Virtual machine instructions between two questions whether to go on.
constexpr int kInterruptEvery = 2'000;

}  // namespace

Statement::~Statement() {
    sqlite3_finalize(m_statement);
}

void Statement::bind(int parameter, qint64 value) {
    sqlite3_bind_int64(m_statement, parameter, value);
}

void Statement::bind(int parameter, QByteArrayView text) {
    const char* data = text.isNull() ? "" : text.data();
    sqlite3_bind_text64(m_statement, parameter, data, static_cast<sqlite3_uint64>(text.size()), SQLITE_STATIC,
                        SQLITE_UTF8);
}

void Statement::bindBlob(int parameter, QByteArrayView bytes) {
    const char* data = bytes.isNull() ? "" : bytes.data();
    sqlite3_bind_blob64(m_statement, parameter, data, static_cast<sqlite3_uint64>(bytes.size()),
                        SQLITE_STATIC);
}

void Statement::bindNull(int parameter) {
    sqlite3_bind_null(m_statement, parameter);
}

Statement::Step Statement::step() {
    switch (sqlite3_step(m_statement)) {
        case SQLITE_ROW:
            return Step::Row;
        case SQLITE_DONE:
            return Step::Done;
        default:
            return Step::Failed;
    }
}

SqlCode Statement::finish() {
    return sqlite3_reset(m_statement);
}

SqlCode Statement::run() {
    while (sqlite3_step(m_statement) == SQLITE_ROW) {
    }
    return sqlite3_reset(m_statement);
}

int Statement::columns() const {
    return sqlite3_column_count(m_statement);
}

QString Statement::columnName(int column) const {
    return QString::fromUtf8(sqlite3_column_name(m_statement, column));
}

qint64 Statement::integer(int column) const {
    return sqlite3_column_int64(m_statement, column);
}

bool Statement::isNull(int column) const {
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

QByteArrayView Statement::text(int column) const {
    const void* data = sqlite3_column_text(m_statement, column);
    return {static_cast<const char*>(data), sqlite3_column_bytes(m_statement, column)};
}

QByteArrayView Statement::blob(int column) const {
    const void* data = sqlite3_column_blob(m_statement, column);
    return {static_cast<const char*>(data), sqlite3_column_bytes(m_statement, column)};
}

int Statement::takeEffort() {
    return sqlite3_stmt_status(m_statement, SQLITE_STMTSTATUS_VM_STEP, 1);
}

SqlCode Database::open(const QString& path, Access access) {
    close();
    const int flags = (access == Access::ReadWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) |
                      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    SqlCode code = 0;
    if (access == Access::Unchanging) {
        QUrl url = QUrl::fromLocalFile(path);
        url.setQuery(QStringLiteral("immutable=1"));
        code = sqlite3_open_v2(url.toEncoded().constData(), &m_handle, flags | SQLITE_OPEN_URI, nullptr);
    } else {
        code = sqlite3_open_v2(path.toUtf8().constData(), &m_handle, flags, nullptr);
    }
    if (code != SQLITE_OK) {
        return code;
    }
    sqlite3_busy_timeout(m_handle, kBusyMs);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    if (access != Access::ReadWrite) {
        return execute("PRAGMA query_only = ON");
    }
    sqlite3_wal_hook(
        m_handle,
        [](void* self, sqlite3*, const char*, int pages) {
            static_cast<Database*>(self)->m_walPages = pages;
            return SQLITE_OK;
        },
        this);
    // Of effect on a file with nothing in it only.
    code = execute("PRAGMA auto_vacuum = INCREMENTAL");
    if (code == SQLITE_OK) {
        code = execute("PRAGMA journal_mode = WAL");
    }
    if (code == SQLITE_OK) {
        code = execute(
            "PRAGMA synchronous = FULL;"
            "PRAGMA foreign_keys = ON;"
            "PRAGMA secure_delete = ON;"
            "PRAGMA temp_store = MEMORY;"
            "PRAGMA journal_size_limit = 16777216");
    }
    return code;
}

void Database::close(Ending ending) {
    if (!m_handle) {
        return;
    }
    if (ending == Ending::FoldLog) {
        sqlite3_db_config(m_handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
    }
    sqlite3_close_v2(m_handle);
    m_handle = nullptr;
    m_walPages = 0;
}

SqlCode Database::execute(const char* sql) {
    return sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr);
}

SqlCode Database::prepare(const char* sql, Statement& out) {
    sqlite3_stmt* statement = nullptr;
    const SqlCode code =
        sqlite3_prepare_v3(m_handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    out = Statement(statement);
    return code;
}

SqlCode Database::integer(const char* sql, qint64& out) {
    Statement statement;
    if (const SqlCode code = prepare(sql, statement); code != SQLITE_OK) {
        return code;
    }
    if (statement.step() == Statement::Step::Row) {
        out = statement.integer(0);
    }
    return statement.finish();
}

SqlCode Database::lastError() const {
    return m_handle ? sqlite3_extended_errcode(m_handle) : SQLITE_CANTOPEN;
}

QString Database::errorText() const {
    return m_handle ? QString::fromUtf8(sqlite3_errmsg(m_handle)) : QString();
}

bool Database::inTransaction() const {
    return m_handle && sqlite3_get_autocommit(m_handle) == 0;
}

void Database::rollBack() {
    if (inTransaction()) {
        (void)execute("ROLLBACK");
    }
}

SqlCode Database::setDurable(Durable durable) {
    return execute(durable == Durable::Now ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
}

qint64 Database::lastInsertedRow() const {
    return sqlite3_last_insert_rowid(m_handle);
}

qint64 Database::changes() const {
    return sqlite3_changes64(m_handle);
}

void Database::setInterrupt(std::function<bool()> wanted) {
    m_interrupt = std::move(wanted);
    if (!m_interrupt) {
        sqlite3_progress_handler(m_handle, 0, nullptr, nullptr);
        return;
    }
    sqlite3_progress_handler(
        m_handle, kInterruptEvery,
        [](void* self) { return static_cast<Database*>(self)->m_interrupt() ? 1 : 0; }, this);
}

SqlCode Database::checkpoint() {
    int logged = 0;
    int moved = 0;
    const SqlCode code =
        sqlite3_wal_checkpoint_v2(m_handle, nullptr, SQLITE_CHECKPOINT_PASSIVE, &logged, &moved);
    if (code == SQLITE_OK && logged == moved) {
        m_walPages = 0;
    }
    return code;
}

}  // namespace signalbox
