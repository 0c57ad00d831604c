// Every recorded transcript of the OpenAI protocol and its dialects through the whole gateway: the request
// goes up and the answer comes down byte for byte, usage is booked as an independent calculation finds it,
// and answers that fail are classified, taken over or passed back as product.md's table says.
#include "tests/gateway/GatewayFixture.h"
#include "tests/support/AnswerByHand.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

enum class UsageAsked { ByClient, ByGateway };

// As one byte each. A body of more than these pieces (an image) comes in larger ones.
constexpr qsizetype kMostPieces = 400'000;

std::vector<QByteArray> bytewise(const QByteArray& body) {
    const qsizetype size = body.size() / kMostPieces + 1;
    std::vector<QByteArray> pieces;
    for (qsizetype at = 0; at < body.size(); at += size) {
        pieces.push_back(body.mid(at, size));
    }
    return pieces;
}

Script scriptOf(const Transcript& transcript, std::vector<QByteArray> pieces) {
    return {transcript.status, transcript.headers, std::move(pieces), {}, {}, {}, false};
}

Json plainRequest(const Transcript& transcript) {
    switch (transcript.endpoint) {
        case Endpoint::Responses:
            return {{"model", "m"}, {"input", "hi"}, {"stream", transcript.stream}};
        case Endpoint::Embeddings:
        case Endpoint::Moderations:
        case Endpoint::AudioSpeech:
            return {{"model", "m"}, {"input", "hi"}};
        case Endpoint::ImageGenerations:
        case Endpoint::Completions:
            return {{"model", "m"}, {"prompt", "hi"}, {"stream", transcript.stream}};
        default:
            return {{"model", "m"},
                    {"messages", {{{"role", "user"}, {"content", "hi"}}}},
                    {"stream", transcript.stream}};
    }
}

bool takesStreamOptions(const Transcript& transcript) {
    return transcript.stream &&
           (transcript.endpoint == Endpoint::ChatCompletions || transcript.endpoint == Endpoint::Completions);
}

// The recorded request where there is one. Only stream_options may be made to differ.
QByteArray requestOf(const Transcript& transcript, UsageAsked asked) {
    const QByteArray recorded = transcript.request.isEmpty()
                                    ? QByteArray::fromStdString(plainRequest(transcript).dump())
                                    : transcript.request;
    if (!takesStreamOptions(transcript)) {
        return recorded;
    }
    Json json = Json::parse(recorded.toStdString());
    const bool has = json.contains("stream_options") && json["stream_options"].contains("include_usage") &&
                     json["stream_options"]["include_usage"] == true;
    if (has == (asked == UsageAsked::ByClient)) {
        return recorded;
    }
    json.erase("stream_options");
    if (asked == UsageAsked::ByClient) {
        json["stream_options"] = {{"include_usage", true}};
    }
    return QByteArray::fromStdString(json.dump());
}

QString modelIn(const QByteArray& request) {
    return QString::fromStdString(Json::parse(request.toStdString())["model"].get<std::string>());
}

// A plain answer that any request of that endpoint may get.
QByteArray soundAnswer(Endpoint endpoint) {
    switch (endpoint) {
        case Endpoint::Responses:
            return "{\"id\":\"r\",\"object\":\"response\",\"status\":\"completed\",\"model\":\"other\","
                   "\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":"
                   "\"yes\"}]}],\"usage\":{\"input_tokens\":2,\"output_tokens\":1,\"total_tokens\":3}}";
        case Endpoint::Embeddings:
            return "{\"object\":\"list\",\"model\":\"other\",\"data\":[{\"index\":0,\"embedding\":[1]}],"
                   "\"usage\":{\"prompt_tokens\":2,\"total_tokens\":2}}";
        case Endpoint::ImageGenerations:
            return "{\"created\":1,\"data\":[{\"b64_json\":\"eA==\"}],"
                   "\"usage\":{\"input_tokens\":2,\"output_tokens\":1,\"total_tokens\":3}}";
        default:
            return "{\"id\":\"c\",\"model\":\"other\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
                   "\"assistant\",\"content\":\"yes\"},\"finish_reason\":\"stop\"}],\"usage\":"
                   "{\"prompt_tokens\":2,\"completion_tokens\":1,\"total_tokens\":3}}";
    }
}

// A gateway with one target that gives the recorded answer.
class Talk : public GatewayFixture {
public:
    explicit Talk(const Transcript& transcript) : m_transcript(transcript) {
        configure({{QStringLiteral("first"), {}}});
    }

