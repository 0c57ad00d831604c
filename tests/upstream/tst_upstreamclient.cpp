// The client against a scripted provider on a real socket: what goes out, what comes back, and every way to
// end.
#include "core/base/EventLoopScheduler.h"
#include "core/upstream/UpstreamClient.h"
#include "tests/support/FakeProvider.h"
#include "tests/upstream/Recorder.h"

#ifdef Q_OS_LINUX
#include "core/base/EpollDispatcher.h"
#endif

#include <QCoreApplication>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

class TestUpstreamClient final : public QObject {
    Q_OBJECT

    SystemClock m_clock;
    std::unique_ptr<EventLoopScheduler> m_scheduler;
    std::unique_ptr<FakeProvider> m_provider;
    std::unique_ptr<UpstreamClient> m_client;

    std::unique_ptr<Exchange> send(Recorder& recorder, const QByteArray& body = QByteArrayLiteral("{}")) {
        return m_client->send(requestTo(m_provider->url(), body), recorder);
    }

private Q_SLOTS:
    void init() {
        m_scheduler = std::make_unique<EventLoopScheduler>(m_clock);
        m_provider = std::make_unique<FakeProvider>();
        m_client = std::make_unique<UpstreamClient>(m_clock, *m_scheduler, UpstreamClient::Options{{}, {}});
    }
    void cleanup() {
        m_client.reset();
        m_provider.reset();
        m_scheduler.reset();
    }

    void plainAnswer() {
        m_provider->enqueue(Script::answer(201, "{\"ok\":1}", "application/json", "X-Request-Id: abc\r\n"));
        Recorder recorder;
        const auto exchange = send(recorder, "{\"model\":\"m\"}");
        QCOMPARE(recorder.heads + recorder.ends, 0);  // never inside send()
        QTRY_VERIFY(recorder.ended());
        QCOMPARE(recorder.heads, 1);
        QCOMPARE(recorder.status, 201);
        QCOMPARE(recorder.headers.value("x-request-id").toByteArray(), QByteArray("abc"));
        QCOMPARE(recorder.body, QByteArray("{\"ok\":1}"));
        QCOMPARE(recorder.end.error, TransportError::None);
        QCOMPARE(recorder.end.detail, QString());
        QCOMPARE(m_provider->requestCount(), 1);
        const ReceivedRequest& request = m_provider->requests().front();
        QVERIFY(request.head.startsWith("POST /v1/chat/completions HTTP/1.1\r\n"));
        QCOMPARE(request.body, QByteArray("{\"model\":\"m\"}"));
        QCOMPARE(request.headers.value("Authorization").toByteArray(), QByteArray("Bearer sk-canary-7f3a"));
        QCOMPARE(request.headers.value("Accept-Encoding").toByteArray(), QByteArray("identity"));
        QCOMPARE(request.headers.value("Content-Length").toByteArray(), QByteArray("13"));
        QVERIFY(!request.headers.contains("Expect"));
        QVERIFY(!request.headers.contains("Transfer-Encoding"));
        QCOMPARE(m_client->openExchanges(), 0);
    }
};

int main(int argc, char** argv) {
#ifdef Q_OS_LINUX
    QCoreApplication::setEventDispatcher(new EpollDispatcher);
#endif
    const QCoreApplication app(argc, argv);
    TestUpstreamClient test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_upstreamclient.moc"
