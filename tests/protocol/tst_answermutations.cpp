// Answers broken by chance, with fixed seeds: whatever comes, nothing crashes, the pieces it comes in make no
// difference, and nothing goes to the client that the provider did not send, in that order.
#include "core/protocol/FailureRules.h"
#include "tests/protocol/AnswerFeed.h"

#include <QRandomGenerator>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

QByteArray mutated(QByteArray body, QRandomGenerator& random) {
    static constexpr char kBytes[] = "{}[]\",:\\n\r\n\n dtf0 \xC3\xFF:";
    for (int edits = 1 + random.bounded(5); edits > 0 && !body.isEmpty(); --edits) {
        const int at = random.bounded(static_cast<int>(body.size()));
        const char byte = kBytes[random.bounded(static_cast<int>(sizeof kBytes - 1))];
        switch (random.bounded(5)) {
            case 0:
                body[at] = byte;
                break;
            case 1:
                body.remove(at, 1 + random.bounded(30));
                break;
            case 2:
                body.insert(at, byte);
                break;
            case 3:
                body.insert(at, body.mid(random.bounded(static_cast<int>(body.size())), random.bounded(80)));
                break;
            default:
                body.truncate(at + 1);
        }
    }
    return body;
}

QList<qsizetype> pieces(qsizetype size, QRandomGenerator& random) {
    QList<qsizetype> list;
    while (size > 0) {
        const qsizetype piece = std::min<qsizetype>(size, 1 + random.bounded(40));
        list.append(piece);
        size -= piece;
    }
    return list;
}

}  // namespace

class TestAnswerMutations final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answers_data() {
        QTest::addColumn<Endpoint>("endpoint");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("chat")
            << Endpoint::ChatCompletions << QByteArray("text/event-stream")
            << QByteArray(
                   ": hello\n\n"
                   "data: "
                   "{\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":"
                   "\"\"},\"finish_reason\":null}],\"usage\":null}\n\n"
                   "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a \\\"b\\\" "
                   "\\u00e9\"},\"finish_reason\":null}],\"usage\":null}\n\n"
                   "data: "
                   "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":null}"
                   "\r\n\r\n"
                   "data: "
                   "{\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":1,\"total_tokens\":"
                   "9}}\n\n"
                   "data: [DONE]\n\n");
        QTest::newRow("responses") << Endpoint::Responses << QByteArray("text/event-stream")
                                   << QByteArray(
                                          "event: response.created\ndata: "
                                          "{\"type\":\"response.created\",\"response\":{\"error\":null}}\n\n"
                                          "event: response.output_text.delta\ndata: "
                                          "{\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}\n\n"
                                          "event: response.completed\ndata: "
                                          "{\"type\":\"response.completed\",\"response\":{\"usage\":{\"input_"
                                          "tokens\":9,\"output_tokens\":4,\"total_tokens\":13}}}\n\n");
        QTest::newRow("plain") << Endpoint::ChatCompletions << QByteArray("application/json")
                               << QByteArray(
                                      "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"hi\"}}],"
                                      "\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":1,"
                                      "\"prompt_tokens_details\":{\"cached_tokens\":2},\"cost\":0.5}}");
        QTest::newRow("untyped") << Endpoint::AudioSpeech << QByteArray()
                                 << QByteArray("{\"error\":{\"message\":\"no\"}}");
    }
    void answers() {
        QFETCH(Endpoint, endpoint);
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        QRandomGenerator random(20260501);
        int passed = 0;
        int failed = 0;
        for (int round = 0; round < 4000; ++round) {
            AnswerScript script;
            script.endpoint = endpoint;
            script.headers = headersOf(type.constData());
            script.body = mutated(body, random);
            if (random.bounded(3) == 0) {
                script.end = {TransportError::Reset, QStringLiteral("reset")};
            }
            const AnswerResult whole = feedWhole(script);
            const AnswerResult cut = feedAnswer(script, pieces(script.body.size(), random));
            QCOMPARE(cut.out, whole.out);
            QCOMPARE(cut.state, whole.state);
            QCOMPARE(cut.usage, whole.usage);
            QCOMPARE(int(cut.failure.kind), int(whole.failure.kind));
            QVERIFY2(script.body.startsWith(whole.out), script.body.constData());
            QCOMPARE(whole.state == AnswerReader::State::Failed, whole.failure.kind != FailureClass::None);
            QCOMPARE(whole.failure.afterContent,
                     whole.state == AnswerReader::State::Failed && !whole.out.isEmpty());
            whole.state == AnswerReader::State::Failed ? ++failed : ++passed;
        }
        QVERIFY(passed > 20);
        QVERIFY(failed > 20);
    }

    void errorBodies() {
        const QByteArray body =
            "[{\"error\":{\"code\":429,\"message\":\"slow "
            "\\u00e9\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"reason\":\"X\",\"retryDelay\":"
            "\"48s\"}],"
            "\"metadata\":{\"raw\":\"y\"}},\"detail\":[{\"msg\":\"z\"}]}]";
        QRandomGenerator random(99);
        for (int round = 0; round < 10'000; ++round) {
            const Failure failure = classifyAnswer(400 + random.bounded(200), {}, mutated(body, random));
            QVERIFY(failure.kind != FailureClass::None);
            QVERIFY(failure.detail.size() <= 300);
        }
    }
};

QTEST_APPLESS_MAIN(TestAnswerMutations)
#include "tst_answermutations.moc"
