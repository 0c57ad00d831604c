#include "tests/http/HttpHarness.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

QByteArray dechunked(const QByteArray& stream) {
    const qsizetype begin = stream.indexOf("\r\n\r\n");
    ChunkedDecoder decoder(1 << 30, 1024);
    QByteArray body;
    decoder.feed(QByteArrayView(stream).sliced(begin + 4), body);
    return decoder.state() == ChunkedDecoder::State::Done ? body : QByteArray("not whole: " + body);
}

}  // namespace

class TestHttpServer final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersAndKeepsTheConnection() {
        TestServer t;
        RawClient client(t.port);
        for (int i = 1; i <= 3; ++i) {
            client.send(t.post("{\"n\":1}"));
            QVERIFY(spinUntil([&] { return bodiesOf(client.read()).size() == i; }));
        }
        QCOMPARE(bodiesOf(client.read()).constLast(), "<POST /v1/chat/completions tester {\"n\":1}>");
        QVERIFY(!client.readsEnd());
        QVERIFY(client.read().startsWith("HTTP/1.1 200 OK\r\nDate: Thu, 28 May 2026 20:26:40 GMT\r\n"));
        QCOMPARE(t.server.openConnections(), 1);
        client.close();
        QVERIFY(spinUntil([&] { return t.server.openConnections() == 0; }));
    }

    void requestSplitAtEveryByte() {
        TestServer t;
        const QByteArray request = t.post("{\"a\":\"b\"}");
        for (qsizetype cut = 1; cut < request.size(); cut += 7) {
            RawClient client(t.port);
            client.send(request.first(cut));
            QVERIFY(spinUntil([&] { return t.server.openConnections() >= 1; }));
            client.send(request.sliced(cut));
            QVERIFY(spinUntil([&] { return client.readsText("{\"a\":\"b\"}>"); }));
        }
    }

    void pipelinedInOrder() {
        TestServer t;
        QVector<ResponseWriter*> writers;
        QByteArrayList paths;
        t.handler.script = [&](HttpRequest&& request, ResponseWriter& writer) {
            writers.append(&writer);
            paths.append(request.path);
        };
        RawClient client(t.port);
        QByteArray all;
        for (int i = 0; i < 5; ++i) {
            all += t.head("GET /v1/" + QByteArray::number(i) + " HTTP/1.1");
        }
        client.send(all);
        for (int i = 0; i < 5; ++i) {
            QVERIFY(spinUntil([&] { return paths.size() == i + 1; }));
            // None is handed out before the one before it is answered.
            for (int turn = 0; turn < 20; ++turn) {
                QCoreApplication::processEvents();
            }
            QCOMPARE(paths.size(), i + 1);
            ScriptedHandler::answer(*writers.last(), paths.last());
        }
        QVERIFY(spinUntil([&] { return bodiesOf(client.read()).size() == 5; }));
        QCOMPARE(bodiesOf(client.read()), QByteArrayList({"/v1/0", "/v1/1", "/v1/2", "/v1/3", "/v1/4"}));
        QVERIFY(!t.handler.reentered);
    }

    void pipelinedAnsweredAtOnce() {
        TestServer t;
        RawClient client(t.port);
        QByteArray all;
        for (int i = 0; i < 300; ++i) {
            all += t.post(QByteArray::number(i));
        }
        client.send(all);
        QVERIFY(spinUntil([&] { return bodiesOf(client.read()).size() == 300; }));
        const QByteArrayList bodies = bodiesOf(client.read());
        for (int i = 0; i < 300; ++i) {
            QVERIFY(bodies[i].endsWith(QByteArray(' ' + QByteArray::number(i) + '>')));
        }
        QVERIFY(!t.handler.reentered);
    }

    // While a request is answered, bytes of further ones stay in the kernel.
    void readsNoFurtherThanOneRequestAhead() {
        TestServer t;
        ResponseWriter* waiting = nullptr;
        t.handler.script = [&](HttpRequest&& request, ResponseWriter& writer) {
            if (waiting == nullptr) {
                waiting = &writer;
            } else {
                ScriptedHandler::echo(request, writer);
            }
        };
        RawClient client(t.port);
        client.send(t.head("GET /v1/models HTTP/1.1"));
        QVERIFY(spinUntil([&] { return waiting != nullptr; }));
        const QByteArray big(32 * 1024 * 1024, 'x');
        client.send(t.post(big));
        for (int turn = 0; turn < 2000; ++turn) {
            QCoreApplication::processEvents();
            client.read();
        }
        QVERIFY(client.hasUnsent());
        ScriptedHandler::answer(*waiting, "first");
        QVERIFY(
            spinUntil([&] { return bodiesOf(client.read()).size() == 2 && client.read().endsWith("x>"); }));
        QCOMPARE(t.handler.requests, 2);
    }

    void continueIsSentWhenTheHeadHasPassed() {
        TestServer t;
        RawClient client(t.port);
        client.send(
            t.head("POST /v1/chat/completions HTTP/1.1",
                   "Content-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n"));
        QVERIFY(spinUntil([&] { return client.readsText("HTTP/1.1 100 Continue\r\n\r\n"); }));
        QCOMPARE(t.handler.requests, 0);
        client.forget();
        client.send("{}");
        QVERIFY(spinUntil([&] { return bodiesOf(client.read()).size() == 1; }));
        QVERIFY(client.read().startsWith("HTTP/1.1 200 OK"));

        client.forget();
        client.send(
            t.head("POST /v1/chat/completions HTTP/1.1",
                   "Content-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n") +
            "{}");
        QVERIFY(spinUntil([&] { return bodiesOf(client.read()).size() == 1; }));
        QVERIFY(!client.read().contains("100 Continue"));
    }

    void noContinueForARefusedHead() {
        TestServer t;
        RawClient client(t.port);
        client.send(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(t.port) +
            "\r\nAuthorization: Bearer wrong\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
            "Expect: 100-continue\r\n\r\n");
        QVERIFY(spinUntil([&] { return client.readsEnd(); }));
        QVERIFY(client.read().startsWith("HTTP/1.1 401 Unauthorized\r\n"));
        QVERIFY(client.read().contains("\"code\":\"invalid_api_key\""));
        QVERIFY(!client.read().contains("100 Continue"));
        QVERIFY(!client.read().contains("wrong\""));
    }

    void chunkedIn() {
        TestServer t;
        RawClient client(t.port);
        const QByteArray head = t.head("POST /v1/chat/completions HTTP/1.1",
                                       "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n");
        client.send(head + "3;x=y\r\n{\"a\r\n4\r\n\":1}\r\n0\r\nX-Trailer: dropped\r\n\r\n" +
                    t.head("GET /v1/models HTTP/1.1"));
        QVERIFY(spinUntil([&] { return bodiesOf(client.read()).size() == 2; }));
        QCOMPARE(bodiesOf(client.read()).constFirst(), "<POST /v1/chat/completions tester {\"a\":1}>");
        QCOMPARE(bodiesOf(client.read()).constLast(), "<GET /v1/models tester >");
    }

    void chunkedOut() {
        TestServer t;
        ResponseWriter* out = nullptr;
        t.handler.script = [&](HttpRequest&&, ResponseWriter& writer) { out = &writer; };
        RawClient client(t.port);
        client.send(t.post("{}"));
        QVERIFY(spinUntil([&] { return out != nullptr; }));
        out->writeHead(200, Headers(), std::nullopt);
        QVERIFY(spinUntil([&] { return client.readsText("\r\n\r\n"); }));  // a head alone goes out too
        out->write("data: 1\n\n");
        QVERIFY(client.readsText("9\r\ndata: 1\n\n\r\n"));  // at once, without the event loop
        out->write(QByteArray(300, 'y'));
        out->write({});
        out->finish();
        QVERIFY(client.read().endsWith("\r\n0\r\n\r\n"));
        QVERIFY(client.read().contains("Transfer-Encoding: chunked\r\n"));
        QVERIFY(!client.read().contains("Content-Length"));
        QCOMPARE(dechunked(client.read()), "data: 1\n\n" + QByteArray(300, 'y'));
        QVERIFY(!client.readsEnd());
    }

    void http10() {
        TestServer t;
        t.handler.script = [](HttpRequest&&, ResponseWriter& writer) {
            writer.writeHead(200, Headers(), std::nullopt);
            writer.write("abc");
            writer.write("def");
            writer.finish();
        };
        RawClient client(t.port);
        client.send(t.head("GET /v1/models HTTP/1.0", "Connection: keep-alive\r\n"));
        QVERIFY(spinUntil([&] { return client.readsEnd(); }));
        QVERIFY(client.read().endsWith("\r\n\r\nabcdef"));
        QVERIFY(!client.read().contains("chunked"));
        QVERIFY(!client.wasReset());

        t.handler.script = nullptr;
        RawClient kept(t.port);
        kept.send(t.head("GET /v1/models HTTP/1.0", "Connection: keep-alive\r\n"));
        QVERIFY(spinUntil([&] { return bodiesOf(kept.read()).size() == 1; }));
        QVERIFY(kept.read().contains("Connection: keep-alive\r\n"));
        kept.send(t.head("GET /v1/models HTTP/1.0"));
        QVERIFY(spinUntil([&] { return kept.readsEnd(); }));
        QCOMPARE(bodiesOf(kept.read()).size(), 2);
    }

    void headHasNoBody() {
        TestServer t;
        RawClient client(t.port);
        client.send(t.head("HEAD /v1/models HTTP/1.1") + t.head("GET /v1/models HTTP/1.1"));
        QVERIFY(spinUntil([&] { return client.readsText("<GET"); }));
        QVERIFY(!client.read().contains("<HEAD"));
        QCOMPARE(client.read().count("Content-Length: "), 2);
    }

    void closeIsHonoured() {
        TestServer t;
        RawClient asked(t.port);
        asked.send(t.head("GET /v1/models HTTP/1.1", "Connection: Close\r\n") + t.head("GET /v1/2 HTTP/1.1"));
        QVERIFY(spinUntil([&] { return asked.readsEnd(); }));
        QCOMPARE(asked.read().count("HTTP/1.1 "), 1);
        QVERIFY(asked.read().contains("Connection: close\r\n"));
        QVERIFY(!asked.wasReset());

        t.handler.script = [](HttpRequest&&, ResponseWriter& writer) {
            writer.writeHead(200, Headers(), 2, true);
            writer.write("ok");
            writer.finish();
        };
        RawClient told(t.port);
        told.send(t.head("GET /v1/models HTTP/1.1"));
        QVERIFY(spinUntil([&] { return told.readsEnd(); }));
        QVERIFY(told.read().endsWith("ok"));
        asked.close();
        told.close();
        QVERIFY(spinUntil([&] { return t.server.openConnections() == 0; }));
    }

    void headersCannotBeInjected() {
        TestServer t;
        t.handler.script = [](HttpRequest&&, ResponseWriter& writer) {
            Headers headers;
            headers.add("X-Good", "1");
            headers.add("X-Bad", "1\r\nX-Evil: 2");
            headers.add("X-Bad\r\nX-Evil", "3");
            headers.add("X-Nul", QByteArray("a\0b", 3));
            headers.add("Set-Cookie", "a=b");
            headers.add("Content-Length", "7");
            headers.add("transfer-encoding", "gzip");
            headers.add("Connection", "upgrade");
            writer.writeHead(200, headers, 2);
            writer.write("okmore");
            writer.finish();
        };
        RawClient client(t.port);
        client.send(t.head("GET /v1/models HTTP/1.1"));
        QVERIFY(spinUntil([&] { return client.readsText("\r\n\r\nok"); }));
        QVERIFY(client.read().endsWith("\r\n\r\nok"));
        QVERIFY(client.read().contains("X-Good: 1\r\n"));
        for (const char* bad : {"X-Evil", "X-Bad", "X-Nul", "Cookie", "gzip", "upgrade", "Length: 7"}) {
            QVERIFY2(!client.read().contains(bad), bad);
        }
    }

    void abortBreaksTheAnswer_data() {
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<bool>("length");
        QTest::newRow("chunked") << QByteArray("HTTP/1.1") << false;
        QTest::newRow("length") << QByteArray("HTTP/1.1") << true;
        QTest::newRow("until close") << QByteArray("HTTP/1.0") << false;
    }
    void abortBreaksTheAnswer() {
        QFETCH(QByteArray, version);
        QFETCH(bool, length);
        TestServer t;
        t.handler.script = [length](HttpRequest&&, ResponseWriter& writer) {
            writer.writeHead(200, Headers(), length ? std::optional<qint64>(100) : std::nullopt);
            writer.write("some");
            writer.abort();
        };
        RawClient client(t.port);
        client.send(t.head("GET /v1/models " + version));
        QVERIFY(spinUntil([&] { return client.readsEnd(); }));
        QVERIFY(client.readsText("some"));  // what was written is still sent
        QVERIFY(!client.read().endsWith("\r\n0\r\n\r\n"));
        QCOMPARE(client.wasReset(), version == "HTTP/1.0");
    }

    void shortBodyEndsTheConnection() {
        TestServer t;
        t.handler.script = [](HttpRequest&&, ResponseWriter& writer) {
            writer.writeHead(200, Headers(), 100);
            writer.write("short");
            writer.finish();
        };
        RawClient client(t.port);
        client.send(t.head("GET /v1/models HTTP/1.1"));
        QVERIFY(spinUntil([&] { return client.readsEnd(); }));
        QVERIFY(client.read().endsWith("short"));
    }

    void stopInTwoPhases() {
        TestServer t;
        ResponseWriter* waiting = nullptr;
        ResponseWriter* streaming = nullptr;
        int gone = 0;
        t.handler.script = [&](HttpRequest&& request, ResponseWriter& writer) {
            if (request.path == "/v1/wait") {
                waiting = &writer;
            } else if (request.path == "/v1/stream") {
                streaming = &writer;
                writer.writeHead(200, Headers(), std::nullopt);
                writer.write("one");
                writer.onGone = [&] { ++gone; };
            } else {
                ScriptedHandler::echo(request, writer);
            }
        };
        RawClient idle(t.port);
        RawClient first(t.port);
        RawClient second(t.port);
        RawClient sending(t.port);
        idle.send(t.head("GET /v1/idle HTTP/1.1"));
        first.send(t.head("GET /v1/wait HTTP/1.1"));
        second.send(t.head("GET /v1/stream HTTP/1.1"));
        sending.send(t.post("12345").chopped(1));
        QVERIFY(spinUntil([&] {
            return idle.readsText("<GET") && waiting != nullptr && second.readsText("one") &&
                   t.server.openConnections() == 4;
        }));
        for (int turn = 0; turn < 50; ++turn) {
            QCoreApplication::processEvents();
        }
        t.server.closeListener();
        QVERIFY(spinUntil([&] { return idle.readsEnd(); }));
        QCOMPARE(t.server.openConnections(), 3);
        ScriptedHandler::answer(*waiting, "in flight");
        sending.send("5");
        QVERIFY(spinUntil([&] { return first.readsEnd() && sending.readsEnd(); }));
        QVERIFY(first.read().contains("Connection: close\r\n") && first.read().endsWith("in flight"));
        QVERIFY(sending.read().contains("Connection: close\r\n") && sending.read().endsWith("12345>"));
        first.close();
        sending.close();
        QVERIFY(spinUntil([&] { return t.server.openConnections() == 1; }));
        QCOMPARE(gone, 0);
        t.server.abortAll();
        QCOMPARE(gone, 1);
        QCOMPARE(t.server.openConnections(), 0);
        QVERIFY(spinUntil([&] { return second.readsEnd(); }));
        QVERIFY(!second.read().contains("0\r\n\r\n"));
    }

    void listenErrors() {
        TestServer t;
        HttpServer other(t.clock, t.clock, t.handler);
        const Result<void> taken = other.listen(QStringLiteral("127.0.0.1"), t.port);
        QVERIFY(!taken);
        QCOMPARE(taken.error().code, ErrorCode::Busy);
        QVERIFY(taken.error().message.contains(QString::number(t.port)));
        const Result<void> nonsense = other.listen(QStringLiteral("not-an-address"), 0);
        QVERIFY(!nonsense);
        QCOMPARE(nonsense.error().code, ErrorCode::InvalidInput);
        const Result<void> elsewhere = other.listen(QStringLiteral("192.0.2.1"), 0);
        QVERIFY(!elsewhere);
        QCOMPARE(elsewhere.error().code, ErrorCode::InvalidInput);
        QVERIFY(other.listen(QStringLiteral("localhost"), 0));
        QVERIFY(other.port() != 0);
    }

    void withoutAPolicyEveryoneIsRefused() {
        TestServer t;
        t.server.setGatePolicy(nullptr);
        RawClient client(t.port);
        client.send(t.head("GET /v1/models HTTP/1.1"));
        QVERIFY(spinUntil([&] { return client.readsEnd(); }));
        QVERIFY(client.read().startsWith("HTTP/1.1 421 "));
        QCOMPARE(t.handler.requests, 0);
    }

    void burstOfConnections() {
        TestServer t;
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 300; ++i) {
            clients.push_back(std::make_unique<RawClient>(t.port));
            clients.back()->send(t.post("{}"));
        }
        for (const auto& client : clients) {
            QVERIFY(spinUntil([&] { return client->readsText("{}>"); }));
        }
        QCOMPARE(t.handler.requests, 300);
        clients.clear();
        QVERIFY(spinUntil([&] { return t.server.openConnections() == 0; }));
    }
};

SIGNALBOX_HTTP_TEST_MAIN(TestHttpServer)
#include "tst_httpserver.moc"
