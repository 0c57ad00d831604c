// The switch in force: undo, ends across restarts and clock jumps, what is written to the history.
#include "core/gateway/SwitchBoard.h"
#include "tests/gateway/GatewayFixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QString kRoute = QStringLiteral("r");
const QString kFirst = QStringLiteral("first");
const QString kSecond = QStringLiteral("second");
constexpr qint64 kMinute = 60'000;

Pin pin(PinMode mode, const QString& provider, std::optional<qint64> untilMs = {}) {
    return {mode, {provider, {}}, untilMs, 0};
}

struct Box : GatewayFixture {
    Box() { configure(std::vector<TargetConfig>{{kFirst, {}, 1}, {kSecond, {}, 1}}); }
    bool throwTo(const Pin& to) { return gateway.setPin(kRoute, to, QStringLiteral("user"), {}).ok(); }
    bool drain(const QString& provider, const std::optional<Drain>& how) {
        return gateway.setDrain(provider, how, QStringLiteral("user"), {}).ok();
    }
    bool undo() { return gateway.undoSwitch(QStringLiteral("oops")).ok(); }
    [[nodiscard]] Pin now() const { return gateway.switches().pins.value(kRoute); }
    [[nodiscard]] QStringList history() const {
        QStringList lines;
        for (const SwitchChanged& change : switched) {
            lines.append(
                QStringLiteral("%1 %2: %3 > %4").arg(change.actor, change.scope, change.from, change.to));
        }
        return lines;
    }
};

}  // namespace

