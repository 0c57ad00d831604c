// Requests that wait: hedged, on hold, moved by the switch; and those that would go round in circles.
#include "tests/gateway/GatewayFixture.h"
#include "tests/gateway/Scripts.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QString kFirst = QStringLiteral("first");
const QString kSecond = QStringLiteral("second");
const QString kThird = QStringLiteral("third");
const QString kRoute = QStringLiteral("r");
const QString kUser = QStringLiteral("user");

Script late(Script script, qint64 ms) {
    script.headAfter = Milliseconds(ms);
    return script;
}

}  // namespace

class TestWaiting final : public QObject {
    Q_OBJECT

    static Config routed(const QStringList& providers) {
        Config config;
        std::vector<TargetConfig> targets;
        for (const QString& id : providers) {
            config.providers.push_back(GatewayFixture::provider(id));
            targets.push_back({id, {}, 1});
        }
        config.routes = {GatewayFixture::route(kRoute, targets)};
        return config;
    }
    static void price(Config& config, const QString& provider, qint64 perToken) {
        PriceConfig price;
        price.provider = provider;
        price.model = QStringLiteral("gpt");
        price.from = QDate(2026, 1, 1);
        price.input = perToken;
        price.output = perToken;
        config.prices.push_back(price);
    }
    static RecordingWriter& ask(GatewayFixture& box, bool streaming, qint64 ms = 0) {
        RecordingWriter& client = box.chatRequest(streaming);
        box.clock.advance(Milliseconds(ms));
        return client;
    }
    // A hedging route whose first target has answered `requests` times within 100 ms, and now is slow.
    static void hedging(GatewayFixture& box, bool streaming, int requests, qint64 slowMs,
                        bool priced = false) {
        Config config = routed({kFirst, kSecond, kThird});
        config.routes[0].hedge = true;
        if (priced) {
            price(config, QStringLiteral("*"), 1'000'000);
        }
        box.configure(config);
        for (int i = 0; i < requests; ++i) {
            box.transport.script(kFirst, late(answer(streaming, "one"), 100));
        }
        box.transport.script(kFirst, late(answer(streaming, "one"), slowMs));
        box.transport.script(kSecond, late(answer(streaming, "two"), 10));
        box.transport.script(kThird, answer(streaming, "three"));
        for (int i = 0; i < requests; ++i) {
            ask(box, streaming, 100);
        }
        box.finished.clear();
        box.transport.sent.clear();
    }
    // Moving, as the strategies see it; -1: not measured.
    static qint64 latencyOf(GatewayFixture& box, const QString& provider) {
        RequestFacts facts;
        facts.model = QStringLiteral("gpt");
        for (const ExplainedTarget& target : box.gateway.explain(facts).targets) {
            if (target.target.provider == provider) {
                return target.latencyMs.value_or(-1);
            }
        }
        return -1;
    }
    static void both() {
        QTest::addColumn<bool>("streaming");
        QTest::newRow("plain") << false;
        QTest::newRow("stream") << true;
    }
    Result<void> pinTo(GatewayFixture& box, PinMode mode, const QString& provider) {
        return box.gateway.setPin(kRoute, Pin{mode, {provider, {}}, {}, 0}, kUser, {});
    }

private Q_SLOTS:
    // --- hedging ---

