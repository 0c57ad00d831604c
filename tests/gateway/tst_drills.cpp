// Drills: faults that are injected at one provider: what reaches it, the client, the ledger and health.
#include "tests/gateway/GatewayFixture.h"
#include "tests/gateway/Scripts.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QString kFirst = QStringLiteral("first");
const QString kSecond = QStringLiteral("second");

}  // namespace

Q_DECLARE_METATYPE(signalbox::DrillKind)

class TestDrills final : public QObject {
    Q_OBJECT

    static void two(GatewayFixture& box, bool streaming) {
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
        box.transport.script(kFirst, answer(streaming, "one"));
        box.transport.script(kSecond, answer(streaming, "two"));
    }
    static void drill(GatewayFixture& box, DrillKind kind, qint64 forMs = 120'000) {
        QVERIFY(box.gateway.setDrill(kFirst, Drill{kind, 0, box.clock.wallMs() + forMs}).ok());
    }

private Q_SLOTS:
    // Walking through the kinds, each is met at once, whatever the one before did to the provider's health.
    void oneKindAfterTheOther() {
        GatewayFixture box;
        two(box, false);
        for (const auto& [kind, outcome] : {std::pair(DrillKind::RateLimited, Outcome::RateLimited),
                                            std::pair(DrillKind::ServerError, Outcome::ServerError),
                                            std::pair(DrillKind::Offline, Outcome::Connect),
                                            std::pair(DrillKind::RateLimited, Outcome::RateLimited),
                                            std::pair(DrillKind::Cut, Outcome::Cut)}) {
            drill(box, kind);
            box.chatRequest(false);
            box.clock.advance(Milliseconds(0));
            const RequestFinished& record = box.finished.back();
            QCOMPARE(record.attempts.size(), 2U);
            QCOMPARE(record.attempts[0].provider, kFirst);
            QCOMPARE(record.attempts[0].outcome, outcome);
            QVERIFY(record.attempts[0].drill);
        }
    }

