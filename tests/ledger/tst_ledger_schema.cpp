// Migrations: from nothing, from each earlier version, through made-up later ones; what is refused.
#include "core/ledger/LedgerWriter.h"
#include "core/ledger/Schema.h"
#include "tests/ledger/LedgerFixture.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>

using namespace signalbox;
using namespace signalbox::test;

class LedgerSchemaTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }
    void versionsRiseByOne();
    void anEmptyFileGetsTheLastVersion();
    void aFileOfVersionOneKeepsItsRows();
    void laterMigrationsRunOnceInOrder();
    void aFailedMigrationLeavesTheFileAsItWas();
    void aNewerVersionIsRefusedAndLeftAlone();
    void aVersionThatMakesNoSenseIsDamage_data();
    void aVersionThatMakesNoSenseIsDamage();

private:
    [[nodiscard]] QString path() const { return m_folder->filePath(QStringLiteral("ledger.sqlite3")); }
    void make(const char* sql) {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        Database database;
        QCOMPARE(database.open(path(), Database::Access::ReadWrite), kSqlOk);
        QCOMPARE(database.execute(sql), kSqlOk);
        database.close(Database::Ending::FoldLog);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    SharedClock m_clock;
};

void LedgerSchemaTest::versionsRiseByOne() {
    int version = 0;
    for (const Migration& migration : ledgerMigrations()) {
        QCOMPARE(migration.version, ++version);
    }
    QVERIFY(version >= 1);
}

void LedgerSchemaTest::anEmptyFileGetsTheLastVersion() {
    make("");
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    writer.stop();
    QCOMPARE(queryOne(path(), "PRAGMA user_version").toInt(), ledgerMigrations().back().version);
    QVERIFY(writer.health().ok);
}

void LedgerSchemaTest::aFileOfVersionOneKeepsItsRows() {
    // The tables as version 1 has them, with the rows of one finished and one open request.
    make(R"sql(
CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE open_request (id INTEGER PRIMARY KEY, request_id TEXT NOT NULL, started_ms INTEGER NOT NULL,
    client INTEGER, project INTEGER, endpoint INTEGER, requested_model INTEGER, route INTEGER,
    stream INTEGER NOT NULL);
CREATE TABLE request (id INTEGER PRIMARY KEY, request_id TEXT NOT NULL, started_ms INTEGER NOT NULL, client INTEGER,
    project INTEGER, endpoint INTEGER, requested_model INTEGER, route INTEGER, provider INTEGER,
    served_model INTEGER, answered_model INTEGER, status INTEGER NOT NULL, http_status INTEGER, stream INTEGER,
    attempts INTEGER, ttft_ms INTEGER, duration_ms INTEGER, input_tokens INTEGER, cached_input_tokens INTEGER,
    cache_write_tokens INTEGER, output_tokens INTEGER, reasoning_tokens INTEGER, cost_source INTEGER NOT NULL,
    cost INTEGER, list_cost INTEGER, wasted INTEGER);
CREATE INDEX request_started ON request (started_ms);
CREATE TABLE attempt (request INTEGER NOT NULL REFERENCES request (id) ON DELETE CASCADE, number INTEGER NOT NULL,
    provider INTEGER, model INTEGER, after_ms INTEGER NOT NULL, outcome INTEGER NOT NULL, http_status INTEGER,
    duration_ms INTEGER NOT NULL, drill INTEGER NOT NULL, input_tokens INTEGER, cached_input_tokens INTEGER,
    cache_write_tokens INTEGER, output_tokens INTEGER, reasoning_tokens INTEGER, cost_source INTEGER NOT NULL,
    cost INTEGER, list_cost INTEGER, PRIMARY KEY (request, number)) WITHOUT ROWID;
CREATE TABLE switch (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, actor TEXT NOT NULL, scope TEXT NOT NULL,
    from_state TEXT NOT NULL, to_state TEXT NOT NULL, until_ms INTEGER, reason TEXT NOT NULL);
CREATE VIEW request_log AS SELECT request_id FROM request;
INSERT INTO name VALUES (1, 'openai'), (2, 'gpt-5.5');
INSERT INTO request (id, request_id, started_ms, provider, served_model, status, cost_source, cost)
    VALUES (41, 'old', 1780000000000, 1, 2, 1, 2, 99);
INSERT INTO open_request (id, request_id, started_ms, requested_model, stream) VALUES (8, 'cut', 1780000000001, 2, 1);
PRAGMA user_version = 1;
)sql");
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    QCOMPARE(writer.interruptedRequests(), 1);
    writer.book(startedRequest(1));
    writer.book(finishedRequest(1));
    writer.stop();
    QVERIFY(writer.health().ok);
    QCOMPARE(queryOne(path(), "PRAGMA user_version").toInt(), ledgerMigrations().back().version);
    QCOMPARE(
        queryRows(path(),
                  "SELECT id, request_id, status, (SELECT text FROM name WHERE id = provider) FROM request"),
        (QStringList{QStringLiteral("41|old|1|openai"), QStringLiteral("42|cut|5|NULL"),
                     QStringLiteral("43|req_0000000000000000000001|1|openai")}));
}

