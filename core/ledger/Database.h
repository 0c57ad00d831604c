// Database and Statement: a thin owner of one SQLite connection and of its prepared statements. Bound
// parameters only. Thread: each object is used by one thread at a time. Errors are SQLite's extended result
// codes (SqlCode, 0 is success); errorText() has SQLite's words for the last one. Text is UTF-8.
#pragma once

#include <QByteArrayView>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

struct sqlite3;
struct sqlite3_stmt;

namespace signalbox {

using SqlCode = int;
constexpr SqlCode kSqlOk = 0;

class Statement {
public:
    enum class Step { Row, Done, Failed };

    Statement() = default;
    explicit Statement(sqlite3_stmt* statement) : m_statement(statement) {}
    Statement(Statement&& other) noexcept : m_statement(std::exchange(other.m_statement, nullptr)) {}
    Statement& operator=(Statement&& other) noexcept {
        std::swap(m_statement, other.m_statement);
        return *this;
    }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement();

    // Parameters count from 1. Bound text must live until the statement has run.
    void bind(int parameter, qint64 value);
    void bind(int parameter, QByteArrayView text);
    void bindBlob(int parameter, QByteArrayView bytes);
    void bindNull(int parameter);
    void bind(int parameter, std::optional<qint64> value) {
        value ? bind(parameter, *value) : bindNull(parameter);
    }

    [[nodiscard]] Step step();
    // Ends a series of steps; answers the error of the last one, if there was one.
    SqlCode finish();
    // Runs it to its end and makes it ready for the next time. Every parameter keeps its value.
    [[nodiscard]] SqlCode run();

    // Columns count from 0; valid until the next step.
    [[nodiscard]] int columns() const;
    [[nodiscard]] QString columnName(int column) const;
    [[nodiscard]] qint64 integer(int column) const;
    [[nodiscard]] bool isNull(int column) const;
    [[nodiscard]] QByteArrayView text(int column) const;
    [[nodiscard]] QByteArrayView blob(int column) const;
    // Steps of SQLite's virtual machine since the last call: how much work it was.
    [[nodiscard]] int takeEffort();
    [[nodiscard]] QString string(int column) const { return QString::fromUtf8(text(column)); }

private:
    sqlite3_stmt* m_statement = nullptr;
};

class Database {
public:
    enum class Access { ReadWrite, ReadOnly, Unchanging };

    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database() { close(); }

    // Opens an existing file. ReadWrite: the only connection that writes and checkpoints (WAL, FULL, foreign
    // keys). ReadOnly: never checkpoints, not even as the last to close. Unchanging: a file that nobody
    // writes to, read without locks and without a log beside it. SQLite reads the file lazily: that it is no
    // database may show at the first statement only.
    [[nodiscard]] SqlCode open(const QString& path, Access access);
    // LeaveLog: the write-ahead log stays beside the file as it is. FoldLog: it is moved into the file and
    // removed, if this is the last connection.
    enum class Ending { LeaveLog, FoldLog };
    void close(Ending ending = Ending::LeaveLog);
    [[nodiscard]] bool isOpen() const { return m_handle != nullptr; }

    [[nodiscard]] SqlCode execute(const char* sql);
    // On failure `out` is empty.
    [[nodiscard]] SqlCode prepare(const char* sql, Statement& out);
    // The single integer that `sql` answers; `out` is unchanged when it answers no row.
    [[nodiscard]] SqlCode integer(const char* sql, qint64& out);

    [[nodiscard]] SqlCode lastError() const;
    [[nodiscard]] QString errorText() const;
    [[nodiscard]] bool inTransaction() const;
    // Ends the transaction under way, if there is one, with nothing done.
    void rollBack();
    // Runs `work() -> SqlCode` in a transaction. On an error it is still open, so that its text can be read;
    // rollBack() is meant then.
    template <class Work>
    [[nodiscard]] SqlCode transaction(Work work) {
        SqlCode code = execute("BEGIN IMMEDIATE");
        if (code == kSqlOk) {
            code = work();
        }
        return code == kSqlOk ? execute("COMMIT") : code;
    }
    // Whether a transaction is on the disk when it has ended (the rule), or with the next one that is.
    // Outside of transactions.
    enum class Durable { Now, Later };
    [[nodiscard]] SqlCode setDurable(Durable durable);
    [[nodiscard]] qint64 lastInsertedRow() const;
    // Rows that the last statement changed.
    [[nodiscard]] qint64 changes() const;

    // Asked now and then while a statement runs; true ends it with SQLITE_INTERRUPT. An empty function
    // removes it.
    void setInterrupt(std::function<bool()> wanted);

    // Pages now in the write-ahead log, as of the last commit of this connection.
    [[nodiscard]] int walPages() const { return m_walPages; }
    // Moves what readers allow of the log into the file.
    [[nodiscard]] SqlCode checkpoint();

    [[nodiscard]] sqlite3* handle() const { return m_handle; }

private:
    sqlite3* m_handle = nullptr;
    int m_walPages = 0;
    std::function<bool()> m_interrupt;
};

}  // namespace signalbox
