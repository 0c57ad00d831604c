// Files and folders that stand in the way, other programs at the file, the bound of the queue.
#include "core/ledger/LedgerWriter.h"
#include "tests/ledger/LedgerFixture.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace signalbox;
using namespace signalbox::test;

class LedgerTroubleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }
    void aFolderThatCannotBeMade_data();
    void aFolderThatCannotBeMade();
    void whatIsNoRegularFileIsRefused_data();
    void whatIsNoRegularFileIsRefused();
    void aReadOnlyFolder();
    void anotherProgramWrites();
    void anotherProgramReads();
    void theFileIsDeletedWhileInUse();
    void theFileIsReplacedWhileInUse();
    void nothingIsDroppedSilently();
    void healthIsQuietWhileAllIsWell();
    void bookingBeforeStartAndAfterAFailedStartIsKept();

private:
    [[nodiscard]] QString path() const { return m_folder->filePath(QStringLiteral("d/ledger.sqlite3")); }
    void touch(const QString& file, const QByteArray& content = {}) {
        QFile made(file);
        QVERIFY(made.open(QIODevice::WriteOnly));
        made.write(content);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    SharedClock m_clock;
};

void LedgerTroubleTest::aFolderThatCannotBeMade_data() {
    QTest::addColumn<bool>("underAFile");
    QTest::newRow("a file where a folder should be") << true;
    QTest::newRow("a file system that makes no folders") << false;
}

void LedgerTroubleTest::aFolderThatCannotBeMade() {
    QFETCH(bool, underAFile);
    const QString folder = m_folder->filePath(QStringLiteral("d"));
    const QString file = underAFile ? path() : QStringLiteral("/proc/signalbox/deep/ledger.sqlite3");
    if (underAFile) {
        touch(folder);
    }
    LedgerWriter writer(file, m_clock);
    const Result<void> started = writer.start();
    QVERIFY(!started);
    QCOMPARE(started.error().code, ErrorCode::Unavailable);
    QVERIFY2(started.error().message.contains(QStringLiteral("the folder")),
             qPrintable(started.error().message));
    QCOMPARE(started.error().place, file);
    QCOMPARE(writer.health().problem, started.error().message);
    writer.book(startedRequest(1));
    QVERIFY(!writer.flushNow());
    QCOMPARE(writer.health().waitingEntries, 1);
    if (underAFile) {
        QVERIFY(QFile::remove(folder));
        QVERIFY(writer.flushNow());
        QVERIFY(writer.health().ok);
        writer.stop();
        QCOMPARE(queryOne(file, "SELECT count(*) FROM request_log"), QStringLiteral("1"));
    }
}

void LedgerTroubleTest::whatIsNoRegularFileIsRefused_data() {
    QTest::addColumn<QString>("kind");
    for (const char* kind : {"folder", "link", "dangling link", "pipe"}) {
        QTest::newRow(kind) << QString::fromLatin1(kind);
    }
}

void LedgerTroubleTest::whatIsNoRegularFileIsRefused() {
    QFETCH(QString, kind);
    QVERIFY(QDir().mkpath(QFileInfo(path()).path()));
    const QString elsewhere = m_folder->filePath(QStringLiteral("elsewhere"));
    if (kind == QLatin1String("folder")) {
        QVERIFY(QDir().mkpath(path()));
    } else if (kind == QLatin1String("pipe")) {
        QCOMPARE(mkfifo(QFile::encodeName(path()).constData(), 0600), 0);
    } else {
        if (kind == QLatin1String("link")) {
            touch(elsewhere);
        }
        QVERIFY(QFile::link(elsewhere, path()));
    }
    LedgerWriter writer(path(), m_clock);
    const Result<void> started = writer.start();
    QVERIFY(!started);
    QVERIFY2(started.error().message.contains(QStringLiteral("not a regular file")),
             qPrintable(started.error().message));
    writer.book(startedRequest(1));
    writer.stop();
    QCOMPARE(writer.health().waitingEntries, 1);
    QCOMPARE(QFileInfo(elsewhere).size(), 0);
    QCOMPARE(QFileInfo::exists(elsewhere), kind == QLatin1String("link"));
}

