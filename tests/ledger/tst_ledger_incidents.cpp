// When providers failed again and again: what counts, where it begins and ends, and what is noise.
#include "core/ledger/LedgerReader.h"
#include "core/ledger/LedgerWriter.h"
#include "tests/ledger/LedgerFixture.h"

#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {
constexpr qint64 kMinute = 60'000;
constexpr qint64 kQuarter = 15 * kMinute;
constexpr qint64 kBegin = 1'780'000'000'000 / kQuarter * kQuarter;
}  // namespace

class LedgerIncidentsTest final : public QObject {
    Q_OBJECT

    struct Tried {
        QString provider;
        Outcome outcome = Outcome::Ok;
        bool drill = false;
    };

    [[nodiscard]] QString path() const { return m_folder->filePath(QStringLiteral("ledger.sqlite3")); }
    // A request that asked these, one after the other.
    void book(qint64 minute, const std::vector<Tried>& tried, RequestStatus status = RequestStatus::Ok) {
        const qint64 number = ++m_number;
        RequestStarted started = startedRequest(number);
        started.startedAtMs = kBegin + minute * kMinute;
        RequestFinished finished = finishedRequest(number);
        AttemptRecord attempt = finished.attempts.front();
        finished.attempts.clear();
        for (const Tried& one : tried) {
            attempt.number = static_cast<int>(finished.attempts.size()) + 1;
            attempt.provider = one.provider;
            attempt.outcome = one.outcome;
            attempt.drill = one.drill;
            attempt.startedAtMs = started.startedAtMs;
            finished.attempts.push_back(attempt);
        }
        finished.provider = tried.back().provider;
        finished.status = status;
        m_writer->book(started);
        m_writer->book(finished);
    }
    void failedOver(qint64 minute, Outcome outcome = Outcome::ServerError) {
        book(minute, {{QStringLiteral("openai"), outcome}, {QStringLiteral("other"), Outcome::Ok}});
    }
    void answered(qint64 minute) { book(minute, {{QStringLiteral("openai"), Outcome::Ok}}); }

    // "provider first minute-last minute failures unanswered outcome"
    QStringList found(qint64 sinceMinute = -100'000, qint64 untilMinute = 100'000) {
        if (!m_writer->flushNow(Milliseconds(10'000))) {
            return {QStringLiteral("not written")};
        }
        LedgerReader reader(path());
        reader.start();
        std::optional<QStringList> texts;
        reader.incidents(1, kBegin + sinceMinute * kMinute, kBegin + untilMinute * kMinute, this,
                         [&](Ticket, const Result<QVector<Incident>>& incidents) {
                             texts = QStringList();
                             if (!incidents) {
                                 texts->append(incidents.error().message);
                                 return;
                             }
                             for (const Incident& one : incidents.value()) {
                                 texts->append(QStringLiteral("%1 %2-%3 %4 %5 %6")
                                                   .arg(one.provider)
                                                   .arg((one.beginMs - kBegin) / kMinute)
                                                   .arg((one.endMs - kBegin) / kMinute)
                                                   .arg(one.failures)
                                                   .arg(one.unanswered)
                                                   .arg(outcomeName(one.mostly)));
                             }
                         });
        return QTest::qWaitFor([&] { return texts.has_value(); }, 10'000)
                   ? *texts
                   : QStringList{QStringLiteral("no answer")};
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        LedgerWriterOptions options;
        options.backups = false;
        m_writer = std::make_unique<LedgerWriter>(path(), m_clock, options);
        QVERIFY(m_writer->start().ok());
    }
    void cleanup() { m_writer->stop(); }

    void nothingFailed() {
        answered(1);
        QCOMPARE(found(), QStringList());
    }

    // Everybody was answered, and it is an incident all the same.
    void failoversAreAnIncident() {
        for (const qint64 minute : {5, 6, 7}) {
            failedOver(minute);
        }
        QCOMPARE(found(), QStringList{QStringLiteral("openai 5-7 3 0 server_error")});
    }

    void aFewFailuresAreNone() {
        failedOver(5);
        failedOver(6);
        for (int i = 0; i < 17; ++i) {
            failedOver(40);
        }
        for (int i = 0; i < 69; ++i) {
            answered(41);  // 17 of 86 are less than a fifth
        }
        QCOMPARE(found(), QStringList());
        failedOver(42);  // and 18 of 87 are more
        QCOMPARE(found(), QStringList{QStringLiteral("openai 40-42 18 0 server_error")});
    }

    // Its breaker lets a probe through now and then.
    void itGoesOnWhileLittleIsAsked() {
        for (const qint64 minute : {1, 2, 3, 4}) {
            failedOver(minute);
        }
        failedOver(20);
        failedOver(31);
        answered(32);
        failedOver(46);
        answered(50);
        answered(51);
        failedOver(61);
        QCOMPARE(found(), QStringList{QStringLiteral("openai 1-31 6 0 server_error")});
    }

    void apartInTimeAreTwo() {
        for (const qint64 minute : {1, 2, 3, 31, 32, 33}) {
            failedOver(minute, minute < 30 ? Outcome::RateLimited : Outcome::Connect);
        }
        QCOMPARE(found(), QStringList({QStringLiteral("openai 1-3 3 0 rate_limited"),
                                       QStringLiteral("openai 31-33 3 0 connect")}));
        QCOMPARE(found(30, 32), QStringList());  // of two failures
        QCOMPARE(found(30), QStringList{QStringLiteral("openai 31-33 3 0 connect")});
    }

    // Each provider by itself; a request counts once for each that lost it.
    void whoLeftRequestsWithoutAnAnswer() {
        const std::vector<Tried> both{{QStringLiteral("b"), Outcome::TimeoutIdle},
                                      {QStringLiteral("b"), Outcome::Connect},
                                      {QStringLiteral("a"), Outcome::Connect}};
        book(2, both, RequestStatus::Error);
        book(3, both, RequestStatus::Incomplete);
        book(4, {{QStringLiteral("a"), Outcome::Quota}}, RequestStatus::Error);
        QStringList texts = found();  // they began at once
        texts.sort();
        QCOMPARE(texts,
                 QStringList({QStringLiteral("a 2-4 3 3 connect"), QStringLiteral("b 2-3 4 2 connect")}));
    }

    void whatIsNotTheProvidersFault() {
        for (const qint64 minute : {1, 2, 3, 4}) {
            book(minute, {{QStringLiteral("openai"), Outcome::ClientError}}, RequestStatus::Error);
            book(minute, {{QStringLiteral("openai"), Outcome::Cancelled}}, RequestStatus::Cancelled);
            book(minute,
                 {{QStringLiteral("openai"), Outcome::HedgeLost}, {QStringLiteral("x"), Outcome::Ok}});
            book(minute, {{QStringLiteral("openai"), Outcome::ServerError, true},
                          {QStringLiteral("x"), Outcome::Ok}});
        }
        QCOMPARE(found(), QStringList());
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    SharedClock m_clock;
    std::unique_ptr<LedgerWriter> m_writer;
    qint64 m_number = 0;
};

QTEST_GUILESS_MAIN(LedgerIncidentsTest)
#include "tst_ledger_incidents.moc"
