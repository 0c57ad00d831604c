// What is told while the user looks elsewhere: one notice per incident, none for what the user did.
#include "tests/ui/support/Samples.h"
#include "ui/Notices.h"
#include "ui/PreviewText.h"
#include "ui/SwitchText.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kNow = 1'780'000'000'000;
constexpr qint64 kMinute = 60'000;

Format english() {
    return Format(QLocale(QLocale::English, QLocale::UnitedStates));
}

// Two providers, one route over both; all is well.
StatusSnapshot calm(qint64 atMs = kNow) {
    StatusSnapshot status;
    status.version = u"1"_s;
    status.listening = true;
    status.atMs = atMs;
    for (const auto& [id, name] : {std::pair{u"north"_s, u"North"_s}, {u"south"_s, QString()}}) {
        ProviderStatus provider;
        provider.id = id;
        provider.name = name;
        status.providers.append(provider);
    }
    RouteStatus route;
    route.name = u"chat"_s;
    route.targets = {{{u"north"_s, {}}, {}, HealthState::Healthy, {}},
                     {{u"south"_s, u"m"_s}, {}, HealthState::Healthy, {}}};
    route.active = 0;
    status.routes = {route};
    return status;
}

StatusSnapshot failedOver(qint64 atMs) {
    StatusSnapshot status = calm(atMs);
    status.routes[0].active = 1;
    status.routes[0].failedOverAtMs = atMs;
    status.routes[0].targets[0].state = HealthState::Failed;
    status.routes[0].targets[0].reason.kind = HealthReason::Kind::BreakerOpen;
    return status;
}

QStringList titles(const QVector<Notice>& notices) {
    QStringList list;
    for (const Notice& notice : notices) {
        list.append(notice.title);
    }
    return list;
}

}  // namespace

