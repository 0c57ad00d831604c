#include "tests/protocol/AnswerFeed.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

constexpr auto kSse = "text/event-stream; charset=utf-8";
constexpr auto kJson = "application/json";

QByteArray sse(const QByteArray& json) {
    return "data: " + json + "\n\n";
}

QByteArray chunk(const QByteArray& delta, const QByteArray& finish = "null", const QByteArray& more = {}) {
    return sse("{\"id\":\"c\",\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":" + delta +
               ",\"finish_reason\":" + finish + "}]" + more + "}");
}

const QByteArray kRole = chunk("{\"role\":\"assistant\",\"content\":\"\"}");
const QByteArray kHello = chunk("{\"content\":\"Hello there\"}");
const QByteArray kFinish = chunk("{}", "\"stop\"");
const QByteArray kUsageOnly = sse(
    "{\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}"
    "}");
const QByteArray kDone = "data: [DONE]\n\n";
const QByteArray kError = sse("{\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\"}}");
const QByteArray kCreated =
    "event: response.created\ndata: "
    "{\"type\":\"response.created\",\"response\":{\"model\":\"m-2\",\"error\":null}}\n\n";
const QByteArray kInProgress =
    "event: response.in_progress\ndata: "
    "{\"type\":\"response.in_progress\",\"response\":{\"error\":null}}\n\n";
const QByteArray kDelta =
    "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"Hello "
    "there\"}\n\n";
const QByteArray kCompleted =
    "event: response.completed\ndata: "
    "{\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"error\":null,"
    "\"usage\":{\"input_tokens\":5,\"output_tokens\":2,\"total_tokens\":7}}}\n\n";
const QByteArray kResponseFailed =
    "event: response.failed\ndata: "
    "{\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"insufficient_quota\","
    "\"message\":\"no money\"}}}\n\n";

const TransportEnd kReset{TransportError::Reset, QStringLiteral("connection reset")};

struct Row {
    const char* name;
    AnswerScript script;
    QByteArray out;
    FailureClass kind = FailureClass::None;
    bool afterContent = false;
};

AnswerScript chat(const QByteArray& body, const TransportEnd& end = {}) {
    AnswerScript script;
    script.headers = headersOf(kSse);
    script.body = body;
    script.end = end;
    return script;
}

AnswerScript responses(const QByteArray& body, const TransportEnd& end = {}) {
    AnswerScript script = chat(body, end);
    script.endpoint = Endpoint::Responses;
    return script;
}

AnswerScript plain(const QByteArray& body, const TransportEnd& end = {}, const char* type = kJson) {
    AnswerScript script;
    script.stream = false;
    script.headers = headersOf(type);
    script.body = body;
    script.end = end;
    return script;
}

AnswerScript unasked(AnswerScript script) {
    script.includeUsage = false;
    return script;
}

AnswerScript typed(AnswerScript script, const char* contentType) {
    script.headers = headersOf(contentType);
    return script;
}

AnswerScript at(AnswerScript script, Endpoint endpoint) {
    script.endpoint = endpoint;
    return script;
}

AnswerScript announced(AnswerScript script, qsizetype length) {
    script.headers.add("content-length", QByteArray::number(length));
    return script;
}

