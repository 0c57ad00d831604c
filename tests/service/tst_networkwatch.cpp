// A start without a network is told at once, and its coming as soon as an interface leads out.
#include "core/service/NetworkWatch.h"
#include "tests/support/FakeClock.h"

#include <QSignalSpy>
#include <QTest>

using namespace signalbox;

class TestNetworkWatch final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStartWithoutANetworkIsTold() {
        test::FakeClock clock;
        bool wayOut = false;
        NetworkWatch watch(clock, [&] { return wayOut; });
        const QSignalSpy told(&watch, &NetworkWatch::networkGone);
        watch.start();
        QCOMPARE(told.size(), 1);
        QCOMPARE(told[0][0].toBool(), true);
        clock.advance(NetworkWatch::kLookAgain * 5);
        QCOMPARE(told.size(), 1);  // once is enough
        wayOut = true;
        clock.advance(NetworkWatch::kLookAgain - Milliseconds(1));
        QCOMPARE(told.size(), 1);
        clock.advance(Milliseconds(1));
        QCOMPARE(told.size(), 2);
        QCOMPARE(told[1][0].toBool(), false);
    }
    void aStartWithOneIsNoNews() {
        test::FakeClock clock;
        int looks = 0;
        NetworkWatch watch(clock, [&] {
            ++looks;
            return true;
        });
        const QSignalSpy told(&watch, &NetworkWatch::networkGone);
        watch.start();
        clock.advance(std::chrono::hours(1));
        QCOMPARE(told.size(), 0);
        QCOMPARE(looks, 1);  // from then on the system tells
    }
};

QTEST_GUILESS_MAIN(TestNetworkWatch)
#include "tst_networkwatch.moc"
