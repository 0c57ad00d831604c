// A fault at every operation that changes a file: nothing is lost, nothing is there twice, and health says
// so.
#include "core/ledger/LedgerWriter.h"
#include "tests/ledger/FaultyVfs.h"
#include "tests/ledger/LedgerFixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace signalbox;
using namespace signalbox::test;

Q_DECLARE_METATYPE(FaultyVfs::Fault)

class LedgerFaultsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFaultAtEveryOperationLosesNothing_data();
    void aFaultAtEveryOperationLosesNothing();
    void dyingAtEveryOperationKeepsWhatWasWritten_data() { aFaultAtEveryOperationLosesNothing_data(); }
    void dyingAtEveryOperationKeepsWhatWasWritten();
    void sentences_data();
    void sentences();
    void triesAgainWithBackOff();
    void aWriteThatDoesNotComeBackIsTold();
    void aFullDiskDuringCheckpointsLosesNothing();

private:
    struct Booked {
        qint64 next = 0;
        std::vector<qint64> running;
        std::vector<qint64> started;   // flushed as started, at least
        std::vector<qint64> finished;  // flushed as finished
    };
    // A few requests of every kind: one that starts and ends at once, one that ends one that was running, one
    // that runs on.
    void round(LedgerWriter& writer, Booked& booked);
    static QString path(const QTemporaryDir& folder) {
        return folder.filePath(QStringLiteral("d/ledger.sqlite3"));
    }
    SharedClock m_clock;
};

void LedgerFaultsTest::round(LedgerWriter& writer, Booked& booked) {
    const qint64 quick = booked.next++;
    const qint64 slow = booked.next++;
    std::vector<qint64> ended{quick};
    writer.book(startedRequest(quick));
    writer.book(finishedRequest(quick));
    writer.book(startedRequest(slow));
    if (!booked.running.empty()) {
        ended.push_back(booked.running.front());
        writer.book(finishedRequest(booked.running.front()));
        booked.running.erase(booked.running.begin());
    }
    booked.running.push_back(slow);
    SwitchChanged change;
    change.atMs = quick;
    writer.book(change);
    if (writer.flushNow()) {
        booked.finished.insert(booked.finished.end(), ended.begin(), ended.end());
    }
}

void LedgerFaultsTest::aFaultAtEveryOperationLosesNothing_data() {
    QTest::addColumn<FaultyVfs::Fault>("fault");
    QTest::addColumn<int>("count");
    const std::vector<std::pair<const char*, FaultyVfs::Fault>> faults{
        {"I/O error", FaultyVfs::Fault::IoError},
        {"short write", FaultyVfs::Fault::ShortWrite},
        {"full", FaultyVfs::Fault::Full},
        {"read-only", FaultyVfs::Fault::ReadOnly}};
    for (const auto& [name, fault] : faults) {
        for (const int count : {1, 3, FaultyVfs::kForEver}) {
            QTest::addRow("%s, %s", name,
                          count == 1   ? "once"
                          : count == 3 ? "three times"
                                       : "until mended")
                << fault << count;
        }
    }
}

void LedgerFaultsTest::aFaultAtEveryOperationLosesNothing() {
    QFETCH(FaultyVfs::Fault, fault);
    QFETCH(int, count);
    FaultyVfs vfs;
    int failures = 1;
    int first = 1;
    for (; failures > 0; ++first) {
        const QTemporaryDir folder;
        vfs.failFrom(first, count, fault);
        Booked booked;
        {
            LedgerWriter writer(path(folder), m_clock);
            const Result<void> started = writer.start();
            QVERIFY(started || vfs.failures() > 0);
            for (int i = 0; i < 4; ++i) {
                const std::size_t before = booked.finished.size();
                round(writer, booked);
                if (booked.finished.size() == before) {
                    QVERIFY(!writer.health().ok);
                    QVERIFY(!writer.health().problem.isEmpty());
                    QVERIFY(writer.health().waitingEntries > 0);
                }
            }
            failures = vfs.failures();
            vfs.clear();
            QVERIFY(writer.flushNow());
            QVERIFY2(writer.health().ok, qPrintable(writer.health().problem));
            QCOMPARE(writer.health().waitingEntries, 0);
            writer.stop();
        }
        QCOMPARE(queryOne(path(folder),
                          "SELECT count(*), count(DISTINCT request_id), sum(status = 'ok'), "
                          "sum(status IS NULL) FROM request_log"),
                 QStringLiteral("8|8|7|1"));
        QCOMPARE(queryOne(path(folder), "SELECT count(*), count(DISTINCT request_id) FROM attempt_log"),
                 QStringLiteral("7|7"));
        QCOMPARE(queryOne(path(folder), "SELECT count(*), count(DISTINCT at) FROM switch_log"),
                 QStringLiteral("4|4"));
        QCOMPARE(queryOne(path(folder), "PRAGMA integrity_check"), QStringLiteral("ok"));
    }
    qInfo("%d operations", first - 2);
    QVERIFY(first > 20);
}