std::vector<Row> rows() {
    using enum FailureClass;
    const QByteArray whole = kRole + kHello + kFinish + kUsageOnly + kDone;
    const QByteArray good =
        "{\"id\":\"x\",\"model\":\"m-1\",\"choices\":[{\"message\":{\"content\":\"hi\"}}]}";
    const QByteArray largeNumbers =
        "{\"choices\":[{\"message\":{\"content\":\"\\\"18446744073709551616\"}}],\"created\":"
        "18446744073709551616,"
        "\"seed\":18446744073709551615,\"least\":-9223372036854775809,\"p\":[1e999,-0,0.5]}";
    std::vector<Row> list{
        {"plain, numbers beyond 64 bits", plain(largeNumbers), largeNumbers},
        {"plain, a number that is none", plain("{\"choices\":[],\"created\":0x10}"), "", BadAnswer},
        {"chat whole", chat(whole), whole},
        {"chat, usage left out", unasked(chat(whole)), kRole + kHello + kFinish + kDone},
        {"chat, comments and CRLF stay", chat(QByteArray(": hi\r\n\r\n" + whole).replace("\n\n", "\r\n\r\n")),
         QByteArray(": hi\r\n\r\n" + whole).replace("\n\n", "\r\n\r\n")},
        {"chat, no [DONE]", chat(kRole + kHello + kFinish), kRole + kHello + kFinish},
        {"chat, [DONE] without finish_reason", chat(kHello + kDone), kHello + kDone},
        {"chat, [DONE] without blank line", chat(kHello + kFinish + "data: [DONE]\n"),
         kHello + kFinish + "data: [DONE]\n"},
        {"chat, [DONE] without line end", chat(kHello + kFinish + "data: [DONE]"),
         kHello + kFinish + "data: [DONE]"},
        {"chat, reset after [DONE]", chat(whole, kReset), whole},
        {"chat, tool call", chat(chunk("{\"tool_calls\":[{\"index\":0}]}") + kDone),
         chunk("{\"tool_calls\":[{\"index\":0}]}") + kDone},
        {"chat, finish only", chat(kRole + kFinish + kDone), kRole + kFinish + kDone},
        {"chat, unreadable event after content", chat(kHello + "data: {x\n\n" + kFinish + kDone),
         kHello + "data: {x\n\n" + kFinish + kDone},
        {"chat, moderation chunk stays",
         unasked(chat(kHello + kFinish + kUsageOnly + sse("{\"choices\":[],\"moderation\":{}}") + kDone)),
         kHello + kFinish + sse("{\"choices\":[],\"moderation\":{}}") + kDone},

        // JSON sets no limit to numbers; that one is beyond ours is no fault of the answer.
        {"chat, numbers beyond 64 bits",
         chat(chunk("{\"content\":\"1e999\"}", "null", ",\"at\":123456789012345678901234567890") +
              chunk("{}", "\"stop\"", ",\"p\":-1e999") + kDone),
         chunk("{\"content\":\"1e999\"}", "null", ",\"at\":123456789012345678901234567890") +
             chunk("{}", "\"stop\"", ",\"p\":-1e999") + kDone},
        {"chat, a number that is none", chat(chunk("{\"content\":\"x\"}", "null", ",\"at\":01") + kDone), "",
         BadAnswer},

        {"chat, reset at once", chat("", kReset), "", Cut},
        {"chat, reset before content", chat(kRole, kReset), "", Cut},
        {"chat, ends before content", chat(kRole), "", BadAnswer},
        {"chat, empty", chat(""), "", BadAnswer},
        {"chat, [DONE] alone", chat(kDone), "", BadAnswer},
        {"chat, role and [DONE]", chat(kRole + kDone), "", BadAnswer},
        {"chat, comments alone", chat(": waiting\n\n: waiting\n\n"), "", BadAnswer},
        {"chat, error first", chat(kError + kDone), "", BadAnswer},
        {"chat, error after role", chat(kRole + kError), "", BadAnswer},
        {"chat, error event", chat("event: error\ndata: {\"message\":\"x\"}\n\n"), "", BadAnswer},
        {"chat, error string", chat(sse("{\"error\":\"no such thing\"}")), "", BadAnswer},
        {"chat, error by object", chat(sse("{\"object\":\"error\",\"message\":\"x\"}")), "", BadAnswer},
        {"chat, not JSON", chat("data: hello\n\n"), "", BadAnswer},
        {"chat, HTML", chat("<!doctype html><p>Sign in"), "", BadAnswer},
        {"chat, HTML typed so", typed(chat("\n <html></html>"), "text/html"), "", BadAnswer},

        {"chat, reset after content", chat(kRole + kHello + "data: {\"id\"", kReset), kRole + kHello, Cut,
         true},
        {"chat, reset after finish", chat(kHello + kFinish, kReset), kHello + kFinish, Cut, true},
        {"chat, ends after content", chat(kRole + kHello), kRole + kHello, Cut, true},
        {"chat, ends inside an event", chat(kHello + kFinish.first(30)), kHello, Cut, true},
        {"chat, shorter than announced", announced(chat(kHello + kFinish), 5000), kHello + kFinish, Cut,
         true},
        {"chat, error after content", chat(kRole + kHello + kError), kRole + kHello + kError, Cut, true},
        {"chat, error after content, then [DONE]", chat(kHello + kError + kDone), kHello + kError + kDone,
         Cut, true},

        {"asked for a stream, plain came", typed(chat(good), kJson), good},
        {"asked for a stream, plain came, typed as one", chat(good), good},
        {"a stream that is typed otherwise", typed(chat(whole), "application/octet-stream"), whole},
        {"a stream without a type", typed(chat("\n" + whole), ""), "\n" + whole},
        {"a stream, not asked for",
         [&] {
             auto s = chat(whole);
             s.stream = false;
             return s;
         }(),
         whole},

        {"completions",
         at(chat(sse("{\"choices\":[{\"text\":\"hi\",\"finish_reason\":null}]}") + kDone),
            Endpoint::Completions),
         sse("{\"choices\":[{\"text\":\"hi\",\"finish_reason\":null}]}") + kDone},
        {"completions, empty text",
         at(chat(sse("{\"choices\":[{\"text\":\"\",\"finish_reason\":null}]}")), Endpoint::Completions), "",
         BadAnswer},

        {"responses whole", responses(kCreated + kInProgress + kDelta + kCompleted),
         kCreated + kInProgress + kDelta + kCompleted},
        {"responses, prelude only", responses(kCreated + kInProgress), "", BadAnswer},
        {"responses, failed before output", responses(kCreated + kInProgress + kResponseFailed), "",
         BadAnswer},
        {"responses, error before output",
         responses(kCreated + "event: error\ndata: {\"type\":\"error\",\"error\":{\"message\":\"x\"}}\n\n" +
                   kResponseFailed),
         "", BadAnswer},
        {"responses, reset before output", responses(kCreated, kReset), "", Cut},
        {"responses, reset after output", responses(kCreated + kDelta, kReset), kCreated + kDelta, Cut, true},
        {"responses, ends after output", responses(kCreated + kDelta), kCreated + kDelta, Cut, true},
        {"responses, failed after output", responses(kCreated + kDelta + kResponseFailed),
         kCreated + kDelta + kResponseFailed, Cut, true},
        {"responses, reset after completed", responses(kDelta + kCompleted, kReset), kDelta + kCompleted},

        {"images stream",
         at(chat(sse("{\"type\":\"image_generation.partial_image\",\"b64_json\":\"AA\"}") +
                 sse("{\"type\":\"image_generation.completed\",\"b64_json\":\"AA\",\"usage\":{\"input_"
                     "tokens\":1,\"output_tokens\":2}}")),
            Endpoint::ImageGenerations),
         sse("{\"type\":\"image_generation.partial_image\",\"b64_json\":\"AA\"}") +
             sse("{\"type\":\"image_generation.completed\",\"b64_json\":\"AA\",\"usage\":{\"input_tokens\":"
                 "1,\"output_tokens\":2}}")},
        {"images stream, cut",
         at(chat(sse("{\"type\":\"image_generation.partial_image\",\"b64_json\":\"AA\"}")),
            Endpoint::ImageGenerations),
         sse("{\"type\":\"image_generation.partial_image\",\"b64_json\":\"AA\"}"), Cut, true},
        {"speech stream",
         at(chat(sse("{\"type\":\"speech.audio.delta\",\"audio\":\"AA\"}") +
                 sse("{\"type\":\"speech.audio.done\"}")),
            Endpoint::AudioSpeech),
         sse("{\"type\":\"speech.audio.delta\",\"audio\":\"AA\"}") + sse("{\"type\":\"speech.audio.done\"}")},

        {"plain", plain(good), good},
        {"plain, blank lines first", plain("\n\n" + good), "\n\n" + good},
        {"plain, as long as announced", announced(plain(good), good.size()), good},
        {"plain, error null", plain("{\"id\":\"r\",\"error\":null}"), "{\"id\":\"r\",\"error\":null}"},
        {"plain empty", plain(""), "", BadAnswer},
        {"plain blank", plain(" \n"), "", BadAnswer},
        {"plain empty object", plain("{}"), "", BadAnswer},
        {"plain HTML", plain("<html>login</html>"), "", BadAnswer},
        {"plain text", plain("OK"), "", BadAnswer},
        {"plain list", plain("[]"), "", BadAnswer},
        {"plain cut without notice", plain(good.chopped(1)), "", BadAnswer},
        {"plain two documents", plain(good + good), "", BadAnswer},
        {"plain error object", plain("{\"error\":{\"message\":\"x\",\"code\":502}}"), "", BadAnswer},
        {"plain error string", plain("{\"error\":\"x\"}"), "", BadAnswer},
        {"plain error list", plain("[{\"error\":{\"message\":\"x\",\"code\":502}}]"), "", BadAnswer},
        {"plain failed response",
         at(plain("{\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":\"x\"}}"),
            Endpoint::Responses),
         "", BadAnswer},
        {"plain reset", plain(good.first(20), kReset), "", Cut},
        {"plain short", announced(plain(good), good.size() + 1), "", Cut},

        {"sound", at(plain("ID3\x04 sound", {}, "audio/mpeg"), Endpoint::AudioSpeech), "ID3\x04 sound"},
        {"sound that looks like JSON", at(plain("{raw", {}, "audio/pcm"), Endpoint::AudioSpeech), "{raw"},
        {"sound, no type", at(plain("OggS", {}, ""), Endpoint::AudioSpeech), "OggS"},
        {"sound, empty", at(plain("", {}, "audio/mpeg"), Endpoint::AudioSpeech), "", BadAnswer},
        {"sound, page", at(plain("<html>", {}, "text/html"), Endpoint::AudioSpeech), "", BadAnswer},
        {"sound, error", at(plain("{\"error\":{\"message\":\"x\"}}"), Endpoint::AudioSpeech), "", BadAnswer},
        {"sound, reset", at(plain("ID3", kReset, "audio/mpeg"), Endpoint::AudioSpeech), "ID3", Cut, true},
        {"sound, short", announced(at(plain("ID3", {}, "audio/mpeg"), Endpoint::AudioSpeech), 4), "ID3", Cut,
         true},
    };
    for (const TransportError error : {TransportError::Resolve, TransportError::Connect, TransportError::Tls,
                                       TransportError::Reset, TransportError::Refused}) {
        AnswerScript script = plain("", {error, QStringLiteral("x")});
        script.status = 0;
        list.push_back({"no answer", script, "", Connect});
    }
    return list;
}

}  // namespace

