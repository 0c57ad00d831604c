// Limits in time and size, readers that stall, clients that leave: over real sockets, on a fake clock.
#include "tests/http/HttpHarness.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

class TestClientLimits final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void slowHead() {
        TestServer t;
        RawClient silent(t.port);
        RawClient slow(t.port);
        slow.send("GET /v1/models HT");
        QVERIFY(spinUntil([&] { return t.server.openConnections() == 2; }));
        for (int second = 0; second < 9; ++second) {
            t.clock.advance(Milliseconds(1000));
            slow.send("T");
            QCoreApplication::processEvents();
        }
        QCOMPARE(slow.read(), QByteArray());
        t.clock.advance(Milliseconds(1001));
        QVERIFY(spinUntil([&] { return slow.readsEnd() && silent.readsEnd(); }));
        QVERIFY(slow.read().startsWith("HTTP/1.1 408 Request Timeout\r\n"));
        QCOMPARE(silent.read(), QByteArray());
        QCOMPARE(t.handler.requests, 0);
    }

    void slowSecondHeadAndIdle() {
        TestServer t;
        RawClient client(t.port);
        RawClient idle(t.port);
        client.send(t.head("GET /v1/models HTTP/1.1"));
        idle.send(t.head("GET /v1/models HTTP/1.1"));
        QVERIFY(spinUntil([&] { return client.readsAnswers(1) && idle.readsAnswers(1); }));
        t.clock.advance(Milliseconds(50'000));
        QVERIFY(!client.readsEnd());
        client.send("GET");
        QVERIFY(spinUntil([&] {
            t.clock.advance(Milliseconds(1));  // until the server has seen the first bytes and set its limit
            return client.readsAnswers(2) || t.clock.monotonicMs() > 1000 + 50'000 + 500;
        }));
        t.clock.advance(Milliseconds(9'600));
        QVERIFY(spinUntil([&] { return client.readsEnd() && idle.readsEnd(); }));
        QVERIFY(client.read().contains("HTTP/1.1 408 "));
        QCOMPARE(idle.read().count("HTTP/1.1 "), 1);  // an idle connection is closed without a word
    }

    void stalledBody() {
        TestServer t;
        RawClient client(t.port);
        client.send(t.post("0123456789").chopped(5));
        QVERIFY(spinUntil([&] { return t.server.openConnections() == 1; }));
        for (int turn = 0; turn < 50; ++turn) {
            QCoreApplication::processEvents();
        }
        t.clock.advance(Milliseconds(59'000));
        QVERIFY(!client.readsEnd());
        t.clock.advance(Milliseconds(1'001));
        QVERIFY(spinUntil([&] { return client.readsEnd(); }));
        QVERIFY(client.read().startsWith("HTTP/1.1 408 "));
        QCOMPARE(t.handler.requests, 0);
    }

    // Each body is within its own limit; together they are not.
    void bodiesTogether() {
        ServerLimits limits;
        limits.allBodyBytes = 10'000;
        TestServer t(limits);
        ResponseWriter* waiting = nullptr;
        t.handler.script = [&](HttpRequest&& request, ResponseWriter& writer) {
            if (waiting == nullptr) {
                waiting = &writer;
            } else {
                ScriptedHandler::echo(request, writer);
            }
        };
        const QByteArray body(6'000, 'x');
        RawClient first(t.port);
        first.send(t.post(body));
        QVERIFY(spinUntil([&] { return waiting != nullptr; }));
        RawClient second(t.port);
        second.send(t.post(body));
        QVERIFY(spinUntil([&] { return second.readsEnd(); }));
        const QByteArray refused = second.read();
        QVERIFY(refused.startsWith("HTTP/1.1 503 "));
        QVERIFY(refused.contains("Retry-After: 1\r\n"));
        QVERIFY(refused.contains("overloaded"));
        RawClient small(t.port);  // there is room for this one
        small.send(t.post("hi"));
        QVERIFY(spinUntil([&] { return small.readsAnswers(1); }));
        QVERIFY(small.read().contains("hi>"));
        ScriptedHandler::answer(*waiting, "done");
        QVERIFY(spinUntil([&] { return first.readsAnswers(1); }));
        RawClient third(t.port);  // what was answered takes no room
        third.send(t.post(body));
        QVERIFY(spinUntil([&] { return third.readsAnswers(1); }));
        QVERIFY(third.read().startsWith("HTTP/1.1 200 "));
        // A body that is only half there takes room too, until its client leaves.
        {
            RawClient half(t.port);
            half.send(t.post(body).chopped(10));
            QVERIFY(spinUntil([&] {
                RawClient other(t.port);
                other.send(t.post(body));
                return spinUntil([&] { return other.readsAnswers(1); }) &&
                       other.read().startsWith("HTTP/1.1 503 ");
            }));
        }
        QVERIFY(spinUntil([&] {
            RawClient other(t.port);
            other.send(t.post(body));
            return spinUntil([&] { return other.readsAnswers(1); }) &&
                   other.read().startsWith("HTTP/1.1 200 ");
        }));
    }

    // A waiting request is not under the idle limit: how long it may take is the handler's to say.
    void waitingRequestIsNotIdle() {
        TestServer t;
        ResponseWriter* out = nullptr;
        t.handler.script = [&](HttpRequest&&, ResponseWriter& writer) { out = &writer; };
        RawClient client(t.port);
        client.send(t.head("GET /v1/models HTTP/1.1"));
        QVERIFY(spinUntil([&] { return out != nullptr; }));
        t.clock.advance(Milliseconds(900'000));
        ScriptedHandler::answer(*out, "late");
        QVERIFY(spinUntil([&] { return client.readsText("late"); }));
    }

    void tooLargeBodyIsRefusedBeforeItComes() {
        TestServer t;
        RawClient client(t.port);
        client.send(t.head("POST /v1/chat/completions HTTP/1.1",
                           "Content-Type: application/json\r\nContent-Length: 67108865\r\n"));
        QVERIFY(spinUntil([&] { return client.readsText("HTTP/1.1 413 "); }));
        QVERIFY(client.readsText("request_too_large"));
        // A client that sends first and reads later still gets the answer.
        RawClient eager(t.port);
        eager.send(t.head("POST /v1/chat/completions HTTP/1.1",
                          "Content-Type: application/json\r\nContent-Length: 67108865\r\n") +
                   QByteArray(8 * 1024 * 1024, 'x'));
        QVERIFY(spinUntil([&] { return !eager.hasUnsent() || eager.readsEnd(); }));
        QVERIFY(spinUntil([&] { return eager.readsEnd(); }));
        QVERIFY(eager.read().startsWith("HTTP/1.1 413 "));
        t.clock.advance(Milliseconds(2'001));
        QVERIFY(spinUntil([&] { return t.server.openConnections() == 0; }));
        QCOMPARE(t.handler.requests, 0);
    }

    void connectionLimit() {
        ServerLimits limits;
        limits.connections = 3;
        TestServer t(limits);
        std::vector<std::unique_ptr<RawClient>> clients;
        clients.reserve(3);
        for (int i = 0; i < 3; ++i) {
            clients.push_back(std::make_unique<RawClient>(t.port));
        }
        QVERIFY(spinUntil([&] { return t.server.openConnections() == 3; }));
        RawClient refused(t.port);
        QVERIFY(spinUntil([&] { return refused.readsEnd(); }));
        QVERIFY(refused.read().startsWith("HTTP/1.1 503 "));
        refused.close();
        clients[0]->close();
        QVERIFY(spinUntil([&] { return t.server.openConnections() == 2; }));
        RawClient next(t.port);
        next.send(t.head("GET /v1/models HTTP/1.1"));
        QVERIFY(spinUntil([&] { return next.readsText("<GET"); }));
    }

    void stalledReaderPausesTheSource() {
        TestServer t;
        constexpr qint64 total = qint64(64) * 1024 * 1024;
        ResponseWriter* out = nullptr;
        qint64 written = 0;
        qint64 mostPending = 0;
        int drained = 0;
        const QByteArray block(16 * 1024, 'z');
        const auto pump = [&] {
            while (written < total && out->pendingBytes() <= ResponseWriter::kHighWater) {
                out->write(block);
                written += block.size();
                mostPending = std::max(mostPending, out->pendingBytes());
            }
            if (written == total) {
                out->finish();
            }
        };
        t.handler.script = [&](HttpRequest&&, ResponseWriter& writer) {
            out = &writer;
            writer.onDrained = [&] {
                ++drained;
                QVERIFY(out->pendingBytes() <= ResponseWriter::kLowWater);
                pump();
            };
            writer.writeHead(200, Headers(), total);
            pump();
        };
        RawClient client(t.port, 16 * 1024);
        client.send(t.head("GET /v1/models HTTP/1.1"));
        QVERIFY(spinUntil([&] { return out != nullptr; }));
        for (int turn = 0; turn < 500; ++turn) {
            QCoreApplication::processEvents();
        }
        QVERIFY(written < total / 2);
        QCOMPARE(drained, 0);
        QVERIFY(mostPending <= ResponseWriter::kHighWater + block.size());
        t.clock.advance(Milliseconds(120'000));  // a reader may pause while the answer is being made
        QVERIFY(spinUntil([&] { return client.read().size() >= total; }));
        QCOMPARE(written, total);
        QVERIFY(drained > 1);
        QVERIFY(mostPending <= ResponseWriter::kHighWater + block.size());
        QVERIFY(client.read().endsWith("zzzz"));
    }

    // A reader that never takes the end of its answer does not hold the connection for ever.
    void stalledReaderOfAFinishedAnswer() {
        TestServer t;
        bool gone = false;
        t.handler.script = [&](HttpRequest&&, ResponseWriter& writer) {
            writer.onGone = [&] { gone = true; };
            ScriptedHandler::answer(writer, QByteArray(16 * 1024 * 1024, 'q'));
        };
        RawClient client(t.port, 16 * 1024);
        client.send(t.head("GET /v1/models HTTP/1.1"));
        QVERIFY(spinUntil([&] { return t.handler.requests == 1; }));
        t.clock.advance(Milliseconds(59'000));
        QCOMPARE(t.server.openConnections(), 1);
        for (int i = 0; i < 100; ++i) {
            QCoreApplication::processEvents();
        }
        t.clock.advance(Milliseconds(61'000));
        QCOMPARE(t.server.openConnections(), 0);
        QVERIFY(!gone);
    }

    void leaving_data() {
        QTest::addColumn<int>("how");
        QTest::addColumn<bool>("streaming");
        QTest::addColumn<bool>("pipelined");
        for (const bool streaming : {false, true}) {
            for (const bool pipelined : {false, true}) {
                const QByteArray what =
                    QByteArray(streaming ? " streaming" : " waiting") + (pipelined ? ", more sent" : "");
                QTest::newRow(qPrintable(QLatin1String("close" + what))) << 0 << streaming << pipelined;
                QTest::newRow(qPrintable(QLatin1String("reset" + what))) << 1 << streaming << pipelined;
            }
        }
    }
    void leaving() {
        QFETCH(int, how);
        QFETCH(bool, streaming);
        QFETCH(bool, pipelined);
        TestServer t;
        ResponseWriter* out = nullptr;
        int gone = 0;
        t.handler.script = [&](HttpRequest&&, ResponseWriter& writer) {
            out = &writer;
            writer.onGone = [&] {
                ++gone;
                out = nullptr;
            };
            if (streaming) {
                writer.writeHead(200, Headers(), std::nullopt);
                writer.write("data: 1\n\n");
            }
        };
        RawClient client(t.port);
        client.send(t.post("{}"));
        QVERIFY(spinUntil([&] { return out != nullptr; }));
        if (pipelined) {
            client.send(t.post("{}"));
            for (int turn = 0; turn < 50; ++turn) {
                QCoreApplication::processEvents();
            }
        }
        if (streaming) {
            QVERIFY(spinUntil([&] { return client.readsText("data: 1"); }));
        }
        QCOMPARE(gone, 0);
        if (how == 0) {
            client.close();
        } else {
            client.reset();
        }
        // Noticed at once, or, where input waits unread, within a second.
        for (int quarter = 0; quarter < 4 && gone == 0; ++quarter) {
            for (int turn = 0; turn < 200 && gone == 0; ++turn) {
                QCoreApplication::processEvents();
            }
            if (gone == 0) {
                QVERIFY2(pipelined, "noticed without a timer");
                t.clock.advance(Milliseconds(250));
            }
        }
        QCOMPARE(gone, 1);
        QVERIFY(spinUntil([&] { return t.server.openConnections() == 0; }));
        QCOMPARE(t.handler.requests, 1);
    }

    void halfCloseIsNotLeaving() {
        TestServer t;
        ResponseWriter* out = nullptr;
        int gone = 0;
        t.handler.script = [&](HttpRequest&&, ResponseWriter& writer) {
            out = &writer;
            writer.onGone = [&] { ++gone; };
        };
        RawClient client(t.port);
        client.send(t.post("{}"));
        client.halfClose();
        QVERIFY(spinUntil([&] { return out != nullptr; }));
        for (int second = 0; second < 5; ++second) {
            t.clock.advance(Milliseconds(1000));
            for (int turn = 0; turn < 20; ++turn) {
                QCoreApplication::processEvents();
            }
        }
        QCOMPARE(gone, 0);
        ScriptedHandler::answer(*out, "still here");
        QVERIFY(spinUntil([&] { return client.readsEnd(); }));
        QVERIFY(client.read().endsWith("still here"));
        QCOMPARE(gone, 0);
        QVERIFY(spinUntil([&] { return t.server.openConnections() == 0; }));
    }

    void goneAfterHalfClose() {
        TestServer t;
        ResponseWriter* out = nullptr;
        int gone = 0;
        t.handler.script = [&](HttpRequest&&, ResponseWriter& writer) {
            out = &writer;
            writer.onGone = [&] { ++gone; };
        };
        RawClient client(t.port);
        client.send(t.post("{}"));
        client.halfClose();
        QVERIFY(spinUntil([&] { return out != nullptr; }));
        for (int turn = 0; turn < 50; ++turn) {
            QCoreApplication::processEvents();
        }
        t.clock.advance(Milliseconds(300));
        QCOMPARE(gone, 0);
        client.close();
        t.clock.advance(Milliseconds(300));
        QCOMPARE(gone, 1);
        QCOMPARE(t.server.openConnections(), 0);
    }

    void halfClosedWithTwoRequests() {
        TestServer t;
        RawClient client(t.port);
        client.send(t.post("1") + t.post("2"));
        client.halfClose();
        QVERIFY(spinUntil([&] { return client.readsEnd(); }));
        QCOMPARE(bodiesOf(client.read()).size(), 2);
        QVERIFY(!client.wasReset());
    }

    void endedBeforeComplete() {
        TestServer t;
        RawClient client(t.port);
        client.send(t.post("12345").chopped(1));
        client.halfClose();
        QVERIFY(spinUntil([&] { return client.readsEnd(); }));
        QVERIFY(client.read().startsWith("HTTP/1.1 400 "));
        QCOMPARE(t.handler.requests, 0);
    }
};

SIGNALBOX_HTTP_TEST_MAIN(TestClientLimits)
#include "tst_clientlimits.moc"