    void answerIn(std::vector<QByteArray> pieces) {
        transport.script(QStringLiteral("first"), scriptOf(m_transcript, std::move(pieces)));
    }
    RecordingWriter& ask(const QByteArray& request) {
        RecordingWriter& writer = post("/v1/" + endpointName(m_transcript.endpoint).toLatin1(), request);
        clock.advance(Milliseconds(2'000));  // more than two pauses before a retry
        return writer;
    }
    RecordingWriter& ask() { return ask(requestOf(m_transcript, UsageAsked::ByClient)); }
    // Behind the first a target with another model, that answers well. `size`: how much the two models are
    // known to take; 0: unknown.
    void addSecond(qint64 firstTakes, qint64 secondTakes) {
        const QString other = QStringLiteral("another-model");
        configure({{QStringLiteral("first"), {}}, {QStringLiteral("second"), other}});
        Headers headers;
        headers.add("content-type", "application/json");
        transport.script(QStringLiteral("second"),
                         {200, headers, {soundAnswer(m_transcript.endpoint)}, {}, {}, {}, false});
        if (firstTakes > 0) {
            ModelCatalog catalog;
            catalog.add(modelIn(requestOf(m_transcript, UsageAsked::ByClient)), firstTakes);
            catalog.add(other, secondTakes);
            gateway.setCatalog(catalog);
        }
    }

private:
    const Transcript m_transcript;
};

FailureClass failureOf(const Transcript& transcript) {
    return transcript.failure != FailureClass::None ? transcript.failure : FailureClass::BadAnswer;
}

bool isFailure(const Transcript& transcript) {
    if (transcript.status != 200) {
        return true;
    }
    const std::vector<Json> events = payloads(transcript);
    return endsInError(events) && !contentBeforeError(events);
}

// product.md's table, for one key and a second target with another model.
bool anotherTakesOver(FailureClass failure) {
    return failure != FailureClass::ClientError && failure != FailureClass::ContextTooLong;
}

bool comesBackUnchanged(FailureClass failure) {
    return failure == FailureClass::ClientError || failure == FailureClass::ContextTooLong ||
           failure == FailureClass::ModelNotFound;
}

bool isRetried(FailureClass failure) {
    return failure == FailureClass::ServerError || failure == FailureClass::BadAnswer;
}

Outcome outcomeFor(FailureClass kind) {
    Failure failure;
    failure.kind = kind;
    return outcomeOf(failure);
}

void addRows(const std::function<bool(const Transcript&)>& wanted) {
    QTest::addColumn<Transcript>("transcript");
    for (const Transcript& transcript : allTranscripts()) {
        if (wanted(transcript)) {
            QTest::newRow(qPrintable(transcript.name)) << transcript;
        }
    }
}

struct Expected {
    explicit Expected(const Transcript& transcript) {
        const std::vector<Json> events = payloads(transcript);
        broken = endsInError(events);
        usage = expectedUsage(events);
        model = expectedModel(events);
        request = requestOf(transcript, UsageAsked::ByClient);
        requestedModel = modelIn(request);
    }
    bool broken = false;  // by an error that the provider reports after content
    std::optional<Usage> usage;
    QString model;       // as the answer calls itself
    QByteArray request;  // that asks for usage, as far as it can
    QString requestedModel;
};

// The answer has reached the client and the ledger, and nothing is left behind.
void checkAnswer(const Transcript& transcript, const Expected& expected, const Talk& talk,
                 const RecordingWriter& writer) {
    const bool broken = expected.broken;
    QCOMPARE(writer.heads, 1);
    QCOMPARE(writer.ends, 1);
    QCOMPARE(writer.aborted, broken);  // so that no client takes it for a whole answer
    QCOMPARE(writer.status, 200);
    QCOMPARE(writer.header("content-type"), transcript.headers.value("content-type").toByteArray());
    QCOMPARE(writer.header("x-signalbox-attempts"), QByteArray("1"));
    QVERIFY(!writer.header("x-signalbox-request-id").isEmpty());
    QVERIFY(!writer.contentLength || *writer.contentLength == writer.body.size());

    QCOMPARE(talk.transport.running, 0);
    QCOMPARE(talk.gateway.openRequests(), 0);
    QCOMPARE(talk.started.size(), std::size_t(1));
    QCOMPARE(talk.started[0].requestedModel, expected.requestedModel);
    QCOMPARE(int(talk.started[0].endpoint), int(transcript.endpoint));
    QCOMPARE(talk.finished.size(), std::size_t(1));
    const RequestFinished& finished = talk.finished[0];
    QCOMPARE(int(finished.status), int(broken ? RequestStatus::Incomplete : RequestStatus::Ok));
    QCOMPARE(finished.attempts.size(), std::size_t(1));
    QCOMPARE(int(finished.attempts[0].outcome), int(broken ? Outcome::Cut : Outcome::Ok));
    QCOMPARE(finished.answeredModel, expected.model);
    QCOMPARE(finished.usage.estimated, !expected.usage.has_value());
    if (expected.usage) {
        QCOMPARE(toText(finished.usage), toText(*expected.usage));
        QCOMPARE(
            finished.cost.source,
            expected.usage->reportedCost ? CostSource::Reported : CostSource::Unknown);  // no prices here
        QCOMPARE(finished.cost.charged, expected.usage->reportedCost.value_or(0));
    }
    QCOMPARE(finished.usage, finished.attempts[0].usage);
}

}  // namespace

class TestTranscripts final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Where the recordings are at hand, each of them is in the tests below or has its reason not to be.
    void coverage() {
        static const QList<QByteArray> kNoEndpointOfOurs{
            "/v1/rerank",
            "/v1/stt",
            "/v1/videos/",
            "/v1/models",  // the gateway's own
            "/v1/responses/input_tokens",
            "/models",
            "/api/chat",  // a vendor's own protocol
        };
        static const QList<QByteArray> kNotServedYet{
            "/v1/images/edits",
            "/v1/audio/transcriptions",
            "/v1/audio/translations",
            "/v1/messages",
        };
        const Recordings found = recordings();
        for (const LeftOut& one : found.leftOut) {
            const auto isIt = [&](const QByteArray& path) { return one.path.startsWith(path); };
            QVERIFY2(std::any_of(kNoEndpointOfOurs.begin(), kNoEndpointOfOurs.end(), isIt) ||
                         std::any_of(kNotServedYet.begin(), kNotServedYet.end(), isIt),
                     qPrintable(one.name));
            Talk talk{Transcript{}};
            const RecordingWriter& writer = talk.post(one.path, "{\"model\":\"m\"}");
            talk.clock.advance(Milliseconds(1));
            QVERIFY2(writer.status == 404 || writer.status == 405, qPrintable(one.name));
            QVERIFY(talk.transport.sent.empty());
        }
        for (const QString& folder : recordingFolders()) {
            const bool any =
                std::any_of(found.transcripts.begin(), found.transcripts.end(),
                            [&](const Transcript& one) { return one.name.startsWith(folder + u'/'); });
            QVERIFY2(any == haveRecordings(), qPrintable(folder));
        }
    }

