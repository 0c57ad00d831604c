// Sums against an independent count, local days, cancelling, files that are missing, newer or replaced, and
// reading while the writer writes.
#include "core/ledger/LedgerReader.h"
#include "core/ledger/LedgerWriter.h"
#include "tests/ledger/LedgerFixture.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <atomic>
#include <map>
#include <thread>

using namespace signalbox;
using namespace signalbox::test;

namespace {

struct Booked {
    RequestStarted started;
    RequestFinished finished;
};

QString keyOf(const Booked& booked, SpendBy by, const QTimeZone& zone) {
    switch (by) {
        case SpendBy::Model:
            return booked.finished.servedModel.isEmpty() ? booked.started.requestedModel
                                                         : booked.finished.servedModel;
        case SpendBy::Provider:
            return booked.finished.provider;
        case SpendBy::Client:
            return booked.started.client;
        case SpendBy::Project:
            return booked.started.project;
        case SpendBy::Hour:
            return QDateTime::fromMSecsSinceEpoch(booked.started.startedAtMs, zone)
                .toString(QStringLiteral("yyyy-MM-ddTHH:00"));
        case SpendBy::Day:
            return QDateTime::fromMSecsSinceEpoch(booked.started.startedAtMs, zone)
                .date()
                .toString(Qt::ISODate);
    }
    return {};
}

QString describe(const SpendRow& row) {
    QStringList parts{row.key, row.day ? row.day->toString(Qt::ISODate) : QStringLiteral("-")};
    for (const qint64 number :
         {row.requests, row.failedRequests, row.inputTokens, row.cachedInputTokens, row.outputTokens,
          row.cost, row.listCost, row.wasted, row.unknownCostRequests, row.estimatedRequests}) {
        parts.append(QString::number(number));
    }
    return parts.join(QLatin1Char('|'));
}

QStringList describe(const QVector<SpendRow>& rows) {
    QStringList all;
    for (const SpendRow& row : rows) {
        all.append(describe(row));
    }
    return all;
}

void add(SpendRow& sum, const RequestFinished& finished) {
    sum.requests += 1;
    sum.failedRequests += finished.status == RequestStatus::Ok ? 0 : 1;
    sum.inputTokens += finished.usage.inputTokens;
    sum.cachedInputTokens += finished.usage.cachedInputTokens;
    sum.outputTokens += finished.usage.outputTokens;
    sum.cost += finished.cost.charged;
    sum.listCost += finished.cost.list;
    sum.wasted += finished.wasted;
    sum.unknownCostRequests += finished.cost.source == CostSource::Unknown ? 1 : 0;
    sum.estimatedRequests += finished.cost.source == CostSource::Estimated ? 1 : 0;
}

}  // namespace

class LedgerReaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }
    void sumsAgreeWithACountByHand_data();
    void sumsAgreeWithACountByHand();
    void dearestFirst();
    void aDayOfTwentyFiveHours();
    void runningRequestsAreNotCounted();
    void aMissingFileIsAnEmptyLedger_data();
    void aMissingFileIsAnEmptyLedger();
    void aNewerFileIsAnError();
    void aReplacedFileIsRead();
    void switchesNewestFirst();
    void factsOfOneRequest();
    void aCancelledQuestionIsAnsweredOnce();
    void stoppingAnswersEveryQuestion();
    void readsWhileTheWriterWrites();

private:
    [[nodiscard]] QString path() const { return m_folder->filePath(QStringLiteral("ledger.sqlite3")); }
    Result<SpendReport> ask(LedgerReader& reader, const SpendQuery& query) {
        std::optional<Result<SpendReport>> answer;
        const Ticket mine = ++m_ticket;
        reader.spend(mine, query, this, [&answer, mine](Ticket ticket, const Result<SpendReport>& report) {
            if (ticket == mine) {
                answer = report;
            }
        });
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 20'000)) {
            return Error{ErrorCode::Failed, QStringLiteral("no answer"), {}};
        }
        return *answer;
    }
    void bookAll(const std::vector<Booked>& all, const QTimeZone& zone = QTimeZone::utc()) {
        LedgerWriterOptions options;
        options.zone = zone;
        LedgerWriter writer(path(), m_clock, options);
        QVERIFY(writer.start());
        for (const Booked& each : all) {
            writer.book(each.started);
            writer.book(each.finished);
        }
        writer.stop();
        QVERIFY(writer.health().ok);
    }
    // A large ledger, whose sums take a while.
    void bookMany(qint64 count) {
        LedgerWriter writer(path(), m_clock);
        QVERIFY(writer.start());
        for (qint64 n = 0; n < count; ++n) {
            writer.book(startedRequest(n));
            writer.book(finishedRequest(n));
            if (n % 50'000 == 0) {
                QVERIFY(writer.flushNow());
            }
        }
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    SharedClock m_clock;
    Ticket m_ticket = 0;
};

