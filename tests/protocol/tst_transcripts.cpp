// Every recorded transcript of the OpenAI protocol and its dialects, where the recordings are at hand: bytes
// out are bytes in, usage is what an independent calculation finds, errors fall into their class. A few
// recordings are kept here, so that the test says something without the rest.
#include "tests/protocol/AnswerFeed.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>

using namespace signalbox;
using namespace signalbox::test;
using Json = nlohmann::ordered_json;

namespace {

QString transcriptsFolder() {
    const QString shared =
        qEnvironmentVariable("SIGNALBOX_SHARED", QStringLiteral(SIGNALBOX_SOURCE_DIR "/../shared"));
    return shared + QStringLiteral("/transcripts");
}

QByteArray readAll(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::optional<Endpoint> endpointOf(const QString& url, const QString& name) {
    for (const Endpoint endpoint :
         {Endpoint::ChatCompletions, Endpoint::Completions, Endpoint::Responses, Endpoint::Embeddings,
          Endpoint::ImageGenerations, Endpoint::Moderations}) {
        if (QUrl(url).path().endsWith(QLatin1Char('/') + endpointName(endpoint))) {
            return endpoint;
        }
    }
    if (!url.isEmpty()) {
        return std::nullopt;  // models, transcriptions, a vendor's own endpoints
    }
    if (name.startsWith(QLatin1String("openai-responses")) || name.startsWith(QLatin1String("lmstudio"))) {
        return Endpoint::Responses;
    }
    return name.contains(QLatin1String("openai-completion")) ? Endpoint::Completions
           : name.contains(QLatin1String("openai-image"))    ? Endpoint::ImageGenerations
           : name.contains(QLatin1String("transcription"))   ? std::nullopt
                                                             : std::optional(Endpoint::ChatCompletions);
}

// The payloads of an event stream, cut at blank lines by nothing but text replacement.
std::vector<Json> payloads(QByteArray body, bool stream) {
    std::vector<Json> list;
    if (!stream) {
        list.push_back(Json::parse(body.toStdString()));
        return list;
    }
    body.replace("\r\n", "\n");
    for (const QByteArray& line : body.split('\n')) {
        if (line.startsWith("data:") && !line.contains("[DONE]")) {
            list.push_back(Json::parse(line.mid(5).trimmed().toStdString()));
        }
    }
    return list;
}

qint64 numberAt(const Json& json, const char* pointer) {
    const auto at = Json::json_pointer(pointer);
    return json.contains(at) && json[at].is_number() ? json[at].get<qint64>() : 0;
}

// protocols.md by hand: the last usage that is not null, reasoning added where the total shows that it was
// left out.
std::optional<Usage> expectedUsage(const std::vector<Json>& events) {
    std::optional<Json> last;
    for (const Json& event : events) {
        for (const char* pointer : {"/x_groq/usage", "/choices/0/usage", "/response/usage", "/usage"}) {
            const auto at = Json::json_pointer(pointer);
            if (event.contains(at) && event[at].is_object()) {
                last = event[at];
            }
        }
    }
    if (!last) {
        return std::nullopt;
    }
    const bool responses = last->contains("input_tokens");
    Usage usage;
    usage.inputTokens = numberAt(*last, responses ? "/input_tokens" : "/prompt_tokens");
    usage.outputTokens = numberAt(*last, responses ? "/output_tokens" : "/completion_tokens");
    usage.reasoningTokens = numberAt(*last, responses ? "/output_tokens_details/reasoning_tokens"
                                                      : "/completion_tokens_details/reasoning_tokens");
    usage.cachedInputTokens = std::max(
        {numberAt(*last, "/prompt_tokens_details/cached_tokens"),
         numberAt(*last, "/input_tokens_details/cached_tokens"), numberAt(*last, "/num_cached_tokens"),
         numberAt(*last, "/prompt_cache_hit_tokens"), numberAt(*last, "/cached_tokens")});
    usage.cacheWriteTokens =
        std::max({numberAt(*last, "/prompt_tokens_details/cache_write_tokens"),
                  numberAt(*last, "/input_tokens_details/cache_write_tokens"),
                  numberAt(*last, "/prompt_tokens_details/cache_creation_input_tokens")});
    const qint64 left = numberAt(*last, "/total_tokens") - usage.inputTokens - usage.outputTokens;
    if (left > 0) {
        usage.outputTokens += left;
        usage.reasoningTokens = left;
    }
    if (last->contains("cost") && (*last)["cost"].is_number()) {
        usage.reportedCost = std::llround((*last)["cost"].get<double>() * 1e9);
    } else if (const qint64 ticks = numberAt(*last, "/cost_in_usd_ticks"); ticks > 0) {
        usage.reportedCost = (ticks + 5) / 10;
    }
    return usage;
}

struct Transcript {
    QString name;
    AnswerScript script;
};

// Payload lines become an event stream again, as the recordings' index says.
QByteArray framed(const QByteArray& lines, Endpoint endpoint) {
    QByteArray body;
    for (const QByteArray& line : lines.split('\n')) {
        if (line.trimmed().isEmpty()) {
            continue;
        }
        if (endpoint == Endpoint::Responses) {
            const Json json = Json::parse(line.toStdString());
            body += "event: " + QByteArray::fromStdString(json["type"].get<std::string>()) + "\n";
        }
        body += "data: " + line.trimmed() + "\n\n";
    }
    return endpoint == Endpoint::Responses ? body : body + "data: [DONE]\n\n";
}

std::vector<Transcript> transcripts() {
    static const QStringList kFolders{QStringLiteral("openai-chat"),       QStringLiteral("openai-responses"),
                                      QStringLiteral("openai-compatible"), QStringLiteral("openai-other"),
                                      QStringLiteral("deepseek"),          QStringLiteral("xai"),
                                      QStringLiteral("mistral"),           QStringLiteral("groq"),
                                      QStringLiteral("openrouter"),        QStringLiteral("ollama"),
                                      QStringLiteral("llamacpp"),          QStringLiteral("lmstudio"),
                                      QStringLiteral("moonshot"),          QStringLiteral("alibaba")};
    std::vector<Transcript> list;
    for (const QString& folder : kFolders) {
        const QDir dir(transcriptsFolder() + QLatin1Char('/') + folder);
        for (const QString& metaName : dir.entryList({QStringLiteral("*.meta.json")})) {
            const Json meta = Json::parse(readAll(dir.filePath(metaName)).toStdString());
            Transcript transcript;
            transcript.name = folder + QLatin1Char('/') + metaName.chopped(10);
            const QString url = QString::fromStdString(meta.value("url", std::string()));
            const auto endpoint = endpointOf(url, transcript.name);
            if (!endpoint) {
                continue;
            }
            const QString file = QString::fromStdString(meta["files"]["response"].get<std::string>());
            const bool lines = file.endsWith(QLatin1String(".jsonl"));
            AnswerScript& script = transcript.script;
            script.endpoint = *endpoint;
            script.stream = lines || file.endsWith(QLatin1String(".sse"));
            script.status = meta["status"].is_number() ? meta["status"].get<int>() : 200;
            script.body = readAll(dir.filePath(file));
            if (lines) {
                script.body = framed(script.body, *endpoint);
            }
            if (meta.contains("response_headers")) {
                for (const auto& [name, value] : meta["response_headers"].items()) {
                    if (name != "content-length" && value.is_string()) {
                        script.headers.add(QByteArray::fromStdString(name),
                                           QByteArray::fromStdString(value.get<std::string>()));
                    }
                }
            }
            if (!script.headers.contains("content-type")) {
                script.headers.add("content-type", script.stream ? "text/event-stream" : "application/json");
            }
            list.push_back(std::move(transcript));
        }
    }
    return list;
}

// Kept here: the shapes that differ most from one another.
std::vector<Transcript> ownTranscripts() {
    const auto sse = [](const char* name, Endpoint endpoint, const QByteArray& body) {
        AnswerScript script;
        script.endpoint = endpoint;
        script.headers = headersOf("text/event-stream");
        script.body = body;
        return Transcript{QString::fromLatin1(name), script};
    };
    return {
        sse("own/usage chunk", Endpoint::ChatCompletions,
            "data: "
            "{\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]"
            ",\"usage\":null}\n\n"
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}],\"usage\":null}\n\n"
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":null}\n\n"
            "data: "
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":1,\"total_tokens\":9,"
            "\"prompt_tokens_details\":{\"cached_tokens\":2}}}\n\n"
            "data: [DONE]\n\n"),
        sse("own/comments and a repeated finish", Endpoint::ChatCompletions,
            ": PROCESSING\n\ndata: "
            "{\"choices\":[{\"delta\":{\"content\":\"10\"},\"finish_reason\":null}]}\n\n"
            "data: {\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}\n\n"
            "data: "
            "{\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":null}],\"usage\":{\"prompt_"
            "tokens\":20,\"completion_tokens\":1,\"total_tokens\":21,\"cost\":0.0000036}}\n\n"
            "data: [DONE]\n\n"),
        sse("own/responses", Endpoint::Responses,
            "event: response.created\r\ndata: "
            "{\"type\":\"response.created\",\"response\":{\"usage\":null}}\r\n\r\n"
            "event: response.output_text.delta\r\ndata: "
            "{\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}\r\n\r\n"
            "event: response.completed\r\ndata: "
            "{\"type\":\"response.completed\",\"response\":{\"usage\":{\"input_tokens\":9,\"output_tokens\":"
            "4,\"total_tokens\":13,"
            "\"output_tokens_details\":{\"reasoning_tokens\":3}}}}\r\n\r\n"),
    };
}