void LedgerTroubleTest::aReadOnlyFolder() {
    const QString folder = QFileInfo(path()).path();
    QVERIFY(QDir().mkpath(folder));
    const QByteArray name = QFile::encodeName(folder);
    QCOMPARE(chmod(QFile::encodeName(m_folder->path()).constData(), 0755), 0);
    // Permissions do not bind root: the test stops being root for a while.
    constexpr uid_t kNobody = 65'534;
    const bool root = geteuid() == 0;
    if (root) {
        QCOMPARE(chown(name.constData(), kNobody, kNobody), 0);
        QCOMPARE(seteuid(kNobody), 0);
    }
    QCOMPARE(chmod(name.constData(), 0500), 0);
    {
        LedgerWriter writer(path(), m_clock);
        const Result<void> started = writer.start();
        writer.book(startedRequest(1));
        const bool written = writer.flushNow();
        const LedgerHealth health = writer.health();
        const int mended = chmod(name.constData(), 0700);
        const bool writtenThen = writer.flushNow();
        writer.stop();
        if (root) {
            QCOMPARE(seteuid(0), 0);
        }
        QVERIFY(!started);
        QVERIFY2(started.error().message.contains(QStringLiteral("read-only")),
                 qPrintable(started.error().message));
        QVERIFY(!written);
        QVERIFY(!health.ok);
        QCOMPARE(health.waitingEntries, 1);
        QCOMPARE(mended, 0);
        QVERIFY(writtenThen);
        QVERIFY(writer.health().ok);
    }
    QCOMPARE(queryOne(path(), "SELECT count(*) FROM request_log"), QStringLiteral("1"));
}

