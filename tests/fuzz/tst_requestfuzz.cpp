// Deterministic mutations of good requests. The seed is printed; SIGNALBOX_FUZZ_SEED and
// SIGNALBOX_FUZZ_ROUNDS change it and how many are tried.
#include "tests/fuzz/RequestProperties.h"
#include "tests/http/HttpHarness.h"

#include <QTest>

#include <random>

using namespace signalbox;
using namespace signalbox::test;

namespace {

QByteArrayList corpus(quint16 port) {
    const QByteArray common = " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(port) +
                              "\r\nAuthorization: Bearer " + kFuzzKey + "\r\n";
    const QByteArray json = "Content-Type: application/json\r\n";
    return {
        "GET /v1/models" + common + "\r\n",
        "GET /health" + common + "Accept: */*\r\n\r\n",
        "POST /v1/chat/completions" + common + json + "Content-Length: 15\r\n\r\n{\"model\":\"abc\"}",
        "POST /v1/chat/completions" + common + json +
            "Transfer-Encoding: chunked\r\n\r\n4\r\n{\"a\"\r\n3;x=y\r\n:1}\r\n0\r\nT: x\r\n\r\n",
        "POST /v1/messages?beta=true" + common + json + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
        "DELETE /v1/responses/r%201" + common + "\r\n",
        "GET /v1/models" + common + "\r\n" + "POST /v1/x" + common + json + "Content-Length: 3\r\n\r\n123" +
            "GET /v1/models" + common + "\r\n",
    };
}

class Mutator {
public:
    Mutator(quint32 seed, QByteArrayList seeds) : m_random(seed), m_seeds(std::move(seeds)) {}

    QByteArray next() {
        QByteArray input = pick(m_seeds);
        if (below(4) == 0) {
            input += pick(m_seeds);
        }
        for (quint32 times = 1 + below(4); times > 0; --times) {
            mutate(input);
        }
        return input;
    }

private:
    quint32 below(qsizetype bound) {
        return static_cast<quint32>(m_random()) % static_cast<quint32>(std::max<qsizetype>(bound, 1));
    }
    QByteArray pick(const QByteArrayList& list) { return list[below(list.size())]; }

    void mutate(QByteArray& input) {
        static const QByteArrayList tokens{"\r\n",
                                           "\n",
                                           "\r",
                                           "\r\n\r\n",
                                           " ",
                                           "\t",
                                           ":",
                                           ";",
                                           ",",
                                           QByteArray(1, '\0'),
                                           "\x7f",
                                           "0",
                                           "1",
                                           "a",
                                           "ff",
                                           "0\r\n\r\n",
                                           "Content-Length: 5\r\n",
                                           "Content-Length: 0\r\n",
                                           "Transfer-Encoding: chunked\r\n",
                                           "Transfer-Encoding: identity\r\n",
                                           "Connection: close\r\n",
                                           "Host: evil\r\n",
                                           "Upgrade: x\r\n",
                                           "GET / HTTP/1.1\r\n",
                                           "HTTP/1.0",
                                           "HTTP/1.1",
                                           "+",
                                           "-",
                                           "x",
                                           "Expect: 100-continue\r\n",
                                           "\r\n ",
                                           "4294967295",
                                           "Origin: null\r\n",
                                           "%00",
                                           "#",
                                           "?",
                                           "\xC3\xA9",
                                           "X: y\r\n"};
        const qsizetype at = below(input.size() + 1);
        const qsizetype length = below(std::min<qsizetype>(input.size() - at, 40) + 1);
        switch (below(6)) {
            case 0:
                input.insert(at, pick(tokens));
                break;
            case 1:
                input.remove(at, length);
                break;
            case 2:
                if (at < input.size()) {
                    input[at] = static_cast<char>(input[at] ^ static_cast<char>(1U << below(8)));
                }
                break;
            case 3:
                input.insert(at, input.mid(at, length));
                break;
            case 4:
                input.replace(at, std::min<qsizetype>(length, 3), pick(tokens));
                break;
            default: {
                // At a line's end, where it hurts most.
                const qsizetype end = input.indexOf("\r\n", at);
                input.insert(end < 0 ? input.size() : end + below(3), pick(tokens));
                break;
            }
        }
    }

