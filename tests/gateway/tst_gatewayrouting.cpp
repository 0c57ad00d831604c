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
