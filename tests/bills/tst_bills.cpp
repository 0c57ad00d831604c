// A hundred thousand requests in every shape of usage, five in a hundred cut or left by their client, and
// kill -9 in the middle: the ledger and the providers' own bills agree to the token and the nano-dollar, and
// nothing is counted twice. Where a provider never said what it charges, the ledger says that it guesses.
#include <QFile>
#include <QHash>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

#include <csignal>

namespace {

constexpr int kRequests = 100'000;
constexpr int kKilledAfter = 40'000;

struct Row {
    int times = 0;
    QByteArray provider;
    QByteArray status;
    QByteArray source;
    QList<qint64> numbers;  // input, cached, written, output, reasoning, nano-dollars
};

QHash<QByteArray, Row> readLedger(const QString& path, const char* sql) {
    QHash<QByteArray, Row> rows;
    sqlite3* database = nullptr;
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_open_v2(QFile::encodeName(path).constData(), &database, SQLITE_OPEN_READONLY, nullptr) ==
            SQLITE_OK &&
        sqlite3_prepare_v2(database, sql, -1, &statement, nullptr) == SQLITE_OK) {
        const auto text = [&](int column) {
            return QByteArray(reinterpret_cast<const char*>(sqlite3_column_text(statement, column)));
        };
        while (sqlite3_step(statement) == SQLITE_ROW) {
            Row& row = rows[text(0)];
            ++row.times;
            row.provider = text(1);
            row.status = text(2);
            row.source = text(3);
            row.numbers.clear();
            for (int column = 4; column < sqlite3_column_count(statement); ++column) {
                row.numbers << sqlite3_column_int64(statement, column);
            }
        }
    }
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return rows;
}

QList<QByteArray> linesOf(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    QByteArray content = file.readAll();
    content.truncate(content.lastIndexOf('\n') + 1);
    QList<QByteArray> lines = content.split('\n');
    lines.removeAll(QByteArray());
    return lines;
}

}  // namespace

class TestBills final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLedgerEqualsTheBills();

private:
    static void run(QProcess& child, const QString& ledger, const QString& bills, int first) {
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(QStringLiteral(BILLS_CHILD),
                    {ledger, bills, QString::number(first), QString::number(kRequests)});
    }
};

void TestBills::theLedgerEqualsTheBills() {
    const QTemporaryDir folder;
    const QString ledger = folder.filePath(QStringLiteral("ledger.sqlite3"));
    const QString bills = folder.filePath(QStringLiteral("bills"));
    {
        QProcess child;
        run(child, ledger, bills, 0);
        QVERIFY(child.waitForStarted());
        QVERIFY(QTest::qWaitFor(
            [&] {
                return QFile(bills).size() > qint64{kKilledAfter} * 60 || child.state() != QProcess::Running;
            },
            120'000));
        QCOMPARE(child.state(), QProcess::Running);
        QCOMPARE(::kill(pid_t(child.processId()), SIGKILL), 0);
        QVERIFY(child.waitForFinished(20'000));
    }
    // Goes on after the last one that ended; those that were under way are lost, as they would be.
    int next = 0;
    const QList<QByteArray> before = linesOf(bills);
    for (const QByteArray& line : before) {
        next = std::max(next, line.split(' ')[1].toInt() + 1);
    }
    {
        QProcess child;
        run(child, ledger, bills, next);
        QVERIFY(child.waitForFinished(300'000));
        QCOMPARE(child.exitCode(), 0);
    }

    const QHash<QByteArray, Row> rows =
        readLedger(ledger,
                   "SELECT request_id, provider, status, cost_source, input_tokens, cached_input_tokens, "
                   "cache_write_tokens, output_tokens, reasoning_tokens, cost_nanousd FROM request_log "
                   "WHERE status IS NOT NULL AND status <> 'interrupted'");
    const QHash<QByteArray, Row> attempts = readLedger(
        ledger,
        "SELECT request_id, provider, outcome, '', cost_nanousd, count(*) FROM attempt_log GROUP BY 1");
    const QList<QByteArray> lines = linesOf(bills);
    int compared = 0;
    int guessed = 0;
    int lost = 0;
    qint64 billed = 0;
    qint64 booked = 0;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QList<QByteArray> bill = lines[i].split(' ');
        const Row row = rows.value(bill[0]);
        if (row.times == 0) {  // only what the kill caught on its way to the disk
            QVERIFY2(i < before.size() && i > before.size() - 20'000, lines[i].constData());
            ++lost;
            continue;
        }
        QVERIFY2(row.times == 1, lines[i].constData());
        QCOMPARE(row.provider, bill[2]);
        QCOMPARE(attempts.value(bill[0]).numbers.value(1), 1);
        if (bill[9] == "0") {
            QVERIFY2(row.source == "estimated" && row.status != "ok", lines[i].constData());
            ++guessed;
            continue;
        }
        for (int column = 0; column < 6; ++column) {
            QVERIFY2(row.numbers[column] == bill[3 + column].toLongLong(),
                     QByteArray(lines[i] + ": " + QByteArray::number(row.numbers[column])).constData());
        }
        QVERIFY2(row.source == (bill[2] == "openrouter" || bill[2] == "xai" ? "reported" : "computed"),
                 lines[i].constData());
        QCOMPARE(attempts.value(bill[0]).numbers.value(0), row.numbers[5]);
        ++compared;
        billed += bill[8].toLongLong();
        booked += row.numbers[5];
    }
    QCOMPARE(booked, billed);
    QCOMPARE(rows.size(), compared + guessed);  // nothing that no provider has billed
    qInfo("%d compared, $%.6f; %d that no provider told, %d lost to the kill", compared,
          static_cast<double>(billed) / 1e9, guessed, lost);
    QVERIFY(compared > kRequests * 9 / 10 - lost);
    QVERIFY(guessed > kRequests / 50);
}

QTEST_GUILESS_MAIN(TestBills)
#include "tst_bills.moc"
