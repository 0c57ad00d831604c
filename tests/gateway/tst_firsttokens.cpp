// What is slow for a target, from what is known of its last hour.
#include "core/gateway/FirstTokens.h"

#include <QTest>

using namespace signalbox;

class TestFirstTokens final : public QObject {
    Q_OBJECT

    static FirstTokens filled(int count, qint64 ms, qint64 nowMs = 0) {
        FirstTokens times;
        for (int i = 0; i < count; ++i) {
            times.measured(ms, nowMs);
        }
        return times;
    }

private Q_SLOTS:
    void fewerThanTwentyTellNothing() {
        QVERIFY(!FirstTokens().slow(0));
        QVERIFY(!filled(19, 100).slow(0));
        QCOMPARE(filled(20, 100).slow(0), std::optional(Milliseconds(100)));
    }

    void ninetyFiveOfAHundred() {
        FirstTokens times;
        for (int i = 1; i <= 100; ++i) {
            times.measured(i, 0);
        }
        QCOMPARE(times.slow(0), std::optional(Milliseconds(95)));
    }

    void anHourIsRemembered() {
        FirstTokens times = filled(20, 100, 0);
        QVERIFY(times.slow(FirstTokens::kLatelyMs - 1));
        QVERIFY(!times.slow(FirstTokens::kLatelyMs));
    }

    void laterOnesReplaceTheOldest() {
        FirstTokens times = filled(1'000, 100);
        for (std::size_t i = 0; i < FirstTokens::kKept; ++i) {
            times.measured(7, 1);
        }
        QCOMPARE(times.slow(1), std::optional(Milliseconds(7)));
    }

    // How long it was waited for in vain counts where it is longer than what was slow so far.
    void whatWasCutShort() {
        FirstTokens times = filled(20, 100);
        times.atLeast(100, 0);
        times.atLeast(5, 0);
        QCOMPARE(times.slow(0), std::optional(Milliseconds(100)));
        for (int i = 0; i < 3; ++i) {
            times.atLeast(400, 0);
        }
        QCOMPARE(times.slow(0), std::optional(Milliseconds(400)));
        times.atLeast(300, 0);
        QCOMPARE(times.slow(0), std::optional(Milliseconds(400)));
    }

    // Of a target of which nothing is known, that it was cut short soon must not make it quick.
    void nothingKnownStaysSo() {
        FirstTokens times;
        for (int i = 0; i < 30; ++i) {
            times.atLeast(10, 0);
        }
        QVERIFY(!times.slow(0));
    }
};

QTEST_APPLESS_MAIN(TestFirstTokens)
#include "tst_firsttokens.moc"
