#include "core/protocol/OpenAiAdapter.h"

#include "core/protocol/JsonText.h"
#include "core/protocol/OpenAiAnswerReader.h"
#include "core/protocol/PrivateHost.h"
#include "core/protocol/PublishedPrices.h"

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

// Never taken over from a client: keys, framing, what belongs to one connection.
constexpr std::array kNotPassed{
    "authorization",
    "x-api-key",
    "api-key",
    "x-goog-api-key",
    "cookie",
    "host",
    "content-length",
    "connection",
    "transfer-encoding",
    "keep-alive",
    "upgrade",
    "expect",
    "te",
    "trailer",
    "origin",
    "proxy-authorization",
    "content-type",
    "accept",
    "accept-encoding",
};
// Query parameters in which some tools put a key.
constexpr std::array kKeyParameters{"key", "api_key", "api-key", "apikey", "access_token", "token"};

// Hosts whose streams always carry usage; some of these refuse members they do not know, stream_options among
// them.
constexpr std::array kUsageUnasked{"api.mistral.ai", "api.deepseek.com", "openrouter.ai"};

template <class Table>
bool contains(const Table& table, QByteArrayView name) {
    return std::any_of(table.begin(), table.end(), [&](const char* entry) { return sameName(entry, name); });
}

bool isField(const Headers::Field& field) {
    const auto clean = [](const QByteArray& text) {
        return std::none_of(text.begin(), text.end(),
                            [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
    };
    return !field.first.isEmpty() && clean(field.first) && clean(field.second);
}

QByteArray withoutKeys(QByteArrayView query) {
    QByteArray result;
    for (const QByteArray& part : query.toByteArray().split('&')) {
        const qsizetype equals = part.indexOf('=');
        if (!part.isEmpty() && !contains(kKeyParameters, equals < 0 ? QByteArrayView(part)
                                                                    : QByteArrayView(part).first(equals))) {
            result.append(result.isEmpty() ? "" : "&").append(part);
        }
    }
    return result;
}

QByteArray urlFor(const ProviderConfig& provider, const QByteArray& path, const QByteArray& ownQuery) {
    QByteArray url =
        provider.baseUrl.toEncoded(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo);
    while (url.endsWith('/')) {
        url.chop(1);
    }
    url.append('/').append(path);
    QByteArray query = provider.baseUrl.query(QUrl::FullyEncoded).toLatin1();
    if (!ownQuery.isEmpty()) {
        query.append(query.isEmpty() ? "" : "&").append(ownQuery);
    }
    return query.isEmpty() ? url : url.append('?').append(query);
}

// What every request to that provider has, whatever it asks for.
UpstreamRequest requestTo(const ProviderConfig& provider, const QByteArray& path, const QByteArray& query) {
    UpstreamRequest upstream;
    upstream.url = urlFor(provider, path, query);
    upstream.keyHeader = QByteArrayLiteral("Authorization: Bearer ");
    upstream.allowPrivateAddress = isPrivateHost(provider.baseUrl.host());
    return upstream;
}

void addConfigured(const ProviderConfig& provider, Headers& headers) {
    for (const Headers::Field& field : provider.headers) {
        if (isField(field)) {
            headers.add(field.first, field.second);
        }
    }
}

bool carriesUsageUnasked(const ProviderConfig& provider) {
    return contains(kUsageUnasked, provider.baseUrl.host().toLatin1());
}

QByteArray jsonString(const QString& text) {
    const QByteArray bytes = text.toUtf8();
    QByteArray result("\"");
    for (const char c : bytes) {
        if (c == '"' || c == '\\') {
            result.append('\\');
        }
        result.append(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
    }
    return result.append('"');
}

}  // namespace

bool OpenAiAdapter::serves(Endpoint endpoint) const {
    switch (endpoint) {
        case Endpoint::ChatCompletions:
        case Endpoint::Completions:
        case Endpoint::Responses:
        case Endpoint::Embeddings:
        case Endpoint::ImageGenerations:
        case Endpoint::AudioSpeech:
        case Endpoint::Moderations:
            return true;
        case Endpoint::Messages:
        case Endpoint::CountTokens:
        case Endpoint::ImageEdits:
        case Endpoint::AudioTranscriptions:
        case Endpoint::AudioTranslations:
        case Endpoint::Videos:
            return false;
    }
    return false;
}

UpstreamRequest OpenAiAdapter::buildRequest(const RequestBody& request, const ProviderConfig& provider,
                                            const QString& model) const {
    UpstreamRequest upstream =
        requestTo(provider, endpointName(request.endpoint).toLatin1(), withoutKeys(request.query));
    upstream.body = bodyFor(request, model, !carriesUsageUnasked(provider));

    const auto ofProvider = [&](QByteArrayView name) {
        return std::any_of(provider.headers.begin(), provider.headers.end(),
                           [&](const Headers::Field& field) { return sameName(field.first, name); });
    };
    const auto addOwn = [&](const char* name, const QByteArray& value, const char* fallback) {
        const Headers::Field field(QByteArray(name), value.isEmpty() ? QByteArray(fallback) : value);
        if (isField(field) && !ofProvider(name)) {
            upstream.headers.add(field.first, field.second);
        }
    };
    upstream.headers.reserve(2 + request.passHeaders.size() + provider.headers.size());
    addOwn("Content-Type", request.contentType, "application/json");
    addOwn("Accept", request.accept, request.stream ? "text/event-stream" : "*/*");
    for (const Headers::Field& field : request.passHeaders) {
        if (isField(field) && !contains(kNotPassed, field.first) && !ofProvider(field.first)) {
            upstream.headers.add(field.first, field.second);
        }
    }
    addConfigured(provider, upstream.headers);
    return upstream;
}

UpstreamRequest OpenAiAdapter::buildModelsRequest(const ProviderConfig& provider) const {
    UpstreamRequest upstream = requestTo(provider, QByteArrayLiteral("models"), {});
    upstream.method = QByteArrayLiteral("GET");
    addConfigured(provider, upstream.headers);
    if (!upstream.headers.contains("accept")) {
        upstream.headers.add(QByteArrayLiteral("Accept"), QByteArrayLiteral("application/json"));
    }
    return upstream;
}

std::optional<QStringList> OpenAiAdapter::readModels(QByteArrayView bytes) const {
    json::Parser parser;
    const auto root = parser.parse(bytes);
    if (!root) {
        return std::nullopt;
    }
    json::Array list;
    json::Object object;
    if (root->get(object) == simdjson::SUCCESS) {
        json::Element data;
        if (object.at_key("data").get(data) != simdjson::SUCCESS) {
            return std::nullopt;
        }
        if (data.is_null()) {
            return QStringList();  // Ollama, with no model pulled
        }
        if (data.get(list) != simdjson::SUCCESS) {
            return std::nullopt;
        }
    } else if (root->get(list) != simdjson::SUCCESS) {
        return std::nullopt;
    }
    QStringList models;
    for (const json::Element& entry : list) {
        QString id = json::toQString(json::text(json::member(entry, "id")));
        const QLatin1String prefix("models/");  // Gemini's OpenAI form, which takes the names without it
        if (id.startsWith(prefix)) {
            id.remove(0, prefix.size());
        }
        if (!id.isEmpty()) {
            models.append(id);
        }
    }
    return models;
}

std::vector<PriceConfig> OpenAiAdapter::readPrices(QByteArrayView bytes) const {
    return readPublishedPrices(bytes);
}

std::unique_ptr<AnswerReader> OpenAiAdapter::readAnswer(const RequestBody& request) const {
    const bool metered =
        request.endpoint == Endpoint::ChatCompletions || request.endpoint == Endpoint::Completions;
    const bool ours = metered && request.stream && !request.includeUsage;
    return std::make_unique<OpenAiAnswerReader>(
        request, ours ? StreamAnswer::UsageChunk::LeaveOut : StreamAnswer::UsageChunk::Pass);
}

QByteArray OpenAiAdapter::errorEvent(const RequestBody& request, const QString& message,
                                     qint64 sequence) const {
    const QByteArray error = QByteArrayLiteral("{\"message\":") + jsonString(message) +
                             QByteArrayLiteral(
                                 ",\"type\":\"server_error\",\"param\":null,"
                                 "\"code\":\"all_targets_failed\"}");
    switch (request.endpoint) {
        case Endpoint::ChatCompletions:
        case Endpoint::Completions:
            return QByteArrayLiteral("data: {\"error\":") + error + QByteArrayLiteral("}\n\n");
        default:
            return QByteArrayLiteral("event: error\ndata: {\"type\":\"error\",\"sequence_number\":") +
                   QByteArray::number(sequence) + QByteArrayLiteral(",\"error\":") + error +
                   QByteArrayLiteral("}\n\n");
    }
}

}  // namespace signalbox
