#include "tests/support/Transcripts.h"

#include "core/protocol/ProtocolAdapter.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QUrl>

#include <nlohmann/json.hpp>

#include <array>
#include <optional>

namespace signalbox::test {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kEndpoints{
    Endpoint::ChatCompletions,   Endpoint::Completions, Endpoint::Responses,   Endpoint::Embeddings,
    Endpoint::ImageGenerations,  Endpoint::ImageEdits,  Endpoint::AudioSpeech, Endpoint::AudioTranscriptions,
    Endpoint::AudioTranslations, Endpoint::Moderations,
};

QString folder() {
    const QString shared =
        qEnvironmentVariable("SIGNALBOX_SHARED", QStringLiteral(SIGNALBOX_SOURCE_DIR "/../shared"));
    return shared + QStringLiteral("/transcripts");
}

QByteArray readAll(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Recordings without an address name their endpoint in the file's name, if it is not their folder's own.
Endpoint endpointByName(const QString& name) {
    if (name.startsWith(QLatin1String("openai-responses")) || name.startsWith(QLatin1String("lmstudio"))) {
        return Endpoint::Responses;
    }
    return name.contains(QLatin1String("openai-completion")) ? Endpoint::Completions
           : name.contains(QLatin1String("openai-image"))    ? Endpoint::ImageGenerations
           : name.contains(QLatin1String("transcription"))   ? Endpoint::AudioTranscriptions
                                                             : Endpoint::ChatCompletions;
}

// Nothing: not one of the protocol's endpoints, or one that its adapter does not serve.
std::optional<Endpoint> servedEndpoint(const QString& url, const QString& name) {
    // Vendors' own addresses for an endpoint whose answer has the same form.
    static const QHash<QString, Endpoint> kAlike{
        {QStringLiteral("/tts"), Endpoint::AudioSpeech},
        {QStringLiteral("/images"), Endpoint::ImageGenerations},
    };
    std::optional<Endpoint> found;
    const QString path = QUrl(url).path();
    if (url.isEmpty()) {
        found = endpointByName(name);
    } else if (const auto alike = kAlike.constFind(path.mid(path.lastIndexOf(QLatin1Char('/'))));
               alike != kAlike.cend()) {
        found = *alike;
    }
    for (const Endpoint endpoint : kEndpoints) {
        if (path.endsWith(QLatin1Char('/') + endpointName(endpoint))) {
            found = endpoint;
        }
    }
    return found && protocolAdapter(Protocol::OpenAi)->serves(*found) ? found : std::nullopt;
}

QByteArray clientPath(const QString& url, const QString& name) {
    if (url.isEmpty()) {
        return "/v1/" + endpointName(endpointByName(name)).toLatin1();
    }
    const QString path = QUrl(url).path();
    const qsizetype version = path.indexOf(QLatin1String("/v1/"));
    return (version < 0 ? path : path.mid(version)).toUtf8();
}

// Payload lines become an event stream again.
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

// By the recording's name; what is not named here is told by its status alone.
FailureClass failureOf(const QString& name, int status) {
    using enum FailureClass;
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
    const FailureClass byStatus = status < 400    ? None
                                  : status == 401 ? BadKey
                                  : status == 429 ? RateLimited
                                  : status >= 500 ? ServerError
                                                  : ClientError;
    return kKinds.value(name, byStatus);
}

bool isUsableRequest(const QByteArray& request) {
    const Json json = Json::parse(request.toStdString(), nullptr, false);
    return json.is_object() && json.contains("model") && json["model"].is_string();
}

Transcript readTranscript(const QDir& dir, const Json& meta, const QString& name, Endpoint endpoint) {
    const auto fileOf = [&](const char* which) {
        return meta["files"].contains(which) ? QString::fromStdString(meta["files"][which].get<std::string>())
                                             : QString();
    };
    const QString file = fileOf("response");
    const bool lines = file.endsWith(QLatin1String(".jsonl"));
    Transcript transcript;
    transcript.name = name;
    transcript.endpoint = endpoint;
    transcript.stream = lines || file.endsWith(QLatin1String(".sse"));
    transcript.status = meta["status"].is_number() ? meta["status"].get<int>() : 200;
    transcript.failure = failureOf(name, transcript.status);
    transcript.body = readAll(dir.filePath(file));
    if (lines) {
        transcript.body = framed(transcript.body, endpoint);
    }
    if (const QString request = fileOf("request"); !request.isEmpty()) {
        transcript.request = readAll(dir.filePath(request));
        if (!isUsableRequest(transcript.request)) {
            transcript.request.clear();
        }
    }
    if (meta.contains("response_headers")) {
        for (const auto& [field, value] : meta["response_headers"].items()) {
            if (field != "content-length" && value.is_string()) {
                transcript.headers.add(QByteArray::fromStdString(field),
                                       QByteArray::fromStdString(value.get<std::string>()));
            }
        }
    }
    if (!transcript.headers.contains("content-type")) {
        transcript.headers.add("content-type", transcript.stream ? "text/event-stream" : "application/json");
    }
    return transcript;
}

}  // namespace

QStringList recordingFolders() {
    return {QStringLiteral("openai-chat"),       QStringLiteral("openai-responses"),
            QStringLiteral("openai-compatible"), QStringLiteral("openai-other"),
            QStringLiteral("deepseek"),          QStringLiteral("xai"),
            QStringLiteral("mistral"),           QStringLiteral("groq"),
            QStringLiteral("openrouter"),        QStringLiteral("ollama"),
            QStringLiteral("llamacpp"),          QStringLiteral("lmstudio"),
            QStringLiteral("moonshot"),          QStringLiteral("alibaba")};
}

bool haveRecordings() {
    return QDir(folder()).exists();
}

Recordings recordings() {
    Recordings found;
    for (const QString& subfolder : recordingFolders()) {
        const QDir dir(folder() + QLatin1Char('/') + subfolder);
        for (const QString& metaName : dir.entryList({QStringLiteral("*.meta.json")})) {
            const Json meta = Json::parse(readAll(dir.filePath(metaName)).toStdString());
            const QString name = subfolder + QLatin1Char('/') + metaName.chopped(10);
            const QString url = QString::fromStdString(meta.value("url", std::string()));
            if (const auto endpoint = servedEndpoint(url, name)) {
                found.transcripts.push_back(readTranscript(dir, meta, name, *endpoint));
            } else {
                found.leftOut.push_back({name, clientPath(url, name)});
            }
        }
    }
    return found;
}

std::vector<Transcript> allTranscripts() {
    std::vector<Transcript> list = ownTranscripts();
    for (Transcript& transcript : recordings().transcripts) {
        list.push_back(std::move(transcript));
    }
    return list;
}

}  // namespace signalbox::test