void LedgerFaultsTest::dyingAtEveryOperationKeepsWhatWasWritten() {
    QFETCH(FaultyVfs::Fault, fault);
    QFETCH(int, count);
    if (count != FaultyVfs::kForEver) {
        return;  // the process that dies does not see the fault pass
    }
    FaultyVfs vfs;
    int failures = 1;
    for (int first = 1; failures > 0; ++first) {
        const QTemporaryDir folder;
        vfs.failFrom(first, count, fault);
        Booked booked;
        {
            LedgerWriter writer(path(folder), m_clock);
            (void)writer.start();
            for (int i = 0; i < 4; ++i) {
                round(writer, booked);
            }
            failures = vfs.failures();
            writer.stop();
        }
        vfs.clear();
        LedgerWriter again(path(folder), m_clock);
        QVERIFY(again.start());
        again.stop();
        QVERIFY2(again.health().ok, qPrintable(again.health().problem));
        const QStringList rows =
            queryRows(path(folder), "SELECT request_id FROM request_log WHERE status = 'ok'");
        for (const qint64 number : booked.finished) {
            QCOMPARE(rows.count(QString::fromLatin1(requestId(number))), 1);
        }
        QCOMPARE(queryOne(path(folder), "SELECT count(*) - count(DISTINCT request_id) FROM request_log"),
                 QStringLiteral("0"));
        QCOMPARE(queryOne(path(folder), "PRAGMA integrity_check"), QStringLiteral("ok"));
    }
}

void LedgerFaultsTest::sentences_data() {
    QTest::addColumn<FaultyVfs::Fault>("fault");
    QTest::addColumn<QString>("words");
    QTest::newRow("I/O error") << FaultyVfs::Fault::IoError << QStringLiteral("The disk reports errors");
    QTest::newRow("full") << FaultyVfs::Fault::Full << QStringLiteral("is full");
    QTest::newRow("read-only") << FaultyVfs::Fault::ReadOnly << QStringLiteral("read-only");
}