    void answers_data() {
        addRows([](const Transcript& transcript) { return !isFailure(transcript); });
    }
    void answers() {
        QFETCH(Transcript, transcript);
        const Expected expected(transcript);
        for (const auto& pieces : {std::vector{transcript.body}, bytewise(transcript.body)}) {
            Talk talk(transcript);
            talk.answerIn(pieces);
            const RecordingWriter& writer = talk.ask(expected.request);
            QCOMPARE(writer.body, transcript.body);
            QCOMPARE(talk.transport.sent.size(), std::size_t(1));
            QCOMPARE(talk.transport.sent[0].body, expected.request);
            checkAnswer(transcript, expected, talk, writer);
        }
    }

    // In two pieces, cut at each byte in turn: whatever the place, the same comes out.
    void cutAnywhere_data() {
        addRows([](const Transcript& transcript) {
            return transcript.stream && transcript.body.size() < 1500 && !isFailure(transcript);
        });
    }
    void cutAnywhere() {
        QFETCH(Transcript, transcript);
        const Expected expected(transcript);
        for (qsizetype at = 1; at < transcript.body.size(); ++at) {
            Talk talk(transcript);
            talk.answerIn({transcript.body.first(at), transcript.body.sliced(at)});
            const RecordingWriter& writer = talk.ask(expected.request);
            QCOMPARE(writer.body, transcript.body);
            checkAnswer(transcript, expected, talk, writer);
        }
    }

    // The client did not ask for usage: the gateway does, and leaves out the chunk that it asked for.
    void usageChunkIsLeftOut_data() {
        addRows([](const Transcript& transcript) {
            return takesStreamOptions(transcript) && !isFailure(transcript) &&
                   transcript.body.size() < 20'000;
        });
    }
    void usageChunkIsLeftOut() {
        QFETCH(Transcript, transcript);
        Talk talk(transcript);
        talk.answerIn(bytewise(transcript.body));
        const QByteArray request = requestOf(transcript, UsageAsked::ByGateway);
        const RecordingWriter& writer = talk.ask(request);
        QCOMPARE(writer.body, withoutUsageChunk(transcript.body));
        checkAnswer(transcript, Expected(transcript), talk, writer);

        Json sent = Json::parse(talk.transport.sent[0].body.toStdString());
        QVERIFY(sent["stream_options"]["include_usage"] == true);
        sent.erase("stream_options");
        Json asked = Json::parse(request.toStdString());
        asked.erase("stream_options");
        QCOMPARE(sent.dump(), asked.dump());
    }

