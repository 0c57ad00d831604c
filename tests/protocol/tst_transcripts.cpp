// Every recorded transcript of the OpenAI protocol and its dialects, read by the protocol's reader: bytes out
// are bytes in, usage is what an independent calculation finds, errors fall into their class.
#include "tests/protocol/AnswerFeed.h"
#include "tests/support/AnswerByHand.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

AnswerScript scriptOf(const Transcript& transcript) {
    AnswerScript script;
    script.endpoint = transcript.endpoint;
    script.stream = transcript.stream;
    script.status = transcript.status;
    script.headers = transcript.headers;
    script.body = transcript.body;
    return script;
}

void addRows(const std::function<bool(const Transcript&)>& wanted) {
    QTest::addColumn<Transcript>("transcript");
    for (const Transcript& transcript : allTranscripts()) {
        if (wanted(transcript)) {
            QTest::newRow(qPrintable(transcript.name)) << transcript;
        }
    }
}

}  // namespace

class TestTranscripts final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answers_data() {
        addRows([](const Transcript& transcript) { return transcript.status == 200; });
    }
    void answers() {
        QFETCH(Transcript, transcript);
        const AnswerScript script = scriptOf(transcript);
        const std::vector<Json> events = payloads(transcript);
        const std::optional<Usage> expected = expectedUsage(events);
        const AnswerResult whole = feedWhole(script);
        if (endsInError(events)) {
            QCOMPARE(whole.state, AnswerReader::State::Failed);
            QCOMPARE(whole.failure.afterContent, contentBeforeError(events));
            QCOMPARE(int(whole.failure.kind),
                     int(whole.failure.afterContent ? FailureClass::Cut : FailureClass::BadAnswer));
            QCOMPARE(whole.out, whole.failure.afterContent ? script.body : QByteArray());
        } else {
            QVERIFY2(whole.state == AnswerReader::State::Streaming, qPrintable(whole.failure.detail));
            QCOMPARE(whole.out, script.body);
        }
        QCOMPARE(whole.usage.estimated, !expected.has_value());
        if (expected) {
            QCOMPARE(toText(whole.usage), toText(*expected));
        }
        const AnswerResult bytewise = feedBytes(script);
        QCOMPARE(bytewise.out, whole.out);
        QCOMPARE(bytewise.usage, whole.usage);
        QCOMPARE(bytewise.state, whole.state);
        QCOMPARE(bytewise.model, whole.model);
    }

    // In two pieces, cut at each byte in turn: whatever the place, the same comes out.
    void cutAnywhere_data() {
        addRows([](const Transcript& transcript) {
            return transcript.status == 200 && transcript.stream && transcript.body.size() < 4500;
        });
    }
    void cutAnywhere() {
        QFETCH(Transcript, transcript);
        const AnswerScript script = scriptOf(transcript);
        const AnswerResult whole = feedWhole(script);
        for (qsizetype at = 1; at < script.body.size(); ++at) {
            const AnswerResult result = feedAnswer(script, {at, script.body.size() - at});
            QCOMPARE(result.out, whole.out);
            QCOMPARE(result.usage, whole.usage);
            QCOMPARE(result.state, whole.state);
        }
    }

    // The gateway asked: the usage-only chunk is left out, and nothing else.
    void usageChunkIsLeftOut_data() { cutAnywhere_data(); }
    void usageChunkIsLeftOut() {
        QFETCH(Transcript, transcript);
        AnswerScript script = scriptOf(transcript);
        const AnswerResult asked = feedBytes(script);
        script.includeUsage = false;
        const AnswerResult result = feedBytes(script);
        QCOMPARE(result.usage, asked.usage);
        QCOMPARE(result.out,
                 transcript.endpoint == Endpoint::Responses ? asked.out : withoutUsageChunk(asked.out));
    }

    void errors_data() {
        addRows([](const Transcript& transcript) { return transcript.failure != FailureClass::None; });
    }
    void errors() {
        QFETCH(Transcript, transcript);
        const AnswerScript script = scriptOf(transcript);
        const AnswerResult result = feedBytes(script);
        QCOMPARE(result.state, AnswerReader::State::Failed);
        QCOMPARE(int(result.failure.kind), int(transcript.failure));
        QCOMPARE(result.failure.httpStatus, script.status);
        QCOMPARE(result.failedBody, script.body);
        QVERIFY(!result.failure.detail.isEmpty());
        QVERIFY(result.failure.detail.size() <= 300);
        QVERIFY(!result.failure.detail.contains(QLatin1String("sk-inval")));
        QVERIFY(result.out.isEmpty());
        const Usage none;
        QCOMPARE(result.usage, none);
    }
};

QTEST_APPLESS_MAIN(TestTranscripts)
#include "tst_transcripts.moc"