class TestNotices : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Where no route has it, nothing else tells that a provider fails.
    void aProviderOutsideOfRoutes() {
        Notices notices(english());
        StatusSnapshot status = calm();
        status.routes.clear();
        QVERIFY(notices.update(status).isEmpty());
        status.atMs += kMinute;
        status.providers[0].state = HealthState::Failed;
        status.providers[0].reason.kind = HealthReason::Kind::BreakerOpen;
        QCOMPARE(titles(notices.update(status)), QStringList{u"North is down"_s});
        // Its probes that fail are the same incident, however long it lasts.
        for (int i = 0; i < 20; ++i) {
            status.atMs += kMinute;
            status.providers[0].reason.kind =
                i % 2 == 0 ? HealthReason::Kind::HalfOpen : HealthReason::Kind::BreakerOpen;
            QVERIFY(notices.update(status).isEmpty());
        }
        status.atMs += kMinute;
        status.providers[0].state = HealthState::Healthy;
        status.providers[0].reason = {};
        QCOMPARE(titles(notices.update(status)), QStringList{u"North is back to normal"_s});
    }

    void aPinnedTargetThatFails() {
        Notices notices(english());
        StatusSnapshot status = calm();
        status.routes[0].pin.mode = PinMode::Prefer;
        status.routes[0].pin.target = status.routes[0].targets[0].target;
        QVERIFY(notices.update(status).isEmpty());
        StatusSnapshot busy = status;  // as many requests as it takes: no failure
        busy.routes[0].active = 1;
        QVERIFY(notices.update(busy).isEmpty());
        QVERIFY(notices.update(status).isEmpty());
        StatusSnapshot failed = status;
        failed.atMs += kMinute;
        failed.routes[0].active = 1;
        failed.routes[0].targets[0].state = HealthState::Failed;
        failed.routes[0].targets[0].reason.kind = HealthReason::Kind::BreakerOpen;
        QCOMPARE(titles(notices.update(failed)), QStringList{u"chat goes to south / m now"_s});
        status.atMs += 2 * kMinute;
        QCOMPARE(titles(notices.update(status)), QStringList{u"chat is back to normal"_s});
    }

    // With other strategies than priority the first of the list need not be the one that failed.
    void theOneThatFailedIsNamed() {
        Notices notices(english());
        StatusSnapshot status = calm();
        status.routes[0].active = 1;
        QVERIFY(notices.update(status).isEmpty());
        status.atMs += kMinute;
        status.routes[0].active = 0;
        status.routes[0].failedOverAtMs = status.atMs;
        status.routes[0].targets[1].state = HealthState::Failed;
        status.routes[0].targets[1].reason.kind = HealthReason::Kind::BreakerOpen;
        const QVector<Notice> told = notices.update(status);
        QCOMPARE(titles(told), QStringList{u"chat goes to North now"_s});
        QVERIFY2(told[0].text.startsWith(u"south / m: "_s), qPrintable(told[0].text));
    }

    void budgets() {
        const auto with = [](BudgetStatus::State state, qint64 atMs, NanoUsd spent) {
            StatusSnapshot status = calm(atMs);
            BudgetStatus budget;
            budget.budget.scope = BudgetConfig::Scope::Client;
            budget.budget.name = u"ci"_s;
            budget.budget.limit = 10'000'000'000;
            budget.state = state;
            budget.spent = spent;
            budget.startMs = kNow;
            status.budgets = {budget};
            return status;
        };
        using State = BudgetStatus::State;
        Notices notices(english());
        QVERIFY(notices.update(with(State::Unread, kNow, 0)).isEmpty());
        QVERIFY2(notices.update(with(State::Warning, kNow + 1, 8'000'000'000)).isEmpty(), "so at the start");
        QVERIFY(notices.update(with(State::Open, kNow + 2, 7'000'000'000)).isEmpty());
        const QVector<Notice> warning = notices.update(with(State::Warning, kNow + 3, 8'500'000'000));
        QCOMPARE(titles(warning), QStringList{u"Monthly budget of ci: 80 % is spent"_s});
        QCOMPARE(warning[0].text, u"$8.50 of $10.00 is spent."_s);
        QVERIFY(notices.update(with(State::Warning, kNow + 20 * kMinute, 8'600'000'000)).isEmpty());
        const QVector<Notice> reached =
            notices.update(with(State::Reached, kNow + 21 * kMinute, 10'000'000'000));
        QCOMPARE(titles(reached), QStringList{u"Monthly budget of ci is used up"_s});
        QVERIFY(reached[0].text.endsWith(u"refused until it renews."_s));
    }

    void theFirstSnapshotTellsNothing() {
        Notices notices(english());
        StatusSnapshot status = failedOver(kNow);
        status.offline = true;
        QVERIFY(notices.update(status).isEmpty());
        QVERIFY(notices.update(status).isEmpty());
    }

    void failoverAndBack() {
        Notices notices(english());
        QVERIFY(notices.update(calm()).isEmpty());
        const QVector<Notice> over = notices.update(failedOver(kNow + 1));
        QCOMPARE(titles(over), QStringList{u"chat goes to south / m now"_s});
        QCOMPARE(over[0].text, u"North: Too many failures"_s);
        QVERIFY(notices.update(failedOver(kNow + 2)).isEmpty());
        QCOMPARE(titles(notices.update(calm(kNow + 3))), QStringList{u"chat is back to normal"_s});
    }

    void whatComesAndGoesIsOneTrouble() {
        Notices notices(english());
        QVERIFY(notices.update(calm()).isEmpty());
        int told = 0;
        for (qint64 at = kNow; at < kNow + Notices::kQuietMs; at += 10'000) {
            told += static_cast<int>(notices.update(failedOver(at)).size());
            told += static_cast<int>(notices.update(calm(at + 5'000)).size());
        }
        QCOMPARE(told, 2);  // over, and back
        QCOMPARE(notices.update(failedOver(kNow + Notices::kQuietMs + kMinute)).size(), 1);
    }

    void theUsersOwnThrowIsNoIncident() {
        Notices notices(english());
        QVERIFY(notices.update(failedOver(kNow)).isEmpty());
        StatusSnapshot status = calm(kNow + 1);
        status.routes[0].pin = {PinMode::Prefer, {u"south"_s, u"m"_s}, kNow + kMinute, kNow};
        status.routes[0].active = 1;
        QVERIFY(notices.update(status).isEmpty());
        QVERIFY(notices.update(calm(kNow + 2)).isEmpty());  // back by hand, before its end
    }

    void aPinThatEnds() {
        Notices notices(english());
        StatusSnapshot status = calm();
        status.routes[0].pin = {PinMode::Only, {u"south"_s, u"m"_s}, kNow + kMinute, kNow};
        QVERIFY(notices.update(status).isEmpty());
        const QVector<Notice> told = notices.update(calm(kNow + kMinute));
        QCOMPARE(titles(told), QStringList{u"chat is automatic again"_s});
        QVERIFY(told[0].text.contains(u"south / m"_s));
    }

    void quotaAndKey() {
        for (const auto& [kind, title] :
             {std::pair{HealthReason::Kind::QuotaExceeded, u"North is out of credit"_s},
              {HealthReason::Kind::BadKey, u"North refuses its key"_s}}) {
            Notices notices(english());
            QVERIFY(notices.update(calm()).isEmpty());
            StatusSnapshot status = calm(kNow + 1);
            status.providers[0].reason.kind = kind;
            QCOMPARE(titles(notices.update(status)), QStringList{title});
            QVERIFY(notices.update(status).isEmpty());
        }
    }

    void oneKeyWithoutCredit() {
        Notices notices(english());
        QVERIFY(notices.update(calm()).isEmpty());
        StatusSnapshot status = calm(kNow + 1);
        status.providers[0].keysOutOfQuota = 1;
        QCOMPARE(titles(notices.update(status)), QStringList{u"A key of North is out of credit"_s});
        QVERIFY(notices.update(status).isEmpty());
        // The last one: the provider rests, and that is told instead.
        status.providers[0].keysOutOfQuota = 2;
        status.providers[0].reason.kind = HealthReason::Kind::QuotaExceeded;
        QCOMPARE(titles(notices.update(status)), QStringList{u"North is out of credit"_s});
    }

    void parkedIsToldInsteadOfFailing() {
        Notices notices(english());
        QVERIFY(notices.update(calm()).isEmpty());
        StatusSnapshot status = calm(kNow + 1);
        status.routes[0].active = -1;
        status.routes[0].parked = 2;
        QCOMPARE(titles(notices.update(status)), QStringList{u"chat: requests wait for you"_s});
        status.routes[0].parked = 5;
        QVERIFY(notices.update(status).isEmpty());
    }

    void nothingCanBeUsed() {
        Notices notices(english());
        QVERIFY(notices.update(calm()).isEmpty());
        StatusSnapshot status = calm(kNow + 1);
        status.routes[0].active = -1;
        QCOMPARE(titles(notices.update(status)), QStringList{u"chat: no target can be used"_s});
    }

    void theNetworkIsToldOnceAndNotItsConsequences() {
        Notices notices(english());
        QVERIFY(notices.update(calm()).isEmpty());
        StatusSnapshot status = failedOver(kNow + 1);
        status.offline = true;
        status.routes[0].active = -1;
        QCOMPARE(titles(notices.update(status)), QStringList{u"No network"_s});
        QVERIFY(notices.update(status).isEmpty());
        StatusSnapshot back = calm(kNow + 2);
        QVERIFY(titles(notices.update(back)).contains(u"Network is back"_s));
    }

    void drillsEnd() {
        Notices notices(english());
        StatusSnapshot status = calm();
        status.providers[1].drill = Drill{DrillKind::Cut, kNow, kNow + kMinute};
        QVERIFY(notices.update(status).isEmpty());
        const QVector<Notice> told = notices.update(calm(kNow + kMinute));
        QCOMPARE(titles(told), QStringList{u"The drill has ended"_s});
        QVERIFY(told[0].text.contains(u"south"_s));
    }

    void routesThatComeAndGoTellNothing() {
        Notices notices(english());
        QVERIFY(notices.update(calm()).isEmpty());
        StatusSnapshot without = calm(kNow + 1);
        without.routes.clear();
        without.providers.clear();
        QVERIFY(notices.update(without).isEmpty());
        QVERIFY(notices.update(failedOver(kNow + 2)).isEmpty());
    }

    void whatIsWorthAQuestion_data() {
        QTest::addColumn<SwitchPreview>("preview");
        QTest::addColumn<bool>("costly");
        QTest::addColumn<QString>("fact");
        const auto row = [](const char* name, const SwitchPreview& preview, bool costly, const char* fact) {
            QTest::newRow(name) << preview << costly << QString::fromUtf8(fact);
        };
        SwitchPreview preview;
        row("nothing known", preview, false, "");
        preview.costBefore = 10'000'000;
        preview.costAfter = 14'000'000;
        row("a little dearer", preview, false, "costs about $0.0140 there, $0.0100 now");
        preview.costAfter = 15'000'000;
        row("half as much again", preview, true, "costs about $0.0150 there");
        preview.costAfter = 2'000'000;
        row("cheaper", preview, false, "costs about $0.0020 there");
        preview.costAfter.reset();
        row("no price there", preview, false, "No price is known there");
        preview = {};
        preview.costBefore = 0;
        preview.costAfter = 1'000'000;
        row("free before", preview, true, "costs about $0.0010 there, $0.0000 now");
        preview = {};
        preview.warmConversations = 3;
        preview.cachedTokensLost = 120'400;
        preview.cacheCost = 49'000'000;
        row("a small cache", preview, false, "120,400 tokens are read once more, for about $0.05");
        preview.cacheCost = 602'000'000;
        row("a large cache", preview, true, "for about $0.60");
        preview.cacheCost.reset();
        row("a large cache without a price", preview, true, "120,400 tokens are read once more.");
        preview = {};
        preview.missing = {Need::Image};
        row("no images", preview, true, "this model takes none");
        preview = {};
        preview.contextTooSmall = true;
        row("too small", preview, true, "largest recent prompt");
    }
    void whatIsWorthAQuestion() {
        QFETCH(SwitchPreview, preview);
        QFETCH(bool, costly);
        QFETCH(QString, fact);
        QCOMPARE(PreviewText::isCostly(preview), costly);
        const QString facts = PreviewText::facts(preview, english()).join(u' ');
        QVERIFY2(facts.contains(fact), qPrintable(facts));
        QCOMPARE(facts.isEmpty(), fact.isEmpty());
    }

    void undoInWords() {
        const StatusSnapshot status = calm();
        UndoableSwitch change;
        change.route = u"chat"_s;
        QCOMPARE(SwitchText::undo(change, status), u"chat back to automatic"_s);
        change.pin = {PinMode::Prefer, {u"north"_s, {}}, {}, 0};
        QCOMPARE(SwitchText::undo(change, status), u"chat back to North"_s);
        change.pin.mode = PinMode::Only;
        QCOMPARE(SwitchText::undo(change, status), u"chat back to only North"_s);
        change = {};
        change.provider = u"north"_s;
        QCOMPARE(SwitchText::undo(change, status), u"put North back"_s);
        change.drain = Drain{};
        QCOMPARE(SwitchText::undo(change, status), u"drain North again"_s);
    }

    void everyDrillHasWords() {
        QSet<QString> words;
        for (const DrillKind kind : {DrillKind::RateLimited, DrillKind::ServerError, DrillKind::Slow,
                                     DrillKind::Stall, DrillKind::Cut, DrillKind::Offline}) {
            words.insert(SwitchText::drill(kind));
            words.insert(SwitchText::drillOf(u"North"_s, kind));
        }
        QCOMPARE(words.size(), 12);
    }
};

QTEST_MAIN(TestNotices)
#include "tst_notices.moc"
