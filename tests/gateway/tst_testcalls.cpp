// Test calls: one target is asked, whatever its health and the rules, and nobody else; the answer comes once.
#include "tests/gateway/GatewayFixture.h"
#include "tests/gateway/Scripts.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QString kFirst = QStringLiteral("first");
const QString kSecond = QStringLiteral("second");
const QString kModel = QStringLiteral("gpt");

// Results in the order they came.
struct Results {
    std::vector<Result<TestCallResult>> all;
    void ask(GatewayFixture& box, quint64 number, const QString& provider) {
        box.gateway.testCall(number, {provider, kModel},
                             [this](const Result<TestCallResult>& result) { all.push_back(result); });
    }
    void replay(GatewayFixture& box, quint64 number, const ReplayRequest& request) {
        box.gateway.replay(number, request,
                           [this](const Result<TestCallResult>& result) { all.push_back(result); });
    }
};

GatewayFixture& twoTargets(GatewayFixture& box) {
    box.configure({{kSecond, {}, 1}, {kFirst, {}, 1}});
    return box;
}

}  // namespace

class TestTestCalls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksTheOneTarget() {
        GatewayFixture box;
        twoTargets(box).transport.script(kFirst, plain("ok"));
        Results results;
        results.ask(box, 1, kFirst);
        box.clock.advance(Milliseconds(10));
        QCOMPARE(results.all.size(), 1U);
        QVERIFY(results.all[0]);
        const TestCallResult& result = results.all[0].value();
        QVERIFY(result.works());
        QCOMPARE(result.text, QStringLiteral("ok"));
        QCOMPARE(box.transport.sent.size(), 1U);
        QVERIFY(box.transport.sent[0].body.contains("\"model\":\"gpt\""));
        QCOMPARE(box.finished.size(), 1U);
        QCOMPARE(box.finished[0].requestId, result.requestId);
        QCOMPARE(box.started[0].client, QStringLiteral("test call"));
        QVERIFY(box.started[0].route.isEmpty());
        QCOMPARE(box.gateway.openRequests(), 0);
    }

    void theErrorIsTheProvidersOwnAndNobodyElseIsAsked() {
        GatewayFixture box;
        twoTargets(box).transport.script(kFirst, error(404, "model_not_found", "no such model"));
        Results results;
        results.ask(box, 1, kFirst);
        box.clock.advance(Milliseconds(60'000));
        QCOMPARE(results.all.size(), 1U);
        QVERIFY(results.all[0]);
        QVERIFY(!results.all[0].value().works());
        QVERIFY2(results.all[0].value().text.contains(QStringLiteral("no such model")),
                 qPrintable(results.all[0].value().text));
        QCOMPARE(box.transport.sentTo(kSecond), 0);
    }

    // A provider may repeat a key, its own or another, in what it says.
    void noKeyIsInWhatIsSaid() {
        GatewayFixture box;
        twoTargets(box).transport.script(
            kFirst, error(401, "invalid_api_key", "Incorrect key: sk-proj-0123456789abcdefghijklmn given"));
        Results results;
        results.ask(box, 1, kFirst);
        box.clock.advance(Milliseconds(60'000));
        QCOMPARE(results.all.size(), 1U);
        const QString& text = results.all[0].value().text;
        QVERIFY2(!text.contains(QStringLiteral("0123456789abcdef")) && !text.isEmpty(), qPrintable(text));
    }

    void asksWhoIsThoughtToBeDown() {
        GatewayFixture box;
        twoTargets(box);
        for (int i = 0; i < 12; ++i) {
            box.transport.script(kFirst, noAnswer(TransportError::Connect));
        }
        box.transport.script(kFirst, plain("back"));
        box.transport.script(kSecond, plain());
        QVERIFY(box.gateway.setDrain(kSecond, Drain(), QStringLiteral("user"), {}));
        while (box.transport.sentTo(kFirst) < 12) {
            box.chatRequest(false);
            box.clock.advance(Milliseconds(30'000));
        }
        Results results;
        results.ask(box, 1, kFirst);
        box.clock.advance(Milliseconds(100));
        QCOMPARE(results.all.size(), 1U);
        QCOMPARE(results.all[0].value().text, QStringLiteral("back"));
        // One that is drained may be tried before it is put back.
        results.ask(box, 2, kSecond);
        box.clock.advance(Milliseconds(100));
        QCOMPARE(results.all.size(), 2U);
        QVERIFY(results.all[1].value().works());
        box.chatRequest(false);
        box.clock.advance(Milliseconds(100));
        QCOMPARE(box.transport.sentTo(kSecond), 1);  // for others it is still out
    }

    void whoIsSwitchedOffIsNotAsked() {
        GatewayFixture box;
        Config config;
        config.providers = {GatewayFixture::provider(kFirst)};
        config.providers[0].enabled = false;
        box.configure(config);
        Results results;
        results.ask(box, 1, kFirst);
        results.ask(box, 2, QStringLiteral("nobody"));
        QCOMPARE(results.all.size(), 1U);
        QCOMPARE(results.all[0].error().code, ErrorCode::NotFound);
        box.clock.advance(Milliseconds(10));
        QCOMPARE(results.all.size(), 2U);
        QCOMPARE(results.all[1].value().status, 503);
        QVERIFY(!results.all[1].value().text.isEmpty());
        QVERIFY(box.transport.sent.empty());
    }

    // A request that was kept goes out again as it was, but for the model's name, and is kept again.
    void aReplayIsTheRequestItself() {
        GatewayFixture box;
        twoTargets(box).transport.script(kFirst, plain("again"));
        const QByteArray kept =
            "{ \"seed\":1.50,\"model\" : \"asked\", \"messages\":[ ] ,\"x\":{\"b\":1,\"a\":2}}";
        Results results;
        box.gateway.replay(1, {Endpoint::ChatCompletions, kept, {kFirst, kModel}},
                           [&](const Result<TestCallResult>& result) { results.all.push_back(result); });
        box.clock.advance(Milliseconds(10));
        QCOMPARE(results.all.size(), 1U);
        QVERIFY(results.all[0]);
        QCOMPARE(results.all[0].value().text, QStringLiteral("again"));
        QCOMPARE(box.transport.sent.size(), 1U);
        QCOMPARE(box.transport.sent[0].body, QByteArray(kept).replace("asked", kModel.toLatin1()));
        QCOMPARE(box.started[0].client, QStringLiteral("replay"));
        QCOMPARE(box.finished[0].provider, kFirst);
        QCOMPARE(box.captured.size(), 2U);
        QCOMPARE(box.captured[0].requestId, results.all[0].value().requestId);
        QCOMPARE(box.captured[0].content, kept);
        QVERIFY(box.captured[1].content.contains("again"));
    }

    void aReplayAsksForTheModelAsItWas() {
        GatewayFixture box;
        twoTargets(box).transport.script(kSecond, plain());
        Results results;
        const auto done = [&](const Result<TestCallResult>& result) { results.all.push_back(result); };
        const QByteArray kept = "{\"model\":\"asked\",\"messages\":[]}";
        box.gateway.replay(1, {Endpoint::ChatCompletions, kept, {kSecond, {}}}, done);
        box.gateway.replay(2, {Endpoint::ChatCompletions, "no JSON", {kSecond, {}}}, done);
        box.gateway.replay(3, {Endpoint::ChatCompletions, kept, {QStringLiteral("nobody"), {}}}, done);
        QCOMPARE(results.all.size(), 2U);
        QCOMPARE(results.all[0].error().code, ErrorCode::InvalidInput);
        QCOMPARE(results.all[1].error().code, ErrorCode::NotFound);
        box.clock.advance(Milliseconds(10));
        QCOMPARE(results.all.size(), 3U);
        QCOMPARE(box.transport.sent[0].body, kept);
        // Booked under the name that was sent: by it the price is found.
        QCOMPARE(box.finished[0].servedModel, QStringLiteral("asked"));
        QCOMPARE(box.finished[0].attempts.at(0).model, QStringLiteral("asked"));
        // Without the provider's own id in front, as always.
        box.transport.script(kSecond, plain());
        results.replay(
            box, 4,
            {Endpoint::ChatCompletions, QByteArray(kept).replace("asked", "second/asked"), {kSecond, {}}});
        box.clock.advance(Milliseconds(10));
        QCOMPARE(box.transport.sent[1].body, kept);
    }

    // The tool goes on with its conversation where its cache is, whoever answered the replay.
    void aReplayIsNoTurnOfTheConversation() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
        box.transport.script(kFirst, plain());
        box.transport.script(kSecond, plain());
        const QByteArray kept = "{\"model\":\"gpt\",\"messages\":[{\"role\":\"user\",\"content\":\"" +
                                QByteArray(5'000, 'a') + "\"}]}";
        const QByteArray path = QByteArrayLiteral("/v1/chat/completions");
        const RecordingWriter& before = box.post(path, kept);
        box.clock.advance(Milliseconds(10));
        QCOMPARE(before.header("x-signalbox-provider"), QByteArray("first"));
        Results results;
        results.replay(box, 1, {Endpoint::ChatCompletions, kept, {kSecond, kModel}});
        box.clock.advance(Milliseconds(10));
        QCOMPARE(results.all.size(), 1U);
        QCOMPARE(box.finished.back().provider, kSecond);
        const RecordingWriter& after = box.post(path, kept);
        box.clock.advance(Milliseconds(10));
        QCOMPARE(after.header("x-signalbox-provider"), QByteArray("first"));
    }

    void aReplayMayBeAStream() {
        GatewayFixture box;
        Script broken = stream("half");
        broken.pieces.resize(2);
        broken.end = {TransportError::Reset, QStringLiteral("for the test")};
        twoTargets(box).transport.script(kFirst, stream("whole"));
        box.transport.script(kFirst, broken);
        const ReplayRequest kept{Endpoint::ChatCompletions, GatewayFixture::chat(true), {kFirst, kModel}};
        Results results;
        results.replay(box, 1, kept);
        box.clock.advance(Milliseconds(10));
        QVERIFY(box.transport.sent[0].body.contains("\"stream\":true"));
        QCOMPARE(results.all.size(), 1U);
        QVERIFY(results.all[0]);
        QVERIFY(results.all[0].value().works());
        QVERIFY(box.captured.at(1).content.contains("whole"));
        // One that broke off was not cancelled: it failed, and has its place in the ledger.
        results.replay(box, 2, kept);
        box.clock.advance(Milliseconds(10));
        QCOMPARE(results.all.size(), 2U);
        QVERIFY2(results.all[1], results.all[1] ? "" : qPrintable(results.all[1].error().message));
        QVERIFY(!results.all[1].value().works());
        QCOMPARE(results.all[1].value().requestId, box.finished.back().requestId);
        QCOMPARE(box.finished.back().status, RequestStatus::Incomplete);
        QVERIFY2(results.all[1].value().text.contains(QStringLiteral("broke off")),
                 qPrintable(results.all[1].value().text));
        // Cancelled in the middle it is cancelled.
        Script silent = stream("half");
        silent.pieces.resize(2);
        silent.stalls = true;
        box.transport.script(kSecond, silent);
        results.replay(box, 3, {kept.endpoint, kept.body, {kSecond, kModel}});
        box.clock.advance(Milliseconds(10));
        box.gateway.cancelTestCall(3);
        box.clock.advance(Milliseconds(10));
        QCOMPARE(results.all.size(), 3U);
        QCOMPARE(results.all[2].error().code, ErrorCode::Cancelled);
        QCOMPARE(box.transport.running, 0);
    }

    void isCancelled() {
        GatewayFixture box;
        Script silent;
        silent.status = 0;
        silent.stalls = true;
        twoTargets(box).transport.script(kFirst, silent);
        Results results;
        results.ask(box, 7, kFirst);
        box.clock.advance(Milliseconds(10));
        box.gateway.cancelTestCall(8);
        QCOMPARE(box.transport.running, 1);
        box.gateway.cancelTestCall(7);
        box.gateway.cancelTestCall(7);
        box.clock.advance(Milliseconds(10));
        QCOMPARE(results.all.size(), 1U);
        QCOMPARE(results.all[0].error().code, ErrorCode::Cancelled);
        QCOMPARE(box.transport.running, 0);
        QCOMPARE(box.finished.size(), 1U);
        QCOMPARE(box.finished[0].status, RequestStatus::Cancelled);
    }

    void isAnsweredWhenTheGatewayStops() {
        Results results;
        {
            GatewayFixture box;
            Script silent;
            silent.status = 0;
            silent.stalls = true;
            twoTargets(box).transport.script(kFirst, silent);
            results.ask(box, 1, kFirst);
            box.gateway.refuseNew();
            results.ask(box, 2, kFirst);
            QCOMPARE(results.all.size(), 1U);
            box.gateway.abortAll();
        }
        QCOMPARE(results.all.size(), 2U);
        for (const auto& result : results.all) {
            QCOMPARE(result.error().code, ErrorCode::Cancelled);
        }
    }

    void aLongErrorIsShortened() {
        GatewayFixture box;
        Script script = error(400, "bad");
        script.headers = {};
        script.pieces = {QByteArray(10'000, 'x')};
        twoTargets(box).transport.script(kFirst, script);
        Results results;
        results.ask(box, 1, kFirst);
        box.clock.advance(Milliseconds(10));
        QCOMPARE(results.all.size(), 1U);
        QVERIFY(results.all[0].value().text.size() <= 500);
    }

    void aDraftIsExplained() {
        GatewayFixture box;
        twoTargets(box);
        auto draft = std::make_shared<Config>();
        draft->providers = {GatewayFixture::provider(kFirst)};
        draft->routes = {GatewayFixture::route(QStringLiteral("mine"), {{kFirst, QStringLiteral("big"), 1}})};
        PriceConfig price;
        price.provider = kFirst;
        price.model = QStringLiteral("big");
        price.input = 1'000'000;
        price.output = 1'000'000;
        draft->prices = {price};
        const auto facts = box.gateway.factsOf(Endpoint::ChatCompletions, QStringLiteral("tester"),
                                               GatewayFixture::chat(false), draft);
        QVERIFY(facts);
        const Explanation told = box.gateway.explain(facts.value(), draft);
        QCOMPARE(told.route, QStringLiteral("mine"));
        QCOMPARE(told.targets.size(), 1);
        QCOMPARE(told.targets[0].model, QStringLiteral("big"));
        QVERIFY(told.targets[0].estimatedCost.value_or(0) > 0);
        // What is in force stays.
        const Explanation now = box.gateway.explain(facts.value());
        QCOMPARE(now.route, QStringLiteral("r"));
        QVERIFY(!now.targets[0].estimatedCost);
    }
};

QTEST_GUILESS_MAIN(TestTestCalls)
#include "tst_testcalls.moc"
