#include "core/service/ResumeWatch.h"
#include "tests/support/FakeClock.h"

#include <QTest>

using namespace signalbox;

class TestResumeWatch final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsOfEachSleepOnce() {
        test::FakeClock clock;
        QVector<qint64> slept;
        const ResumeWatch watch(clock, clock, [&](Milliseconds time) { slept << time.count(); });
        clock.advance(std::chrono::hours(1));
        QVERIFY(slept.isEmpty());
        clock.sleep(std::chrono::hours(8));
        QVERIFY(slept.isEmpty());
        clock.advance(ResumeWatch::kEvery);
        QCOMPARE(slept, QVector<qint64>{8 * 3'600'000});
        clock.advance(std::chrono::minutes(1));
        QCOMPARE(slept.size(), 1);
        clock.sleep(Milliseconds(3'000));
        clock.advance(ResumeWatch::kEvery);
        QCOMPARE(slept.last(), 3'000);
    }
    void aJumpOfTheWallClockIsNoSleep() {
        test::FakeClock clock;
        int calls = 0;
        const ResumeWatch watch(clock, clock, [&](Milliseconds) { ++calls; });
        clock.jumpWall(3'600'000);
        clock.advance(std::chrono::minutes(1));
        QCOMPARE(calls, 0);
    }
    void shortNapsAddUp() {
        test::FakeClock clock;
        int calls = 0;
        const ResumeWatch watch(clock, clock, [&](Milliseconds) { ++calls; });
        clock.sleep(Milliseconds(1'500));
        clock.advance(ResumeWatch::kEvery);
        QCOMPARE(calls, 0);
        clock.sleep(Milliseconds(1'500));
        clock.advance(ResumeWatch::kEvery);
        QCOMPARE(calls, 1);
    }
};

QTEST_APPLESS_MAIN(TestResumeWatch)
#include "tst_resumewatch.moc"