    void failuresAlone_data() { addRows(isFailure); }
    void failuresAlone() {
        QFETCH(Transcript, transcript);
        const FailureClass kind = failureOf(transcript);
        Talk talk(transcript);
        talk.answerIn(bytewise(transcript.body));
        const RecordingWriter& writer = talk.ask();
        QCOMPARE(writer.heads, 1);
        QVERIFY(writer.finished);
        QCOMPARE(talk.finished.size(), std::size_t(1));
        const RequestFinished& finished = talk.finished[0];
        QCOMPARE(int(finished.status), int(RequestStatus::Error));
        QCOMPARE(finished.httpStatus, writer.status);
        QCOMPARE(finished.attempts.size(), std::size_t(isRetried(kind) ? 3 : 1));
        for (const AttemptRecord& attempt : finished.attempts) {
            QCOMPARE(outcomeName(attempt.outcome), outcomeName(outcomeFor(kind)));
            QCOMPARE(attempt.httpStatus, transcript.status);
            QCOMPARE(toText(attempt.usage), toText(expectedUsage(payloads(transcript)).value_or(Usage())));
        }
        if (comesBackUnchanged(kind)) {
            QCOMPARE(writer.status, transcript.status);
            QCOMPARE(writer.body, transcript.body);
            QCOMPARE(writer.header("content-type"), transcript.headers.value("content-type").toByteArray());
            return;
        }
        QCOMPARE(writer.status, kind == FailureClass::RateLimited ? 429 : 503);
        const Json error = Json::parse(writer.body.toStdString())["error"];
        QCOMPARE(error["code"].get<std::string>(), std::string("all_targets_failed"));
        QVERIFY(error["message"].get<std::string>().find("first") != std::string::npos);
        QVERIFY(!writer.body.contains("key-first"));
        QCOMPARE(writer.headers.contains("retry-after"), kind == FailureClass::RateLimited);
    }

    // Another target, with another model, about whose size nothing is known.
    void failuresWithAnother_data() { addRows(isFailure); }
    void failuresWithAnother() {
        QFETCH(Transcript, transcript);
        const FailureClass kind = failureOf(transcript);
        Talk talk(transcript);
        talk.addSecond(0, 0);
        talk.answerIn(bytewise(transcript.body));
        checkTakeOver(transcript, talk, talk.ask(), anotherTakesOver(kind));
    }

    // The other target's model is known to take less, or more.
    void failuresAndSize_data() { addRows(isFailure); }
    void failuresAndSize() {
        QFETCH(Transcript, transcript);
        const FailureClass kind = failureOf(transcript);
        {
            Talk talk(transcript);
            talk.addSecond(128'000, 8'192);
            talk.answerIn({transcript.body});
            checkTakeOver(transcript, talk, talk.ask(), anotherTakesOver(kind));
        }
        Talk talk(transcript);
        talk.addSecond(8'192, 128'000);
        talk.answerIn({transcript.body});
        checkTakeOver(transcript, talk, talk.ask(),
                      anotherTakesOver(kind) || kind == FailureClass::ContextTooLong);
    }

private:
    static void checkTakeOver(const Transcript& transcript, const Talk& talk, const RecordingWriter& writer,
                              bool takesOver) {
        QVERIFY(writer.finished);
        QCOMPARE(talk.finished.size(), std::size_t(1));
        const RequestFinished& finished = talk.finished[0];
        QCOMPARE(finished.attempts.size(), std::size_t(takesOver ? 2 : 1));
        QCOMPARE(outcomeName(finished.attempts[0].outcome), outcomeName(outcomeFor(failureOf(transcript))));
        if (!takesOver) {
            QCOMPARE(talk.transport.sentTo(QStringLiteral("second")), 0);
            QCOMPARE(writer.status, transcript.status);
            QCOMPARE(writer.body, transcript.body);
            return;
        }
        QCOMPARE(writer.status, 200);
        QCOMPARE(writer.body, soundAnswer(transcript.endpoint));
        QCOMPARE(writer.header("x-signalbox-provider"), QByteArray("second"));
        QCOMPARE(writer.header("x-signalbox-attempts"), QByteArray("2"));
        QCOMPARE(int(finished.attempts[1].outcome), int(Outcome::Ok));
        QCOMPARE(finished.usage.inputTokens, qint64(2));
    }
};

QTEST_APPLESS_MAIN(TestTranscripts)
#include "tst_transcripts.moc"
