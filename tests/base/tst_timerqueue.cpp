#include "core/base/Money.h"
#include "tests/support/FakeClock.h"

#include <QTest>

using namespace signalbox;
using signalbox::test::FakeClock;

class TestTimerQueue final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void firesInOrder() {
        FakeClock clock;
        QVector<int> seen;
        const Timer late = clock.after(Milliseconds(20), [&] { seen << 3; });
        const Timer first = clock.after(Milliseconds(10), [&] { seen << 1; });
        const Timer second = clock.after(Milliseconds(10), [&] { seen << 2; });
        clock.advance(Milliseconds(9));
        QVERIFY(seen.isEmpty());
        clock.advance(Milliseconds(1));
        QCOMPARE(seen, (QVector<int>{1, 2}));
        QVERIFY(!first.isActive());
        QVERIFY(late.isActive());
        clock.advance(Milliseconds(10));
        QCOMPARE(seen, (QVector<int>{1, 2, 3}));
    }

    void cancelledNeverFires() {
        FakeClock clock;
        bool fired = false;
        Timer timer = clock.after(Milliseconds(5), [&] { fired = true; });
        timer.cancel();
        Timer replaced = clock.after(Milliseconds(5), [&] { fired = true; });
        replaced = Timer();
        clock.advance(Milliseconds(10));
        QVERIFY(!fired);
    }

    void callMayCancelAndAdd() {
        FakeClock clock;
        int calls = 0;
        Timer own;
        Timer next;
        own = clock.after(Milliseconds(1), [&] {
            ++calls;
            own.cancel();
            next = clock.after(Milliseconds(0), [&] { ++calls; });
        });
        clock.advance(Milliseconds(1));
        QCOMPARE(calls, 2);
    }

    void manyCancelledAreSwept() {
        TimerQueue queue;
        for (int i = 0; i < 100'000; ++i) {
            Timer timer = queue.add(1'000'000, [] {});
            timer.cancel();
        }
        QVERIFY(queue.size() < 5'000);
        QVERIFY(!queue.nextDueMs());
    }

    void moneyRoundsOnceHalfUp() {
        MoneySum sum;
        sum.add(2'500, 1);  // 2.5 nano-dollars
        QCOMPARE(sum.nano(), 3);
        sum.add(2'500, 1);
        QCOMPARE(sum.nano(), 5);
        MoneySum large;
        large.add(30'000'000, 2'000'000'000);  // 2e9 tokens at 30 USD per million
        QCOMPARE(large.nano(), 60'000'000'000'000);
    }
};

QTEST_APPLESS_MAIN(TestTimerQueue)
#include "tst_timerqueue.moc"