void LedgerFaultsTest::sentences() {
    QFETCH(FaultyVfs::Fault, fault);
    QFETCH(QString, words);
    FaultyVfs vfs;
    const QTemporaryDir folder;
    LedgerWriter writer(path(folder), m_clock);
    std::atomic<int> told = 0;
    writer.onHealthChanged([&told](const LedgerHealth& health) { told = health.ok ? 2 : 1; });
    QVERIFY(writer.start());
    writer.book(startedRequest(1));
    QVERIFY(writer.flushNow());
    QCOMPARE(told.load(), 0);
    vfs.failFrom(1, FaultyVfs::kForEver, fault);
    // By itself, without flushNow(): the next batch meets the fault.
    writer.book(finishedRequest(1));
    QTRY_COMPARE_WITH_TIMEOUT(told.load(), 1, 2'000);
    const LedgerHealth health = writer.health();
    QVERIFY2(health.problem.contains(words), qPrintable(health.problem));
    QVERIFY2(health.problem.contains(path(folder)), qPrintable(health.problem));
    QCOMPARE(health.waitingEntries, 1);
    vfs.clear();
    QVERIFY(writer.flushNow());
    QTRY_COMPARE_WITH_TIMEOUT(told.load(), 2, 2'000);
    QCOMPARE(writer.health().problem, QString());
}

void LedgerFaultsTest::triesAgainWithBackOff() {
    FaultyVfs vfs;
    const QTemporaryDir folder;
    LedgerWriterOptions options;
    options.troubleTick = Milliseconds(2);
    options.batchWindow = Milliseconds(1);
    LedgerWriter writer(path(folder), m_clock, options);
    std::atomic<qint64> waiting = 0;
    writer.onHealthChanged([&waiting](const LedgerHealth& health) { waiting = health.waitingEntries; });
    QVERIFY(writer.start());
    vfs.failFrom(1, FaultyVfs::kForEver, FaultyVfs::Fault::IoError);
    qint64 booked = 0;
    // When the count told has risen, the ledger thread has been round since the clock was last moved.
    const auto goRound = [&] {
        for (int i = 0; i < 2; ++i) {
            writer.book(startedRequest(booked++));
            QTRY_COMPARE_WITH_TIMEOUT(waiting.load(), booked, 5'000);
        }
    };
    goRound();
    QCOMPARE(vfs.opens(), 0);  // the first failure came over the open connection
    int opens = 0;
    for (const qint64 delay : {1'000, 2'000, 4'000, 8'000, 16'000, 30'000, 30'000}) {
        m_clock.advance(delay - 1);
        goRound();
        QCOMPARE(vfs.opens(), opens);
        m_clock.advance(1);
        QTRY_COMPARE_WITH_TIMEOUT(vfs.opens(), opens + 1, 5'000);
        goRound();
        QCOMPARE(vfs.opens(), ++opens);
    }
    vfs.clear();
    m_clock.advance(30'000);
    QTRY_COMPARE_WITH_TIMEOUT(waiting.load(), 0, 5'000);
    writer.stop();
    QCOMPARE(queryOne(path(folder), "SELECT count(*) FROM request_log").toLongLong(), booked);
}

void LedgerFaultsTest::aWriteThatDoesNotComeBackIsTold() {
    FaultyVfs vfs;
    const QTemporaryDir folder;
    LedgerWriter writer(path(folder), m_clock);
    QVERIFY(writer.start());
    vfs.closeGate();
    writer.book(startedRequest(1));
    QTRY_VERIFY_WITH_TIMEOUT(vfs.someoneWaits(), 5'000);
    QVERIFY(writer.health().ok);
    m_clock.advance(1'501);
    QVERIFY(!writer.health().ok);
    QVERIFY2(writer.health().problem.contains(QStringLiteral("does not answer")),
             qPrintable(writer.health().problem));
    // Booking goes on, and does not wait.
    writer.book(startedRequest(2));
    QCOMPARE(writer.health().waitingEntries, 2);
    vfs.openGate();
    QVERIFY(writer.flushNow());
    QVERIFY(writer.health().ok);
}

void LedgerFaultsTest::aFullDiskDuringCheckpointsLosesNothing() {
    FaultyVfs vfs;
    const QTemporaryDir folder;
    LedgerWriter writer(path(folder), m_clock);
    QVERIFY(writer.start());
    // Enough rows for several checkpoints of a thousand pages, with a disk that is full every now and then.
    constexpr qint64 kRequests = 40'000;
    qint64 failed = 0;
    for (qint64 n = 0; n < kRequests; ++n) {
        writer.book(startedRequest(n));
        writer.book(finishedRequest(n));
        if (n % 1'000 == 999) {
            vfs.failFrom(int(n / 100) % 450 + 1, 5, FaultyVfs::Fault::Full);
            failed += writer.flushNow() ? 0 : 1;
            vfs.clear();
            QVERIFY(writer.flushNow());
        }
    }
    QVERIFY(failed > 0);
    writer.stop();
    QCOMPARE(queryOne(path(folder), "SELECT count(*), count(DISTINCT request_id) FROM request_log"),
             QStringLiteral("40000|40000"));
    QCOMPARE(queryOne(path(folder), "PRAGMA integrity_check"), QStringLiteral("ok"));
}

QTEST_GUILESS_MAIN(LedgerFaultsTest)
#include "tst_ledger_faults.moc"