void LedgerSchemaTest::laterMigrationsRunOnceInOrder() {
    const std::array all{Migration{1, "CREATE TABLE a (x)"}, Migration{2, "ALTER TABLE a ADD COLUMN y"},
                         Migration{3, "INSERT INTO a VALUES (1, 2)"}};
    make("CREATE TABLE a (x); PRAGMA user_version = 1");
    Database database;
    QCOMPARE(database.open(path(), Database::Access::ReadWrite), kSqlOk);
    for (int round = 0; round < 2; ++round) {
        QVERIFY(!migrate(database, all));
        qint64 version = 0;
        qint64 rows = 0;
        QCOMPARE(database.integer("PRAGMA user_version", version), kSqlOk);
        QCOMPARE(database.integer("SELECT count(*) FROM a WHERE y = 2", rows), kSqlOk);
        QCOMPARE(version, 3);
        QCOMPARE(rows, 1);
    }
}

void LedgerSchemaTest::aFailedMigrationLeavesTheFileAsItWas() {
    const std::array all{Migration{1, "CREATE TABLE a (x)"},
                         Migration{2, "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)"}};
    make("CREATE TABLE a (x); PRAGMA user_version = 1");
    Database database;
    QCOMPARE(database.open(path(), Database::Access::ReadWrite), kSqlOk);
    QVERIFY(migrate(database, all));
    QVERIFY(!database.inTransaction());
    qint64 version = 0;
    qint64 tables = 0;
    QCOMPARE(database.integer("PRAGMA user_version", version), kSqlOk);
    QCOMPARE(database.integer("SELECT count(*) FROM sqlite_schema", tables), kSqlOk);
    QCOMPARE(version, 1);
    QCOMPARE(tables, 1);
}

void LedgerSchemaTest::aNewerVersionIsRefusedAndLeftAlone() {
    make("CREATE TABLE later (x); PRAGMA user_version = 7");
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray before = file.readAll();
    LedgerWriter writer(path(), m_clock);
    const Result<void> started = writer.start();
    QVERIFY(!started);
    QCOMPARE(started.error().code, ErrorCode::InvalidInput);
    QVERIFY2(started.error().message.contains(QStringLiteral("newer Signalbox")),
             qPrintable(started.error().message));
    QCOMPARE(started.error().place, path());
    writer.book(startedRequest(1));
    QVERIFY(!writer.flushNow());
    QVERIFY(!writer.health().ok);
    QCOMPARE(writer.health().waitingEntries, 1);
    writer.stop();
    file.seek(0);
    QCOMPARE(file.readAll(), before);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files).filter(QStringLiteral("damaged")), QStringList{});
}

void LedgerSchemaTest::aVersionThatMakesNoSenseIsDamage_data() {
    QTest::addColumn<QByteArray>("sql");
    QTest::newRow("tables without a version") << QByteArray("CREATE TABLE request (x)");
    QTest::newRow("a version without tables") << QByteArray("PRAGMA user_version = 1");
    QTest::newRow("never given out") << QByteArray(
        "CREATE TABLE request (x); PRAGMA user_version = 16777217");
    QTest::newRow("negative") << QByteArray("CREATE TABLE request (x); PRAGMA user_version = -1");
    QTest::newRow("right version, wrong tables")
        << QByteArray("CREATE TABLE request (x); PRAGMA user_version = 2");
    QTest::newRow("earlier version, wrong tables")
        << QByteArray("CREATE TABLE request (x); PRAGMA user_version = 1");
}

void LedgerSchemaTest::aVersionThatMakesNoSenseIsDamage() {
    QFETCH(QByteArray, sql);
    make(sql.constData());
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    writer.book(startedRequest(1));
    QVERIFY(writer.flushNow());
    QVERIFY2(writer.health().problem.contains(QStringLiteral("damaged")),
             qPrintable(writer.health().problem));
    writer.stop();
    QCOMPARE(queryOne(path(), "SELECT count(*) FROM request_log"), QStringLiteral("1"));
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files).filter(QStringLiteral("damaged")),
             (QStringList{QStringLiteral("ledger.sqlite3.damaged-20260528T202641Z"),
                          QStringLiteral("ledger.sqlite3.damaged-20260528T202641Z-shm"),
                          QStringLiteral("ledger.sqlite3.damaged-20260528T202641Z-wal")}));
}

QTEST_GUILESS_MAIN(LedgerSchemaTest)
#include "tst_ledger_schema.moc"
