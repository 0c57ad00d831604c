// Pages of requests against a plain search, whatever the filter; details; captured texts; exports.
#include "core/ledger/LedgerReader.h"
#include "core/ledger/LedgerWriter.h"
#include "tests/ledger/LedgerHistory.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace signalbox;
using namespace signalbox::test;

class LedgerRequestsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }
    void pagesAgreeWithAPlainSearch();
    void aRareNameIsFoundAmongMany();
    void aSearchThatFindsNothingComesToAnEnd();
    void detailHasAllThatWasBooked();
    void unknownRequestsHaveNoDetail();
    void capturedTextsComeBack();
    void aLongTextIsCut();
    void capturesDoNotFillTheMemory();
    void csvCells_data();
    void csvCells();
    void csvHasEveryRequest();
    void jsonHasEveryRequest();
    void sumsAreExported();
    void aCancelledExportLeavesNothing();
    void anExportThatCannotBeWrittenSaysSo();

private:
    [[nodiscard]] QString path() const { return m_folder->filePath(QStringLiteral("ledger.sqlite3")); }
    [[nodiscard]] QString outPath() const { return m_folder->filePath(QStringLiteral("out")); }
    void book(const std::vector<Booked>& all) {
        LedgerWriter writer(path(), m_clock);
        QVERIFY(writer.start());
        for (const Booked& each : all) {
            writer.book(each.started);
            writer.book(each.finished);
        }
        writer.stop();
        QVERIFY(writer.health().ok);
    }
    template <class T, class Ask>
    Result<T> answerOf(Ask ask) {
        std::optional<Result<T>> answer;
        ask([&answer](Ticket, const Result<T>& result) { answer = result; });
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 20'000)) {
            return Error{ErrorCode::Failed, QStringLiteral("no answer"), {}};
        }
        return *answer;
    }
    Result<RequestPage> page(LedgerReader& reader, const RequestQuery& query) {
        return answerOf<RequestPage>([&](const auto& done) { reader.requests(1, query, this, done); });
    }
    Result<RequestDetail> detail(LedgerReader& reader, const QByteArray& id) {
        return answerOf<RequestDetail>([&](const auto& done) { reader.requestDetail(1, id, this, done); });
    }
    // All pages, one after another.
    QByteArrayList idsOf(LedgerReader& reader, const RequestFilter& filter, int limit) {
        QByteArrayList ids;
        RequestQuery query{filter, {}, limit};
        for (int pages = 0; pages < 10'000; ++pages) {
            const Result<RequestPage> found = page(reader, query);
            if (!found) {
                return {found.error().message.toUtf8()};
            }
            for (const LoggedRequest& request : found.value().requests) {
                ids.append(request.started.requestId);
            }
            query.after = found.value().next;
            if (!query.after) {
                return ids;
            }
        }
        return {"no end"};
    }
    [[nodiscard]] QByteArray content() const {
        QFile file(outPath());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("missing");
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    SharedClock m_clock;
};

namespace {

bool matches(const Booked& booked, const RequestFilter& filter) {
    const auto is = [](const std::optional<QString>& wanted, const QString& value) {
        return !wanted || *wanted == value;
    };
    const RequestStarted& started = booked.started;
    const RequestFinished& finished = booked.finished;
    bool text = filter.text.isEmpty() ||
                QString::fromUtf8(started.requestId).startsWith(filter.text, Qt::CaseSensitive);
    for (const QString& name :
         {started.client, started.project, endpointName(started.endpoint), started.requestedModel,
          started.route, finished.provider, finished.servedModel, finished.answeredModel}) {
        text = text || name.contains(filter.text, Qt::CaseInsensitive);
    }
    return text && is(filter.model, booked.model()) && is(filter.provider, finished.provider) &&
           is(filter.client, started.client) && is(filter.project, started.project) &&
           (!filter.status || *filter.status == finished.status) &&
           (!filter.failedOnly || finished.status != RequestStatus::Ok) &&
           started.startedAtMs >= filter.sinceMs.value_or(started.startedAtMs) &&
           started.startedAtMs < filter.untilMs.value_or(started.startedAtMs + 1);
}

}  // namespace

