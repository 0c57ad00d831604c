// Routing through the whole gateway: a conversation stays with its target, a full provider is not asked, the
// lever agrees with the plan, and explaining or previewing changes nothing.
#include "tests/gateway/GatewayFixture.h"
#include "tests/gateway/Scripts.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QString kFirst = QStringLiteral("first");
const QString kSecond = QStringLiteral("second");
const QString kRoute = QStringLiteral("r");

QByteArray conversation(const QByteArray& more = {}) {
    return R"({"model":"gpt","messages":[{"role":"user","content":")" + QByteArray(5'000, 'a') + "\"}" +
           more + "]}";
}

QByteArray response(const char* id) {
    return QByteArray(R"({"id":")") + id +
           R"(","object":"response","status":"completed","model":"m",)"
           R"("output":[{"type":"message","content":[{"type":"output_text","text":"x"}]}],)"
           R"("usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}})";
}

}  // namespace

class TestGatewayRouting final : public QObject {
    Q_OBJECT

    static QByteArray providerOf(const RecordingWriter& client) {
        return client.header("x-signalbox-provider");
    }
    static RecordingWriter& answered(GatewayFixture& box, const QByteArray& body,
                                     const QByteArray& path = QByteArrayLiteral("/v1/chat/completions")) {
        RecordingWriter& client = box.post(path, body);
        box.clock.advance(Milliseconds(0));
        return client;
    }

private Q_SLOTS:
    void aProviderWithoutAModelIsUnknown() {
        GatewayFixture box;
        Config config;
        config.providers = {GatewayFixture::provider(kFirst)};
        box.configure(config);
        const RecordingWriter& client = answered(box, GatewayFixture::chat(false, "first/"));
        QCOMPARE(client.status, 404);
        QVERIFY(client.body.contains("no_route"));
        QVERIFY(client.body.contains("\\\"first/\\\""));
        QVERIFY(box.transport.sent.empty());
    }

    // Nobody was asked and nobody has failed: the request cannot be served as it is.
    void aPromptThatFitsNowhereIsTheRequestsFault() {
        GatewayFixture box;
        ModelCatalog catalog;
        catalog.add(QStringLiteral("small"), 500);
        catalog.add(QStringLiteral("tiny"), 100);
        box.gateway.setCatalog(std::move(catalog));
        Config config;
        config.providers = {GatewayFixture::provider(kFirst), GatewayFixture::provider(kSecond)};
        config.routes = {GatewayFixture::route(
            kRoute, {{kFirst, QStringLiteral("small"), 1}, {kSecond, QStringLiteral("tiny"), 1}})};
        config.routes[0].hold = true;  // waiting would not help
        box.configure(config);
        const RecordingWriter& client = answered(box, conversation());
        QCOMPARE(client.status, 400);
        QCOMPARE(client.header("x-should-retry"), QByteArray("false"));
        QVERIFY(client.body.contains("invalid_request_error"));
        QVERIFY(client.body.contains("\"code\":\"invalid_request\""));
        QVERIFY2(client.body.contains("first: takes 500 tokens, the prompt is estimated at "),
                 client.body.constData());
        QVERIFY(client.body.contains("second: takes 100 tokens"));
        QCOMPARE(box.finished.at(0).httpStatus, 400);
        QVERIFY(box.transport.sent.empty());
        // One that is only out of use for now may be back: that is no fault of the request.
        QVERIFY(box.gateway.setDrain(kFirst, Drain(), QStringLiteral("user"), {}));
        config.routes[0].hold = false;
        box.configure(config);
        QCOMPARE(answered(box, conversation()).status, 503);
    }