std::vector<Transcript> allTranscripts() {
    std::vector<Transcript> list = ownTranscripts();
    for (Transcript& transcript : transcripts()) {
        list.push_back(std::move(transcript));
    }
    return list;
}

// An error that the provider reports inside its stream, found without the code under test.
bool endsInError(const std::vector<Json>& events) {
    return std::any_of(events.begin(), events.end(), [](const Json& event) {
        const std::string type = event.value("type", std::string());
        return (event.contains("error") && event["error"].is_object()) || type == "error" ||
               type == "response.failed";
    });
}

}  // namespace

class TestTranscripts final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answers_data() {
        QTest::addColumn<AnswerScript>("script");
        for (const Transcript& transcript : allTranscripts()) {
            if (transcript.script.status == 200) {
                QTest::newRow(qPrintable(transcript.name)) << transcript.script;
            }
        }
    }
    void answers() {
        QFETCH(AnswerScript, script);
        const std::vector<Json> events = payloads(script.body, script.stream);
        const std::optional<Usage> expected = expectedUsage(events);
        const AnswerResult whole = feedWhole(script);
        if (endsInError(events)) {
            QCOMPARE(whole.state, AnswerReader::State::Failed);
            QCOMPARE(int(whole.failure.kind),
                     int(whole.failure.afterContent ? FailureClass::Cut : FailureClass::BadAnswer));
            QCOMPARE(whole.out, whole.failure.afterContent ? script.body : QByteArray());
        } else {
            QVERIFY2(whole.state == AnswerReader::State::Streaming, qPrintable(whole.failure.detail));
            QCOMPARE(whole.out, script.body);
        }
        QCOMPARE(whole.usage.estimated, !expected.has_value());
        if (expected) {
            QCOMPARE(whole.usage.inputTokens, expected->inputTokens);
            QCOMPARE(whole.usage.outputTokens, expected->outputTokens);
            QCOMPARE(whole.usage.cachedInputTokens, expected->cachedInputTokens);
            QCOMPARE(whole.usage.cacheWriteTokens, expected->cacheWriteTokens);
            QCOMPARE(whole.usage.reasoningTokens, expected->reasoningTokens);
            QCOMPARE(whole.usage.reportedCost.value_or(-1), expected->reportedCost.value_or(-1));
        }
        const AnswerResult bytewise = feedBytes(script);
        QCOMPARE(bytewise.out, whole.out);
        QCOMPARE(bytewise.usage, whole.usage);
        QCOMPARE(bytewise.state, whole.state);
        QCOMPARE(bytewise.model, whole.model);
    }

    // In two pieces, cut at each byte in turn: whatever the place, the same comes out.
    void cutAnywhere_data() {
        QTest::addColumn<AnswerScript>("script");
        for (const Transcript& transcript : allTranscripts()) {
            if (transcript.script.status == 200 && transcript.script.stream &&
                transcript.script.body.size() < 4500) {
                QTest::newRow(qPrintable(transcript.name)) << transcript.script;
            }
        }
    }
    void cutAnywhere() {
        QFETCH(AnswerScript, script);
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
        QFETCH(AnswerScript, script);
        script.includeUsage = false;
        const AnswerResult result = feedBytes(script);
        const AnswerResult asked = feedBytes([&] {
            AnswerScript own = script;
            own.includeUsage = true;
            return own;
        }());
        QCOMPARE(result.usage, asked.usage);
        QByteArray expected;
        for (const QByteArray& line : QByteArray(asked.out).replace("\r\n", "\r").split('\n')) {
            Json json;
            if (line.startsWith("data: {")) {
                json = Json::parse(line.mid(6).toStdString());
            }
            const bool usageOnly = json.contains("choices") && json["choices"].empty() &&
                                   json.contains("usage") && json["usage"].is_object();
            expected += usageOnly ? QByteArray() : line;
        }
        if (script.endpoint == Endpoint::Responses) {
            expected = QByteArray(asked.out).replace("\r\n", "\r").replace("\n", "");
        }
        QCOMPARE(QByteArray(result.out).replace("\r\n", "\r").replace("\n", ""), expected);
    }

    void errors_data() {
        QTest::addColumn<AnswerScript>("script");
        QTest::addColumn<FailureClass>("kind");
        using enum FailureClass;
        // By the recording's name; what is not named here is told by its status alone.
        static const QHash<QString, FailureClass> kKinds{
            {QStringLiteral("openai-chat/002-completions-json-error404-bt"), ModelNotFound},
            {QStringLiteral("openai-responses/001-responses-json-error400-pai"), ModelNotFound},
            {QStringLiteral("openai-responses/002-responses-json-error400-rllm"), ContextTooLong},
            {QStringLiteral("openai-responses/v02-openai-error.1-vai"), Quota},
            {QStringLiteral("openai-compatible/002-completions-json-error400-rllm"), ContextTooLong},
            {QStringLiteral("openai-compatible/004-completions-json-error404-otel"), ModelNotFound},
            {QStringLiteral("openai-other/007-embeddings-json-error404-pai"), ModelNotFound},
            {QStringLiteral("openai-other/009-generations-json-error400-rig"), ModelNotFound},
            {QStringLiteral("deepseek/001-completions-json-error400-rig"), ModelNotFound},
            {QStringLiteral("groq/002-completions-json-error404-pai"), ModelNotFound},
            {QStringLiteral("mistral/001-completions-json-error400-rig"), ModelNotFound},
            {QStringLiteral("mistral/016-embeddings-json-error400-rig"), ModelNotFound},
            {QStringLiteral("ollama/003-completions-json-error400-rllm"), ContextTooLong},
            {QStringLiteral("openrouter/002-completions-json-error400-rig"), ModelNotFound},
            {QStringLiteral("openrouter/017-embeddings-json-error400-rig"), ModelNotFound},
            {QStringLiteral("xai/003-responses-json-error400-rig"), ModelNotFound},
        };
        AnswerScript own;
        own.status = 429;
        own.stream = false;
        own.headers = headersOf("application/json");
        own.body = "{\"error\":{\"message\":\"slow down\"}}";
        QTest::newRow("own/429") << own << RateLimited;
        for (const Transcript& transcript : transcripts()) {
            const int status = transcript.script.status;
            if (status >= 400) {
                const FailureClass byStatus = status == 401   ? BadKey
                                              : status == 429 ? RateLimited
                                              : status >= 500 ? ServerError
                                                              : ClientError;
                QTest::newRow(qPrintable(transcript.name))
                    << transcript.script << kKinds.value(transcript.name, byStatus);
            }
        }
    }
    void errors() {
        QFETCH(AnswerScript, script);
        QFETCH(FailureClass, kind);
        const AnswerResult result = feedBytes(script);
        QCOMPARE(result.state, AnswerReader::State::Failed);
        QCOMPARE(int(result.failure.kind), int(kind));
        QCOMPARE(result.failure.httpStatus, script.status);
        QCOMPARE(result.failedBody, script.body);
        QVERIFY(!result.failure.detail.isEmpty());
        QVERIFY(result.failure.detail.size() <= 300);
        QVERIFY(!result.failure.detail.contains(QLatin1String("sk-inval")));
        QVERIFY(result.out.isEmpty());
        QCOMPARE(result.usage, Usage());
    }
};

QTEST_APPLESS_MAIN(TestTranscripts)
#include "tst_transcripts.moc"