void LedgerRequestsTest::pagesAgreeWithAPlainSearch() {
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    constexpr qint64 kFrom = 1'770'000'000'000;
    constexpr qint64 kSpan = 60LL * 86'400'000;
    std::vector<Booked> all;
    for (qint64 n = 0; n < 3'000; ++n) {
        all.push_back(randomRequest(random, n, kFrom, kSpan));
        if (random.bounded(10) == 0) {
            all.back().started.startedAtMs = all.front().started.startedAtMs;  // many at one moment
        }
    }
    book(all);
    // Newest first, and among those of one moment the one that ended last, which is the one booked last.
    std::stable_sort(all.begin(), all.end(), [](const Booked& a, const Booked& b) {
        return a.started.startedAtMs < b.started.startedAtMs;
    });
    std::reverse(all.begin(), all.end());
    LedgerReader reader(path());
    reader.start();
    const auto maybe = [&random](std::initializer_list<const char*> values) -> std::optional<QString> {
        const int at = random.bounded(int(values.size()) * 3);
        return at < int(values.size()) ? std::optional(QString::fromUtf8(*(values.begin() + at)))
                                       : std::nullopt;
    };
    for (int round = 0; round < 60; ++round) {
        RequestFilter filter;
        filter.text = maybe({"ZEBRA", "a", "no such text", "req_00000000000000000000", "%", "gpt_5"})
                          .value_or(QString());
        filter.model = maybe({"fast", "gpt-5.5", "smart", "never met"});
        filter.provider = maybe({"", "openai"});
        filter.client = maybe({"editor", ""});
        filter.project = maybe({"", "~/b"});
        filter.failedOnly = random.bounded(4) == 0;
        if (random.bounded(4) == 0) {
            filter.status = RequestStatus(random.bounded(5));
        }
        if (random.bounded(3) == 0) {
            filter.sinceMs = kFrom + qint64(random.bounded(double(kSpan)));
        }
        if (random.bounded(3) == 0) {
            filter.untilMs = kFrom + qint64(random.bounded(double(kSpan)));
        }
        QByteArrayList expected;
        for (const Booked& booked : all) {
            if (matches(booked, filter)) {
                expected.append(booked.started.requestId);
            }
        }
        QCOMPARE(idsOf(reader, filter, 1 + random.bounded(400)), expected);
    }
    QCOMPARE(page(reader, {{}, {}, 100}).value().requests.size(), 100);
}

