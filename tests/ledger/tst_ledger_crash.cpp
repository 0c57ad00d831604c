// SIGKILL under load, again and again on the same ledger: what began or ended more than 100 ms before is
// there, once.
#include "core/ledger/LedgerWriter.h"
#include "tests/ledger/LedgerHistory.h"

#include <QFile>
#include <QHash>
#include <QProcess>
#include <QRandomGenerator>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace signalbox;
using namespace signalbox::test;

class LedgerCrashTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsOlderThanATenthOfASecondSurvives();

private:
    struct Told {
        QHash<qint64, qint64> started;   // number → ns
        QHash<qint64, qint64> finished;  // number → ns
        qint64 machineNs = 0;            // how long the machine itself held up a synced write
        qint64 killedNs = 0;
    };
    void runAndKill(const QString& path, quint32 round, int afterMs, Told& told);
};

void LedgerCrashTest::runAndKill(const QString& path, quint32 round, int afterMs, Told& told) {
    const SystemClock clock;
    QProcess child;
    child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child.start(QStringLiteral(LEDGER_CRASH_CHILD), {path, QString::number(round)});
    QByteArray output;
    qint64 firstMs = -1;
    while (firstMs < 0 || clock.monotonicMs() - firstMs < afterMs) {
        QVERIFY2(child.waitForReadyRead(20'000), qPrintable(child.errorString()));
        output += child.readAll();
        if (firstMs < 0) {
            firstMs = clock.monotonicMs();
        }
    }
    told.killedNs = clock.monotonicNs();
    QCOMPARE(::kill(pid_t(child.processId()), SIGKILL), 0);
    QVERIFY(child.waitForFinished(20'000));
    QCOMPARE(child.exitStatus(), QProcess::CrashExit);
    output += child.readAll();
    output.truncate(output.lastIndexOf('\n') + 1);
    for (const QByteArray& line : output.split('\n')) {
        const QList<QByteArray> words = line.split(' ');
        if (words[0] == "S") {
            told.started.insert(words[1].toLongLong(), words[2].toLongLong());
        } else if (words[0] == "F") {
            told.finished.insert(words[1].toLongLong(), words[2].toLongLong());
        } else if (words[0] == "P") {
            told.machineNs = words[1].toLongLong();
        }
    }
}

void LedgerCrashTest::whatIsOlderThanATenthOfASecondSurvives() {
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("ledger.sqlite3"));
    const SystemClock clock;
    qint64 checked = 0;
    qint64 interruptedBefore = 0;
    for (quint32 round = 1; round <= 8; ++round) {
        Told told;
        runAndKill(path, round, 200 + random.bounded(600), told);
        if (QTest::currentTestFailed()) {
            return;
        }
        LedgerWriter writer(path, clock);
        const Result<void> started = writer.start();
        QVERIFY2(started.ok(), started ? "" : qPrintable(started.error().message));
        const qint64 interrupted = writer.interruptedRequests();
        writer.stop();
        QVERIFY2(writer.health().ok, qPrintable(writer.health().problem));
        QCOMPARE(queryOne(path, "PRAGMA integrity_check"), QStringLiteral("ok"));
        QCOMPARE(queryOne(path, "SELECT count(*) - count(DISTINCT request_id) FROM request_log"),
                 QStringLiteral("0"));
        const QStringList faults = rollupFaults(path);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QLatin1Char('\n'))));
        QCOMPARE(queryOne(path, "SELECT count(*) FROM request_log WHERE status IS NULL"),
                 QStringLiteral("0"));
        const qint64 interruptedNow =
            queryOne(path, "SELECT count(*) FROM request_log WHERE status = 'interrupted'").toLongLong();
        QCOMPARE(interruptedNow - interruptedBefore, interrupted);
        interruptedBefore = interruptedNow;
        QVERIFY(interrupted <= 1'040);
        QCOMPARE(queryOne(path, "SELECT count(*) FROM request_log WHERE status = 'ok'"),
                 queryOne(path, "SELECT count(*) FROM attempt_log"));

        QHash<QString, QString> rows;
        for (const QString& row : queryRows(path, "SELECT request_id, status FROM request_log")) {
            const QStringList columns = row.split(QLatin1Char('|'));
            rows.insert(columns[0], columns[1]);
        }
        const qint64 certainNs = told.killedNs - 100'000'000 - told.machineNs;
        qint64 missingStarts = 0;
        qint64 missingEnds = 0;
        qint64 latestNs = 0;
        for (auto entry = told.started.cbegin(); entry != told.started.cend(); ++entry) {
            if (entry.value() < certainNs) {
                ++checked;
                missingStarts += rows.contains(QString::fromLatin1(requestId(entry.key()))) ? 0 : 1;
            }
        }
        for (auto entry = told.finished.cbegin(); entry != told.finished.cend(); ++entry) {
            const bool there = rows.value(QString::fromLatin1(requestId(entry.key()))) == QLatin1String("ok");
            if (entry.value() < certainNs) {
                ++checked;
                missingEnds += there ? 0 : 1;
            }
            if (!there) {
                latestNs = std::max(latestNs, told.killedNs - entry.value());
            }
        }
        qInfo(
            "round %u: %lld ends, the oldest one missing ended %lld ms before the kill; the machine held up "
            "%lld ms",
            round, qlonglong(told.finished.size()), qlonglong(latestNs / 1'000'000),
            qlonglong(told.machineNs / 1'000'000));
        QCOMPARE(missingStarts, 0);
        QCOMPARE(missingEnds, 0);
    }
    QVERIFY(checked > 1'000);
}

QTEST_GUILESS_MAIN(LedgerCrashTest)
#include "tst_ledger_crash.moc"