    void theSecondWinsAndTheFirstIsBooked_data() { both(); }
    void theSecondWinsAndTheFirstIsBooked() {
        QFETCH(bool, streaming);
        GatewayFixture box;
        hedging(box, streaming, 20, 5'000);
        const RecordingWriter& client = ask(box, streaming, 249);
        QCOMPARE(box.transport.sent.size(), 1U);  // p95 is 100 ms, the soonest hedge 250 ms
        box.clock.advance(Milliseconds(1));
        QCOMPARE(box.transport.sentTo(kSecond), 1);
        QCOMPARE(box.transport.running, 2);
        box.clock.advance(Milliseconds(10));
        QVERIFY(client.finished);
        QVERIFY(client.body.contains("two"));
        QCOMPARE(client.header("x-signalbox-provider"), kSecond.toUtf8());
        QCOMPARE(client.header("x-signalbox-attempts"), QByteArray("2"));
        QCOMPARE(box.transport.running, 0);
        const RequestFinished& record = box.finished.at(0);
        QCOMPARE(record.provider, kSecond);
        QCOMPARE(record.usage.outputTokens, 5);
        QCOMPARE(record.attempts.at(0).outcome, Outcome::HedgeLost);
        QCOMPARE(record.attempts.at(0).number, 1);
        QCOMPARE(record.attempts.at(0).durationMs, 260);
        QCOMPARE(record.attempts.at(1).outcome, Outcome::Ok);
        QCOMPARE(box.target(0).state, HealthState::Healthy);
        QCOMPARE(box.providerStatus(0).inFlight, 0);
    }

    void theFirstWinsAfterAll() {
        GatewayFixture box;
        hedging(box, false, 20, 255);
        const RecordingWriter& client = ask(box, false, 1'000);
        QVERIFY(client.body.contains("one"));
        const RequestFinished& record = box.finished.at(0);
        QCOMPARE(record.attempts.size(), 2U);
        QCOMPARE(record.attempts[0].outcome, Outcome::Ok);
        QCOMPARE(record.attempts[1].outcome, Outcome::HedgeLost);
        QCOMPARE(record.provider, kFirst);
    }

    void tooFewAnswersTellNothing() {
        GatewayFixture box;
        hedging(box, false, 19, 5'000);
        ask(box, false, 1'000);
        QCOMPARE(box.transport.sent.size(), 1U);
    }

    // Two models of one provider: the quick one says nothing of the slow one.
    void whatIsSlowIsKnownByTarget() {
        GatewayFixture box;
        Config config = routed({kFirst, kSecond});
        config.routes[0].hedge = true;
        config.routes[0].match.model = QStringLiteral("quick");
        config.routes.push_back(config.routes[0]);
        config.routes[1].name = config.routes[1].match.model = QStringLiteral("thinker");
        box.configure(config);
        const auto askFor = [&](const char* model, qint64 ms) {
            box.post(QByteArrayLiteral("/v1/chat/completions"), GatewayFixture::chat(false, model));
            box.clock.advance(Milliseconds(ms));
        };
        box.transport.script(kSecond, late(plain("two"), 60'000));
        for (int i = 0; i < 20; ++i) {
            box.transport.script(kFirst, late(plain("one"), 100));
            box.transport.script(kFirst, late(plain("one"), 3'000));
        }
        for (int i = 0; i < 20; ++i) {
            askFor("quick", 100);
            askFor("thinker", 3'000);
        }
        box.transport.script(kFirst, late(plain("one"), 60'000));
        box.transport.script(kFirst, late(plain("one"), 60'000));
        askFor("thinker", 2'999);
        QCOMPARE(box.transport.sentTo(kSecond), 0);
        box.clock.advance(Milliseconds(1));
        QCOMPARE(box.transport.sentTo(kSecond), 1);
        askFor("quick", 250);
        QCOMPARE(box.transport.sentTo(kSecond), 2);
    }

    // A target that became slow and loses every race never shows how slow it is: that it had not begun by the
    // time it was cut short is the least that it would have taken.
    void losersTeachHowSlowTheyAre() {
        GatewayFixture box;
        hedging(box, false, 50, 5'000);
        for (int i = 1; i <= 4; ++i) {
            ask(box, false, 250);
            QCOMPARE(box.transport.sentTo(kSecond), i);  // p95 is 100 ms, the soonest hedge 250 ms
            box.clock.advance(Milliseconds(10));
            QCOMPARE(box.transport.running, 0);
        }
        ask(box, false, 259);  // 4 of 54 took 260 ms at least
        QCOMPARE(box.transport.sentTo(kSecond), 4);
        box.clock.advance(Milliseconds(1));
        QCOMPARE(box.transport.sentTo(kSecond), 5);
    }

    void aLoserIsSlowForTheStrategyToo() {
        GatewayFixture box;
        hedging(box, false, 20, 5'000);
        QCOMPARE(latencyOf(box, kFirst), 100);
        ask(box, false, 260);
        QCOMPARE(latencyOf(box, kFirst), 148);  // 100, and three tenths of the way to 260
        QCOMPARE(latencyOf(box, kSecond), 10);
    }

    // That it was cut short sooner than it usually answers says nothing.
    void aShortWaitTeachesNothing() {
        GatewayFixture box;
        hedging(box, false, 20, 5'000);
        const RecordingWriter& client = ask(box, false, 50);
        client.onGone();
        QCOMPARE(latencyOf(box, kFirst), 100);
    }

    // What a hedge waits for is the time of the target that is being asked, not of one that has failed.
    void theNextTargetHasItsOwnTime() {
        GatewayFixture box;
        Config config = routed({kFirst, kSecond, kThird});
        config.routes[0].hedge = true;
        box.configure(config);
        for (int i = 0; i < 20; ++i) {
            box.transport.script(kFirst, late(plain("one"), 300));
        }
        box.transport.script(kFirst, late(error(500, "x"), 100));
        box.transport.script(kSecond, late(plain("two"), 1'000));
        box.transport.script(kThird, plain("three"));
        for (int i = 0; i < 20; ++i) {
            ask(box, false, 300);
        }
        const RecordingWriter& client = ask(box, false, 2'000);
        QVERIFY(client.body.contains("two"));
        QCOMPARE(box.transport.sentTo(kThird), 0);
    }

    // A key that is refused or limited is no matter of the target: its next key is asked, hedge or not.
    void theOtherKeyIsAskedBesideAHedge_data() {
        QTest::addColumn<Script>("refusal");
        QTest::newRow("401") << error(401, "invalid_api_key");
        QTest::newRow("429") << error(429, "rate_limit_exceeded");
        QTest::newRow("quota") << error(429, "insufficient_quota");
    }
    void theOtherKeyIsAskedBesideAHedge() {
        QFETCH(Script, refusal);
        GatewayFixture box;
        Config config = routed({kFirst, kSecond});
        config.providers[0] = GatewayFixture::provider(kFirst, 2);
        config.routes[0].hedge = true;
        box.configure(config);
        for (int i = 0; i < 20; ++i) {
            box.transport.script(kFirst, late(plain("one"), 100));
        }
        box.transport.script(kFirst, late(refusal, 300));
        box.transport.script(kFirst, late(plain("one"), 100));
        box.transport.script(kSecond, late(plain("two"), 5'000));
        for (int i = 0; i < 20; ++i) {
            ask(box, false, 100);
        }
        const RecordingWriter& client = ask(box, false, 400);
        QVERIFY(client.finished);
        QVERIFY(client.body.contains("one"));
        QCOMPARE(box.transport.sent.back().key, QByteArray("key-first-1"));
        QCOMPARE(box.transport.running, 0);
        const auto& attempts = box.finished.back().attempts;
        QCOMPARE(attempts.size(), 3U);
        QCOMPARE(attempts[1].outcome, Outcome::HedgeLost);
        QCOMPARE(attempts[2].outcome, Outcome::Ok);
    }

    void oneHedgePerRequestAndThenOn() {
        Config config = routed({kFirst, kSecond, kThird});
        GatewayFixture failing;
        config.routes[0].hedge = true;
        failing.configure(config);
        for (int i = 0; i < 20; ++i) {
            failing.transport.script(kFirst, plain("one"));
        }
        failing.transport.script(kFirst, late(error(503, "down"), 400));
        failing.transport.script(kSecond, late(error(500, "server_error"), 50));
        failing.transport.script(kThird, late(plain("three"), 1'000));
        for (int i = 0; i < 20; ++i) {
            ask(failing, false);
        }
        failing.finished.clear();
        const RecordingWriter& client = ask(failing, false, 10'000);
        QVERIFY(client.body.contains("three"));
        const auto& attempts = failing.finished.at(0).attempts;
        QCOMPARE(attempts.size(), 3U);
        QCOMPARE(attempts[0].httpStatus, 503);
        QCOMPARE(attempts[1].httpStatus, 500);
        QCOMPARE(attempts[2].outcome, Outcome::Ok);
    }

    // The request itself is at fault: whoever says so first, it goes back to the client, once.
    void aRefusalOfEitherEndsBoth() {
        GatewayFixture box;
        Config config = routed({kFirst, kSecond});
        config.routes[0].hedge = true;
        box.configure(config);
        for (int i = 0; i < 20; ++i) {
            box.transport.script(kFirst, plain("one"));
        }
        box.transport.script(kFirst, late(plain("one"), 5'000));
        box.transport.script(kSecond, error(422, "invalid_value"));
        for (int i = 0; i < 20; ++i) {
            ask(box, false);
        }
        const RecordingWriter& client = ask(box, false, 10'000);
        QCOMPARE(client.status, 422);
        QCOMPARE(client.ends, 1);
        QCOMPARE(box.finished.back().attempts.at(0).outcome, Outcome::HedgeLost);
        QCOMPARE(box.finished.back().provider, kSecond);
    }

    void aClientThatLeavesEndsBoth() {
        GatewayFixture box;
        hedging(box, true, 20, 5'000);
        const RecordingWriter& client = ask(box, true, 255);
        QCOMPARE(box.transport.running, 2);
        client.onGone();
        QCOMPARE(box.transport.running, 0);
        for (const AttemptRecord& attempt : box.finished.at(0).attempts) {
            QCOMPARE(attempt.outcome, Outcome::Cancelled);
        }
        QCOMPARE(box.providerStatus(0).inFlight + box.providerStatus(1).inFlight, 0);
    }

    // Without prices a tenth of the requests may be hedged.
    void countsRequestsWhereNoPriceIsKnown() {
        GatewayFixture box;
        hedging(box, false, 20, 5'000);
        for (int i = 0; i < 80; ++i) {
            ask(box, false, 6'000);
        }
        const int hedged = box.transport.sentTo(kSecond);
        QVERIFY2(hedged >= 8 && hedged <= 10, QByteArray::number(hedged).constData());
    }

    // Every request of 15 tokens: what hedging wastes stays under a tenth of what the route spends.
    void keepsTheExtraSpendUnderATenth() {
        GatewayFixture box;
        hedging(box, false, 40, 300, true);
        // The loser is a plain answer cut short: what it cost is not known, so the worst case counts.
        for (int i = 0; i < 200; ++i) {
            ask(box, false, 1'000);
        }
        const int hedged = box.transport.sentTo(kSecond);
        QVERIFY2(hedged >= 15, QByteArray::number(hedged).constData());
        // At worst a loser costs what a whole request does.
        QVERIFY2(hedged <= 240 / 10, QByteArray::number(hedged).constData());
    }

    // --- holding ---

    void parksAndGoesOnWhenTheSwitchIsThrown_data() { both(); }
    void parksAndGoesOnWhenTheSwitchIsThrown() {
        QFETCH(bool, streaming);
        GatewayFixture box;
        Config config = routed({kFirst, kSecond});
        config.routes[0].hold = true;
        box.configure(config);
        QVERIFY(pinTo(box, PinMode::Only, kFirst).ok());
        box.transport.script(kFirst, error(401, "invalid_api_key"));
        box.transport.script(kSecond, answer(streaming, "two"));
        const RecordingWriter& client = ask(box, streaming, 19'000);
        QVERIFY(!client.ended());
        QCOMPARE(box.gateway.snapshot().routes.at(0).parked, 1);
        QCOMPARE(box.gateway.snapshot().live.at(0).phase, LiveRequest::Phase::Parked);
        box.clock.advance(Milliseconds(3'000));
        QCOMPARE(client.body, streaming ? QByteArray(": keep-alive\n\n") : QByteArray());
        QVERIFY(pinTo(box, PinMode::Only, kSecond).ok());
        QCOMPARE(box.gateway.snapshot().routes.at(0).parked, 0);
        box.clock.advance(Milliseconds(0));
        QVERIFY(client.finished);
        QVERIFY(client.body.contains("two"));
        QCOMPARE(box.finished.at(0).status, RequestStatus::Ok);
        QCOMPARE(box.finished.at(0).attempts.size(), 2U);
        QCOMPARE(box.finished.at(0).attempts[1].number, 2);
    }

    void undrainResetAndNewSettingsReleaseToo_data() {
        QTest::addColumn<QString>("what");
        for (const char* what : {"undrain", "reset", "config"}) {
            QTest::newRow(what) << QString::fromLatin1(what);
        }
    }
    void undrainResetAndNewSettingsReleaseToo() {
        QFETCH(QString, what);
        GatewayFixture box;
        Config config = routed({kFirst});
        config.routes[0].hold = true;
        box.configure(config);
        box.transport.script(kFirst, error(401, "invalid_api_key"));
        box.transport.script(kFirst, plain("one"));
        box.transport.script(kSecond, plain("two"));
        if (what == QLatin1String("undrain")) {
            ask(box, false);
            box.gateway.abortAll();
            QVERIFY(box.gateway.reset(kFirst, {}).ok());
            QVERIFY(box.gateway.setDrain(kFirst, Drain{}, kUser, {}).ok());
        }
        const RecordingWriter& client = ask(box, false, 60'000);
        QVERIFY(!client.ended());
        if (what == QLatin1String("undrain")) {
            QVERIFY(box.gateway.setDrain(kFirst, {}, kUser, {}).ok());
        } else if (what == QLatin1String("reset")) {
            QVERIFY(box.gateway.reset(kFirst, {}).ok());
        } else {
            Config other = routed({kSecond});
            other.routes[0].hold = true;
            box.configure(other);
        }
        box.clock.advance(Milliseconds(0));
        QVERIFY(client.finished);
        QCOMPARE(client.status, 200);
    }

    // To the millisecond, and no sooner.
    void goesOnWhenARestIsOver() {
        GatewayFixture box;
        Config config = routed({kFirst});
        config.routes[0].hold = true;
        box.configure(config);
        Script limited = error(429, "rate_limit_exceeded");
        limited.headers.add("retry-after", "41");
        box.transport.script(kFirst, limited);
        box.transport.script(kFirst, plain("one"));
        const RecordingWriter& client = ask(box, false, 40'999);
        QCOMPARE(box.transport.sent.size(), 1U);
        box.clock.advance(Milliseconds(1));
        QCOMPARE(box.transport.sent.size(), 2U);
        QVERIFY(client.finished);
    }

    void endsWithTheUsualErrorAtTheTotalTime_data() { both(); }
    void endsWithTheUsualErrorAtTheTotalTime() {
        QFETCH(bool, streaming);
        GatewayFixture box;
        Config config = routed({kFirst});
        config.routes[0].hold = true;
        config.routes[0].timeouts.total = Milliseconds(90'000);
        box.configure(config);
        QVERIFY(box.gateway.setDrain(kFirst, Drain{}, kUser, {}).ok());
        const RecordingWriter& client = ask(box, streaming, 89'999);
        QVERIFY(!client.ended());
        box.clock.advance(Milliseconds(1));
        QCOMPARE(client.ends, 1);
        QVERIFY(client.body.contains("drained by the user"));
        QVERIFY(client.body.contains("all_targets_failed"));
        QCOMPARE(client.status, streaming ? 200 : 503);
        QCOMPARE(box.finished.at(0).status, RequestStatus::Error);
        QCOMPARE(box.gateway.snapshot().routes.at(0).parked, 0);
    }

    // A hold has its own count of attempts after each release, so only time bounds it; it does not storm.
    void aDeadTargetIsNotStormed() {
        GatewayFixture box;
        Config config = routed({kFirst});
        config.routes[0].hold = true;
        box.configure(config);
        box.transport.script(kFirst, error(500, "server_error"));
        const RecordingWriter& client = ask(box, false, 600'000);
        QVERIFY(client.ended());
        QVERIFY(box.transport.sent.size() <= 20U);
        QCOMPARE(box.finished.size(), 1U);
    }

    void aClientMayLeaveWhileParked() {
        GatewayFixture box;
        Config config = routed({kFirst});
        config.routes[0].hold = true;
        box.configure(config);
        QVERIFY(box.gateway.setDrain(kFirst, Drain{}, kUser, {}).ok());
        const RecordingWriter& client = ask(box, true, 1'000);
        client.onGone();
        QCOMPARE(box.finished.at(0).status, RequestStatus::Cancelled);
        QCOMPARE(box.gateway.openRequests(), 0);
        box.clock.advance(Milliseconds(600'000));
        QCOMPARE(box.finished.size(), 1U);
    }

    // What is the request's own fault is not held.
    void refusalsAreNotHeld() {
        GatewayFixture box;
        Config config = routed({kFirst});
        config.routes[0].hold = true;
        box.configure(config);
        box.transport.script(kFirst, error(422, "bad"));
        QCOMPARE(ask(box, false).status, 422);
    }

    // --- moving what waits ---

    void movesWhatWaits_data() { both(); }
    void movesWhatWaits() {
        QFETCH(bool, streaming);
        GatewayFixture box;
        box.configure(routed({kFirst, kSecond}));
        box.transport.script(kFirst, late(answer(streaming, "one"), 50'000));
        box.transport.script(kSecond, late(answer(streaming, "two"), 100));
        const RecordingWriter& waiting = ask(box, streaming, 1'000);
        QCOMPARE(box.gateway.moveWaiting(kRoute).value(), 0);  // it is where the lever stands
        QVERIFY(pinTo(box, PinMode::Prefer, kSecond).ok());
        QCOMPARE(box.transport.sent.size(), 1U);  // a throw alone moves nobody
        QCOMPARE(box.gateway.moveWaiting(kRoute).value(), 1);
        QCOMPARE(box.gateway.moveWaiting(kRoute).value(), 0);
        box.clock.advance(Milliseconds(100));
        QVERIFY(waiting.finished);
        QVERIFY(waiting.body.contains("two"));
        const RequestFinished& record = box.finished.at(0);
        QCOMPARE(record.attempts.at(0).outcome, Outcome::Cancelled);
        QCOMPARE(record.attempts.at(1).number, 2);
        QCOMPARE(record.status, RequestStatus::Ok);
        QCOMPARE(box.target(0).state, HealthState::Healthy);
        QCOMPARE(box.providerStatus(0).inFlight, 0);
    }

    void committedOnesFinishWhereTheyAre() {
        GatewayFixture box;
        box.configure(routed({kFirst, kSecond}));
        Script script = stream("one");
        script.between = Milliseconds(1'000);
        box.transport.script(kFirst, script);
        const RecordingWriter& client = ask(box, true, 2'500);
        QVERIFY(pinTo(box, PinMode::Only, kSecond).ok());
        QCOMPARE(box.gateway.moveWaiting(kRoute).value(), 0);
        box.clock.advance(Milliseconds(10'000));
        QVERIFY(client.finished);
        QCOMPARE(box.transport.sentTo(kSecond), 0);
    }

    // The limit of attempts is for what happens by itself.
    void theLimitDoesNotHoldBackTheUser() {
        GatewayFixture box;
        Config config = routed({kFirst, kSecond});
        config.routes[0].maxAttempts = 1;
        box.configure(config);
        box.transport.script(kFirst, late(plain("one"), 50'000));
        box.transport.script(kSecond, plain("two"));
        const RecordingWriter& client = ask(box, false, 100);
        QVERIFY(pinTo(box, PinMode::Only, kSecond).ok());
        QCOMPARE(box.gateway.moveWaiting(kRoute).value(), 1);
        box.clock.advance(Milliseconds(0));
        QVERIFY(client.body.contains("two"));
    }

    void nobodyMovesWithoutAPlaceToGo() {
        GatewayFixture box;
        box.configure(routed({kFirst, kSecond}));
        box.transport.script(kFirst, late(plain("one"), 1'000));
        const RecordingWriter& client = ask(box, false, 100);
        QVERIFY(pinTo(box, PinMode::Only, kSecond).ok());
        QVERIFY(box.gateway.setDrain(kSecond, Drain{}, kUser, {}).ok());
        QCOMPARE(box.gateway.moveWaiting(kRoute).value(), 0);
        QCOMPARE(box.gateway.moveWaiting(QStringLiteral("nope")).error().code, ErrorCode::NotFound);
        box.clock.advance(Milliseconds(1'000));
        QVERIFY(client.body.contains("one"));
    }

    // --- in circles ---

    void theHeaderGoesOutAndNeverBack() {
        GatewayFixture box;
        box.configure(routed({kFirst}));
        Script script = plain("one");
        script.headers.add("x-signalbox-via", "elsewhere");
        box.transport.script(kFirst, script);
        const RecordingWriter& client = ask(box, false);
        QVERIFY(!box.transport.sent.at(0).headers.value("x-signalbox-via").isEmpty());
        QVERIFY(!client.headers.contains("x-signalbox-via"));
    }

    void aRequestThatComesBackIsRefused() {
        GatewayFixture box;
        Config config = routed({kFirst});
        config.providers[0].baseUrl = QUrl(QStringLiteral("http://127.0.0.1:5252/v1"));
        box.configure(config);
        box.transport.script(QStringLiteral("127.0.0.1"), plain("one"));
        ask(box, false);
        Headers headers;
        headers.add("X-Signalbox-Via",
                    box.transport.sent.at(0).headers.value("x-signalbox-via").toByteArray());
        const RecordingWriter& client =
            box.post("/v1/chat/completions", GatewayFixture::chat(false), headers);
        QCOMPARE(client.status, 508);
        QVERIFY(client.body.contains("\"invalid_request\""));
        QVERIFY(client.body.contains("\\\"first\\\""));
        QCOMPARE(box.transport.sent.size(), 1U);
    }

    void eightGatewaysAreEnough() {
        GatewayFixture box;
        box.configure(routed({kFirst}));
        box.transport.script(kFirst, plain("one"));
        Headers headers;
        headers.add("x-signalbox-via", "a1, b2,c3 ,d4");
        headers.add("x-signalbox-via", "e5,f6,g7,h8, not a name!,");
        QCOMPARE(box.post("/v1/chat/completions", GatewayFixture::chat(false), headers).ended(), false);
        const QByteArray via = box.transport.sent.at(0).headers.value("x-signalbox-via").toByteArray();
        QVERIFY(via.startsWith("a1, b2, c3, d4, e5, f6, g7, h8, "));
        QCOMPARE(via.count(','), 8);
        headers.add("x-signalbox-via", "i9");
        QCOMPARE(box.post("/v1/chat/completions", GatewayFixture::chat(false), headers).status, 508);
    }

    // The refusal travels back at once; nobody else is asked, and nobody's health suffers.
    void aLoopUpstreamEndsQuickly() {
        GatewayFixture box;
        box.configure(routed({kFirst, kSecond}));
        box.transport.script(kFirst, error(508, "invalid_request", "This request has come back"));
        const RecordingWriter& client = ask(box, false);
        QCOMPARE(client.status, 508);
        QCOMPARE(box.transport.sent.size(), 1U);
        QCOMPARE(box.finished.at(0).attempts.at(0).outcome, Outcome::ClientError);
        QCOMPARE(box.target(0).state, HealthState::Healthy);
    }

    // --- comments are no content ---

    void commentsAfterContentAreBoundedToo() {
        GatewayFixture box;
        Config config = routed({kFirst});
        config.routes[0].timeouts.total = Milliseconds(86'400'000);
        box.configure(config);
        Script script = stream();
        script.pieces.assign(100, ": processing\n\n");
        script.pieces.insert(script.pieces.begin(), {roleChunk(), textChunk("a"), textChunk("b")});
        script.between = Milliseconds(30'000);
        box.transport.script(kFirst, script);
        const RecordingWriter& client = ask(box, true, 90'000 + 599'999);
        QVERIFY(!client.ended());
        box.clock.advance(Milliseconds(1));
        QVERIFY(client.aborted);
        QCOMPARE(box.finished.at(0).attempts.at(0).outcome, Outcome::TimeoutIdle);
    }
};

QTEST_APPLESS_MAIN(TestWaiting)
#include "tst_waiting.moc"
