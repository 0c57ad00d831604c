// The writer's rows through the contract's views: columns, words, nulls, batches, interrupted requests.
#include "core/ledger/LedgerWriter.h"
#include "tests/ledger/LedgerFixture.h"

#include <QDateTime>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

class LedgerRoundTripTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }
    void viewsHaveTheColumnsOfTheContract_data();
    void viewsHaveTheColumnsOfTheContract();
    void everyColumnComesBack();
    void unknownIsNull();
    void statusWords_data();
    void statusWords();
    void outcomeWords_data();
    void outcomeWords();
    void projectFoundAfterTheStart();
    void costSourceWords_data();
    void costSourceWords();
    void timesAreExactToTheMillisecond();
    void aRunningRequestIsShownWithoutStatus();
    void startAndEndInOneBatchIsOneRow();
    void startAndEndInTwoBatchesIsOneRow();
    void anEndWithoutItsStartIsKept();
    void oneAttemptNumberTwiceDoesNotHoldUpTheRest();
    void switchesComeBack();
    void manyEntriesInAnyOrderComeBackOnce();
    void fileAndFolderAreForTheOwnerAlone();
    void whatACrashLeftOpenBecomesInterrupted();
    void stopWritesEverything();
    void oddNamesAreDataOnly();

private:
    [[nodiscard]] QString path() const { return m_folder->filePath(QStringLiteral("data/ledger.sqlite3")); }
    void bookAndStop(std::vector<LedgerEntry> entries);
    QString one(const char* sql) const { return queryOne(path(), sql); }

    std::unique_ptr<QTemporaryDir> m_folder;
    SharedClock m_clock;
};

void LedgerRoundTripTest::bookAndStop(std::vector<LedgerEntry> entries) {
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    for (LedgerEntry& entry : entries) {
        writer.book(std::move(entry));
    }
    writer.stop();
    QCOMPARE(writer.health().waitingEntries, 0);
    QVERIFY(writer.health().ok);
}

void LedgerRoundTripTest::viewsHaveTheColumnsOfTheContract_data() {
    QTest::addColumn<QByteArray>("view");
    QTest::addColumn<QStringList>("columns");
    const auto columns = [](const char* names) { return QString::fromLatin1(names).split(QLatin1Char(' ')); };
    QTest::newRow("request_log")
        << QByteArray("request_log")
        << columns(
               "request_id started_at client project endpoint requested_model route provider served_model "
               "answered_model status http_status stream attempts ttft_ms duration_ms input_tokens "
               "cached_input_tokens cache_write_tokens output_tokens reasoning_tokens cost_source "
               "cost_nanousd "
               "list_cost_nanousd wasted_nanousd needs prompt_tokens");
    QTest::newRow("attempt_log") << QByteArray("attempt_log")
                                 << columns(
                                        "request_id attempt provider model started_at outcome http_status "
                                        "duration_ms drill cost_nanousd list_cost_nanousd cost_source "
                                        "input_tokens cached_input_tokens cache_write_tokens output_tokens "
                                        "reasoning_tokens cache_write_long_tokens audio_input_tokens "
                                        "image_input_tokens audio_output_tokens image_output_tokens images "
                                        "audio_ms characters searches service_class price");
    QTest::newRow("hour_log") << QByteArray("hour_log")
                              << columns(
                                     "hour model provider client project requests failed input_tokens "
                                     "cached_input_tokens cache_write_tokens output_tokens reasoning_tokens "
                                     "cost_nanousd list_cost_nanousd wasted_nanousd requests_of_unknown_cost "
                                     "requests_of_estimated_cost");
    QTest::newRow("switch_log") << QByteArray("switch_log") << columns("at actor scope from to until reason");
}

void LedgerRoundTripTest::viewsHaveTheColumnsOfTheContract() {
    QFETCH(QByteArray, view);
    QFETCH(QStringList, columns);
    bookAndStop({});
    Database database;
    QCOMPARE(database.open(path(), Database::Access::ReadOnly), kSqlOk);
    Statement statement;
    QCOMPARE(database.prepare(QByteArray("SELECT * FROM " + view).constData(), statement), kSqlOk);
    QStringList found;
    for (int i = 0; i < statement.columns(); ++i) {
        found.append(statement.columnName(i));
    }
    QCOMPARE(found, columns);
}

