// How providers did in the last hour, out of the ledger: which attempts count where, and which do not.
#include "core/ledger/LedgerReader.h"
#include "core/ledger/LedgerWriter.h"
#include "tests/ledger/LedgerFixture.h"

#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {
constexpr qint64 kMinute = 60'000;
constexpr qint64 kNow = 1'780'000'000'000 / kMinute * kMinute;
}  // namespace

class LedgerLastHourTest final : public QObject {
    Q_OBJECT

    struct Tried {
        Outcome outcome = Outcome::Ok;
        qint64 beganMs = 0;  // after the request
        qint64 tookMs = 1'000;
        QString provider = QStringLiteral("openai");
        bool drill = false;
    };

    [[nodiscard]] QString path() const { return m_folder->filePath(QStringLiteral("ledger.sqlite3")); }
    void book(qint64 startedMs, const std::vector<Tried>& tried, std::optional<qint64> ttftMs = {}) {
        const qint64 number = ++m_number;
        RequestStarted started = startedRequest(number);
        started.startedAtMs = startedMs;
        RequestFinished finished = finishedRequest(number);
        finished.ttftMs = ttftMs;
        AttemptRecord attempt = finished.attempts.front();
        finished.attempts.clear();
        for (const Tried& one : tried) {
            attempt.number = static_cast<int>(finished.attempts.size()) + 1;
            attempt.provider = one.provider;
            attempt.outcome = one.outcome;
            attempt.drill = one.drill;
            attempt.startedAtMs = startedMs + one.beganMs;
            attempt.durationMs = one.tookMs;
            finished.attempts.push_back(attempt);
        }
        finished.provider = tried.back().provider;
        m_writer->book(started);
        m_writer->book(finished);
    }

    LastHour read() {
        LastHour hour;
        if (!m_writer->flushNow(Milliseconds(10'000))) {
            qWarning("not written");
            return hour;
        }
        LedgerReader reader(path());
        reader.start();
        bool answered = false;
        reader.lastHour(1, kNow, this, [&](Ticket, const Result<LastHour>& found) {
            answered = found.ok();
            hour = found ? found.value() : LastHour();
        });
        if (!QTest::qWaitFor([&] { return answered; }, 10'000)) {
            qWarning("no answer");
        }
        return hour;
    }
    // "provider minute ok failed limited", the minute counted backwards from now.
    QStringList minutes() {
        QStringList texts;
        for (const LastHour::Minute& one : read().minutes) {
            texts.append(QStringLiteral("%1 %2 %3 %4 %5")
                             .arg(one.provider)
                             .arg(one.minute - kNow / kMinute)
                             .arg(one.cell.ok)
                             .arg(one.cell.failed)
                             .arg(one.cell.limited));
        }
        return texts;
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

    void nothingWasAsked() {
        const LastHour hour = read();
        QVERIFY(hour.minutes.isEmpty());
        QVERIFY(hour.firstTokens.isEmpty());
    }

    void everyAttemptCountsAtItsProvider() {
        book(kNow - 10 * kMinute, {{Outcome::ServerError}, {Outcome::Ok, 1'000, 1'000, QStringLiteral("b")}});
        book(kNow - 10 * kMinute, {{Outcome::RateLimited}, {Outcome::Ok, 1'000, 1'000, QStringLiteral("b")}});
        book(kNow - 9 * kMinute, {{}});
        QCOMPARE(minutes(), (QStringList{QStringLiteral("b -10 2 0 0"), QStringLiteral("openai -10 0 1 1"),
                                         QStringLiteral("openai -9 1 0 0")}));
    }

    // The provider did its work where it said what is wrong with a request; of what the client or a quicker
    // attempt ended it is not known, and a drill is none of its doing.
    void whatSaysNothingOfTheProvider() {
        book(kNow - 3 * kMinute, {{Outcome::ClientError}});
        book(kNow - 3 * kMinute, {{Outcome::Cancelled}});
        book(kNow - 3 * kMinute, {{Outcome::HedgeLost}, {Outcome::Ok, 0, 1'000, QStringLiteral("b")}});
        book(kNow - 3 * kMinute, {{Outcome::Connect, 0, 1, QStringLiteral("openai"), true}});
        QCOMPARE(minutes(), (QStringList{QStringLiteral("b -3 1 0 0"), QStringLiteral("openai -3 1 0 0")}));
    }

    // An attempt counts when it has ended.
    void theEdgesOfTheHour() {
        book(kNow - 61 * kMinute, {{Outcome::Ok, 0, 1'000}});
        book(kNow - 61 * kMinute, {{Outcome::Ok, 0, 2 * kMinute}});
        book(kNow - 1, {{Outcome::Ok, 0, 0}});
        book(kNow, {{Outcome::Ok, 0, 0}});
        QCOMPARE(minutes(),
                 (QStringList{QStringLiteral("openai -59 1 0 0"), QStringLiteral("openai -1 1 0 0")}));
    }

    // What others took before is not its time, and one that did not answer has none.
    void firstTokensAreTheProvidersOwn() {
        book(kNow - 5 * kMinute, {{}}, 300);
        book(kNow - 4 * kMinute,
             {{Outcome::TimeoutFirstByte, 0, 2'000}, {Outcome::Ok, 2'100, 1'000, QStringLiteral("b")}},
             2'500);
        book(kNow - 3 * kMinute, {{Outcome::Cut}}, 100);
        book(kNow - 2 * kMinute, {{}});
        const LastHour hour = read();
        QCOMPARE(hour.firstTokens.size(), 2);
        QCOMPARE(hour.firstTokens[0].provider, QStringLiteral("b"));
        QCOMPARE(hour.firstTokens[0].tookMs, 400);
        QCOMPARE(hour.firstTokens[0].atMs, kNow - 4 * kMinute + 3'100);
        QCOMPARE(hour.firstTokens[1].provider, QStringLiteral("openai"));
        QCOMPARE(hour.firstTokens[1].tookMs, 300);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    SharedClock m_clock;
    std::unique_ptr<LedgerWriter> m_writer;
    qint64 m_number = 0;
};

QTEST_GUILESS_MAIN(LedgerLastHourTest)
#include "tst_ledger_lasthour.moc"
