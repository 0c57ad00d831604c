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

Q_DECLARE_METATYPE(signalbox::test::Script)

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

    void methods_data() {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("get") << QByteArray("GET") << QByteArray();
        QTest::newRow("post") << QByteArray("POST") << QByteArray("{\"a\":1}");
        QTest::newRow("post without a body") << QByteArray("POST") << QByteArray();
        QTest::newRow("delete") << QByteArray("DELETE") << QByteArray();
        QTest::newRow("put") << QByteArray("PUT") << QByteArray("x");
        QTest::newRow("large") << QByteArray("POST") << QByteArray(3 * 1024 * 1024, 'b');
        QTest::newRow("zeros") << QByteArray("POST") << QByteArray(100, '\0');
    }
    // Twice each, so that the second finds a used handle and a kept connection, with the other method in
    // between.
    void methods() {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, body);
        for (int round = 0; round < 2; ++round) {
            Recorder recorder;
            UpstreamRequest request = requestTo(m_provider->url(), body);
            request.method = method;
            const auto exchange = m_client->send(std::move(request), recorder);
            QTRY_VERIFY(recorder.ended());
            QCOMPARE(recorder.end.error, TransportError::None);
            QCOMPARE(m_provider->requests().back().method, method);
            QCOMPARE(m_provider->requests().back().body, body);
            QVERIFY(!m_provider->requests().back().headers.contains("Expect"));
            Recorder other;
            const auto second = send(other, "other");
            QTRY_VERIFY(other.ended());
            QCOMPARE(m_provider->requests().back().method, QByteArray("POST"));
            QCOMPARE(m_provider->requests().back().body, QByteArray("other"));
        }
        QCOMPARE(m_provider->connectionCount(), 1);
    }

    void headersGoOutAsGiven() {
        UpstreamRequest request = requestTo(m_provider->url());
        request.headers.add("X-Empty", "");
        request.headers.add("OpenAI-Beta", "a=b; c");
        request.headers.add("Accept-Encoding", "gzip");
        request.headers.add("Expect", "100-continue");
        Recorder recorder;
        const auto exchange = m_client->send(std::move(request), recorder);
        QTRY_VERIFY(recorder.ended());
        const Headers& seen = m_provider->requests().front().headers;
        QVERIFY(seen.contains("X-Empty"));
        QCOMPARE(seen.value("openai-beta").toByteArray(), QByteArray("a=b; c"));
        QCOMPARE(seen.value("Accept-Encoding").toByteArray(), QByteArray("identity"));
        QVERIFY(!seen.contains("Expect"));
        QVERIFY(!seen.contains("Cookie"));
    }

    void noKeyNoHeader() {
        UpstreamRequest request = requestTo(m_provider->url());
        request.keyHeader.clear();
        request.key = Secret();
        Recorder recorder;
        const auto exchange = m_client->send(std::move(request), recorder);
        QTRY_VERIFY(recorder.ended());
        QVERIFY(!m_provider->requests().front().headers.contains("Authorization"));
    }

    // The key of one request never shows up in the next one on the same handle.
    void keysDoNotStay() {
        Recorder first;
        const auto one = send(first);
        QTRY_VERIFY(first.ended());
        UpstreamRequest request = requestTo(m_provider->url());
        request.keyHeader.clear();
        Recorder second;
        const auto two = m_client->send(std::move(request), second);
        QTRY_VERIFY(second.ended());
        QVERIFY(!m_provider->requests().back().head.contains("canary"));
    }

    void whatCannotBeSentFailsWithoutTheKey_data() {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("key");
        const QByteArray good = "http://127.0.0.1:1/v1";
        const QByteArray key = "sk-canary";
        QTest::newRow("no url") << QByteArray() << QByteArray("A") << QByteArray("b") << key;
        QTest::newRow("other scheme")
            << QByteArray("ftp://127.0.0.1/") << QByteArray("A") << QByteArray("b") << key;
        QTest::newRow("file") << QByteArray("file:///etc/passwd") << QByteArray("A") << QByteArray("b")
                              << key;
        QTest::newRow("user in url") << QByteArray("http://u:p@127.0.0.1/") << QByteArray("A")
                                     << QByteArray("b") << key;
        QTest::newRow("line break in value") << good << QByteArray("A") << QByteArray("b\r\nC: d") << key;
        QTest::newRow("line break in name") << good << QByteArray("A\nB") << QByteArray("b") << key;
        QTest::newRow("space in name") << good << QByteArray("A B") << QByteArray("b") << key;
        QTest::newRow("line break in key")
            << good << QByteArray("A") << QByteArray("b") << QByteArray("sk-canary\r\nX: y");
        QTest::newRow("NUL in key") << good << QByteArray("A") << QByteArray("b")
                                    << QByteArray("sk-canary\0x", 11);
        QTest::newRow("empty key") << good << QByteArray("A") << QByteArray("b") << QByteArray();
    }
    void whatCannotBeSentFailsWithoutTheKey() {
        QFETCH(QByteArray, url);
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, key);
        UpstreamRequest request = requestTo(url);
        request.headers.add(name, value);
        request.key = Secret(key);
        Recorder recorder;
        const auto exchange = m_client->send(std::move(request), recorder);
        QCOMPARE(recorder.ends, 0);
        QTRY_VERIFY(recorder.ended());
        QCOMPARE(recorder.end.error, TransportError::Protocol);
        QVERIFY(!recorder.end.detail.isEmpty());
        QVERIFY(!recorder.end.detail.contains(QStringLiteral("canary")));
    }

    void answersSplitAtEveryByte_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("length") << FakeProvider::head(200, "Content-Length: 11\r\nA: b\r\n") + "hello world"
                                << QByteArray("hello world");
        QTest::newRow("chunked") << FakeProvider::streamHead() +
                                        "5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
                                 << QByteArray("hello world");
        QTest::newRow("chunked with trailers")
            << FakeProvider::streamHead() + "B\r\nhello world\r\n0\r\nSet-Cookie: a=b\r\n\r\n"
            << QByteArray("hello world");
        QTest::newRow("interim heads first")
            << QByteArray("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n") +
                   FakeProvider::head(200, "Content-Length: 11\r\n") + "hello world"
            << QByteArray("hello world");
        QTest::newRow("binary") << FakeProvider::head(200, "Content-Length: 4\r\n") +
                                       QByteArray("\0\xff\r\n", 4)
                                << QByteArray("\0\xff\r\n", 4);
        QTest::newRow("nothing") << FakeProvider::head(204, {}) << QByteArray();
    }
    void answersSplitAtEveryByte() {
        QFETCH(QByteArray, answer);
        QFETCH(QByteArray, body);
        m_provider->enqueue(Script().sendInPieces(answer));
        for (qsizetype split = 1; split < answer.size(); ++split) {
            m_provider->enqueue(Script().sendInPieces(answer.left(split), split).send(answer.mid(split)));
        }
        for (qsizetype i = 0; i < answer.size(); ++i) {
            Recorder recorder;
            const auto exchange = send(recorder);
            QTRY_VERIFY(recorder.ended());
            QCOMPARE(recorder.end.error, TransportError::None);
            QCOMPARE(recorder.heads, 1);
            QVERIFY(recorder.status == 200 || recorder.status == 204);
            QCOMPARE(recorder.body, body);
            QVERIFY(!recorder.headers.contains("Link"));
            QVERIFY(!recorder.headers.contains("Set-Cookie"));
        }
        QCOMPARE(m_provider->connectionCount(), 1);
    }

    void bodyUntilTheConnectionCloses() {
        m_provider->enqueue(Script().send(FakeProvider::head(200, "A: b\r\n") + "all of it").close());
        Recorder recorder;
        const auto exchange = send(recorder);
        QTRY_VERIFY(recorder.ended());
        QCOMPARE(recorder.end.error, TransportError::None);
        QCOMPARE(recorder.body, QByteArray("all of it"));
    }

    void failures_data() {
        QTest::addColumn<Script>("script");
        QTest::addColumn<int>("error");
        QTest::addColumn<int>("heads");
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char* name, const Script& script, TransportError error, int heads,
                            const QByteArray& body) {
            QTest::newRow(name) << script << int(error) << heads << body;
        };
        const QByteArray length = FakeProvider::head(200, "Content-Length: 10\r\n");
        row("reset before the answer", Script().reset(), TransportError::Reset, 0, {});
        row("closed before the answer", Script().close(), TransportError::Reset, 0, {});
        row("reset in the head", Script().sendInPieces("HTTP/1.1 200 OK\r\nCont", 99).reset(),
            TransportError::Reset, 0, {});
        row("closed in the head", Script().send("HTTP/1.1 200 OK\r\nCont").close(), TransportError::Reset, 0,
            {});
        row("closed in the body", Script().send(length + "12345").close(), TransportError::Reset, 1, "12345");
        row("reset in the body",
            Script().sendInPieces(length + "12345", 999).waitFor(QStringLiteral("seen")).reset(),
            TransportError::Reset, 1, "12345");
        row("closed between chunks",
            Script().send(FakeProvider::streamHead() + FakeProvider::chunk("ab")).close(),
            TransportError::Reset, 1, "ab");
        row("closed within a chunk", Script().send(FakeProvider::streamHead() + "a\r\nab").close(),
            TransportError::Reset, 1, "ab");
        row("bad chunk size", Script().send(FakeProvider::streamHead() + "zz\r\nab\r\n"),
            TransportError::Protocol, 1, {});
        row("no HTTP", Script().send("SSH-2.0-OpenSSH_9.2\r\n").close(), TransportError::Protocol, 0, {});
        row("switching protocols", Script().send("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"),
            TransportError::Protocol, 0, {});
        row("bad length", Script().send(FakeProvider::head(200, "Content-Length: ten\r\n") + "x"),
            TransportError::Protocol, 0, {});
        row("head without end",
            Script().send("HTTP/1.1 200 OK\r\n").sendForEver("X-Field: " + QByteArray(500, 'x') + "\r\n"),
            TransportError::Protocol, 0, {});
        row("one endless line", Script().send("HTTP/1.1 200 OK\r\nX: ").sendForEver(QByteArray(1000, 'x')),
            TransportError::Protocol, 0, {});
        row("interim heads without end", Script().sendForEver("HTTP/1.1 103 Early\r\nLink: x\r\n\r\n"),
            TransportError::Protocol, 0, {});
        row("trailers without end",
            Script()
                .send(FakeProvider::streamHead() + FakeProvider::chunk("ab") + "0\r\n")
                .sendForEver("X: " + QByteArray(900, 'x') + "\r\n"),
            TransportError::Protocol, 1, "ab");
    }
    void failures() {
        QFETCH(Script, script);
        QFETCH(int, error);
        QFETCH(int, heads);
        QFETCH(QByteArray, body);
        m_provider->enqueue(script);
        Recorder recorder;
        recorder.whenBody = [this] { m_provider->release(QStringLiteral("seen")); };
        const auto exchange = send(recorder);
        QTRY_VERIFY(recorder.ended());
        QCOMPARE(int(recorder.end.error), error);
        QCOMPARE(recorder.heads, heads);
        QCOMPARE(recorder.body, body);
        QVERIFY(recorder.end.detail.contains(QString::number(m_provider->port())));
        QVERIFY(!recorder.end.detail.contains(QStringLiteral("canary")));
        QCOMPARE(m_provider->requestCount(), 1);
        // And the client works on.
        Recorder next;
        const auto second = send(next);
        QTRY_VERIFY(next.ended());
        QCOMPARE(next.end.error, TransportError::None);
    }

    void headOfSixtyKilobytesPasses() {
        QByteArray fields;
        while (fields.size() < 60 * 1024) {
            fields += "X-Field: " + QByteArray(500, 'x') + "\r\n";
        }
        m_provider->enqueue(Script().send(FakeProvider::head(200, fields + "Content-Length: 0\r\n")));
        Recorder recorder;
        const auto exchange = send(recorder);
        QTRY_VERIFY(recorder.ended());
        QCOMPARE(recorder.end.error, TransportError::None);
        QVERIFY(recorder.headers.size() > 100);
    }

    void fieldsThatAreNoneAreLeftOut() {
        m_provider->enqueue(Script().send(FakeProvider::head(
            200, "Good: 1\r\nBad Name: 2\r\nFold: a\r\n b\r\nBell: \x07\r\nContent-Length: 0\r\n")));
        Recorder recorder;
        const auto exchange = send(recorder);
        QTRY_VERIFY(recorder.ended());
        QVERIFY(recorder.headers.contains("Good"));
        QVERIFY(!recorder.headers.contains("Bad Name"));
        QVERIFY(!recorder.headers.contains("Bell"));
        for (const auto& [name, value] : recorder.headers) {
            QVERIFY(!value.contains('\n') && !value.contains('\r'));
        }
    }

    void refusedConnection() {
        const QByteArray url = m_provider->url();
        m_provider->stopListening();
        Recorder recorder;
        const auto exchange = m_client->send(requestTo(url), recorder);
        QTRY_VERIFY(recorder.ended());
        QCOMPARE(recorder.end.error, TransportError::Connect);
        QVERIFY(recorder.end.detail.contains(QStringLiteral("nothing listens")));
    }

    void unknownName() {
        Recorder recorder;
        const auto exchange = m_client->send(requestTo("http://no-such-host.invalid/v1"), recorder);
        QTRY_VERIFY_WITH_TIMEOUT(recorder.ended(), 30'000);
        QCOMPARE(recorder.end.error, TransportError::Resolve);
    }

    void redirectsComeBackAsTheyAre() {
        FakeProvider elsewhere;
        m_provider->enqueue(Script::answer(307, "", "text/plain", "Location: " + elsewhere.url() + "\r\n"));
        Recorder recorder;
        const auto exchange = send(recorder);
        QTRY_VERIFY(recorder.ended());
        QCOMPARE(recorder.status, 307);
        QCOMPARE(elsewhere.connectionCount(), 0);
        QCOMPARE(m_provider->requestCount(), 1);
    }

    void connectionsAreReused() {
        for (int i = 0; i < 20; ++i) {
            Recorder recorder;
            const auto exchange = send(recorder);
            QTRY_VERIFY(recorder.ended());
        }
        QCOMPARE(m_provider->requestCount(), 20);
        QCOMPARE(m_provider->connectionCount(), 1);
    }

    void idleConnectionsAreDroppedOnDemand() {
        Recorder busy;
        m_provider->enqueue(Script()
                                .send(FakeProvider::streamHead() + FakeProvider::chunk("a"))
                                .waitFor(QStringLiteral("go"))
                                .send(FakeProvider::chunk("b") + FakeProvider::lastChunk()));
        const auto stream = send(busy);
        QTRY_COMPARE(busy.body, QByteArray("a"));
        stream->pause();
        Recorder first;
        const auto one = send(first);
        QTRY_VERIFY(first.ended());
        QCOMPARE(m_provider->connectionCount(), 2);
        m_client->dropIdleConnections();
        QTRY_COMPARE(m_provider->openConnections(), 1);
        Recorder second;
        const auto two = send(second);
        QTRY_VERIFY(second.ended());
        QCOMPARE(second.end.error, TransportError::None);
        QCOMPARE(m_provider->connectionCount(), 3);
        stream->resume();
        m_provider->release(QStringLiteral("go"));
        QTRY_VERIFY(busy.ended());
        QCOMPARE(busy.end.error, TransportError::None);
        QCOMPARE(busy.body, QByteArray("ab"));
    }

    // The connection is kept, then dies as the next request arrives on it: libcurl would send it again by
    // itself.
    void postOnADyingConnectionArrivesOnce_data() {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Script>("death");
        QTest::addColumn<int>("arrivals");
        QTest::newRow("post, closed") << QByteArray("POST") << QByteArray("{}") << Script().close() << 1;
        QTest::newRow("post, reset") << QByteArray("POST") << QByteArray("{}") << Script().reset() << 1;
        QTest::newRow("post of 300 KB, reset")
            << QByteArray("POST") << QByteArray(300'000, 'x') << Script().reset() << 1;
        QTest::newRow("post without body, closed")
            << QByteArray("POST") << QByteArray() << Script().close() << 1;
        QTest::newRow("delete, closed") << QByteArray("DELETE") << QByteArray() << Script().close() << 1;
        QTest::newRow("get, closed") << QByteArray("GET") << QByteArray() << Script().close() << 2;
    }
    void postOnADyingConnectionArrivesOnce() {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, body);
        QFETCH(Script, death);
        QFETCH(int, arrivals);
        Recorder warm;
        const auto first = send(warm);
        QTRY_VERIFY(warm.ended());
        m_provider->enqueue(death);
        UpstreamRequest request = requestTo(m_provider->url(), body);
        request.method = method;
        Recorder recorder;
        const auto exchange = m_client->send(std::move(request), recorder);
        QTRY_VERIFY(recorder.ended());
        QCOMPARE(recorder.end.error, arrivals == 1 ? TransportError::Reset : TransportError::None);
        QTRY_COMPARE(m_provider->requestCount(), 1 + arrivals);
        Recorder next;
        const auto last = send(next);
        QTRY_VERIFY(next.ended());
        QCOMPARE(next.end.error, TransportError::None);
        QCOMPARE(m_provider->requestCount(), 2 + arrivals);
    }

    // A kept connection that the provider closed in the meantime is noticed before it is used.
    void connectionClosedWhileIdleIsNotUsed() {
        Recorder first;
        const auto one = send(first);
        QTRY_VERIFY(first.ended());
        m_provider->closeAll();
        QCoreApplication::processEvents();
        Recorder second;
        const auto two = send(second);
        QTRY_VERIFY(second.ended());
        QCOMPARE(second.end.error, TransportError::None);
        QCOMPARE(m_provider->requestCount(), 2);
    }

    void pausedReaderHoldsTheProviderBack() {
        m_provider->enqueue(Script()
                                .send(FakeProvider::head(200, "Content-Type: text/plain\r\n"))
                                .sendForEver(QByteArray(32 * 1024, 'x')));
        Recorder recorder;
        auto exchange = send(recorder);
        QTRY_VERIFY(recorder.body.size() > 1'000'000);
        exchange->pause();
        const qsizetype atPause = recorder.body.size();
        // The provider fills the socket's buffers and then can send no more.
        qint64 sent = -1;
        while (sent != m_provider->bytesSent()) {
            sent = m_provider->bytesSent();
            for (int i = 0; i < 50; ++i) {
                QCoreApplication::processEvents();
            }
        }
        QVERIFY2(recorder.body.size() - atPause <= 64 * 1024, "more than one buffer after pause()");
        QVERIFY(sent - recorder.body.size() < 16 * 1024 * 1024);
        const qsizetype held = recorder.body.size();
        exchange->resume();
        QCOMPARE(recorder.body.size(), held);  // never inside resume()
        QTRY_VERIFY(recorder.body.size() > held + 1'000'000);
        exchange.reset();
        QTRY_COMPARE(m_provider->openConnections(), 0);
    }

    // Paused after every piece, resumed from the outside: nothing lost, nothing twice, the end comes.
    void pauseAfterEveryPiece() {
        QByteArray whole;
        Script script;
        script.send(FakeProvider::streamHead());
        for (int i = 0; i < 50; ++i) {
            const QByteArray part = QByteArray::number(i) + "," + QByteArray(i * 37, 'y');
            whole += part;
            script.send(FakeProvider::chunk(part));
        }
        m_provider->enqueue(script.send(FakeProvider::lastChunk()));
        Recorder recorder;
        std::unique_ptr<Exchange> exchange = send(recorder);
        bool paused = false;
        recorder.whenBody = [&] {
            QVERIFY(!paused);
            exchange->pause();
            paused = true;
        };
        while (!recorder.ended()) {
            QCoreApplication::processEvents();
            if (paused) {
                paused = false;
                exchange->resume();
            }
        }
        QCOMPARE(recorder.body, whole);
        QCOMPARE(recorder.end.error, TransportError::None);
    }

    void pauseInHeadHoldsTheBody() {
        m_provider->enqueue(Script::answer(200, "body"));
        Recorder recorder;
        std::unique_ptr<Exchange> exchange = send(recorder);
        recorder.whenHead = [&] { exchange->pause(); };
        QTRY_COMPARE(recorder.heads, 1);
        for (int i = 0; i < 50; ++i) {
            QCoreApplication::processEvents();
        }
        QCOMPARE(recorder.pieces + recorder.ends, 0);
        exchange->resume();
        exchange->pause();
        exchange->resume();
        QTRY_VERIFY(recorder.ended());
        QCOMPARE(recorder.body, QByteArray("body"));
    }

    void cancelledAnywhereNeverCallsBack_data() {
        QTest::addColumn<QString>("moment");
        for (const char* moment :
             {"at once", "connecting", "waiting", "head", "body", "paused", "resumed", "end"}) {
            QTest::newRow(moment) << QString::fromLatin1(moment);
        }
    }
    void cancelledAnywhereNeverCallsBack() {
        QFETCH(QString, moment);
        const auto is = [&moment](const char* name) { return moment == QLatin1String(name); };
        m_provider->enqueue(Script()
                                .waitFor(QStringLiteral("answer"))
                                .send(FakeProvider::streamHead() + FakeProvider::chunk("one"))
                                .waitFor(QStringLiteral("more"))
                                .send(FakeProvider::chunk("two") + FakeProvider::lastChunk()));
        Recorder recorder;
        std::unique_ptr<Exchange> exchange = send(recorder);
        int calls = -1;
        const auto cancel = [&] {
            exchange.reset();
            calls = recorder.heads + recorder.pieces + recorder.ends;
        };
        if (is("at once")) {
            cancel();
        } else if (is("connecting")) {
            QCoreApplication::processEvents();
            cancel();
        } else {
            QTRY_COMPARE(m_provider->requestCount(), 1);
            if (is("waiting")) {
                cancel();
            } else {
                recorder.whenHead = [&] {
                    if (is("head")) {
                        cancel();
                    }
                };
                recorder.whenBody = [&] {
                    if (is("body")) {
                        cancel();
                    } else if (is("paused") || is("resumed")) {
                        exchange->pause();
                    }
                };
                recorder.whenEnd = [&] {
                    if (is("end")) {
                        cancel();
                    }
                };
            }
        }
        m_provider->release(QStringLiteral("answer"));
        if (is("paused") || is("resumed")) {
            QTRY_COMPARE(recorder.pieces, 1);
            m_provider->release(QStringLiteral("more"));
            for (int i = 0; i < 20; ++i) {
                QCoreApplication::processEvents();
            }
            if (is("resumed")) {
                exchange->resume();
            }
            cancel();
        }
        m_provider->release(QStringLiteral("more"));
        QTRY_VERIFY(calls >= 0);
        if (!is("end")) {
            QTRY_COMPARE(m_provider->openConnections(), 0);  // the connection is closed, not kept
        }
        for (int i = 0; i < 20; ++i) {
            QCoreApplication::processEvents();
        }
        QCOMPARE(recorder.heads + recorder.pieces + recorder.ends, calls);
        QCOMPARE(m_client->openExchanges(), 0);
        Recorder next;
        const auto second = send(next);
        QTRY_VERIFY(next.ended());
        QCOMPARE(next.end.error, TransportError::None);
    }

    // From inside one exchange's calls: cancel it, cancel another, start a new one.
    void listenersMayDoAnything() {
        for (const int where : {0, 1, 2}) {
            Recorder first;
            Recorder other;
            Recorder replacement;
            m_provider->setDefault(Script::answer(200, "body"));
            m_provider->enqueue(Script::answer(500, "first"));
            m_provider->enqueue(Script().stall());
            std::unique_ptr<Exchange> exchange = send(first);
            std::unique_ptr<Exchange> bystander;
            std::unique_ptr<Exchange> successor;
            bystander = send(other);
            const auto act = [&] {
                exchange.reset();
                bystander.reset();
                successor = send(replacement);
            };
            if (where == 0) {
                first.whenHead = act;
            } else if (where == 1) {
                first.whenBody = act;
            } else {
                first.whenEnd = act;
            }
            QTRY_VERIFY(replacement.ended());
            QCOMPARE(replacement.end.error, TransportError::None);
            QCOMPARE(first.ends, where == 2 ? 1 : 0);
            QCOMPARE(other.ends, 0);
            successor.reset();
            QCOMPARE(m_client->openExchanges(), 0);
            m_provider->closeAll();
        }
    }

    void exchangeMayOutliveTheClient() {
        m_provider->setDefault(Script().stall());
        Recorder recorder;
        auto exchange = send(recorder);
        QTRY_COMPARE(m_provider->requestCount(), 1);
        m_client.reset();
        exchange->pause();
        exchange->resume();
        exchange.reset();
        QCOMPARE(recorder.ends, 0);
    }

    void manyAtOnce() {
        constexpr int kCount = 200;
        m_provider->setDefault(Script::events({"{\"a\":1}", "{\"b\":2}", "[DONE]"}));
        std::vector<std::unique_ptr<Recorder>> recorders;
        std::vector<std::unique_ptr<Exchange>> exchanges;
        for (int i = 0; i < kCount; ++i) {
            recorders.push_back(std::make_unique<Recorder>());
            exchanges.push_back(send(*recorders.back()));
        }
        for (const auto& recorder : recorders) {
            QTRY_VERIFY(recorder->ended());
            QCOMPARE(recorder->end.error, TransportError::None);
            QCOMPARE(recorder->body, QByteArray("data: {\"a\":1}\n\ndata: {\"b\":2}\n\ndata: [DONE]\n\n"));
            QVERIFY(recorder->pieces >= 1);
        }
        QCOMPARE(m_provider->requestCount(), kCount);
    }

    void innerAddressesNeedPermission_data() {
        QTest::addColumn<QByteArray>("host");
        for (const char* host :
             {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "10.1.2.3",
              "169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "100.100.100.200"}) {
            QTest::newRow(host) << QByteArray(host);
        }
    }
    void innerAddressesNeedPermission() {
        QFETCH(QByteArray, host);
        UpstreamRequest request =
            requestTo("http://" + host + ":" + QByteArray::number(m_provider->port()) + "/v1");
        request.allowPrivateAddress = false;
        Recorder recorder;
        const auto exchange = m_client->send(std::move(request), recorder);
        QCOMPARE(recorder.ends, 0);
        QTRY_VERIFY(recorder.ended());
        QCOMPARE(recorder.end.error, TransportError::Refused);
        QCOMPARE(m_provider->connectionCount(), 0);
    }

    // A connection that another provider was allowed to open does not carry the request either.
    void keptConnectionDoesNotGetAroundThat() {
        const QByteArray url = "http://localhost:" + QByteArray::number(m_provider->port()) + "/v1";
        Recorder first;
        const auto one = m_client->send(requestTo(url), first);
        QTRY_VERIFY(first.ended());
        QCOMPARE(first.end.error, TransportError::None);
        UpstreamRequest request = requestTo(url);
        request.allowPrivateAddress = false;
        Recorder second;
        const auto two = m_client->send(std::move(request), second);
        QTRY_VERIFY(second.ended());
        QCOMPARE(second.end.error, TransportError::Refused);
        QCOMPARE(m_provider->requestCount(), 1);
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
