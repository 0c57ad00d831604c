// The gateway beside its failure table: what reaches client and provider, keys, the switch, waiting, flow
// control.
#include "tests/gateway/GatewayFixture.h"
#include "tests/gateway/Scripts.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QString kFirst = QStringLiteral("first");
const QString kSecond = QStringLiteral("second");
const QString kRoute = QStringLiteral("r");

Pin pin(PinMode mode, const QString& provider, std::optional<qint64> untilMs = {}) {
    return {mode, {provider, {}}, untilMs, 0};
}

}  // namespace

class TestGateway final : public QObject {
    Q_OBJECT

    static void two(GatewayFixture& box, bool streaming = false) {
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
        box.transport.script(kFirst, answer(streaming, "one"));
        box.transport.script(kSecond, answer(streaming, "two"));
    }
    static QByteArray ask(GatewayFixture& box) {
        RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(0));
        return client.body.contains("one") ? "one" : client.body.contains("two") ? "two" : client.body;
    }

private Q_SLOTS:
    void projectIsBookedAsSoonAsItIsKnown() {
        GatewayFixture box;
        two(box);
        const auto caller = std::make_shared<Caller>();
        box.caller = caller;
        box.chatRequest(false);
        QCOMPARE(box.started.at(0).project, QString());
        caller->project = QStringLiteral("team/tool");
        box.clock.advance(Milliseconds(0));
        QCOMPARE(box.finished.at(0).project, QStringLiteral("team/tool"));

        box.chatRequest(false);
        QCOMPARE(box.started.at(1).project, QStringLiteral("team/tool"));

        box.caller = nullptr;
        box.chatRequest(false);
        box.clock.advance(Milliseconds(0));
        QCOMPARE(box.started.at(2).project, QString());
        QVERIFY(!box.finished.at(2).project);
    }

    void bytesPassBothWays() {
        GatewayFixture box;
        two(box);
        const QByteArray body =
            "{ \"messages\" : [{\"role\":\"user\",\"content\":\"\\u00e9\"}],\n \"model\": \"gpt\", "
            "\"zeta\":1.50, \"unknown\":{\"b\":1,\"a\":2} }";
        RecordingWriter& client = box.post("/v1/chat/completions", body);
        box.clock.advance(Milliseconds(0));
        QCOMPARE(box.transport.sent.at(0).body, body);
        QCOMPARE(box.transport.sent.at(0).url, QByteArray("http://first/v1/chat/completions"));
        QCOMPARE(box.transport.sent.at(0).key, QByteArray("key-first-0"));
        QCOMPARE(client.body, plainBody("one"));
        QCOMPARE(client.header("content-type"), QByteArray("application/json"));
        QCOMPARE(client.header("x-signalbox-provider"), kFirst.toUtf8());
        QCOMPARE(client.header("x-signalbox-model"), QByteArray("gpt"));
        QCOMPARE(client.header("x-signalbox-attempts"), QByteArray("1"));
        QCOMPARE(client.header("x-signalbox-request-id").size(), 16);
    }

    void streamAsksForUsageAndLeavesItOut() {
        GatewayFixture box;
        two(box, true);
        RecordingWriter& client = box.chatRequest(true);
        box.clock.advance(Milliseconds(0));
        QVERIFY(box.transport.sent.at(0).body.contains("\"include_usage\":true"));
        QCOMPARE(client.body, QByteArray(roleChunk() + textChunk("one") + finishChunk() + done()));
        const RequestFinished& record = box.finished.at(0);
        QCOMPARE(record.usage.inputTokens, 10);
        QCOMPARE(record.usage.outputTokens, 5);
        QVERIFY(!record.usage.estimated);
        QCOMPARE(record.answeredModel, QStringLiteral("gpt-answered"));
    }

    void modelIsMappedByTheTarget() {
        GatewayFixture box;
        box.configure({{kFirst, QStringLiteral("their-name"), 1}});
        box.transport.script(kFirst, plain());
        RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(0));
        QCOMPARE(box.transport.sent.at(0).body, GatewayFixture::chat(false, "their-name"));
        QCOMPARE(client.header("x-signalbox-model"), QByteArray("their-name"));
        QCOMPARE(box.finished.at(0).servedModel, QStringLiteral("their-name"));
        QCOMPARE(box.started.at(0).requestedModel, QStringLiteral("gpt"));
    }

    void costIsBookedAtTheConfiguredPrice() {
        GatewayFixture box;
        Config config;
        config.providers = {GatewayFixture::provider(kFirst)};
        config.providers[0].priceFactor = 0.8;
        config.routes = {GatewayFixture::route(kRoute, {{kFirst, {}, 1}})};
        PriceConfig price;
        price.provider = QStringLiteral("*");
        price.model = QStringLiteral("gpt");
        price.from = QDate(2026, 1, 1);
        price.input = 5'000'000;
        price.output = 30'000'000;
        config.prices = {price};
        box.configure(config);
        box.transport.script(kFirst, plain());
        box.chatRequest(false);
        box.clock.advance(Milliseconds(0));
        const Cost& cost = box.finished.at(0).cost;
        QCOMPARE(cost.list, 10 * 5'000 + 5 * 30'000);
        QCOMPARE(cost.charged, (10 * 5'000 + 5 * 30'000) * 8 / 10);
        QCOMPARE(cost.source, CostSource::Computed);
        QCOMPARE(box.finished.at(0).wasted, 0);
    }

    void anAliasCostsWhatAnsweredToIt() {
        GatewayFixture box;
        Config config;
        config.providers = {GatewayFixture::provider(kFirst)};
        config.routes = {GatewayFixture::route(kRoute, {{kFirst, {}, 1}})};
        PriceConfig price;
        price.provider = QStringLiteral("*");
        price.model = QStringLiteral("gpt-answered");
        price.from = QDate(2026, 1, 1);
        price.input = 1'000'000;
        price.output = 2'000'000;
        config.prices = {price};
        box.configure(config);
        box.transport.script(kFirst, plain());
        box.chatRequest(false);
        box.clock.advance(Milliseconds(0));
        QCOMPARE(box.finished.at(0).cost.charged, 10 * 1'000 + 5 * 2'000);
        QCOMPARE(box.finished.at(0).cost.source, CostSource::Computed);
    }

    void nextKeyWhenOneIsBadOrLimited_data() {
        QTest::addColumn<int>("status");
        QTest::newRow("bad") << 401;
        QTest::newRow("limited") << 429;
    }
    void nextKeyWhenOneIsBadOrLimited() {
        QFETCH(int, status);
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}}, 2);
        box.transport.script(kFirst,
                             error(status, status == 401 ? "invalid_api_key" : "rate_limit_exceeded"));
        box.transport.script(kFirst, plain("one"));
        box.transport.script(kSecond, plain("two"));
        QCOMPARE(ask(box), QByteArray("one"));
        QCOMPARE(box.transport.sent.at(0).key, QByteArray("key-first-0"));
        QCOMPARE(box.transport.sent.at(1).key, QByteArray("key-first-1"));
        QVERIFY(box.target(0).state == HealthState::Healthy);  // one bad key does not rest the others
        QCOMPARE(ask(box), QByteArray("one"));
        QCOMPARE(box.transport.sent.at(2).key, QByteArray("key-first-1"));
        if (status == 429) {
            box.clock.advance(Milliseconds(5'000));
            ask(box);
            QCOMPARE(box.transport.sent.at(3).key, QByteArray("key-first-0"));
        } else {
            QVERIFY(box.gateway.reset(kFirst, {}).ok());
            ask(box);
            QCOMPARE(box.transport.sent.at(3).key, QByteArray("key-first-0"));
        }
    }

    void aProviderWithoutKeysIsAskedWithoutOne() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}}, 0);
        box.transport.script(kFirst, plain("one"));
        QCOMPARE(ask(box), QByteArray("one"));
        QVERIFY(box.transport.sent.at(0).keyHeader.isEmpty());
        box.configure({{kFirst, {}, 1}}, 1);
        ask(box);
        QCOMPARE(box.transport.sent.at(1).keyHeader, QByteArray("Authorization: Bearer "));
    }

    void aNewKeyClearsTheMark() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}});
        box.transport.script(kFirst, error(401, "invalid_api_key"));
        box.transport.script(kFirst, plain("one"));
        ask(box);
        QCOMPARE(box.target(0).reason.kind, HealthReason::Kind::BadKey);
        ProviderKeys keys;
        keys.byProvider[kFirst] = {
            {{KeySource::Kind::Env, QStringLiteral("KEY0")}, Secret(QByteArray("another"))}};
        box.gateway.setKeys(keys);
        QCOMPARE(ask(box), QByteArray("one"));
    }

    // What is known of a provider goes with it; the attempt that ends afterwards still knows its second key.
    void aProviderMayLeaveWhileItIsAsked_data() {
        QTest::addColumn<int>("status");
        QTest::newRow("answered") << 200;
        QTest::newRow("limited") << 429;
    }
    void aProviderMayLeaveWhileItIsAsked() {
        QFETCH(int, status);
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}}, 4);
        for (int i = 0; i < 3; ++i) {
            box.transport.script(kFirst, error(401, "invalid_api_key"));
        }
        Script last = status == 200 ? plain() : error(429, "rate_limit_exceeded");
        last.headAfter = Milliseconds(100);
        box.transport.script(kFirst, last);
        RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(50));
        QCOMPARE(box.transport.running, 1);
        box.configure({{kSecond, {}, 1}});
        box.configure({{kFirst, {}, 1}});
        box.clock.advance(Milliseconds(1'000));
        QCOMPARE(client.status, status);
        QCOMPARE(box.providerStatus(0).inFlight, 0);
    }

    // A target that the user has taken out is no reason to tell the client that waiting is of no use.
    void takenOutTargetsLeaveARateLimitOne_data() {
        QTest::addColumn<QString>("how");
        for (const char* how : {"drained", "disabled", "without such an endpoint"}) {
            QTest::newRow(how) << QString::fromLatin1(how);
        }
    }
    void takenOutTargetsLeaveARateLimitOne() {
        QFETCH(QString, how);
        GatewayFixture box;
        Config config;
        config.providers = {GatewayFixture::provider(kFirst), GatewayFixture::provider(kSecond)};
        config.providers[0].enabled = how != QLatin1String("disabled");
        if (how == QLatin1String("without such an endpoint")) {
            config.providers[0].protocol = Protocol::Gemini;
        }
        config.routes = {GatewayFixture::route(kRoute, {{kFirst, {}, 1}, {kSecond, {}, 1}})};
        box.configure(config);
        if (how == QLatin1String("drained")) {
            QVERIFY(box.gateway.setDrain(kFirst, Drain{}, QStringLiteral("user"), {}).ok());
        }
        Script limited = error(429, "rate_limit_exceeded");
        limited.headers.add("retry-after", "7");
        box.transport.script(kSecond, limited);
        for (int i = 0; i < 2; ++i) {  // asked and refused, then passed over
            RecordingWriter& client = box.chatRequest(false);
            box.clock.advance(Milliseconds(0));
            QCOMPARE(client.status, 429);
            QCOMPARE(client.header("retry-after"), QByteArray("7"));
            QVERIFY(!client.headers.contains("x-should-retry"));
            QVERIFY(client.body.contains("first"));
        }
        QCOMPARE(box.transport.sent.size(), 1U);
    }

    // A provider that repeats the key it was sent does not carry it to the client, whatever the key looks
    // like.
    void aRepeatedKeyIsTakenOut() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}});
        box.transport.script(kFirst,
                             error(401, "invalid_api_key", "Incorrect API key provided: key-first-0, sorry"));
        RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(0));
        QVERIFY(client.body.contains("Incorrect API key provided: "));
        QVERIFY(!client.body.contains("key-first-0"));
        QVERIFY(!box.target(0).reason.detail.contains(QStringLiteral("key-first-0")));
    }

    // What a failed attempt used at an unknown price stays unknown, however well the next one is known.
    void aSumIsAsSureAsItsLeastSurePart_data() {
        QTest::addColumn<bool>("firstUsed");
        QTest::addColumn<CostSource>("source");
        QTest::newRow("both used") << true << CostSource::Unknown;
        QTest::newRow("the second alone") << false << CostSource::Computed;
    }
    void aSumIsAsSureAsItsLeastSurePart() {
        QFETCH(bool, firstUsed);
        GatewayFixture box;
        Config config;
        config.providers = {GatewayFixture::provider(kFirst), GatewayFixture::provider(kSecond)};
        config.routes = {GatewayFixture::route(kRoute, {{kFirst, {}, 1}, {kSecond, {}, 1}})};
        PriceConfig price;
        price.provider = kSecond;
        price.model = QStringLiteral("gpt");
        price.from = QDate(2026, 1, 1);
        price.input = 1'000'000;
        price.output = 1'000'000;
        config.prices = {price};
        box.configure(config);
        Script failing = stream();
        failing.pieces = {
            sse(QByteArray("{\"error\":{\"message\":\"no\"}") +
                (firstUsed ? ",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}}" : "}"))};
        box.transport.script(kFirst, failing);
        box.transport.script(kSecond, stream());
        box.chatRequest(true);
        box.clock.advance(Milliseconds(0));
        const RequestFinished& record = box.finished.at(0);
        QCOMPARE(record.status, RequestStatus::Ok);
        QTEST(record.cost.source, "source");
        QCOMPARE(record.cost.charged, 15'000);
    }

    void clientsAreOnlyAskedToWaitForShort_data() {
        QTest::addColumn<QByteArray>("delay");
        QTest::addColumn<QByteArray>("shouldRetry");
        QTest::newRow("60 s") << QByteArray("60") << QByteArray();
        QTest::newRow("61 s") << QByteArray("61") << QByteArray("false");
    }
    void clientsAreOnlyAskedToWaitForShort() {
        QFETCH(QByteArray, delay);
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}});
        Script limited = error(429, "rate_limit_exceeded");
        limited.headers.add("retry-after", delay);
        box.transport.script(kFirst, limited);
        RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(0));
        QCOMPARE(client.status, 429);
        QCOMPARE(client.header("retry-after"), delay);
        QTEST(client.header("x-should-retry"), "shouldRetry");
    }

    void cooldownEndsToTheMillisecond() {
        GatewayFixture box;
        two(box);
        GatewayFixture limited;
        limited.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
        Script slow = error(429, "rate_limit_exceeded");
        slow.headers.add("retry-after", "41");
        limited.transport.script(kFirst, slow);
        limited.transport.script(kFirst, plain("one"));
        limited.transport.script(kSecond, plain("two"));
        QCOMPARE(ask(limited), QByteArray("two"));
        limited.clock.advance(Milliseconds(40'999));
        QCOMPARE(ask(limited), QByteArray("two"));
        limited.clock.advance(Milliseconds(1));
        QCOMPARE(ask(limited), QByteArray("one"));
    }

    void aDeadProviderGetsFiveRequestsAndItsProbes() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
        box.transport.script(kFirst, error(500, "server_error"));
        box.transport.script(kSecond, plain("two"));
        for (int i = 0; i < 200; ++i) {
            QCOMPARE(ask(box), QByteArray("two"));
            box.clock.advance(Milliseconds(100));
        }
        QCOMPARE(box.transport.sentTo(kFirst), 5);
        QCOMPARE(box.target(0).reason.kind, HealthReason::Kind::BreakerOpen);
        box.clock.advance(Milliseconds(30'000));
        for (int i = 0; i < 20; ++i) {
            QCOMPARE(ask(box), QByteArray("two"));
        }
        QCOMPARE(box.transport.sentTo(kFirst), 6);
        QVERIFY(box.gateway.reset(kFirst, {}).ok());
        QCOMPARE(box.target(0).state, HealthState::Healthy);
    }

    void switchHoldsFromTheNextRequest() {
        GatewayFixture box;
        two(box);
        QCOMPARE(ask(box), QByteArray("one"));
        QVERIFY(box.gateway.setPin(kRoute, pin(PinMode::Prefer, kSecond), QStringLiteral("user"), {}).ok());
        QCOMPARE(ask(box), QByteArray("two"));
        QCOMPARE(box.gateway.snapshot().routes.at(0).active, 1);
        QVERIFY(box.gateway.setDrain(kSecond, Drain{}, QStringLiteral("user"), {}).ok());
        QCOMPARE(ask(box), QByteArray("one"));
        QVERIFY(box.gateway.setDrain(kSecond, {}, QStringLiteral("user"), {}).ok());
        QCOMPARE(ask(box), QByteArray("two"));
        QVERIFY(box.gateway.setPin(kRoute, {}, QStringLiteral("user"), QStringLiteral("back")).ok());
        QCOMPARE(ask(box), QByteArray("one"));
        QCOMPARE(box.switched.size(), 4U);
        QCOMPARE(box.switched.at(0).scope, QStringLiteral("route:r"));
        QCOMPARE(box.switched.at(0).from, QStringLiteral("auto"));
        QCOMPARE(box.switched.at(0).to, QStringLiteral("prefer second"));
        QCOMPARE(box.switched.at(1).scope, QStringLiteral("provider:second"));
        QCOMPARE(box.switched.at(1).to, QStringLiteral("drained"));
        QCOMPARE(box.switched.at(3).reason, QStringLiteral("back"));
    }

    void onlyDoesNotFailOver() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
        box.transport.script(kFirst, plain("one"));
        box.transport.script(kSecond, error(422, "bad"));
        box.transport.script(kSecond, error(429, "rate_limit_exceeded"));
        QVERIFY(box.gateway.setPin(kRoute, pin(PinMode::Only, kSecond), QStringLiteral("user"), {}).ok());
        ask(box);
        RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(0));
        QCOMPARE(client.status, 429);
        QCOMPARE(box.transport.sentTo(kFirst), 0);
        ask(box);  // cooling, and asked all the same: the user said so
        QCOMPARE(box.transport.sentTo(kSecond), 3);
    }

    void wrongSwitchesAreRefused() {
        GatewayFixture box;
        two(box);
        QCOMPARE(box.gateway.setPin(QStringLiteral("nope"), {}, {}, {}).error().code, ErrorCode::NotFound);
        const auto wrong = box.gateway.setPin(kRoute, pin(PinMode::Prefer, QStringLiteral("third")), {}, {});
        QVERIFY(wrong.error().message.contains(kSecond));  // it says what there is
        QCOMPARE(box.gateway.setPin(kRoute, pin(PinMode::Only, kSecond, 5), {}, {}).error().code,
                 ErrorCode::InvalidInput);
        QCOMPARE(box.gateway.setDrain(QStringLiteral("nope"), Drain{}, {}, {}).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(box.gateway.reset(QStringLiteral("nope"), {}).error().code, ErrorCode::NotFound);
        QVERIFY(box.switched.empty());
    }

    void endsOfPinsAndDrains() {
        GatewayFixture box;
        two(box);
        const qint64 end = box.clock.wallMs() + 30 * 60'000;
        QVERIFY(
            box.gateway.setPin(kRoute, pin(PinMode::Only, kSecond, end), QStringLiteral("user"), {}).ok());
        box.clock.advance(Milliseconds(30 * 60'000 - 1));
        QCOMPARE(ask(box), QByteArray("two"));
        box.clock.advance(Milliseconds(1));
        QCOMPARE(ask(box), QByteArray("one"));
        QCOMPARE(box.switched.back().actor, QStringLiteral("schedule"));
        QVERIFY(box.gateway.switches().pins.isEmpty());
        QVERIFY(box.expired >= 1);

        Drain drain;
        drain.untilMs = box.clock.wallMs() + 3'600'000;
        QVERIFY(box.gateway.setDrain(kFirst, drain, QStringLiteral("user"), {}).ok());
        QCOMPARE(ask(box), QByteArray("two"));
        box.clock.jumpWall(3'600'000);  // the wall clock is set forward: the end has come
        QCOMPARE(ask(box), QByteArray("one"));
        box.clock.advance(Milliseconds(60'000));
        QVERIFY(box.gateway.switches().drains.isEmpty());
    }

    void attemptsAreLimited() {
        GatewayFixture box;
        std::vector<TargetConfig> targets;
        for (int i = 0; i < 8; ++i) {
            targets.push_back({QStringLiteral("p%1").arg(i), {}, 1});
            box.transport.script(targets.back().provider, error(500, "server_error"));
        }
        box.configure(targets);
        RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(5'000));
        QCOMPARE(client.status, 503);
        QCOMPARE(box.transport.sent.size(), 5U);
        for (int i = 0; i < 8; ++i) {
            QVERIFY(client.body.contains(QByteArray("p" + QByteArray::number(i))));  // every target is named
        }
    }

    void totalTimeEndsItAll() {
        GatewayFixture box;
        Config config;
        config.providers = {GatewayFixture::provider(kFirst), GatewayFixture::provider(kSecond)};
        config.routes = {GatewayFixture::route(kRoute, {{kFirst, {}, 1}, {kSecond, {}, 1}})};
        config.routes[0].timeouts.total = Milliseconds(70'000);
        box.configure(config);
        Script silent;
        silent.status = 0;
        silent.headAfter = Milliseconds(3'600'000);
        box.transport.script(kFirst, silent);
        box.transport.script(kSecond, silent);
        RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(69'999));
        QVERIFY(!client.ended());
        QCOMPARE(box.transport.sent.size(), 2U);
        box.clock.advance(Milliseconds(1));
        QCOMPARE(client.status, 503);
        QCOMPARE(box.transport.running, 0);
    }

    void waitingStreamsAreKeptAlive() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
        Script silent;
        silent.status = 0;
        silent.headAfter = Milliseconds(3'600'000);
        box.transport.script(kFirst, silent);
        box.transport.script(kSecond, stream("two"));
        RecordingWriter& client = box.chatRequest(true);
        box.clock.advance(Milliseconds(19'999));
        QVERIFY(client.body.isEmpty());
        box.clock.advance(Milliseconds(1));
        QCOMPARE(client.body, QByteArray(": keep-alive\n\n"));
        QCOMPARE(client.header("content-type"), QByteArray("text/event-stream"));
        box.clock.advance(Milliseconds(15'000));
        QCOMPARE(client.body, QByteArray(": keep-alive\n\n: keep-alive\n\n"));
        box.clock.advance(Milliseconds(25'000));  // 60 s: the first target's time is over
        QCOMPARE(client.heads, 1);
        QVERIFY(client.finished);
        QVERIFY(client.body.endsWith(QByteArray(textChunk("two") + finishChunk() + done())));
        QCOMPARE(box.finished.at(0).status, RequestStatus::Ok);
    }

    void aStalledReaderPausesItsUpstream() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}});
        Script script = stream();
        script.pieces = {roleChunk(), textChunk("a"), textChunk("b"), finishChunk(), done()};
        script.between = Milliseconds(10);
        box.transport.script(kFirst, script);
        RecordingWriter& client = box.chatRequest(true);
        client.pending = ResponseWriter::kHighWater + 1;
        box.clock.advance(Milliseconds(20));
        QCOMPARE(box.transport.paused, 1);
        box.clock.advance(
            Milliseconds(300'000));  // the reader's silence is not the provider's: no idle timeout
        QVERIFY(!client.ended());
        client.pending = 0;
        client.onDrained();
        box.clock.advance(Milliseconds(100));
        QVERIFY(client.finished);
    }

    void aReaderThatStallsForEverIsNotTheProvidersFault() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}});
        Script script = stream();
        script.between = Milliseconds(10);
        box.transport.script(kFirst, script);
        RecordingWriter& client = box.chatRequest(true);
        client.pending = ResponseWriter::kHighWater + 1;
        box.clock.advance(Milliseconds(600'000));
        QVERIFY(client.aborted);
        QCOMPARE(box.finished.at(0).status, RequestStatus::Incomplete);
        QCOMPARE(box.target(0).state, HealthState::Healthy);
    }

    // However long the route's total time is: comments alone are no answer.
    void commentsDoNotHoldAStreamForEver() {
        GatewayFixture box;
        Config config;
        config.providers = {GatewayFixture::provider(kFirst), GatewayFixture::provider(kSecond)};
        config.routes = {GatewayFixture::route(kRoute, {{kFirst, {}, 1}, {kSecond, {}, 1}})};
        config.routes[0].timeouts.total = Milliseconds(86'400'000);
        box.configure(config);
        Script script = stream();
        script.pieces.assign(100, ": processing\n\n");
        script.between = Milliseconds(30'000);
        box.transport.script(kFirst, script);
        box.transport.script(kSecond, stream("two"));
        RecordingWriter& client = box.chatRequest(true);
        box.clock.advance(Milliseconds(599'999));
        QVERIFY(!client.ended());
        box.clock.advance(Milliseconds(1));
        QVERIFY(client.finished);
        QVERIFY(client.body.endsWith(QByteArray(textChunk("two") + finishChunk() + done())));
        QCOMPARE(box.finished.at(0).attempts.at(0).outcome, Outcome::TimeoutIdle);
        QCOMPARE(box.finished.at(0).attempts.at(0).durationMs, 600'000);
    }

    void noRouteAndBadBodies() {
        GatewayFixture box;
        Config config;
        config.providers = {GatewayFixture::provider(kFirst)};
        config.providers[0].models = {QStringLiteral("only-this")};
        box.configure(config);
        RecordingWriter& unknown = box.chatRequest(false);
        QCOMPARE(unknown.status, 404);
        QVERIFY(unknown.body.contains("no_route"));
        QCOMPARE(box.finished.at(0).status, RequestStatus::Error);
        const RecordingWriter& broken = box.post("/v1/chat/completions", "{\"model\":");
        QCOMPARE(broken.status, 400);
        QVERIFY(broken.body.contains("invalid_request"));
        const RecordingWriter& nameless = box.post("/v1/chat/completions", "{\"messages\":[]}");
        QCOMPARE(nameless.status, 400);
        QVERIFY(nameless.body.contains("model"));
        QCOMPARE(box.get("/v1/chat/completions").status, 405);
        QCOMPARE(box.get("/v1/nothing").status, 404);
        QCOMPARE(box.get("/health").status, 200);
        QVERIFY(box.transport.sent.empty());
    }

    // Nobody has said what they serve: the first does not know the model, and the next is asked.
    void providersThatListNothingAreAskedInTurn() {
        GatewayFixture box;
        Config config;
        config.providers = {GatewayFixture::provider(kFirst), GatewayFixture::provider(kSecond)};
        box.configure(config);
        box.transport.script(kFirst, error(404, "model_not_found", "The model does not exist"));
        box.transport.script(kSecond, plain("two"));
        QCOMPARE(ask(box), QByteArray("two"));
    }

    void aFailureOfLongAgoIsForgotten() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
        box.transport.script(kFirst, error(500, "server_error"));
        box.transport.script(kSecond, plain("two"));
        ask(box);
        QCOMPARE(box.target(0).state, HealthState::Attention);
        box.clock.advance(Milliseconds(60'000));
        QCOMPARE(box.target(0).state, HealthState::Healthy);
    }

    void modelsListRoutesAndProviders() {
        GatewayFixture box;
        Config config;
        config.providers = {GatewayFixture::provider(kFirst), GatewayFixture::provider(kSecond)};
        config.providers[0].models = {QStringLiteral("m1"), QStringLiteral("v/m2")};
        config.providers[1].models = {QStringLiteral("hidden")};
        config.providers[1].enabled = false;
        config.routes = {GatewayFixture::route(kRoute, {{kFirst, {}, 1}})};
        box.configure(config);
        const auto list =
            QJsonDocument::fromJson(box.get("/v1/models").body)[QStringLiteral("data")].toArray();
        QStringList ids;
        for (const auto& one : list) {
            ids << one[QStringLiteral("id")].toString();
        }
        QCOMPARE(ids, (QStringList{kRoute, QStringLiteral("m1"), QStringLiteral("v/m2")}));
        QCOMPARE(box.get("/v1/models/m1").status, 200);
        QCOMPARE(box.get("/v1/models/v%2Fm2").status, 200);
        QCOMPARE(box.get("/v1/models/first/m1").status, 200);
        QCOMPARE(box.get("/v1/models/hidden").status, 404);
    }

    void stoppingRefusesNewAndAbortsOld() {
        GatewayFixture box;
        two(box, true);
        Script slow = stream("one");
        slow.between = Milliseconds(1'000);
        GatewayFixture running;
        running.configure({{kFirst, {}, 1}});
        running.transport.script(kFirst, slow);
        RecordingWriter& old = running.chatRequest(true);
        running.gateway.refuseNew();
        const RecordingWriter& refused = running.chatRequest(true);
        QCOMPARE(refused.status, 503);
        QVERIFY(refused.body.contains("gateway_stopping"));
        QCOMPARE(running.gateway.openRequests(), 1);
        running.gateway.abortAll();
        QVERIFY(old.aborted);
        QCOMPARE(running.gateway.openRequests(), 0);
        QCOMPARE(running.finished.at(0).status, RequestStatus::Cancelled);
    }

    void everyRequestIsBookedOnce() {
        GatewayFixture box;
        two(box);
        for (int i = 0; i < 50; ++i) {
            ask(box);
        }
        QCOMPARE(box.started.size(), 50U);
        QCOMPARE(box.finished.size(), 50U);
        QSet<QByteArray> ids;
        for (const RequestStarted& one : box.started) {
            ids.insert(one.requestId);
        }
        QCOMPARE(ids.size(), 50);
        QCOMPARE(box.gateway.snapshot().live.size(), 50);
        QCOMPARE(box.gateway.snapshot().openRequests, 0);
    }
};

QTEST_APPLESS_MAIN(TestGateway)
#include "tst_gateway.moc"