void LedgerTroubleTest::anotherProgramWrites() {
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    Database other;
    QCOMPARE(other.open(path(), Database::Access::ReadWrite), kSqlOk);
    QCOMPARE(other.execute("BEGIN IMMEDIATE; INSERT INTO name (text) VALUES ('theirs')"), kSqlOk);
    writer.book(startedRequest(1));
    QVERIFY(!writer.flushNow());
    QVERIFY2(writer.health().problem.contains(QStringLiteral("Another program")),
             qPrintable(writer.health().problem));
    QCOMPARE(other.execute("COMMIT"), kSqlOk);
    // No clock has moved: it tries again by itself as soon as the lock is gone.
    QTRY_VERIFY_WITH_TIMEOUT(writer.health().ok, 10'000);
    QCOMPARE(writer.health().waitingEntries, 0);
    QCOMPARE(queryOne(path(), "SELECT client FROM request_log"), QStringLiteral("default"));
}

void LedgerTroubleTest::anotherProgramReads() {
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    Database other;
    QCOMPARE(other.open(path(), Database::Access::ReadOnly), kSqlOk);
    QCOMPARE(other.execute("BEGIN; SELECT count(*) FROM request"), kSqlOk);
    for (qint64 n = 0; n < 20'000; ++n) {
        writer.book(startedRequest(n));
        writer.book(finishedRequest(n));
    }
    QVERIFY(writer.flushNow());
    QVERIFY(writer.health().ok);
    qint64 seen = -1;
    QCOMPARE(other.integer("SELECT count(*) FROM request", seen), kSqlOk);
    QCOMPARE(seen, 0);
    QCOMPARE(other.execute("COMMIT"), kSqlOk);
    QCOMPARE(other.integer("SELECT count(*) FROM request", seen), kSqlOk);
    QCOMPARE(seen, 20'000);
}

void LedgerTroubleTest::theFileIsDeletedWhileInUse() {
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    writer.book(startedRequest(1));
    writer.book(startedRequest(2));
    writer.book(finishedRequest(2));
    QVERIFY(writer.flushNow());
    for (const char* suffix : {"", "-wal", "-shm"}) {
        QVERIFY(QFile::remove(path() + QLatin1String(suffix)));
    }
    writer.book(startedRequest(3));
    QVERIFY(writer.flushNow());
    // What still runs is in the new file; what ended went with the old one.
    QCOMPARE(queryRows(path(), "SELECT request_id, status FROM request_log ORDER BY request_id"),
             (QStringList{QStringLiteral("req_0000000000000000000001|NULL"),
                          QStringLiteral("req_0000000000000000000003|NULL")}));
    writer.book(finishedRequest(1));
    writer.book(finishedRequest(3));
    writer.stop();
    QCOMPARE(queryOne(path(), "SELECT count(*), sum(status = 'ok') FROM request_log"), QStringLiteral("2|2"));
}

void LedgerTroubleTest::theFileIsReplacedWhileInUse() {
    // Another ledger, with rows whose ids collide with those this run would give.
    const QString otherPath = m_folder->filePath(QStringLiteral("other.sqlite3"));
    {
        LedgerWriter other(otherPath, m_clock);
        QVERIFY(other.start());
        for (qint64 n = 100; n < 110; ++n) {
            other.book(startedRequest(n));
            if (n < 105) {
                other.book(finishedRequest(n));
            }
        }
    }
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    writer.book(startedRequest(1));
    writer.book(startedRequest(2));
    QVERIFY(writer.flushNow());
    QVERIFY(QFile::remove(path() + QStringLiteral("-wal")));
    QVERIFY(QFile::remove(path() + QStringLiteral("-shm")));
    QVERIFY(QFile::remove(path()));
    QVERIFY(QFile::rename(otherPath, path()));
    writer.book(finishedRequest(1));
    writer.book(startedRequest(3));
    QVERIFY(writer.flushNow());
    writer.book(finishedRequest(2));
    writer.book(finishedRequest(3));
    writer.stop();
    QCOMPARE(
        queryOne(path(), "SELECT count(*), count(DISTINCT request_id), sum(status = 'ok') FROM request_log"),
        QStringLiteral("13|13|8"));
    QCOMPARE(queryOne(path(), "PRAGMA integrity_check"), QStringLiteral("ok"));
}

void LedgerTroubleTest::nothingIsDroppedSilently() {
    touch(m_folder->filePath(QStringLiteral("d")));
    LedgerWriterOptions options;
    options.queueLimit = 10;
    options.troubleTick = Milliseconds(5);
    LedgerWriter writer(path(), m_clock, options);
    std::atomic<qint64> told = 0;
    writer.onHealthChanged([&told](const LedgerHealth& health) { told = health.droppedEntries; });
    QVERIFY(!writer.start());
    for (qint64 n = 0; n < 15; ++n) {
        writer.book(startedRequest(n));
    }
    QCOMPARE(writer.health().droppedEntries, 5);
    QTRY_COMPARE_WITH_TIMEOUT(told.load(), 5, 2'000);
    QVERIFY2(writer.health().problem.contains(QStringLiteral("5 entries could not be kept")),
             qPrintable(writer.health().problem));
    QVERIFY(QFile::remove(m_folder->filePath(QStringLiteral("d"))));
    QVERIFY(writer.flushNow());
    // Room again, and the loss is still told.
    writer.book(startedRequest(20));
    writer.stop();
    QVERIFY(!writer.health().ok);
    QCOMPARE(writer.health().droppedEntries, 5);
    QCOMPARE(queryOne(path(), "SELECT count(*) FROM request_log"), QStringLiteral("11"));
}

void LedgerTroubleTest::healthIsQuietWhileAllIsWell() {
    LedgerWriter writer(path(), m_clock);
    std::atomic<int> calls = 0;
    writer.onHealthChanged([&calls](const LedgerHealth&) { ++calls; });
    QVERIFY(writer.start());
    for (qint64 n = 0; n < 50; ++n) {
        writer.book(startedRequest(n));
        QVERIFY(writer.flushNow());
    }
    writer.stop();
    QCOMPARE(calls.load(), 0);
}

void LedgerTroubleTest::bookingBeforeStartAndAfterAFailedStartIsKept() {
    LedgerWriter writer(path(), m_clock);
    writer.book(startedRequest(1));
    QCOMPARE(writer.health().waitingEntries, 1);
    QVERIFY(writer.start());
    writer.stop();
    QCOMPARE(queryOne(path(), "SELECT count(*) FROM request_log"), QStringLiteral("1"));
}

QTEST_GUILESS_MAIN(LedgerTroubleTest)
#include "tst_ledger_trouble.moc"
