// Prompts and answers are kept where a client or a route is switched to it, as they came and went, and
// nowhere else.
#include "tests/gateway/GatewayFixture.h"
#include "tests/gateway/Scripts.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QString kFirst = QStringLiteral("first");
const QString kSecond = QStringLiteral("second");

enum class By { Nobody, Client, OtherClient, Route };

void configure(GatewayFixture& box, By by) {
    Config config;
    config.providers = {GatewayFixture::provider(kFirst), GatewayFixture::provider(kSecond)};
    config.routes = {GatewayFixture::route(QStringLiteral("r"), {{kFirst, {}, 1}, {kSecond, {}, 1}})};
    config.clients.push_back(
        {QStringLiteral("tester"), Secret(QByteArray("sb-testtesttesttest")), by == By::Client});
    config.clients.push_back(
        {QStringLiteral("other"), Secret(QByteArray("sb-otherotherother")), by == By::OtherClient});
    config.routes[0].capture = by == By::Route;
    box.configure(std::move(config));
}

}  // namespace

class TestCapture : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keptWhereWanted_data() {
        QTest::addColumn<By>("by");
        QTest::addColumn<bool>("stream");
        QTest::addColumn<bool>("kept");
        for (const bool stream : {false, true}) {
            const char* kind = stream ? "stream" : "plain";
            QTest::addRow("off, %s", kind) << By::Nobody << stream << false;
            QTest::addRow("another client, %s", kind) << By::OtherClient << stream << false;
            QTest::addRow("client, %s", kind) << By::Client << stream << true;
            QTest::addRow("route, %s", kind) << By::Route << stream << true;
        }
    }
    void keptWhereWanted() {
        QFETCH(By, by);
        QFETCH(bool, stream);
        QFETCH(bool, kept);
        GatewayFixture box;
        configure(box, by);
        box.transport.script(kFirst, answer(stream));
        RecordingWriter& client = box.chatRequest(stream);
        box.clock.advance(Milliseconds(10));
        QVERIFY(client.finished);
        QCOMPARE(box.captured.size(), kept ? 2U : 0U);
        if (kept) {
            const QByteArray id = box.finished.at(0).requestId;
            QCOMPARE(box.captured[0].requestId, id);
            QCOMPARE(box.captured[0].kind, CaptureKind::Prompt);
            QCOMPARE(box.captured[0].content, GatewayFixture::chat(stream));
            QCOMPARE(box.captured[1].requestId, id);
            QCOMPARE(box.captured[1].kind, CaptureKind::Answer);
            QCOMPARE(box.captured[1].content, client.body);
        }
    }

    // What the client got, not what a target said that failed before it.
    void theAnswerOfTheOneThatAnswered() {
        GatewayFixture box;
        configure(box, By::Route);
        box.transport.script(kFirst, error(500, "broken"));
        box.transport.script(kSecond, plain("from the second"));
        RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(1'000));
        QCOMPARE(box.captured.size(), 2U);
        QCOMPARE(box.captured[1].content, client.body);
        QVERIFY(client.body.contains("from the second"));
    }

    void theErrorThatTheClientGot() {
        GatewayFixture box;
        configure(box, By::Client);
        box.transport.script(kFirst, error(400, "bad"));
        RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(1'000));
        QVERIFY(client.finished);
        QCOMPARE(box.captured.size(), 2U);
        QCOMPARE(box.captured[1].content, client.body);
    }

    void whatWasSentBeforeTheClientLeft() {
        GatewayFixture box;
        configure(box, By::Client);
        Script script = stream();
        script.pieces.resize(2);
        script.stalls = true;
        box.transport.script(kFirst, script);
        RecordingWriter& client = box.chatRequest(true);
        box.clock.advance(Milliseconds(100));
        const QByteArray sent = client.body;
        QVERIFY(!sent.isEmpty());
        client.onGone();
        QCOMPARE(box.captured.size(), 2U);
        QCOMPARE(box.captured[1].content, sent);
        QCOMPARE(box.finished.at(0).status, RequestStatus::Cancelled);
    }

    void nothingWasSent() {
        GatewayFixture box;
        configure(box, By::Client);
        Script silent;
        silent.status = 0;
        silent.stalls = true;
        box.transport.script(kFirst, silent);
        RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(100));
        client.onGone();
        QCOMPARE(box.captured.size(), 1U);
        QCOMPARE(box.captured[0].kind, CaptureKind::Prompt);
    }

    // One byte beyond the limit, so that the ledger can tell that it was longer; the client gets all of it.
    void longOnesAreCut() {
        GatewayFixture box;
        configure(box, By::Route);
        const QByteArray text(kCaptureLimit + 100'000, 'x');
        box.transport.script(kFirst, plain(text));
        const QByteArray prompt = GatewayFixture::chat(false).replace("hi", text);
        RecordingWriter& client = box.post(QByteArrayLiteral("/v1/chat/completions"), prompt);
        box.clock.advance(Milliseconds(100));
        QCOMPARE(client.body.size(), plainBody(text).size());
        QCOMPARE(box.captured.size(), 2U);
        QCOMPARE(box.captured[0].content, prompt.left(kCaptureLimit + 1));
        QCOMPARE(box.captured[1].content, client.body.left(kCaptureLimit + 1));
        QCOMPARE(box.transport.sent.at(0).body, prompt);
    }
};

QTEST_GUILESS_MAIN(TestCapture)
#include "tst_capture.moc"