    void aConversationStaysAfterFailback() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
        box.transport.script(kFirst, plain());
        box.transport.script(kSecond, plain());
        QCOMPARE(providerOf(answered(box, conversation())), QByteArray("first"));
        QVERIFY(box.gateway.setDrain(kFirst, Drain(), QStringLiteral("user"), {}));
        QCOMPARE(providerOf(answered(box, conversation())), QByteArray("second"));
        QVERIFY(box.gateway.setDrain(kFirst, std::nullopt, QStringLiteral("user"), {}));
        const QByteArray next = R"(,{"role":"assistant","content":"b"},{"role":"user","content":"c"})";
        QCOMPARE(providerOf(answered(box, conversation(next))), QByteArray("second"));
        QCOMPARE(providerOf(answered(box, GatewayFixture::chat(false))), QByteArray("first"));
        // Explained, too, with what the planner would do.
        const auto facts =
            box.gateway.factsOf(Endpoint::ChatCompletions, QStringLiteral("tester"), conversation(next));
        QVERIFY(facts);
        const Explanation told = box.gateway.explain(facts.value());
        QCOMPARE(told.targets[0].target.provider, kSecond);
        QVERIFY(told.targets[0].keepsConversation);
        QCOMPARE(box.transport.sent.size(), 4U);
        QVERIFY(!box.gateway.factsOf(Endpoint::ChatCompletions, {}, QByteArrayLiteral("{}")));

        const auto seen = box.gateway.preview(kRoute, {PinMode::Only, {kFirst, {}}, {}, 0});
        QVERIFY(seen);
        QCOMPARE(seen.value().warmConversations, 1);
        QCOMPARE(seen.value().cachedTokensLost, 10);
        QVERIFY(!seen.value().cacheCost);
        QVERIFY(!box.gateway.preview(QStringLiteral("x"), {}));
        QVERIFY(!box.gateway.preview(kRoute, {PinMode::Only, {QStringLiteral("x"), {}}, {}, 0}));
    }

    void anAnswerIsContinuedWhereItWasMade() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
        box.transport.script(kFirst, {200, jsonHeaders(), {response("resp_1")}, {}, {}, {}, false});
        box.transport.script(kSecond, {200, jsonHeaders(), {response("resp_2")}, {}, {}, {}, false});
        const QByteArray path = QByteArrayLiteral("/v1/responses");
        QVERIFY(box.gateway.setDrain(kFirst, Drain(), QStringLiteral("user"), {}));
        QCOMPARE(providerOf(answered(box, R"({"model":"gpt","input":"a"})", path)), QByteArray("second"));
        QVERIFY(box.gateway.setDrain(kFirst, std::nullopt, QStringLiteral("user"), {}));
        QCOMPARE(providerOf(answered(box, R"({"model":"gpt","input":"a"})", path)), QByteArray("first"));
        const auto from = [&](const char* id) {
            return providerOf(answered(
                box, QByteArray(R"({"model":"gpt","input":"b","previous_response_id":")") + id + "\"}",
                path));
        };
        QCOMPARE(from("resp_2"), QByteArray("second"));
        QCOMPARE(from("resp_1"), QByteArray("first"));
        QCOMPARE(from("resp_3"), QByteArray("first"));  // nobody knows who made it
    }

    void aFullProviderIsNotAsked() {
        GatewayFixture box;
        Config config;
        config.providers = {GatewayFixture::provider(kFirst), GatewayFixture::provider(kSecond)};
        config.providers[0].maxConcurrent = 2;
        config.routes = {GatewayFixture::route(kRoute, {{kFirst, {}, 1}, {kSecond, {}, 1}})};
        box.configure(config);
        Script slow = plain();
        slow.headAfter = Milliseconds(1'000);
        box.transport.script(kFirst, slow);
        box.transport.script(kSecond, slow);
        for (int i = 0; i < 3; ++i) {
            box.chatRequest(false);
            box.clock.advance(Milliseconds(1));
        }
        QCOMPARE(box.transport.sentTo(kFirst), 2);
        QCOMPARE(box.transport.sentTo(kSecond), 1);
        QCOMPARE(box.gateway.snapshot().routes[0].active, 1);
        box.clock.advance(Milliseconds(2'000));
        QCOMPARE(box.gateway.snapshot().routes[0].active, 0);
        box.chatRequest(false);
        QCOMPARE(box.transport.sentTo(kFirst), 3);
        box.clock.advance(Milliseconds(2'000));
    }
};

QTEST_APPLESS_MAIN(TestGatewayRouting)
#include "tst_gatewayrouting.moc"