class TestSwitchBoard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // "For 30 minutes" ends in what the user had chosen before.
    void aTimedPinEndsInTheLastingOne() {
        Box box;
        QVERIFY(box.throwTo(pin(PinMode::Only, kSecond)));
        QVERIFY(box.throwTo(pin(PinMode::Prefer, kFirst, box.clock.wallMs() + kMinute)));
        QVERIFY(box.throwTo(pin(PinMode::Only, kFirst, box.clock.wallMs() + 2 * kMinute)));
        box.clock.advance(Milliseconds(2 * kMinute));
        QCOMPARE(box.now().mode, PinMode::Only);
        QCOMPARE(box.now().target.provider, kSecond);
        QVERIFY(!box.now().untilMs);
        QCOMPARE(box.history().constLast(), QStringLiteral("schedule route:r: only first > only second"));
        QCOMPARE(box.switched.back().reason, QStringLiteral("its time was over"));
        // What the user had done before it can still be taken back.
        QVERIFY(box.undo());
        QCOMPARE(box.now().mode, PinMode::Auto);
        QVERIFY(!box.undo());
        // It does not come back a second time.
        QVERIFY(box.throwTo(pin(PinMode::Prefer, kFirst, box.clock.wallMs() + kMinute)));
        box.clock.advance(Milliseconds(kMinute));
        QCOMPARE(box.now().mode, PinMode::Auto);
    }

    // What undo says it will do is what it does.
    void undoIntoATimedPinThatIsOver() {
        Box box;
        QVERIFY(box.throwTo(pin(PinMode::Prefer, kSecond)));
        QVERIFY(box.throwTo(pin(PinMode::Only, kFirst, box.clock.wallMs() + kMinute)));
        QVERIFY(box.throwTo(pin(PinMode::Prefer, kFirst)));
        QCOMPARE(box.gateway.snapshot().undoable->pin.mode, PinMode::Only);
        box.clock.advance(Milliseconds(2 * kMinute));
        QCOMPARE(box.gateway.snapshot().undoable->pin.mode, PinMode::Prefer);
        QCOMPARE(box.gateway.snapshot().undoable->pin.target.provider, kSecond);
        QVERIFY(box.undo());
        QCOMPARE(box.now().mode, PinMode::Prefer);
        QCOMPARE(box.now().target.provider, kSecond);
        QVERIFY(box.undo());
        QCOMPARE(box.now().mode, PinMode::Auto);

        QVERIFY(box.drain(kFirst, Drain{box.clock.wallMs() + kMinute, 0}));
        QVERIFY(box.drain(kFirst, Drain{}));
        box.clock.advance(Milliseconds(2 * kMinute));
        QVERIFY(!box.gateway.snapshot().undoable->drain);
        QVERIFY(box.undo());
        QVERIFY(box.gateway.switches().drains.isEmpty());
        QVERIFY(!box.gateway.snapshot().undoable);
        QVERIFY(!box.undo());
    }

    void anEndGivenToTheSamePlaceJustEnds() {
        Box box;
        QVERIFY(box.throwTo(pin(PinMode::Prefer, kSecond)));
        QVERIFY(box.throwTo(pin(PinMode::Prefer, kSecond, box.clock.wallMs() + kMinute)));
        box.clock.advance(Milliseconds(kMinute));
        QCOMPARE(box.now().mode, PinMode::Auto);
    }

    void whatIsCoveredIsGoneWithALastingChoice() {
        Box box;
        QVERIFY(box.throwTo(pin(PinMode::Only, kSecond)));
        QVERIFY(box.throwTo(pin(PinMode::Prefer, kFirst, box.clock.wallMs() + kMinute)));
        QVERIFY(box.throwTo(Pin{}));
        QVERIFY(box.gateway.switches().covered.isEmpty());
        // Undone, the timed one stands before the lasting one again.
        QVERIFY(box.undo());
        box.clock.advance(Milliseconds(kMinute));
        QCOMPARE(box.now().mode, PinMode::Only);
        QCOMPARE(box.now().target.provider, kSecond);
    }

    void undoGoesBackStepByStep() {
        Box box;
        QVERIFY(box.throwTo(pin(PinMode::Prefer, kSecond)));
        QVERIFY(box.drain(kFirst, Drain{}));
        QVERIFY(box.throwTo(pin(PinMode::Only, kFirst)));
        QVERIFY(box.gateway.snapshot().undoable.has_value());
        QCOMPARE(box.gateway.snapshot().undoable->route, kRoute);
        QVERIFY(box.undo());
        QCOMPARE(box.now().mode, PinMode::Prefer);
        QCOMPARE(box.now().target.provider, kSecond);
        QVERIFY(box.undo());
        QVERIFY(box.gateway.switches().drains.isEmpty());
        QVERIFY(box.undo());
        QCOMPARE(box.now().mode, PinMode::Auto);
        QVERIFY(!box.gateway.snapshot().undoable);
        const Result<void> none = box.gateway.undoSwitch({});
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::NotFound);
        QCOMPARE(box.history().mid(3),
                 (QStringList{QStringLiteral("undo route:r: only first > prefer second"),
                              QStringLiteral("undo provider:first: drained > in use"),
                              QStringLiteral("undo route:r: prefer second > auto")}));
        QCOMPARE(box.switched.back().reason, QStringLiteral("oops"));
    }

    void undoBringsAnEndBackIfItIsStillToCome() {
        for (const bool passed : {false, true}) {
            Box box;
            const qint64 end = box.clock.wallMs() + 30 * kMinute;
            QVERIFY(box.throwTo(pin(PinMode::Only, kSecond, end)));
            QVERIFY(box.drain(kFirst, Drain{end, 0}));
            QVERIFY(box.throwTo({}));
            QVERIFY(box.drain(kFirst, std::nullopt));
            box.clock.advance(Milliseconds(passed ? 31 * kMinute : 10 * kMinute));
            QCOMPARE(box.undo(), !passed);  // an end that has come leaves nothing to bring back
            if (!passed) {
                QCOMPARE(box.gateway.switches().drains.value(kFirst).untilMs, std::optional<qint64>(end));
                QVERIFY(box.undo());
                QCOMPARE(box.now().mode, PinMode::Only);
                QCOMPARE(box.now().untilMs, std::optional<qint64>(end));
                box.clock.advance(Milliseconds(20 * kMinute));
                QCOMPARE(box.now().mode, PinMode::Auto);
                QCOMPARE(box.switched.back().actor, QStringLiteral("schedule"));
            }
        }
    }

    void anEndThatCameByItselfIsNotTakenBack() {
        Box box;
        QVERIFY(box.drain(kSecond, Drain{}));
        QVERIFY(box.throwTo(pin(PinMode::Only, kFirst, box.clock.wallMs() + kMinute)));
        box.clock.advance(Milliseconds(kMinute));
        QCOMPARE(box.now().mode, PinMode::Auto);
        QVERIFY(box.undo());
        QVERIFY(box.gateway.switches().drains.isEmpty());
        QVERIFY(!box.undo());
    }

    void whatChangesNothingIsNoStep() {
        Box box;
        QVERIFY(box.throwTo({}));
        QVERIFY(box.drain(kFirst, std::nullopt));
        QVERIFY(!box.gateway.snapshot().undoable);
        QVERIFY(box.throwTo(pin(PinMode::Prefer, kSecond)));
        QVERIFY(box.throwTo(pin(PinMode::Prefer, kSecond)));
        QVERIFY(box.undo());
        QCOMPARE(box.now().mode, PinMode::Auto);
    }

    // A pin is the user's word on where requests go; another name for the rule does not take it back.
    void aPinGoesWithItsRule() {
        Box box;
        QVERIFY(box.throwTo(pin(PinMode::Only, kSecond)));
        QVERIFY(box.throwTo(pin(PinMode::Only, kFirst, box.clock.wallMs() + kMinute)));
        Config renamed;
        renamed.providers = {GatewayFixture::provider(kFirst), GatewayFixture::provider(kSecond)};
        renamed.routes = {GatewayFixture::route(QStringLiteral("other"), {{kFirst, {}, 1}}),
                          GatewayFixture::route(QStringLiteral("new"), {{kFirst, {}, 1}, {kSecond, {}, 1}})};
        box.configure(renamed);
        const auto& pins = box.gateway.switches().pins;
        QVERIFY(!pins.contains(kRoute) && !pins.contains(QStringLiteral("other")));
        QCOMPARE(pins.value(QStringLiteral("new")).target.provider, kFirst);
        QCOMPARE(box.history().constLast(), QStringLiteral("schedule route:new: auto > only first"));
        QCOMPARE(box.switched.back().reason, QStringLiteral("its rule was called \"r\""));
        QVERIFY(box.expired > 0);  // it is kept
        box.clock.advance(Milliseconds(2 * kMinute));
        QCOMPARE(pins.value(QStringLiteral("new")).target.provider, kSecond);
        QVERIFY(box.undo());
        QVERIFY(pins.value(QStringLiteral("new")).mode == PinMode::Auto);
    }

    // And waits for no other rule that is called the same.
    void aPinEndsWithItsRule() {
        Box box;
        QVERIFY(box.throwTo(pin(PinMode::Only, kSecond)));
        Config without;
        without.providers = {GatewayFixture::provider(kFirst), GatewayFixture::provider(kSecond)};
        without.routes = {GatewayFixture::route(QStringLiteral("else"), {{kFirst, {}, 1}})};
        box.configure(without);
        QVERIFY(box.gateway.switches().pins.isEmpty());
        QCOMPARE(box.history().constLast(), QStringLiteral("schedule route:r: only second > auto"));
        QCOMPARE(box.switched.back().reason, QStringLiteral("its rule is gone"));
        QVERIFY(!box.undo());
        box.configure(std::vector<TargetConfig>{{kFirst, {}, 1}, {kSecond, {}, 1}});
        QCOMPARE(box.now().mode, PinMode::Auto);
    }

    void whatIsGoneFromTheConfigurationIsPassedOver() {
        Box box;
        QVERIFY(box.throwTo(pin(PinMode::Prefer, kSecond)));
        QVERIFY(box.throwTo(pin(PinMode::Only, kFirst)));
        QVERIFY(box.drain(kSecond, Drain{}));
        box.configure(std::vector<TargetConfig>{{kFirst, {}, 1}});
        QVERIFY(box.undo());  // back to a target that has gone: automatic
        QCOMPARE(box.now().mode, PinMode::Auto);
    }

    void atMostFiftySteps() {
        Box box;
        for (int i = 0; i < 120; ++i) {
            QVERIFY(box.throwTo(pin(PinMode::Prefer, i % 2 == 0 ? kSecond : kFirst)));
        }
        QCOMPARE(box.gateway.switches().undoable.size(), SwitchState::kMostUndoable);
        int steps = 0;
        while (box.undo()) {
            ++steps;
        }
        QCOMPARE(steps, SwitchState::kMostUndoable);
    }

    void undoSurvivesARestart() {
        Box former;
        QVERIFY(former.throwTo(pin(PinMode::Prefer, kSecond)));
        QVERIFY(former.throwTo(pin(PinMode::Only, kFirst)));
        Box box;
        box.gateway.setSwitches(former.gateway.switches());
        QVERIFY(box.undo());
        QCOMPARE(box.now().mode, PinMode::Prefer);
        QCOMPARE(box.now().target.provider, kSecond);
    }

    void whatEndedWhileNothingRanIsWrittenAtTheStart() {
        Box box;
        SwitchState kept;
        kept.pins.insert(kRoute, pin(PinMode::Only, kSecond, box.clock.wallMs() - 1));
        kept.drains.insert(kFirst, Drain{box.clock.wallMs(), 0});
        kept.drains.insert(kSecond, Drain{box.clock.wallMs() + kMinute, 0});
        kept.undoable.append({1, kRoute, {}, {}, {}});
        box.gateway.setSwitches(kept);
        QStringList history = box.history();
        history.sort();
        QCOMPARE(history, (QStringList{QStringLiteral("schedule provider:first: drained > in use"),
                                       QStringLiteral("schedule route:r: only second > auto")}));
        QCOMPARE(box.expired, 1);
        QCOMPARE(box.gateway.switches().drains.keys(), QStringList{kSecond});
        QVERIFY(!box.undo());
    }

    void aJumpOfTheClockForwardEndsWithinAMinute() {
        Box box;
        QVERIFY(box.throwTo(pin(PinMode::Only, kSecond, box.clock.wallMs() + 60 * kMinute)));
        box.clock.jumpWall(2 * 60 * kMinute);
        box.clock.advance(Milliseconds(kMinute));
        QCOMPARE(box.now().mode, PinMode::Auto);
        QCOMPARE(box.switched.back().actor, QStringLiteral("schedule"));
    }

    // The end is a time of day that the user named: it waits for that time, and looks at the clock without
    // writing anything.
    void aJumpBackPostponesTheEnd() {
        Box box;
        const qint64 end = box.clock.wallMs() + 5 * kMinute;
        QVERIFY(box.throwTo(pin(PinMode::Only, kSecond, end)));
        box.clock.jumpWall(-60 * kMinute);
        box.clock.advance(Milliseconds(64 * kMinute));
        QCOMPARE(box.now().mode, PinMode::Only);
        QCOMPARE(box.expired, 0);
        box.clock.advance(Milliseconds(kMinute));
        QCOMPARE(box.now().mode, PinMode::Auto);
        QCOMPARE(box.expired, 1);
        QCOMPARE(box.switched.back().atMs, end);
    }
};

QTEST_APPLESS_MAIN(TestSwitchBoard)
#include "tst_switchboard.moc"
