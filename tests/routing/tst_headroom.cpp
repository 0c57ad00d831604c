#include "core/routing/Headroom.h"
#include "core/routing/OfflineGuard.h"

#include <QTest>

using namespace signalbox;
using Kind = RateLimit::Kind;

Q_DECLARE_METATYPE(signalbox::RateLimits)

namespace {

RateLimit limit(Kind kind, qint64 remaining, std::optional<qint64> most, qint64 resetMs) {
    return {kind, remaining, most, Milliseconds(resetMs)};
}

const QString kA = QStringLiteral("a.example");
const QString kB = QStringLiteral("b.example");

}  // namespace

class TestHeadroom final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lowUntil_data() {
        QTest::addColumn<RateLimits>("limits");
        QTest::addColumn<qint64>("input");
        QTest::addColumn<qint64>("output");
        QTest::addColumn<qint64>("untilMs");  // -1: enough is left
        const auto row = [](const char* name, const RateLimits& limits, qint64 input, qint64 output,
                            qint64 until) { QTest::newRow(name) << limits << input << output << until; };
        row("nothing known", {}, 1'000, 0, -1);
        row("requests left", {limit(Kind::Requests, 1, 500, 9'000)}, 10, 0, -1);
        row("no request left", {limit(Kind::Requests, 0, 500, 9'000)}, 10, 0, 9'000);
        row("tokens just enough", {limit(Kind::Tokens, 110, 30'000, 9'000)}, 100, 10, -1);
        row("a token too few", {limit(Kind::Tokens, 109, 30'000, 9'000)}, 100, 10, 9'000);
        row("output does not count for input", {limit(Kind::InputTokens, 100, 30'000, 9'000)}, 100, 5'000,
            -1);
        row("output limit", {limit(Kind::OutputTokens, 99, 8'000, 4'000)}, 1, 100, 4'000);
        row("the longest of two",
            {limit(Kind::Requests, 0, 500, 2'000), limit(Kind::Tokens, 0, 30'000, 7'000)}, 1, 0, 7'000);
        row("larger than the limit itself", {limit(Kind::Tokens, 8'000, 30'000, 9'000)}, 40'000, 0, -1);
        row("larger than the limit, and empty", {limit(Kind::Tokens, 0, 30'000, 9'000)}, 40'000, 0, 9'000);
        row("limit not named", {limit(Kind::Tokens, 5, std::nullopt, 9'000)}, 6, 0, 9'000);
    }
    void lowUntil() {
        QFETCH(RateLimits, limits);
        QFETCH(qint64, input);
        QFETCH(qint64, output);
        QFETCH(qint64, untilMs);
        constexpr qint64 kNow = 50'000;
        Headroom headroom;
        headroom.learn(limits, kNow);
        const auto until = headroom.lowUntilMs({input, output}, kNow);
        QCOMPARE(until ? *until - kNow : -1, untilMs);
        if (until) {
            QVERIFY(!headroom.covers({input, output}, *until - 1));
            QVERIFY(headroom.covers({input, output}, *until));
        }
    }

    void whatIsSentCountsUntilTheNextAnswer() {
        Headroom headroom;
        headroom.learn({limit(Kind::Requests, 2, 10, 9'000)}, 0);
        headroom.sent(1);
        QVERIFY(headroom.covers({1, 0}, 1));
        headroom.sent(1);
        QVERIFY(!headroom.covers({1, 0}, 1));
        headroom.learn({limit(Kind::Requests, 5, 10, 9'000)}, 2);
        QVERIFY(headroom.covers({1, 0}, 2));
    }

    void shareIsTheLeast() {
        Headroom headroom;
        QVERIFY(!headroom.share(0));
        headroom.learn({limit(Kind::Requests, 250, 500, 1'000), limit(Kind::Tokens, 3'000, 30'000, 9'000)},
                       0);
        QCOMPARE(headroom.share(0).value(), 0.1);
        QCOMPARE(headroom.share(9'000).value(), 1.0);
    }

    void twoHostsWithinTwoSeconds_data() {
        QTest::addColumn<qint64>("gapMs");
        QTest::addColumn<bool>("offline");
        QTest::newRow("together") << qint64(0) << true;
        QTest::newRow("1,999 ms") << qint64(1'999) << true;
        QTest::newRow("2,000 ms") << qint64(2'000) << false;
    }
    void twoHostsWithinTwoSeconds() {
        QFETCH(qint64, gapMs);
        OfflineGuard guard;
        QVERIFY(!guard.unreachable(kA, 1'000));
        QTEST(guard.unreachable(kB, 1'000 + gapMs), "offline");
        QTEST(guard.offline(), "offline");
    }

    void oneHostAloneIsDown() {
        OfflineGuard guard;
        for (int i = 0; i < 50; ++i) {
            QVERIFY(!guard.unreachable(kA, i));
        }
    }

    void anAnswerBetweenShowsThatThereIsANetwork() {
        OfflineGuard guard;
        QVERIFY(!guard.unreachable(kA, 0));
        QVERIFY(!guard.answered(0));
        QVERIFY(!guard.unreachable(kB, 1));
    }

    void triesWhileOffline() {
        OfflineGuard guard;
        (void)guard.unreachable(kA, 0);
        (void)guard.unreachable(kB, 0);
        qint64 now = 0;
        for (const qint64 pause : {1'000, 2'000, 4'000, 5'000, 5'000}) {
            QVERIFY(!guard.mayTry(kA, now + pause - 1));
            now += pause;
            QVERIFY(guard.mayTry(kA, now));
            const quint32 number = guard.tryBegan();
            QVERIFY(!guard.nextTryMs(kB, now));
            QVERIFY(!guard.mayTry(kA, now));  // one at a time
            QVERIFY(!guard.mayTry(kB, now));
            (void)guard.unreachable(kA, now);
            guard.tryEnded(number);
            QVERIFY(guard.mayTry(kB, now));  // each host has its own pause
            QCOMPARE(guard.nextTryMs(kB, now), now);
        }
        QVERIFY(guard.nextTryMs(kA, now) == now + 5'000);
        QVERIFY(guard.answered(now));
        QVERIFY(!guard.offline());
        QVERIFY(guard.mayTry(kA, now));
        QVERIFY(guard.nextTryMs(kA, now) == now);
    }

    void aTryEndsOnce() {
        OfflineGuard guard;
        QVERIFY(guard.setNetworkGone(true));
        const quint32 first = guard.tryBegan();
        guard.tryEnded(first);
        (void)guard.tryBegan();
        guard.tryEnded(first);  // its answer went on for long
        QVERIFY(!guard.mayTry(kA, 0));
    }

    void whatComesSpeaksAgainstIt() {
        OfflineGuard guard;
        (void)guard.answered(0);
        (void)guard.unreachable(kA, 1'000);
        guard.heard(1'500);
        QVERIFY(!guard.unreachable(kB, 2'000));
        QVERIFY(!guard.unreachable(kA, 3'499));
        QVERIFY(guard.unreachable(kB, 3'500));
    }

    void theSystemsWord() {
        OfflineGuard guard;
        QVERIFY(guard.setNetworkGone(true));
        QVERIFY(!guard.setNetworkGone(true));
        QVERIFY(guard.offline());
        QVERIFY(guard.answered(0));  // what is seen counts for more
        QVERIFY(!guard.setNetworkGone(false));
        (void)guard.unreachable(kA, 2'000);
        (void)guard.unreachable(kB, 2'000);
        QVERIFY(guard.setNetworkGone(false));
        QVERIFY(!guard.offline());
    }
};

QTEST_APPLESS_MAIN(TestHeadroom)
#include "tst_headroom.moc"