void LedgerReaderTest::sumsAgreeWithACountByHand_data() {
    QTest::addColumn<QByteArray>("zone");
    for (const char* zone :
         {"UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Apia"}) {
        QTest::newRow(zone) << QByteArray(zone);
    }
}

void LedgerReaderTest::sumsAgreeWithACountByHand() {
    QFETCH(QByteArray, zone);
    const QTimeZone timeZone(zone);
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    const auto pick = [&random](std::initializer_list<const char*> names) {
        return QString::fromLatin1(*(names.begin() + random.bounded(int(names.size()))));
    };
    // Forty days around a change of clock.
    const qint64 from = QDateTime(QDate(2026, 3, 5), QTime(), Qt::UTC).toMSecsSinceEpoch();
    std::vector<Booked> all;
    for (qint64 n = 0; n < 2'000; ++n) {
        Booked booked{startedRequest(n), finishedRequest(n)};
        booked.started.startedAtMs = from + qint64(random.bounded(40.0 * 86'400'000));
        booked.started.client = pick({"default", "editor", "agent"});
        booked.started.project = pick({"", "~/a", "~/b"});
        booked.started.requestedModel = pick({"fast", "smart"});
        booked.finished.provider = pick({"", "openai", "anthropic", "demo-north"});
        booked.finished.servedModel = pick({"", "gpt-5.5", "claude-opus-4-7", "fast"});
        booked.finished.status = RequestStatus(random.bounded(4));
        booked.finished.usage = {
            random.bounded(100'000), random.bounded(1'000), 0, random.bounded(5'000), 0, {}, false};
        booked.finished.cost = {random.bounded(2) == 0 ? 0 : qint64(random.bounded(9e12)),
                                qint64(random.bounded(9e12)), CostSource(random.bounded(4))};
        booked.finished.wasted = random.bounded(1'000'000);
        all.push_back(booked);
    }
    bookAll(all, timeZone);
    LedgerReader reader(path(), timeZone);
    reader.start();
    for (const SpendBy by :
         {SpendBy::Model, SpendBy::Provider, SpendBy::Client, SpendBy::Project, SpendBy::Day}) {
        for (int variant = 0; variant < 8; ++variant) {
            SpendQuery query;
            query.by = by;
            query.perDay = (variant & 1) != 0;
            if ((variant & 2) != 0) {
                query.since = QDate(2026, 3, 8).addDays(random.bounded(10));
            }
            if ((variant & 4) != 0) {
                query.until = QDate(2026, 3, 20).addDays(random.bounded(20));
            }
            std::map<std::pair<QString, QDate>, SpendRow> sums;
            SpendRow total;
            for (const Booked& booked : all) {
                const QDate day = QDateTime::fromMSecsSinceEpoch(booked.started.startedAtMs, timeZone).date();
                if ((query.since && day < *query.since) || (query.until && day > *query.until)) {
                    continue;
                }
                const bool split = query.perDay || by == SpendBy::Day;
                SpendRow& row = sums[{keyOf(booked, by, timeZone), split ? day : QDate()}];
                row.key = keyOf(booked, by, timeZone);
                if (split) {
                    row.day = day;
                }
                add(row, booked.finished);
                add(total, booked.finished);
            }
            const Result<SpendReport> report = ask(reader, query);
            QVERIFY2(report.ok(), report ? "" : qPrintable(report.error().message));
            QStringList expected;
            for (const auto& [key, row] : sums) {
                expected.append(describe(row));
            }
            QStringList found = describe(report.value().rows);
            expected.sort();
            found.sort();
            QCOMPARE(found, expected);
            QCOMPARE(describe(report.value().total), describe(total));
            QCOMPARE(report.value().query.by, by);
            QCOMPARE(report.value().query.since, query.since);
        }
    }
    // The hours of each model are what a question for the hours of that model alone says.
    SpendQuery hourly;
    hourly.since = QDate(2026, 3, 8);
    hourly.until = QDate(2026, 3, 29);
    hourly.perHour = true;
    const Result<SpendReport> split = ask(reader, hourly);
    QVERIFY(split.ok());
    QMap<QString, QStringList> ofModel;
    for (SpendRow row : split.value().rows) {
        QVERIFY(row.hourMs && row.day);
        row.day.reset();
        ofModel[std::exchange(row.key, QString::number(*row.hourMs))].append(describe(row));
    }
    QCOMPARE(ofModel.size(), 4);  // two served by name, and the two asked for
    for (auto each = ofModel.cbegin(); each != ofModel.cend(); ++each) {
        SpendQuery alone;
        alone.by = SpendBy::Hour;
        alone.since = hourly.since;
        alone.until = hourly.until;
        alone.filter.model = each.key();
        const Result<SpendReport> report = ask(reader, alone);
        QVERIFY(report.ok());
        QStringList expected;
        for (SpendRow row : report.value().rows) {
            row.key = QString::number(*row.hourMs);
            row.day.reset();
            expected.append(describe(row));
        }
        QCOMPARE(each.value(), expected);
    }
}

void LedgerReaderTest::dearestFirst() {
    std::vector<Booked> all;
    const auto booked = [&all](const char* model, NanoUsd cost, int day) {
        const qint64 n = qint64(all.size());
        Booked each{startedRequest(n), finishedRequest(n)};
        each.started.startedAtMs = QDateTime(QDate(2026, 5, day), QTime(12, 0), Qt::UTC).toMSecsSinceEpoch();
        each.finished.servedModel = QString::fromLatin1(model);
        each.finished.cost.charged = cost;
        all.push_back(each);
    };
    booked("cheap", 1, 3);
    booked("dear", 40, 2);
    booked("middle", 50, 3);
    booked("dear", 45, 1);
    booked("free", 0, 1);
    booked("free again", 0, 1);
    booked("free again", 0, 2);
    bookAll(all);
    LedgerReader reader(path(), QTimeZone::utc());
    reader.start();
    const auto keys = [](const SpendReport& report) {
        QStringList names;
        for (const SpendRow& row : report.rows) {
            names.append(row.day ? QString(row.key + QLatin1Char(' ') + QString::number(row.day->day()))
                                 : row.key);
        }
        return names.join(QLatin1Char(','));
    };
    QCOMPARE(keys(ask(reader, {}).value()), QStringLiteral("dear,middle,cheap,free again,free"));
    QCOMPARE(keys(ask(reader, {SpendBy::Model, {}, {}, true}).value()),
             QStringLiteral("dear 1,dear 2,middle 3,cheap 3,free again 1,free again 2,free 1"));
    QCOMPARE(keys(ask(reader, {SpendBy::Day, {}, {}, false}).value()),
             QStringLiteral("2026-05-01 1,2026-05-02 2,2026-05-03 3"));
}

void LedgerReaderTest::aDayOfTwentyFiveHours() {
    const QTimeZone berlin("Europe/Berlin");
    std::vector<Booked> all;
    // A request every half hour of UTC, 24 October 00:15 to 26 October 23:45.
    const qint64 from = QDateTime(QDate(2026, 10, 24), QTime(0, 15), Qt::UTC).toMSecsSinceEpoch();
    for (qint64 n = 0; n < 3 * 48; ++n) {
        Booked each{startedRequest(n), finishedRequest(n)};
        each.started.startedAtMs = from + n * 1'800'000;
        all.push_back(each);
    }
    bookAll(all);
    LedgerReader reader(path(), berlin);
    reader.start();
    const SpendReport report =
        ask(reader, {SpendBy::Day, QDate(2026, 10, 25), QDate(2026, 10, 25), false}).value();
    QCOMPARE(report.rows.size(), 1);
    QCOMPARE(report.rows.first().requests, 50);
    QCOMPARE(
        ask(reader, {SpendBy::Day, QDate(2026, 10, 26), QDate(2026, 10, 26), false}).value().total.requests,
        48);
}

void LedgerReaderTest::runningRequestsAreNotCounted() {
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    writer.book(startedRequest(1));
    QVERIFY(writer.flushNow());
    LedgerReader reader(path(), QTimeZone::utc());
    reader.start();
    QCOMPARE(ask(reader, {}).value().total.requests, 0);
    writer.book(finishedRequest(1));
    QVERIFY(writer.flushNow());
    QCOMPARE(ask(reader, {}).value().total.requests, 1);
    reader.stop();
}

void LedgerReaderTest::aMissingFileIsAnEmptyLedger_data() {
    QTest::addColumn<bool>("fileThere");
    QTest::newRow("no file") << false;
    QTest::newRow("an empty file") << true;
}

void LedgerReaderTest::aMissingFileIsAnEmptyLedger() {
    QFETCH(bool, fileThere);
    if (fileThere) {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    LedgerReader reader(path());
    reader.start();
    const Result<SpendReport> report = ask(reader, {});
    QVERIFY(report);
    QVERIFY(report.value().rows.isEmpty());
    QCOMPARE(report.value().total.requests, 0);
    QCOMPARE(QFile::exists(path()), fileThere);
}

void LedgerReaderTest::aNewerFileIsAnError() {
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    Database database;
    QCOMPARE(database.open(path(), Database::Access::ReadWrite), kSqlOk);
    QCOMPARE(database.execute("CREATE TABLE x (y); PRAGMA user_version = 7"), kSqlOk);
    LedgerReader reader(path());
    reader.start();
    const Result<SpendReport> report = ask(reader, {});
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::InvalidInput);
    QVERIFY(report.error().message.contains(QStringLiteral("newer")));
}

void LedgerReaderTest::aReplacedFileIsRead() {
    LedgerReader reader(path(), QTimeZone::utc());
    reader.start();
    bookMany(10);
    QCOMPARE(ask(reader, {}).value().total.requests, 10);
    QVERIFY(QFile::rename(path(), path() + QStringLiteral(".away")));
    QCOMPARE(ask(reader, {}).value().total.requests, 0);
    bookMany(3);
    QCOMPARE(ask(reader, {}).value().total.requests, 3);
}

void LedgerReaderTest::switchesNewestFirst() {
    {
        LedgerWriter writer(path(), m_clock);
        QVERIFY(writer.start());
        for (int n = 0; n < 5; ++n) {
            SwitchChanged change;
            change.atMs = 1'000 + n;
            change.actor = QStringLiteral("user");
            change.scope = QStringLiteral("provider:p%1").arg(n);
            change.from = QStringLiteral("in use");
            change.to = QStringLiteral("drained");
            change.reason = QStringLiteral("because");
            if (n == 4) {
                change.untilMs = 99;
            }
            writer.book(change);
        }
    }
    LedgerReader reader(path());
    reader.start();
    std::optional<QVector<SwitchChanged>> answer;
    reader.recentSwitches(1, 2, this, [&](Ticket, const Result<QVector<SwitchChanged>>& switches) {
        answer = switches ? switches.value() : QVector<SwitchChanged>();
    });
    QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), 10'000);
    QCOMPARE(answer->size(), 2);
    QCOMPARE(answer->at(0).atMs, 1'004);
    QCOMPARE(answer->at(0).scope, QStringLiteral("provider:p4"));
    QCOMPARE(answer->at(0).from, QStringLiteral("in use"));
    QCOMPARE(answer->at(0).to, QStringLiteral("drained"));
    QCOMPARE(answer->at(0).reason, QStringLiteral("because"));
    QCOMPARE(answer->at(0).untilMs, std::optional<qint64>(99));
    QCOMPARE(answer->at(1).atMs, 1'003);
    QCOMPARE(answer->at(1).untilMs, std::optional<qint64>());
}

void LedgerReaderTest::factsOfOneRequest() {
    {
        LedgerWriter writer(path(), m_clock);
        QVERIFY(writer.start());
        RequestStarted started = startedRequest(1);
        started.endpoint = Endpoint::Responses;
        started.needs = {Need::Image};
        started.promptTokens = 4'000;
        writer.book(started);
        writer.book(finishedRequest(1));
        // As an older version leaves it: neither needs nor an estimate.
        writer.book(startedRequest(2));
        writer.book(finishedRequest(2));
        started = startedRequest(3);  // still under way
        started.needs = {Need::Tools, Need::JsonSchema};
        started.promptTokens = 7;
        writer.book(started);
        writer.stop();
    }
    LedgerReader reader(path());
    reader.start();
    std::map<Ticket, Result<RequestFacts>> answers;
    const auto take = [&answers](Ticket ticket, const Result<RequestFacts>& facts) {
        answers.emplace(ticket, facts);
    };
    for (Ticket ticket = 1; ticket <= 4; ++ticket) {
        reader.request(ticket, requestId(static_cast<qint64>(ticket)), this, take);
    }
    QTRY_COMPARE_WITH_TIMEOUT(answers.size(), std::size_t{4}, 10'000);
    const RequestFacts& whole = answers.at(1).value();
    QCOMPARE(whole.endpoint, Endpoint::Responses);
    QCOMPARE(whole.model, QStringLiteral("gpt-5.5"));
    QCOMPARE(whole.client, QStringLiteral("default"));
    QCOMPARE(whole.promptTokens, 4'000);
    QVERIFY(whole.needsImage && !whole.needsTools && !whole.needsJsonSchema);
    QCOMPARE(whole.localTime.toMSecsSinceEpoch(), startedRequest(1).startedAtMs);
    const RequestFacts& old = answers.at(2).value();
    QCOMPARE(old.promptTokens, finishedRequest(2).usage.inputTokens);
    QVERIFY(!old.needsImage && !old.needsTools && !old.needsJsonSchema);
    const RequestFacts& open = answers.at(3).value();
    QVERIFY(open.needsTools && open.needsJsonSchema);
    QCOMPARE(open.promptTokens, 7);
    QCOMPARE(answers.at(4).error().code, ErrorCode::NotFound);
    QVERIFY(answers.at(4).error().message.contains(QString::fromLatin1(requestId(4))));
}

void LedgerReaderTest::aCancelledQuestionIsAnsweredOnce() {
    bookMany(100'000);
    LedgerReader reader(path(), QTimeZone::utc());
    // Sums take too little time to be cancelled in the midst of: the first question is held until then.
    std::atomic<bool> held = true;
    reader.beforeReading([&held] {
        while (held) {
            std::this_thread::yield();
        }
    });
    reader.start();
    std::map<Ticket, int> answers;
    int cancelled = 0;
    constexpr Ticket kQuestions = 40;
    for (Ticket ticket = 1; ticket <= kQuestions; ++ticket) {
        SpendQuery query;
        query.perDay = true;
        reader.spend(ticket, query, this, [&](Ticket answered, const Result<SpendReport>& report) {
            QVERIFY(QThread::currentThread() == thread());
            ++answers[answered];
            if (!report) {
                QCOMPARE(report.error().code, ErrorCode::Cancelled);
                ++cancelled;
            }
        });
    }
    for (Ticket ticket = 1; ticket <= kQuestions; ++ticket) {
        reader.cancel(ticket);
        reader.cancel(ticket);
    }
    reader.cancel(999);
    held = false;
    QTRY_COMPARE_WITH_TIMEOUT(answers.size(), std::size_t(kQuestions), 20'000);
    QCOMPARE(cancelled, int(kQuestions));
    for (const auto& [ticket, count] : answers) {
        QCOMPARE(count, 1);
    }
    QCOMPARE(ask(reader, {}).value().total.requests, 100'000);
}

void LedgerReaderTest::stoppingAnswersEveryQuestion() {
    bookMany(50'000);
    LedgerReader reader(path(), QTimeZone::utc());
    reader.start();
    int answers = 0;
    const auto count = [&answers](Ticket, const Result<SpendReport>&) { ++answers; };
    for (Ticket ticket = 1; ticket <= 20; ++ticket) {
        reader.spend(ticket, {}, this, count);
    }
    reader.stop();
    reader.spend(21, {}, this, count);
    QTRY_COMPARE_WITH_TIMEOUT(answers, 21, 10'000);
}

void LedgerReaderTest::readsWhileTheWriterWrites() {
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    LedgerReader reader(path(), QTimeZone::utc());
    reader.start();
    std::atomic<bool> done = false;
    std::jthread booking([&writer, &done] {
        for (qint64 n = 0; n < 30'000; ++n) {
            writer.book(startedRequest(n));
            writer.book(finishedRequest(n));
            if (n % 200 == 0) {
                (void)writer.flushNow();
            }
        }
        done = true;
    });
    qint64 last = 0;
    while (!done) {
        const Result<SpendReport> report = ask(reader, {});
        QVERIFY2(report.ok(), report ? "" : qPrintable(report.error().message));
        // A snapshot: whole requests, never fewer than before.
        QVERIFY(report.value().total.requests >= last);
        last = report.value().total.requests;
    }
    booking.join();
    QVERIFY(writer.flushNow());
    QCOMPARE(ask(reader, {}).value().total.requests, 30'000);
    reader.stop();
    writer.stop();
    QVERIFY(writer.health().ok);
    QVERIFY(!QFile::exists(path() + QStringLiteral("-wal")));
}

QTEST_GUILESS_MAIN(LedgerReaderTest)
#include "tst_ledger_reader.moc"