void LedgerRoundTripTest::everyColumnComesBack() {
    RequestStarted started = startedRequest(7);
    started.startedAtMs = 1'780'000'000'123;
    started.endpoint = Endpoint::Responses;
    started.stream = true;
    started.needs = {Need::Tools, Need::JsonSchema};
    started.promptTokens = 812;
    RequestFinished finished = finishedRequest(7);
    finished.status = RequestStatus::Incomplete;
    finished.httpStatus = 206;
    finished.ttftMs = 0;
    finished.durationMs = 4'321;
    finished.usage = {1'000, 900, 50, 70, 20, std::nullopt, false};
    finished.cost = {5'000'000'001, 6'000'000'002, CostSource::Reported};
    finished.wasted = 77;
    AttemptRecord first;
    first.number = 1;
    first.provider = QStringLiteral("north");
    first.model = QStringLiteral("m1");
    first.startedAtMs = 1'780'000'000'124;
    first.outcome = Outcome::RateLimited;
    first.httpStatus = 429;
    first.durationMs = 12;
    first.drill = true;
    AttemptRecord second = finished.attempts.front();
    second.number = 2;
    second.startedAtMs = 1'780'000'001'000;
    second.durationMs = 3'000;
    second.cost = {5'000'000'001, 6'000'000'002, CostSource::Reported,
                   std::make_shared<const QByteArray>("{\"input\":5}")};
    second.usage = finished.usage;
    second.usage.cacheWriteLongTokens = 40;
    second.usage.audioInputTokens = 1;
    second.usage.imageInputTokens = 2;
    second.usage.audioOutputTokens = 3;
    second.usage.imageOutputTokens = 4;
    second.usage.images = 5;
    second.usage.audioMs = 6;
    second.usage.characters = 7;
    second.usage.searches = 8;
    second.usage.serviceClass = ServiceClass::Flex;
    finished.attempts = {first, second};
    bookAndStop({started, finished});

    QCOMPARE(
        queryRows(path(), "SELECT * FROM request_log"),
        QStringList{QStringLiteral(
            "req_0000000000000000000007|2026-05-28T20:26:40.123Z|default|~/src/project-2|responses|gpt-5.5|"
            "gpt-5.5|openai|gpt-5.5|gpt-5.5-2026-05-01|incomplete|206|1|2|0|4321|1000|900|50|70|20|reported|"
            "5000000001|6000000002|77|tools,json_schema|812")});
    QCOMPARE(
        queryRows(path(), "SELECT * FROM attempt_log ORDER BY attempt"),
        (QStringList{QStringLiteral("req_0000000000000000000007|1|north|m1|2026-05-28T20:26:40.124Z|"
                                    "rate_limited|429|12|1|NULL|NULL|unknown|0|0|0|0|0|NULL|NULL|NULL|NULL|"
                                    "NULL|NULL|NULL|NULL|NULL|standard|NULL"),
                     QStringLiteral("req_0000000000000000000007|2|openai|gpt-5.5|2026-05-28T20:26:41.000Z|ok|"
                                    "200|3000|0|5000000001|6000000002|reported|1000|900|50|70|20|40|1|2|3|4|"
                                    "5|6|7|8|flex|{\"input\":5}")}));
}

void LedgerRoundTripTest::unknownIsNull() {
    RequestStarted started;
    started.requestId = "r";
    started.startedAtMs = 0;
    RequestFinished finished;
    finished.requestId = "r";
    finished.status = RequestStatus::Error;
    AttemptRecord attempt;
    attempt.outcome = Outcome::Connect;
    finished.attempts.push_back(attempt);
    bookAndStop({started, finished});
    QCOMPARE(one("SELECT * FROM request_log"),
             QStringLiteral(
                 "r|1970-01-01T00:00:00.000Z|NULL|NULL|chat/completions|NULL|NULL|NULL|NULL|NULL|error|NULL|"
                 "0|1|NULL|0|0|0|0|0|0|unknown|NULL|NULL|0|NULL|NULL"));
    QCOMPARE(one("SELECT * FROM attempt_log"),
             QStringLiteral("r|1|NULL|NULL|1970-01-01T00:00:00.000Z|connect|NULL|0|0|NULL|NULL|unknown|0|0|"
                            "0|0|0|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|standard|NULL"));
}

void LedgerRoundTripTest::statusWords_data() {
    QTest::addColumn<RequestStatus>("status");
    for (const RequestStatus status : {RequestStatus::Ok, RequestStatus::Error, RequestStatus::Cancelled,
                                       RequestStatus::Incomplete, RequestStatus::Interrupted}) {
        QTest::newRow(qPrintable(requestStatusName(status))) << status;
    }
}

void LedgerRoundTripTest::statusWords() {
    QFETCH(RequestStatus, status);
    RequestFinished finished = finishedRequest(1);
    finished.status = status;
    bookAndStop({startedRequest(1), finished});
    QCOMPARE(one("SELECT status FROM request_log"), requestStatusName(status));
}

void LedgerRoundTripTest::outcomeWords_data() {
    QTest::addColumn<Outcome>("outcome");
    for (int i = 0; i <= int(Outcome::HedgeLost); ++i) {
        QTest::newRow(qPrintable(outcomeName(Outcome(i)))) << Outcome(i);
    }
}

void LedgerRoundTripTest::outcomeWords() {
    QFETCH(Outcome, outcome);
    RequestFinished finished = finishedRequest(1);
    finished.attempts.front().outcome = outcome;
    bookAndStop({startedRequest(1), finished});
    QCOMPARE(one("SELECT outcome FROM attempt_log"), outcomeName(outcome));
}

void LedgerRoundTripTest::projectFoundAfterTheStart() {
    RequestStarted started = startedRequest(1);
    started.project.clear();
    RequestFinished finished = finishedRequest(1);
    finished.project = QStringLiteral("team/tool");
    bookAndStop({started, finished});
    QCOMPARE(one("SELECT project FROM request_log"), QStringLiteral("team/tool"));
}

void LedgerRoundTripTest::costSourceWords_data() {
    QTest::addColumn<CostSource>("source");
    for (const CostSource source :
         {CostSource::Reported, CostSource::Computed, CostSource::Estimated, CostSource::Unknown}) {
        QTest::newRow(qPrintable(costSourceName(source))) << source;
    }
}

void LedgerRoundTripTest::costSourceWords() {
    QFETCH(CostSource, source);
    RequestFinished finished = finishedRequest(1);
    finished.cost = {0, 0, source};
    bookAndStop({startedRequest(1), finished});
    QCOMPARE(one("SELECT cost_source FROM request_log"), costSourceName(source));
    // A known zero is a zero; an unknown cost is never shown as one.
    QCOMPARE(one("SELECT cost_nanousd FROM request_log"),
             source == CostSource::Unknown ? QStringLiteral("NULL") : QStringLiteral("0"));
}

void LedgerRoundTripTest::timesAreExactToTheMillisecond() {
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    std::vector<LedgerEntry> entries;
    QHash<QString, QString> expected;
    for (int n = 0; n < 500; ++n) {
        RequestStarted started = startedRequest(n);
        started.startedAtMs = qint64(random.bounded(4'000'000'000.0) * 1'000);
        expected.insert(
            QString::fromLatin1(started.requestId),
            QDateTime::fromMSecsSinceEpoch(started.startedAtMs, Qt::UTC).toString(Qt::ISODateWithMs));
        entries.emplace_back(started);
    }
    bookAndStop(std::move(entries));
    for (const QString& row : queryRows(path(), "SELECT request_id, started_at FROM request_log")) {
        const QStringList columns = row.split(QLatin1Char('|'));
        QCOMPARE(columns[1], expected.take(columns[0]));
    }
    QVERIFY(expected.isEmpty());
}

void LedgerRoundTripTest::aRunningRequestIsShownWithoutStatus() {
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    writer.book(startedRequest(3));
    QVERIFY(writer.flushNow());
    QCOMPARE(
        one("SELECT request_id, client, endpoint, requested_model, status, http_status, duration_ms, "
            "cost_source "
            "FROM request_log"),
        QStringLiteral("req_0000000000000000000003|default|chat/completions|gpt-5.5|NULL|NULL|NULL|NULL"));
}

void LedgerRoundTripTest::startAndEndInOneBatchIsOneRow() {
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    writer.book(startedRequest(1));
    writer.book(finishedRequest(1));
    QVERIFY(writer.flushNow());
    QCOMPARE(queryRows(path(), "SELECT request_id, status, attempts, cost_nanousd FROM request_log"),
             QStringList{QStringLiteral("req_0000000000000000000001|ok|1|12345001")});
}

void LedgerRoundTripTest::startAndEndInTwoBatchesIsOneRow() {
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    writer.book(startedRequest(1));
    writer.book(startedRequest(2));
    QVERIFY(writer.flushNow());
    writer.book(finishedRequest(1));
    QVERIFY(writer.flushNow());
    QCOMPARE(queryRows(path(), "SELECT request_id, status, client FROM request_log ORDER BY request_id"),
             (QStringList{QStringLiteral("req_0000000000000000000001|ok|default"),
                          QStringLiteral("req_0000000000000000000002|NULL|default")}));
}

void LedgerRoundTripTest::anEndWithoutItsStartIsKept() {
    RequestFinished finished = finishedRequest(9);
    bookAndStop({finished});
    QCOMPARE(one("SELECT request_id, client, endpoint, stream, status, provider FROM request_log"),
             QStringLiteral("req_0000000000000000000009|NULL|NULL|NULL|ok|openai"));
    QCOMPARE(
        one("SELECT r.started_at = a.started_at FROM request_log r JOIN attempt_log a USING (request_id)"),
        QStringLiteral("1"));
}

void LedgerRoundTripTest::oneAttemptNumberTwiceDoesNotHoldUpTheRest() {
    RequestFinished finished = finishedRequest(1);
    finished.attempts.push_back(finished.attempts.front());
    bookAndStop({startedRequest(1), finished, startedRequest(2), finishedRequest(2)});
    QCOMPARE(one("SELECT count(*) FROM request_log WHERE status = 'ok'"), QStringLiteral("2"));
    QCOMPARE(one("SELECT count(*) FROM attempt_log"), QStringLiteral("2"));
}

void LedgerRoundTripTest::switchesComeBack() {
    SwitchChanged pin;
    pin.atMs = 1'780'000'000'001;
    pin.actor = QStringLiteral("user");
    pin.scope = QStringLiteral("route:gpt-5.5");
    pin.from = QStringLiteral("auto");
    pin.to = QStringLiteral("only openai");
    pin.untilMs = 1'780'000'060'001;
    pin.reason = QStringLiteral("Überlast; it's slow");
    SwitchChanged undo = pin;
    undo.untilMs.reset();
    undo.reason.clear();
    undo.actor = QStringLiteral("undo");
    bookAndStop({pin, undo});
    QCOMPARE(
        queryRows(path(), "SELECT * FROM switch_log"),
        (QStringList{QStringLiteral("2026-05-28T20:26:40.001Z|user|route:gpt-5.5|auto|only openai|"
                                    "2026-05-28T20:27:40.001Z|Überlast; it's slow"),
                     QStringLiteral("2026-05-28T20:26:40.001Z|undo|route:gpt-5.5|auto|only openai|NULL|")}));
}

void LedgerRoundTripTest::manyEntriesInAnyOrderComeBackOnce() {
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    constexpr int kRequests = 3'000;
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    std::vector<int> running;
    int next = 0;
    int ended = 0;
    while (next < kRequests || !running.empty()) {
        if (next < kRequests && (running.empty() || random.bounded(2) == 0)) {
            writer.book(startedRequest(next));
            running.push_back(next++);
        } else {
            const int at = random.bounded(int(running.size()));
            writer.book(finishedRequest(running[at]));
            running.erase(running.begin() + at);
            ++ended;
        }
        if (random.bounded(200) == 0) {
            QVERIFY(writer.flushNow());
            QCOMPARE(one("SELECT count(*) FROM request_log WHERE status = 'ok'").toInt(), ended);
            QCOMPARE(one("SELECT count(*) FROM request_log WHERE status IS NULL").toInt(),
                     int(running.size()));
        }
    }
    writer.stop();
    QCOMPARE(one("SELECT count(*), count(DISTINCT request_id), sum(status = 'ok') FROM request_log"),
             QStringLiteral("3000|3000|3000"));
    QCOMPARE(one("SELECT count(*), count(DISTINCT request_id) FROM attempt_log"),
             QStringLiteral("3000|3000"));
    QCOMPARE(one("PRAGMA integrity_check"), QStringLiteral("ok"));
    QCOMPARE(one("PRAGMA foreign_key_check"), QString());
}

void LedgerRoundTripTest::fileAndFolderAreForTheOwnerAlone() {
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    writer.book(startedRequest(1));
    QVERIFY(writer.flushNow());
    const QFile::Permissions owner =
        QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser;
    for (const char* suffix : {"", "-wal", "-shm"}) {
        QCOMPARE(QFile::permissions(path() + QLatin1String(suffix)), owner);
    }
    QCOMPARE(QFile::permissions(QFileInfo(path()).path()), owner | QFile::ExeOwner | QFile::ExeUser);
    writer.stop();
    QVERIFY(QFile::setPermissions(path(), owner | QFile::ReadOther));
    bookAndStop({});
    QCOMPARE(QFile::permissions(path()), owner);
    QVERIFY(!QFileInfo::exists(path() + QStringLiteral("-wal")));
}

void LedgerRoundTripTest::whatACrashLeftOpenBecomesInterrupted() {
    // A copy of the files while they are in use is what a crash leaves behind.
    const QString copy = m_folder->filePath(QStringLiteral("copy.sqlite3"));
    {
        LedgerWriter writer(path(), m_clock);
        QVERIFY(writer.start());
        for (int n = 0; n < 5; ++n) {
            writer.book(startedRequest(n));
        }
        writer.book(finishedRequest(2));
        QVERIFY(writer.flushNow());
        QVERIFY(QFile::copy(path(), copy));
        QVERIFY(QFile::copy(path() + QStringLiteral("-wal"), copy + QStringLiteral("-wal")));
    }
    LedgerWriter again(copy, m_clock);
    QVERIFY(again.start());
    QCOMPARE(again.interruptedRequests(), 4);
    again.book(startedRequest(100));
    again.book(finishedRequest(100));
    again.stop();
    QCOMPARE(queryRows(copy,
                       "SELECT status, count(*), max(duration_ms) IS NULL, max(cost_source) FROM request_log "
                       "GROUP BY status ORDER BY status"),
             (QStringList{QStringLiteral("interrupted|4|1|unknown"), QStringLiteral("ok|2|0|computed")}));
    LedgerWriter third(copy, m_clock);
    QVERIFY(third.start());
    QCOMPARE(third.interruptedRequests(), 0);
}

void LedgerRoundTripTest::stopWritesEverything() {
    LedgerWriterOptions options;
    options.batchWindow = std::chrono::hours(1);
    LedgerWriter writer(path(), m_clock, options);
    QVERIFY(writer.start());
    for (int n = 0; n < 100; ++n) {
        writer.book(startedRequest(n));
    }
    writer.stop();
    writer.stop();
    QCOMPARE(one("SELECT count(*) FROM request_log"), QStringLiteral("100"));
}

void LedgerRoundTripTest::oddNamesAreDataOnly() {
    const QString odd = QStringLiteral("x'); DROP TABLE request; -- \"%1\n\t€😀");
    RequestStarted started = startedRequest(1);
    started.requestedModel = odd;
    started.client = odd;
    RequestStarted longest = startedRequest(2);
    longest.requestedModel = QString(100'000, QLatin1Char('m'));
    bookAndStop({started, longest});
    QCOMPARE(one("SELECT requested_model FROM request_log WHERE request_id LIKE '%1'"), odd);
    QCOMPARE(one("SELECT length(requested_model) FROM request_log WHERE request_id LIKE '%2'"),
             QStringLiteral("512"));
}

QTEST_GUILESS_MAIN(LedgerRoundTripTest)
#include "tst_ledger_roundtrip.moc"