void LedgerRequestsTest::aRareNameIsFoundAmongMany() {
    std::vector<Booked> all;
    for (qint64 n = 0; n < 60'000; ++n) {
        Booked booked{startedRequest(n), finishedRequest(n)};
        booked.started.startedAtMs = 1'700'000'000'000 + n * 60'000;
        if (n == 11 || n == 30'000) {
            booked.started.project = QStringLiteral("~/rare");
        }
        all.push_back(booked);
    }
    book(all);
    LedgerReader reader(path());
    reader.start();
    RequestQuery query;
    query.filter.project = QStringLiteral("~/rare");
    const RequestPage found = page(reader, query).value();
    // In one page, though it lies behind all the others.
    QCOMPARE(found.requests.size(), 2);
    QVERIFY(!found.next);
    QCOMPARE(found.requests[0].started.requestId, requestId(30'000));
    QCOMPARE(found.requests[1].started.requestId, requestId(11));
}

void LedgerRequestsTest::aSearchThatFindsNothingComesToAnEnd() {
    std::vector<Booked> all;
    // Both names are in every hour, and never in one request.
    for (qint64 n = 0; n < 60'000; ++n) {
        Booked booked{startedRequest(n), finishedRequest(n)};
        booked.started.client = n % 2 == 0 ? QStringLiteral("even") : QStringLiteral("odd");
        booked.started.project = n % 2 == 0 ? QStringLiteral("~/even") : QStringLiteral("~/odd");
        all.push_back(booked);
    }
    book(all);
    LedgerReader reader(path());
    reader.start();
    RequestFilter filter;
    filter.client = QStringLiteral("even");
    filter.project = QStringLiteral("~/odd");
    QCOMPARE(idsOf(reader, filter, 100), QByteArrayList{});
}

void LedgerRequestsTest::detailHasAllThatWasBooked() {
    QRandomGenerator random(7);
    Booked booked = randomRequest(random, 5, 1'770'000'000'000, 1'000);
    booked.started.needs = {Need::Tools, Need::JsonSchema};
    booked.started.promptTokens = 4'321;
    AttemptRecord first;
    first.provider = QStringLiteral("north");
    first.model = QStringLiteral("m1");
    first.startedAtMs = booked.started.startedAtMs + 1;
    first.outcome = Outcome::RateLimited;
    first.httpStatus = 429;
    first.durationMs = 12;
    first.drill = true;
    AttemptRecord second = booked.finished.attempts.front();
    second.number = 2;
    second.usage = {1, 2, 3, 4, 5, 99, false, 6, 7, 8, 9, 10, 11, 12, 13, 14, ServiceClass::Priority};
    second.cost = {99, 100, CostSource::Reported, std::make_shared<const QByteArray>("{\"input\":5}")};
    booked.finished.attempts = {first, second};
    book({booked});
    LedgerReader reader(path());
    reader.start();
    const Result<RequestDetail> found = detail(reader, booked.started.requestId);
    QVERIFY(found);
    const LoggedRequest& request = found.value().request;
    QCOMPARE(request.attempts, 2);
    QCOMPARE(request.started.project, booked.started.project);
    QCOMPARE(request.started.needs, booked.started.needs);
    QCOMPARE(request.started.promptTokens, booked.started.promptTokens);
    QCOMPARE(request.started.route, booked.started.route);
    QCOMPARE(request.finished.status, booked.finished.status);
    QVERIFY(request.finished.usage == booked.finished.usage);
    QVERIFY(request.finished.cost == booked.finished.cost);
    QCOMPARE(request.finished.ttftMs, booked.finished.ttftMs);
    const std::vector<AttemptRecord>& attempts = request.finished.attempts;
    QCOMPARE(attempts.size(), std::size_t(2));
    QCOMPARE(attempts[0].outcome, Outcome::RateLimited);
    QCOMPARE(attempts[0].startedAtMs, first.startedAtMs);
    QVERIFY(attempts[0].drill);
    QVERIFY(!attempts[0].cost.price);
    QVERIFY(attempts[1].usage == second.usage);
    QVERIFY(attempts[1].cost == second.cost);
    QCOMPARE(*attempts[1].cost.price, QByteArray("{\"input\":5}"));
}

void LedgerRequestsTest::unknownRequestsHaveNoDetail() {
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    writer.book(startedRequest(1));
    QVERIFY(writer.flushNow());
    LedgerReader reader(path());
    reader.start();
    QCOMPARE(detail(reader, requestId(1)).error().code, ErrorCode::NotFound);  // under way
    QCOMPARE(detail(reader, "nobody").error().code, ErrorCode::NotFound);
    reader.stop();
}

void LedgerRequestsTest::capturedTextsComeBack() {
    {
        LedgerWriter writer(path(), m_clock);
        QVERIFY(writer.start());
        writer.book(startedRequest(1));
        writer.book(RequestCapture{requestId(1), CaptureKind::Prompt, 77, "{\"messages\": \"\xc3\xa4\"}"});
        QVERIFY(writer.flushNow());
        writer.book(finishedRequest(1));
        writer.book(RequestCapture{requestId(1), CaptureKind::Answer, 78, QByteArray(100'000, 'y')});
        writer.book(startedRequest(2));
        writer.book(finishedRequest(2));
    }
    LedgerReader reader(path());
    reader.start();
    const QVector<CapturedText> texts = detail(reader, requestId(1)).value().captured;
    QCOMPARE(texts.size(), 2);
    QCOMPARE(texts[0].kind, CaptureKind::Prompt);
    QCOMPARE(texts[0].capturedAtMs, 77);
    QCOMPARE(texts[0].content, QByteArray("{\"messages\": \"\xc3\xa4\"}"));
    QVERIFY(!texts[0].cut);
    QCOMPARE(texts[1].kind, CaptureKind::Answer);
    QCOMPARE(texts[1].content, QByteArray(100'000, 'y'));
    QVERIFY(detail(reader, requestId(2)).value().captured.isEmpty());
    QVERIFY(QFileInfo(path()).size() < 200'000);
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains(QByteArray(1'000, 'y')));  // compressed
}

void LedgerRequestsTest::aLongTextIsCut() {
    {
        LedgerWriter writer(path(), m_clock);
        QVERIFY(writer.start());
        writer.book(startedRequest(1));
        writer.book(finishedRequest(1));
        writer.book(RequestCapture{requestId(1), CaptureKind::Prompt, 1, QByteArray(3 << 20, 'z')});
    }
    LedgerReader reader(path());
    reader.start();
    const QVector<CapturedText> texts = detail(reader, requestId(1)).value().captured;
    QCOMPARE(texts.size(), 1);
    QCOMPARE(texts[0].content.size(), 1 << 20);
    QVERIFY(texts[0].cut);
}

void LedgerRequestsTest::capturesDoNotFillTheMemory() {
    LedgerWriterOptions options;
    options.captureQueueBytes = 10'000;
    LedgerWriter writer(path(), m_clock, options);  // not started: nothing leaves the queue
    for (int n = 0; n < 5; ++n) {
        writer.book(RequestCapture{requestId(n), CaptureKind::Prompt, 1, QByteArray(4'000, 'z')});
    }
    writer.book(startedRequest(1));
    QCOMPARE(writer.health().droppedEntries, 3);
    QCOMPARE(writer.health().waitingEntries, 3);
}

void LedgerRequestsTest::csvCells_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("cell");
    QTest::newRow("plain") << QStringLiteral("gpt-5.5") << QByteArray("gpt-5.5");
    QTest::newRow("comma") << QStringLiteral("a,b") << QByteArray("\"a,b\"");
    QTest::newRow("quote") << QStringLiteral("a\"b") << QByteArray("\"a\"\"b\"");
    QTest::newRow("line") << QStringLiteral("a\r\nb") << QByteArray("\"a\r\nb\"");
    QTest::newRow("formula") << QStringLiteral("=1+1") << QByteArray("'=1+1");
    QTest::newRow("plus") << QStringLiteral("+1") << QByteArray("'+1");
    QTest::newRow("minus") << QStringLiteral("-1") << QByteArray("'-1");
    QTest::newRow("at") << QStringLiteral("@SUM(A1)") << QByteArray("'@SUM(A1)");
    QTest::newRow("behind a blank") << QStringLiteral(" =x,y") << QByteArray("\"' =x,y\"");
    QTest::newRow("tab") << QStringLiteral("\tx") << QByteArray("'\tx");
    QTest::newRow("umlaut") << QString::fromUtf8("\xc3\xa4") << QByteArray("\xc3\xa4");
}

void LedgerRequestsTest::csvCells() {
    QFETCH(QString, text);
    Booked booked{startedRequest(1), finishedRequest(1)};
    booked.started.project = text;
    book({booked});
    LedgerReader reader(path());
    reader.start();
    const Result<ExportResult> done = answerOf<ExportResult>([&](const auto& callback) {
        reader.exportRequests(1, {{}, ExportFormat::Csv, outPath()}, this, {}, callback);
    });
    QVERIFY(done);
    QFETCH(QByteArray, cell);
    QVERIFY2(content().contains(QByteArray(",default," + cell + ",chat/completions,")),
             content().constData());
}

void LedgerRequestsTest::csvHasEveryRequest() {
    std::vector<Booked> all;
    QRandomGenerator random(3);
    for (qint64 n = 0; n < 5'000; ++n) {
        all.push_back(randomRequest(random, n, 1'770'000'000'000, 86'400'000));
    }
    book(all);
    LedgerReader reader(path());
    reader.start();
    QVector<LedgerProgress> progress;
    const Result<ExportResult> done = answerOf<ExportResult>([&](const auto& callback) {
        reader.exportRequests(
            1, {{}, ExportFormat::Csv, outPath()}, this,
            [&progress](Ticket, const LedgerProgress& now) { progress.append(now); }, callback);
    });
    QVERIFY(done);
    QCOMPARE(done.value().rows, 5'000);
    QVERIFY(progress.size() >= 3);
    QCOMPARE(progress.constLast().done, 5'000);
    QCOMPARE(progress.constLast().total, 5'000);
    const QByteArray csv = content();
    QCOMPARE(csv.count("\r\n"), 5'001);
    QVERIFY(
        csv.startsWith("request_id,started_at,client,project,endpoint,requested_model,route,provider,"
                       "served_model,answered_model,status,http_status,stream,attempts,ttft_ms,"
                       "duration_ms,input_tokens,cached_input_tokens,cache_write_tokens,output_tokens,"
                       "reasoning_tokens,cost_source,cost_nanousd,list_cost_nanousd,wasted_nanousd\r\n"));
    for (const Booked& booked : all) {
        QVERIFY(csv.contains(QByteArray("\n" + booked.started.requestId + ",")));
    }
    QCOMPARE(QFile::permissions(outPath()) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
}

void LedgerRequestsTest::jsonHasEveryRequest() {
    std::vector<Booked> all;
    QRandomGenerator random(4);
    for (qint64 n = 0; n < 300; ++n) {
        all.push_back(randomRequest(random, n, 1'770'000'000'000, 86'400'000));
    }
    all[0].started.project = QStringLiteral("\"quoted\" \\ and\nbroken");
    book(all);
    LedgerReader reader(path());
    reader.start();
    const Result<ExportResult> done = answerOf<ExportResult>([&](const auto& callback) {
        reader.exportRequests(1, {{}, ExportFormat::Json, outPath()}, this, {}, callback);
    });
    QVERIFY(done);
    const QJsonArray rows = QJsonDocument::fromJson(content()).array();
    QCOMPARE(rows.size(), 300);
    qint64 cost = 0;
    QStringList projects;
    for (const auto& row : rows) {
        cost += row.toObject().value(QStringLiteral("cost_nanousd")).toInteger();
        projects.append(row.toObject().value(QStringLiteral("project")).toString());
    }
    qint64 expected = 0;
    for (const Booked& booked : all) {
        expected += booked.finished.cost.charged;
    }
    QCOMPARE(cost, expected);
    QVERIFY(projects.contains(all[0].started.project));
}

void LedgerRequestsTest::sumsAreExported() {
    book({{startedRequest(1), finishedRequest(1)}, {startedRequest(2), finishedRequest(2)}});
    LedgerReader reader(path(), QTimeZone::utc());
    reader.start();
    SpendExport what;
    what.path = outPath();
    QVERIFY(
        answerOf<ExportResult>([&](const auto& callback) { reader.exportSpend(1, what, this, callback); }));
    QCOMPARE(content(),
             QByteArray("model,requests,failed_requests,input_tokens,cached_input_tokens,cache_write_tokens,"
                        "output_tokens,reasoning_tokens,cost_nanousd,list_cost_nanousd,saved_nanousd,"
                        "wasted_nanousd,unknown_cost_requests,estimated_requests\r\n"
                        "gpt-5.5,2,0,2403,2000,0,703,256,24690003,30000003,5310000,0,0,0\r\n"));
    what.format = ExportFormat::Json;
    what.query.by = SpendBy::Day;
    QVERIFY(
        answerOf<ExportResult>([&](const auto& callback) { reader.exportSpend(1, what, this, callback); }));
    const QJsonArray rows = QJsonDocument::fromJson(content()).array();
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows.first().toObject().value(QStringLiteral("day")).toString(), QStringLiteral("2026-05-28"));
}

void LedgerRequestsTest::aCancelledExportLeavesNothing() {
    std::vector<Booked> all;
    for (qint64 n = 0; n < 50'000; ++n) {
        all.push_back({startedRequest(n), finishedRequest(n)});
    }
    book(all);
    LedgerReader reader(path());
    reader.start();
    const Result<ExportResult> done = answerOf<ExportResult>([&](const auto& callback) {
        reader.exportRequests(
            9, {{}, ExportFormat::Csv, outPath()}, this,
            [&reader](Ticket ticket, const LedgerProgress&) { reader.cancel(ticket); }, callback);
    });
    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::Cancelled);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden).filter(QStringLiteral("out")),
             QStringList{});
}

void LedgerRequestsTest::anExportThatCannotBeWrittenSaysSo() {
    book({{startedRequest(1), finishedRequest(1)}});
    LedgerReader reader(path());
    reader.start();
    const QString nowhere = m_folder->filePath(QStringLiteral("no/such/folder/out.csv"));
    const Result<ExportResult> done = answerOf<ExportResult>([&](const auto& callback) {
        reader.exportRequests(1, {{}, ExportFormat::Csv, nowhere}, this, {}, callback);
    });
    QVERIFY(!done);
    QCOMPARE(done.error().place, nowhere);
}

QTEST_GUILESS_MAIN(LedgerRequestsTest)
#include "tst_ledger_requests.moc"