class TestAnswerReader final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void endsAsTheTableSays_data() {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const Row& row : rows()) {
            QTest::addRow("%02d %s", index, row.name) << index;
            ++index;
        }
    }
    void endsAsTheTableSays() {
        QFETCH(int, index);
        const Row row = rows()[static_cast<std::size_t>(index)];
        const auto check = [&](const AnswerResult& result) {
            QCOMPARE(result.out, row.out);
            QCOMPARE(int(result.failure.kind), int(row.kind));
            QCOMPARE(result.state, row.kind == FailureClass::None ? AnswerReader::State::Streaming
                                                                  : AnswerReader::State::Failed);
            QCOMPARE(result.failure.afterContent, row.afterContent);
            QCOMPARE(result.failure.httpStatus, row.kind == FailureClass::None ? 0 : row.script.status);
            if (row.kind != FailureClass::None) {
                QVERIFY(!result.failure.detail.isEmpty());
            }
        };
        check(feedWhole(row.script));
        check(feedBytes(row.script));
        for (qsizetype at = 1; at < row.script.body.size(); ++at) {
            check(feedAnswer(row.script, {at, row.script.body.size() - at}));
        }
    }

    // Every delta that is content, and those that are none: what decides how long another target can still
    // take over.
    void contentBegins_data() {
        QTest::addColumn<QByteArray>("delta");
        QTest::addColumn<bool>("content");
        const auto row = [](const QByteArray& delta, bool content) {
            QTest::newRow(delta.constData()) << delta << content;
        };
        row("{}", false);
        row("null", false);
        row(R"({"role":"assistant"})", false);
        row(R"({"role":"assistant","content":""})", false);
        row(R"({"role":"assistant","content":null,"refusal":null})", false);
        row(R"({"content":[],"tool_calls":[]})", false);
        row(R"({"role":"assistant","channel":"analysis"})", false);
        row(R"({"content":"a"})", true);
        row(R"({"content":[{"type":"thinking"}]})", true);
        row(R"({"refusal":"no"})", true);
        row(R"({"reasoning":"hm"})", true);
        row(R"({"reasoning_content":"hm"})", true);
        row(R"({"tool_calls":[{"index":0}]})", true);
        row(R"({"function_call":{"name":"f"}})", true);
        row(R"({"audio":{"id":"a"}})", true);
    }
    void contentBegins() {
        QFETCH(QByteArray, delta);
        QFETCH(bool, content);
        const AnswerResult result = feedWhole(chat(kRole + chunk(delta), kReset));
        QCOMPARE(result.failure.afterContent, content);
        QCOMPARE(result.out.isEmpty(), !content);
    }

    void bytesPassAsSoonAsContentIsWhole() {
        const QByteArray before = ": comment\n\n" + kRole;
        const AnswerResult result = feedBytes(chat(before + kHello + kFinish + kDone));
        QCOMPARE(result.firstByteAt, before.size() + kHello.size());
        QCOMPARE(result.writes, 3);
        QVERIFY(result.eventStream);
        QCOMPARE(result.contentLength, -1);
    }

    void plainPassesInOneWrite() {
        const QByteArray body = "{\"id\":1}";
        const AnswerResult result = feedBytes(plain(body));
        QCOMPARE(result.writes, 1);
        QCOMPARE(result.contentLength, body.size());
        QVERIFY(!result.eventStream);
    }

    void soundPassesAtTheFirstByte() {
        const AnswerResult result =
            feedBytes(announced(at(plain("ID3 sound", {}, "audio/mpeg"), Endpoint::AudioSpeech), 9));
        QCOMPARE(result.firstByteAt, 1);
        QCOMPARE(result.contentLength, 9);
    }

    void tellsIfTheProviderSaidItItself() {
        QVERIFY(feedWhole(chat(kHello + kError)).forwardedFailure);
        QVERIFY(feedWhole(responses(kDelta + kResponseFailed)).forwardedFailure);
        QVERIFY(!feedWhole(chat(kHello, kReset)).forwardedFailure);
        QVERIFY(!feedWhole(chat(kError)).forwardedFailure);
        QCOMPARE(feedWhole(chat(kHello + kError)).failure.detail, QStringLiteral("overloaded"));
    }

    void usageIsBookedWhateverTheEnd() {
        Usage told;
        told.inputTokens = 7;
        told.outputTokens = 3;
        QCOMPARE(feedWhole(unasked(chat(kHello + kFinish + kUsageOnly + kDone))).usage, told);
        QCOMPARE(feedWhole(chat(kHello + kUsageOnly, kReset)).usage, told);
        Usage guessed;
        guessed.estimated = true;
        guessed.inputTokens = 11;
        guessed.outputTokens = 3;  // 11 bytes of text
        QCOMPARE(feedWhole(chat(kHello, kReset)).usage, guessed);
        QCOMPARE(feedWhole(chat(kHello + kFinish + kDone)).usage, guessed);
        QCOMPARE(feedWhole(responses(kDelta, kReset)).usage, guessed);
        QCOMPARE(feedWhole(plain("{\"choices\":[{\"message\":{\"content\":\"Hello \\\"there\"}}]}"))
                     .usage.outputTokens,
                 4);
        QCOMPARE(feedWhole(at(plain("{\"output\":[{\"content\":[{\"text\":\"Hello there\"}]}]}"),
                              Endpoint::Responses))
                     .usage,
                 guessed);
        // Mistral's content in parts, its thinking among them; OpenRouter says its reasoning twice.
        const QByteArray thinking = sse(
            R"({"choices":[{"index":0,"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hello "}]}]}}]})");
        const QByteArray parts = sse(
            R"({"choices":[{"index":0,"delta":{"content":[{"type":"reference","reference_ids":[1]},{"type":"text","text":"there"}]}}]})");
        QCOMPARE(feedWhole(chat(thinking + parts, kReset)).usage, guessed);
        const QByteArray twice = sse(
            R"({"choices":[{"index":0,"delta":{"reasoning":"Hello there","reasoning_details":[{"type":"reasoning.text","text":"Hello there"}]}}]})");
        QCOMPARE(feedWhole(chat(twice, kReset)).usage, guessed);
        AnswerScript refused = plain("{\"error\":{\"message\":\"x\"}}");
        refused.status = 400;
        QCOMPARE(feedWhole(refused).usage, Usage());
    }

    void modelIsWhatTheAnswerCallsItself() {
        QCOMPARE(feedWhole(chat(sse("{\"model\":\"\",\"choices\":[]}") + kHello + kDone)).model,
                 QStringLiteral("m-1"));
        QCOMPARE(feedWhole(responses(kCreated + kDelta + kCompleted)).model, QStringLiteral("m-2"));
        QCOMPARE(feedWhole(plain("{\"model\":\"m-3\"}")).model, QStringLiteral("m-3"));
    }

    void failedBodyIsAsReceived() {
        AnswerScript script = plain("{\"error\": {\"message\":\"bad\" } }\n");
        script.status = 422;
        const AnswerResult result = feedBytes(script);
        QCOMPARE(result.failedBody, script.body);
        QCOMPARE(int(result.failure.kind), int(FailureClass::ClientError));
        QVERIFY(result.out.isEmpty());
        script.body = QByteArray(3 * 1024 * 1024, 'x');
        QCOMPARE(feedWhole(script).failedBody.size(), 1024 * 1024);
        QCOMPARE(feedWhole(plain("{\"error\":\"x\"}")).failedBody, QByteArray("{\"error\":\"x\"}"));
    }

    void limits() {
        const QByteArray large = chunk("{\"content\":\"" + QByteArray(1'100'000, 'x') + "\"}");
        QCOMPARE(int(feedWhole(chat(large + kDone)).failure.kind), int(FailureClass::BadAnswer));
        const AnswerResult after = feedWhole(chat(kHello + large + kDone));
        QCOMPARE(int(after.failure.kind), int(FailureClass::Cut));
        QCOMPARE(after.out, kHello);
        const QByteArray image = sse("{\"type\":\"image_generation.completed\",\"b64_json\":\"" +
                                     QByteArray(5'000'000, 'A') + "\"}");
        QCOMPARE(feedWhole(at(chat(image), Endpoint::ImageGenerations)).out, image);
        QCOMPARE(int(feedWhole(plain("{\"a\":\"" + QByteArray(65 * 1024 * 1024, 'x') + "\"}")).failure.kind),
                 int(FailureClass::BadAnswer));
    }

    void largePlainAnswersAreReadAtTheirTop() {
        const QByteArray data(6'000'000, 'A');
        const QByteArray head =
            "{\"created\":1,\"model\":\"m-9\",\"data\":[{\"b64_json\":\"" + data + "\"}],";
        AnswerScript script =
            at(plain(head + "\"usage\":{\"input_tokens\":14,\"output_tokens\":272,\"total_tokens\":286}}"),
               Endpoint::ImageGenerations);
        const AnswerResult result = feedWhole(script);
        QCOMPARE(result.out.size(), script.body.size());
        QCOMPARE(result.usage.inputTokens, 14);
        QCOMPARE(result.usage.outputTokens, 272);
        QCOMPARE(result.model, QStringLiteral("m-9"));
        script.body = head + "\"error\":{\"message\":\"late\"}}";
        QCOMPARE(feedWhole(script).failure.detail, QStringLiteral("late"));
        script.body = head + "\"x\":[}";
        QCOMPARE(int(feedWhole(script).failure.kind), int(FailureClass::BadAnswer));
        script.body = head.chopped(2);
        QCOMPARE(int(feedWhole(script).failure.kind), int(FailureClass::BadAnswer));
    }

    void streamedEventsCostLittle() {
        QByteArray body = kRole;
        for (int i = 0; i < 20'000; ++i) {
            body += kHello;
        }
        body += kFinish + kDone;
        QList<qsizetype> pieces(body.size() / kHello.size(), kHello.size());
        pieces.append(body.size() - pieces.size() * kHello.size());
        const AnswerScript script = chat(body);
        QBENCHMARK {
            QCOMPARE(feedAnswer(script, pieces).state, AnswerReader::State::Streaming);
        }
    }
};

QTEST_APPLESS_MAIN(TestAnswerReader)
#include "tst_answerreader.moc"