    void everyKindFailsOver_data() {
        QTest::addColumn<DrillKind>("kind");
        QTest::addColumn<bool>("streaming");
        QTest::addColumn<int>("asked");
        QTest::addColumn<Outcome>("outcome");
        QTest::addColumn<int>("httpStatus");
        for (const bool streaming : {false, true}) {
            const char* how = streaming ? "stream" : "plain";
            QTest::addRow("429, %s", how)
                << DrillKind::RateLimited << streaming << 0 << Outcome::RateLimited << 429;
            QTest::addRow("500, %s", how)
                << DrillKind::ServerError << streaming << 0 << Outcome::ServerError << 500;
            QTest::addRow("offline, %s", how)
                << DrillKind::Offline << streaming << 0 << Outcome::Connect << 0;
        }
        // A plain answer is no content before it is whole, so the next target can take over.
        QTest::addRow("cut, plain") << DrillKind::Cut << false << 1 << Outcome::Cut << 200;
        QTest::addRow("stall, plain") << DrillKind::Stall << false << 1 << Outcome::TimeoutIdle << 200;
    }
    void everyKindFailsOver() {
        QFETCH(DrillKind, kind);
        QFETCH(bool, streaming);
        QFETCH(int, asked);
        GatewayFixture box;
        two(box, streaming);
        drill(box, kind);
        QCOMPARE(box.providerStatus(0).drill->kind, kind);
        QVERIFY(!box.providerStatus(1).drill);
        const RecordingWriter& client = box.chatRequest(streaming);
        box.clock.advance(Milliseconds(119'000));
        box.clock.advance(Milliseconds(60'000));
        QVERIFY(client.finished);
        QVERIFY(client.body.contains("two"));
        QCOMPARE(box.transport.sentTo(kFirst), asked);
        QCOMPARE(box.transport.running, 0);
        const RequestFinished& record = box.finished.at(0);
        QCOMPARE(record.attempts.size(), 2U);
        QTEST(record.attempts[0].outcome, "outcome");
        QTEST(record.attempts[0].httpStatus, "httpStatus");
        QVERIFY(record.attempts[0].drill);
        QVERIFY(!record.attempts[1].drill);
        QCOMPARE(box.target(0).state, HealthState::Healthy);
        QVERIFY(!box.providerStatus(0).drill);
    }

    void aRateLimitNamesItsDelay() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}});
        drill(box, DrillKind::RateLimited);
        const RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(0));
        QCOMPARE(client.status, 429);
        QCOMPARE(client.header("retry-after"), QByteArray("10"));
        QCOMPARE(box.target(0).reason.kind, HealthReason::Kind::Cooldown);
    }

    void slowDelaysTheFirstByte() {
        GatewayFixture box;
        two(box, true);
        drill(box, DrillKind::Slow);
        const RecordingWriter& client = box.chatRequest(true);
        box.clock.advance(Milliseconds(9'999));
        QVERIFY(box.transport.sent.empty());
        box.clock.advance(Milliseconds(1));
        QVERIFY(client.finished);
        QVERIFY(client.body.contains("one"));
        QCOMPARE(*box.finished.at(0).ttftMs, 10'000);
        QCOMPARE(box.finished.at(0).usage.outputTokens, 5);
        QVERIFY(box.finished.at(0).attempts.at(0).drill);
    }

    void aClientThatLeavesASlowDrillCostsNothing() {
        GatewayFixture box;
        two(box, true);
        drill(box, DrillKind::Slow);
        const RecordingWriter& client = box.chatRequest(true);
        box.clock.advance(Milliseconds(1'000));
        client.onGone();
        box.clock.advance(Milliseconds(60'000));
        QVERIFY(box.transport.sent.empty());
        QCOMPARE(box.finished.at(0).status, RequestStatus::Cancelled);
    }

    // Exactly the first content passes, even where the whole answer came at once.
    void brokenAfterTheFirstContent_data() {
        QTest::addColumn<DrillKind>("kind");
        QTest::addColumn<bool>("atOnce");
        QTest::addColumn<Outcome>("outcome");
        for (const bool atOnce : {false, true}) {
            QTest::addRow("cut, %d", atOnce) << DrillKind::Cut << atOnce << Outcome::Cut;
            QTest::addRow("stall, %d", atOnce) << DrillKind::Stall << atOnce << Outcome::TimeoutIdle;
        }
    }
    void brokenAfterTheFirstContent() {
        QFETCH(DrillKind, kind);
        QFETCH(bool, atOnce);
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}});
        Script script = stream("one");
        if (atOnce) {
            QByteArray all;
            for (const QByteArray& piece : script.pieces) {
                all += piece;
            }
            script.pieces = {all};
        }
        box.transport.script(kFirst, script);
        drill(box, kind, 600'000);
        const RecordingWriter& client = box.chatRequest(true);
        box.clock.advance(Milliseconds(0));
        QVERIFY(client.body.startsWith(QByteArray(roleChunk() + textChunk("one"))));
        QVERIFY(!client.body.contains("\"stop\""));
        QCOMPARE(client.aborted, kind == DrillKind::Cut);
        QCOMPARE(box.transport.running, 0);  // nothing more is paid for
        box.clock.advance(Milliseconds(120'000));
        QVERIFY(client.aborted);
        QVERIFY(client.body.contains("broke off"));
        QVERIFY(!client.body.contains("[DONE]"));
        const RequestFinished& record = box.finished.at(0);
        QCOMPARE(record.status, RequestStatus::Incomplete);
        QTEST(record.attempts.at(0).outcome, "outcome");
        QVERIFY(record.attempts.at(0).drill);
        QVERIFY(record.usage.estimated);  // the provider was asked, and charges
    }

    // While it holds the breaker opens as in earnest; afterwards nothing of it is left.
    void healthIsAsBefore() {
        GatewayFixture box;
        two(box, false);
        for (int i = 0; i < 3; ++i) {
            box.chatRequest(false);
            box.clock.advance(Milliseconds(0));
        }
        const ProviderStatus before = box.providerStatus(0);
        drill(box, DrillKind::ServerError);
        for (int i = 0; i < 8; ++i) {
            box.chatRequest(false);
            box.clock.advance(Milliseconds(0));
        }
        QCOMPARE(box.target(0).reason.kind, HealthReason::Kind::BreakerOpen);
        QCOMPARE(box.gateway.snapshot().routes.at(0).active, 1);
        QCOMPARE(box.transport.sentTo(kFirst), 3);
        box.clock.advance(Milliseconds(119'999));
        QCOMPARE(box.target(0).reason.kind, HealthReason::Kind::HalfOpen);
        box.clock.advance(Milliseconds(1));
        QCOMPARE(box.target(0).state, HealthState::Healthy);
        QVERIFY(!box.providerStatus(0).drill);
        const ProviderStatus after = box.providerStatus(0);
        QCOMPARE(after.errorShare, before.errorShare);
        QCOMPARE(after.inFlight, 0);
        box.chatRequest(false);
        box.clock.advance(Milliseconds(0));
        QCOMPARE(box.transport.sentTo(kFirst), 4);
        QVERIFY(!box.finished.back().attempts.at(0).drill);
    }

    // Attempts may begin before a drill, or end after it.
    void attemptsAcrossItsEdges() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}});
        Script slow = error(422, "bad");
        slow.headAfter = Milliseconds(1'000);
        box.transport.script(kFirst, slow);
        box.chatRequest(false);
        box.clock.advance(Milliseconds(500));
        drill(box, DrillKind::Offline, 1'000);
        box.clock.advance(Milliseconds(500));  // its end is learnt beside the drill
        QVERIFY(!box.finished.at(0).attempts.at(0).drill);
        box.clock.advance(Milliseconds(500));
        QVERIFY(!box.providerStatus(0).drill);
        QCOMPARE(*box.providerStatus(0).errorShare, 0.0);
        QCOMPARE(box.providerStatus(0).inFlight, 0);

        drill(box, DrillKind::Slow, 1'000);
        box.chatRequest(false);
        box.clock.advance(Milliseconds(20'000));
        QVERIFY(box.finished.at(1).attempts.at(0).drill);
        QCOMPARE(box.providerStatus(0).inFlight, 0);
        QCOMPARE(box.target(0).state, HealthState::Healthy);
    }

    void endedByHand() {
        GatewayFixture box;
        two(box, false);
        drill(box, DrillKind::Offline);
        QVERIFY(box.gateway.setDrill(kFirst, std::nullopt).ok());
        QVERIFY(!box.providerStatus(0).drill);
        box.chatRequest(false);
        box.clock.advance(Milliseconds(0));
        QCOMPARE(box.transport.sentTo(kFirst), 1);
    }

    void aWallClockSetForwardEndsIt() {
        GatewayFixture box;
        two(box, false);
        drill(box, DrillKind::Offline);
        box.clock.jumpWall(3'600'000);
        QVERIFY(!box.providerStatus(0).drill);
        box.chatRequest(false);
        box.clock.advance(Milliseconds(60'000));
        QCOMPARE(box.transport.sentTo(kFirst), 1);
    }

    void wrongDrillsAreRefused() {
        GatewayFixture box;
        two(box, false);
        const Drill drill{DrillKind::Cut, 0, box.clock.wallMs() + 1};
        QCOMPARE(box.gateway.setDrill(QStringLiteral("nope"), drill).error().code, ErrorCode::NotFound);
        const Drill over{DrillKind::Cut, 0, box.clock.wallMs()};
        QCOMPARE(box.gateway.setDrill(kFirst, over).error().code, ErrorCode::InvalidInput);
    }
};

QTEST_APPLESS_MAIN(TestDrills)
#include "tst_drills.moc"
