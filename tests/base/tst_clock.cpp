// SystemClock under HeldTime.

#include "core/base/Clock.h"

#include <QTest>

#include <chrono>

using namespace signalbox;

namespace {

// Until the system's own clock has gone on.
void letTimePass() {
    const auto begin = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(2)) {
    }
}

}  // namespace

class TestClock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void timeStandsWhileHeldAndGoesOnAfter() {
        const SystemClock clock;
        const qint64 before = clock.monotonicNs();
        qint64 within = 0;
        {
            const HeldTime held;
            within = clock.monotonicNs();
            const qint64 wall = clock.wallMs();
            const qint64 sleepless = clock.sleeplessMs();
            letTimePass();
            QCOMPARE(clock.monotonicNs(), within);
            QCOMPARE(clock.monotonicMs(), within / 1'000'000);
            QCOMPARE(clock.wallMs(), wall);
            QCOMPARE(clock.sleeplessMs(), sleepless);
        }
        QVERIFY(within >= before);
        QVERIFY(clock.monotonicNs() >= within + 2'000'000);
        const qint64 after = clock.monotonicNs();
        letTimePass();
        QVERIFY(clock.monotonicNs() > after);
    }

    // Waiting within a handler runs the loop again: what comes there, and what comes after, has its own time.
    void aNestedOneAndWhatComesAfterItReadAnew() {
        const SystemClock clock;
        const HeldTime outer;
        const qint64 first = clock.monotonicNs();
        letTimePass();
        qint64 second = 0;
        {
            const HeldTime inner;
            second = clock.monotonicNs();
            QVERIFY(second >= first + 2'000'000);
            letTimePass();
        }
        QVERIFY(clock.monotonicNs() >= second + 2'000'000);
    }
};

QTEST_APPLESS_MAIN(TestClock)
#include "tst_clock.moc"