    std::minstd_rand m_random;
    QByteArrayList m_seeds;
};

quint32 numberFrom(const char* variable, quint32 otherwise) {
    bool ok = false;
    const uint value = qEnvironmentVariable(variable).toUInt(&ok);
    return ok ? value : otherwise;
}

}  // namespace

class TestRequestFuzz final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qInfo("seed %u", m_seed); }

    void corpusIsGood() {
        for (const QByteArray& input : corpus(5252)) {
            const Reading reading = readAll(input, 0, *fuzzPolicy());
            QCOMPARE(reading.refused, 0);
            QVERIFY(!reading.requests.empty() && !reading.waiting);
            QCOMPARE(brokenProperty(input), QByteArray());
        }
    }

    void mutations() {
        Mutator mutator(m_seed, corpus(5252));
        const quint32 rounds = numberFrom("SIGNALBOX_FUZZ_ROUNDS", 20'000);
        int passed = 0;
        int refused = 0;
        for (quint32 round = 0; round < rounds; ++round) {
            const QByteArray input = mutator.next();
            const QByteArray broken = brokenProperty(input);
            if (!broken.isEmpty()) {
                QFAIL(QByteArray("seed " + QByteArray::number(m_seed) + " round " +
                                 QByteArray::number(round) + ": " + broken + "\n" +
                                 input.toPercentEncoding("\r\n :/{}\"", ""))
                          .constData());
            }
            const Reading reading = readAll(input, 0, *fuzzPolicy());
            passed += static_cast<int>(reading.requests.size());
            refused += reading.refused != 0 ? 1 : 0;
        }
        // The mutations reach both sides of the gate.
        QVERIFY(passed > static_cast<int>(rounds / 20));
        QVERIFY(refused > static_cast<int>(rounds / 4));
    }

    // Over sockets: one answer for each request handed to the handler, one for the refusal, and none more.
    void oneAnswerEach() {
        ServerLimits limits;
        limits.headBytes = 2048;
        limits.headFields = 20;
        limits.bodyBytes = 4096;
        TestServer t(limits);
        const auto policy = fuzzPolicy(t.port);
        t.server.setGatePolicy(policy);
        Mutator mutator(m_seed + 1, corpus(t.port));
        for (int round = 0; round < 1000; ++round) {
            const QByteArray input = mutator.next();
            const Reading reading = readAll(input, 0, *policy);
            int expected = 0;
            bool ended = false;
            for (const Reading::Request& request : reading.requests) {
                expected += ended ? 0 : 1;
                ended = ended || !request.keepAlive;
            }
            const int handled = expected;
            expected += !ended && (reading.refused != 0 || reading.waiting) ? 1 : 0;

            t.handler.requests = 0;
            RawClient client(t.port);
            client.send(input);
            client.halfClose();
            QVERIFY(spinUntil([&] { return client.readsEnd(); }));
            const QByteArray answers = QByteArray(client.read()).replace("HTTP/1.1 100 Continue\r\n\r\n", "");
            const QByteArray what =
                "seed " + QByteArray::number(m_seed + 1) + " round " + QByteArray::number(round);
            QVERIFY2(!client.wasReset(), what.constData());
            QVERIFY2(t.handler.requests == handled, what.constData());
            // Every answer has a Date, and no body can hold one.
            QVERIFY2(answers.count("\r\nDate: ") == expected, what.constData());
        }
        QVERIFY(!t.handler.reentered);
    }

private:
    const quint32 m_seed = numberFrom("SIGNALBOX_FUZZ_SEED", 20260801);
};

SIGNALBOX_HTTP_TEST_MAIN(TestRequestFuzz)
#include "tst_requestfuzz.moc"
