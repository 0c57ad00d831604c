#include "core/routing/Cooldown.h"
#include "core/routing/ModelCatalog.h"
#include "core/routing/RetryBudget.h"
#include "core/routing/RetryPolicy.h"

#include <QTest>

using namespace signalbox;

Q_DECLARE_METATYPE(signalbox::FailureClass)
Q_DECLARE_METATYPE(signalbox::NextStep)
Q_DECLARE_METATYPE(signalbox::HealthEffect)

class TestLimits final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namedDelayIsKeptToTheSecond() {
        Cooldown cooldown;
        cooldown.limited(Milliseconds(41'000), 1'000);
        QVERIFY(cooldown.active(41'999));
        QVERIFY(!cooldown.active(42'000));
    }
    void namedDelayIsCappedAtTenMinutes() {
        Cooldown cooldown;
        cooldown.limited(Milliseconds(86'400'000), 0);
        QCOMPARE(cooldown.untilMs(), 600'000);
    }
    void unnamedDelayDoubles() {
        Cooldown cooldown;
        qint64 now = 1'000;
        for (const qint64 rest : {5'000, 10'000, 20'000, 40'000, 60'000, 60'000}) {
            cooldown.limited({}, now);
            QCOMPARE(cooldown.untilMs(), now + rest);
            now += rest;
        }
        cooldown.answered();
        cooldown.limited({}, now);
        QCOMPARE(cooldown.untilMs(), now + 5'000);
    }
    void answersToRequestsUnderWayDoNotDouble() {
        Cooldown cooldown;
        for (int i = 0; i < 20; ++i) {
            cooldown.limited({}, 1'000 + i);
        }
        QCOMPARE(cooldown.untilMs(), 6'000);
    }
    void aShorterNamedDelayDoesNotShorten() {
        Cooldown cooldown;
        cooldown.limited(Milliseconds(30'000), 0);
        cooldown.limited(Milliseconds(1'000), 0);
        QCOMPARE(cooldown.untilMs(), 30'000);
    }

    void tenRetriesAlways() {
        RetryBudget budget;
        int taken = 0;
        for (int i = 0; i < 30; ++i) {
            taken += budget.take(5'000) ? 1 : 0;
        }
        QCOMPARE(taken, 10);
        QVERIFY(!budget.take(14'999));
        QVERIFY(budget.take(15'000));
    }
    void aFifthOfManyRequests() {
        RetryBudget budget;
        for (int i = 0; i < 200; ++i) {
            budget.request(5'000);
        }
        int taken = 0;
        while (budget.take(5'000)) {
            ++taken;
        }
        QCOMPARE(taken, 40);
    }

    void policy_data() {
        QTest::addColumn<FailureClass>("kind");
        QTest::addColumn<bool>("afterContent");
        QTest::addColumn<NextStep>("next");
        QTest::addColumn<HealthEffect>("effect");
        const auto row = [](const char* name, FailureClass kind, NextStep next, HealthEffect effect) {
            QTest::newRow(name) << kind << false << next << effect;
            QTest::addRow("%s after content", name)
                << kind << true << NextStep::Stop << HealthEffect::BreakerFailure;
        };
        row("connect", FailureClass::Connect, NextStep::NextTarget, HealthEffect::BreakerFailure);
        row("5xx", FailureClass::ServerError, NextStep::NextTarget, HealthEffect::BreakerFailure);
        row("first byte", FailureClass::FirstByteTimeout, NextStep::NextTarget, HealthEffect::BreakerFailure);
        row("429", FailureClass::RateLimited, NextStep::NextKey, HealthEffect::CoolDown);
        row("quota", FailureClass::Quota, NextStep::NextKey, HealthEffect::RestKey);
        row("401", FailureClass::BadKey, NextStep::NextKey, HealthEffect::KeyBad);
        row("404 model", FailureClass::ModelNotFound, NextStep::TargetWithOtherModel, HealthEffect::None);
        row("context", FailureClass::ContextTooLong, NextStep::TargetWithMoreContext, HealthEffect::None);
        row("400", FailureClass::ClientError, NextStep::BackToClient, HealthEffect::None);
        row("bad answer", FailureClass::BadAnswer, NextStep::NextTarget, HealthEffect::BreakerFailure);
        row("cut", FailureClass::Cut, NextStep::NextTarget, HealthEffect::BreakerFailure);
        row("idle", FailureClass::IdleTimeout, NextStep::NextTarget, HealthEffect::BreakerFailure);
        row("total", FailureClass::TotalTimeout, NextStep::Stop, HealthEffect::BreakerFailure);
    }
    void policy() {
        QFETCH(FailureClass, kind);
        QFETCH(bool, afterContent);
        Failure failure;
        failure.kind = kind;
        failure.afterContent = afterContent;
        const Verdict verdict = judge(failure);
        QTEST(verdict.next, "next");
        QTEST(verdict.effect, "effect");
    }

    void unknownModelsAreNeverLarger() {
        ModelCatalog catalog;
        catalog.add(QStringLiteral("small"), 8'000);
        catalog.add(QStringLiteral("large"), 200'000);
        QVERIFY(catalog.takesMore(QStringLiteral("large"), QStringLiteral("small")));
        QVERIFY(catalog.takesMore(QStringLiteral("vendor/large"), QStringLiteral("small")));
        QVERIFY(!catalog.takesMore(QStringLiteral("small"), QStringLiteral("large")));
        QVERIFY(!catalog.takesMore(QStringLiteral("large"), QStringLiteral("large")));
        QVERIFY(!catalog.takesMore(QStringLiteral("unknown"), QStringLiteral("small")));
        QVERIFY(!catalog.takesMore(QStringLiteral("large"), QStringLiteral("unknown")));
    }
};

QTEST_APPLESS_MAIN(TestLimits)
#include "tst_limits.moc"
