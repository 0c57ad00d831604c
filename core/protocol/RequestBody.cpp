#include "core/protocol/RequestBody.h"

#include "core/protocol/JsonText.h"
#include "core/protocol/PromptScan.h"

#include <QHashFunctions>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace signalbox {

namespace {

namespace ondemand = simdjson::ondemand;
using namespace std::string_view_literals;

Error fault(const QString& place, const QString& message) {
    return {ErrorCode::InvalidInput, place.isEmpty() ? message : place % QStringLiteral(": ") % message,
            place};
}

Error notJson(qsizetype offset = -1) {
    if (offset < 0) {
        return fault(QString(), QStringLiteral("body is not JSON"));
    }
    return {ErrorCode::InvalidInput, QStringLiteral("body is not JSON (near byte %1)").arg(offset),
            QStringLiteral("byte %1").arg(offset)};
}

// Endpoints whose `model` has a default at the provider.
bool mayOmitModel(Endpoint endpoint) {
    return endpoint == Endpoint::ImageGenerations || endpoint == Endpoint::Moderations;
}

// Those of whose streams the gateway has to ask for usage; all others carry it unasked.
bool usageIsAskedFor(Endpoint endpoint) {
    return endpoint == Endpoint::ChatCompletions || endpoint == Endpoint::Completions;
}

// Those where a later request repeats an earlier one's prompt and goes on from it.
bool hasConversations(Endpoint endpoint) {
    return endpoint == Endpoint::ChatCompletions || endpoint == Endpoint::Completions ||
           endpoint == Endpoint::Responses || endpoint == Endpoint::Messages;
}

std::string_view trimmed(std::string_view token) {
    const auto last = token.find_last_not_of(" \t\r\n");
    return last == std::string_view::npos ? std::string_view() : token.substr(0, last + 1);
}

// Walks the members of the body once, in the order they come.
class BodyReader {
public:
    BodyReader(RequestBody& body, const char* base) : m_body(body), m_base(base) {}

    // The place and kind of what is wrong; nothing if all is well.
    std::optional<Error> read(ondemand::object object) {
        for (auto entry : object) {
            ondemand::field field;
            std::string_view key;
            if (std::move(entry).get(field) != simdjson::SUCCESS ||
                field.unescaped_key().get(key) != simdjson::SUCCESS) {
                return notJson();
            }
            if (auto error = readMember(key, field.value())) {
                return error;
            }
        }
        m_body.estimatedPromptTokens = m_prompt.estimate();
        m_body.needsImage = m_prompt.image;
        if (hasConversations(m_body.endpoint)) {
            m_body.conversation = m_prompt.opening();
        }
        return std::nullopt;
    }

private:
    std::optional<Error> readMember(std::string_view key, ondemand::value value) {
        if (key == "model"sv) {
            return m_body.modelValue.valid() ? twice(QStringLiteral("model")) : readModel(value);
        }
        if (key == "stream"sv) {
            if (m_streamSeen) {
                return twice(QStringLiteral("stream"));
            }
            m_streamSeen = true;
            m_body.stream = trimmed(value.raw_json_token()) == "true"sv;
            return std::nullopt;
        }
        if (key == "stream_options"sv) {
            return m_body.streamOptionsValue.valid() ? twice(QStringLiteral("stream_options"))
                                                     : readStreamOptions(value);
        }
        if (key == "tools"sv || key == "functions"sv) {
            readTools(value);
        } else if (key == "response_format"sv) {
            readFormat(value);
        } else if (key == "text"sv) {
            readText(value);
        } else if (key == "input"sv && m_body.endpoint == Endpoint::AudioSpeech) {
            readSpoken(value);
        } else if (key == "messages"sv || key == "input"sv) {
            m_prompt.addTurns(value);
        } else if (key == "prompt"sv || key == "instructions"sv || key == "system"sv) {
            m_prompt.addOpening(value);
        } else if (key == "max_tokens"sv || key == "max_completion_tokens"sv ||
                   key == "max_output_tokens"sv) {
            readMaxOutput(value);
        } else if (key == "previous_response_id"sv && m_body.endpoint == Endpoint::Responses) {
            std::string_view id;
            if (value.get_string().get(id) == simdjson::SUCCESS && !id.empty()) {
                m_body.previousAnswer = answerHash(id);
            }
        }
        return std::nullopt;
    }

    std::optional<Error> readModel(ondemand::value value) {
        const QString place = QStringLiteral("model");
        const Span span = scalarSpan(value);
        std::string_view name;
        ondemand::json_type type{};
        if (value.type().get(type) != simdjson::SUCCESS) {
            return notJson(span.begin);
        }
        if (type == ondemand::json_type::null && mayOmitModel(m_body.endpoint)) {
            m_body.modelValue = span;
            return std::nullopt;
        }
        if (type != ondemand::json_type::string) {
            return fault(place, QStringLiteral("not a string"));
        }
        if (value.get_string().get(name) != simdjson::SUCCESS) {
            return fault(place, QStringLiteral("not a valid string"));
        }
        if (name.empty()) {
            return fault(place, QStringLiteral("empty"));
        }
        m_body.modelValue = span;
        m_body.model = json::toQString(name);
        return std::nullopt;
    }

    // Speech is billed by the character, of which a provider counts each code point as one.
    void readSpoken(ondemand::value value) {
        m_prompt.addTurns(value);
        std::string_view words;
        if (value.get_string().get(words) == simdjson::SUCCESS) {
            m_body.characters = std::count_if(words.begin(), words.end(), [](char byte) {
                return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
            });
        }
    }

    // What is no whole number is the provider's to refuse.
    void readMaxOutput(ondemand::value value) {
        std::int64_t tokens = 0;
        if (value.get_int64().get(tokens) == simdjson::SUCCESS && tokens > 0) {
            m_body.maxOutputTokens = tokens;
        }
    }

    std::optional<Error> readStreamOptions(ondemand::value value) {
        ondemand::json_type type{};
        if (value.type().get(type) != simdjson::SUCCESS) {
            return notJson(scalarSpan(value).begin);
        }
        if (type != ondemand::json_type::object) {
            m_body.streamOptionsValue = scalarSpan(value);
            return std::nullopt;
        }
        ondemand::object options;
        std::string_view raw;
        if (value.get_object().get(options) != simdjson::SUCCESS) {
            return notJson();
        }
        for (auto entry : options) {
            ondemand::field field;
            std::string_view key;
            if (std::move(entry).get(field) != simdjson::SUCCESS ||
                field.unescaped_key().get(key) != simdjson::SUCCESS) {
                return notJson();
            }
            if (key == "include_usage"sv) {
                if (m_body.includeUsageValue.valid()) {
                    return twice(QStringLiteral("stream_options.include_usage"));
                }
                ondemand::value& include = field.value();
                m_body.includeUsageValue = scalarSpan(include);
                m_body.includeUsage = trimmed(include.raw_json_token()) == "true"sv;
            }
        }
        if (options.reset().error() != simdjson::SUCCESS ||
            options.raw_json().get(raw) != simdjson::SUCCESS) {
            return notJson();
        }
        m_body.streamOptionsValue = {raw.data() - m_base, static_cast<qsizetype>(trimmed(raw).size())};
        return std::nullopt;
    }

    void readTools(ondemand::value value) {
        ondemand::array tools;
        if (value.get_array().get(tools) != simdjson::SUCCESS) {
            return;
        }
        for (auto element : tools) {
            ondemand::value tool;
            if (element.get(tool) != simdjson::SUCCESS) {
                return;
            }
            m_body.needsTools = true;
            m_prompt.add(tool);
        }
    }

    // {"type": "json_schema", …}: chat's response_format, and the same under responses' text.format.
    void readFormat(ondemand::value value) {
        ondemand::object format;
        if (value.get_object().get(format) != simdjson::SUCCESS) {
            return;
        }
        for (auto entry : format) {
            ondemand::field field;
            if (std::move(entry).get(field) != simdjson::SUCCESS) {
                return;
            }
            if (field.key() == "type"sv) {
                m_body.needsJsonSchema = trimmed(field.value().raw_json_token()) == "\"json_schema\""sv;
            } else if (field.key() == "json_schema"sv || field.key() == "schema"sv) {
                m_prompt.add(field.value());
            }
        }
    }

    void readText(ondemand::value value) {
        ondemand::object text;
        if (value.get_object().get(text) != simdjson::SUCCESS) {
            return;
        }
        for (auto entry : text) {
            ondemand::field field;
            if (std::move(entry).get(field) != simdjson::SUCCESS) {
                return;
            }
            if (field.key() == "format"sv) {
                readFormat(field.value());
            }
        }
    }

    [[nodiscard]] Span scalarSpan(ondemand::value& value) const {
        const std::string_view token = value.raw_json_token();
        return {token.data() - m_base, static_cast<qsizetype>(trimmed(token).size())};
    }

    static Error twice(const QString& place) { return fault(place, QStringLiteral("given twice")); }

    RequestBody& m_body;
    const char* m_base;
    PromptScan m_prompt;
    bool m_streamSeen = false;
};

QByteArray quoted(const QString& text) {
    const QByteArray bytes = text.toUtf8();
    QByteArray result("\"");
    for (const char c : bytes) {
        if (c == '"' || c == '\\') {
            result.append('\\').append(c);
        } else if (static_cast<unsigned char>(c) < 0x20) {
            constexpr auto kHex = "0123456789abcdef"sv;
            result.append("\\u00").append(kHex[static_cast<std::size_t>(c >> 4)]);
            result.append(kHex[static_cast<std::size_t>(c & 15)]);
        } else {
            result.append(c);
        }
    }
    return result.append('"');
}

struct Edit {
    qsizetype begin = 0;
    qsizetype length = 0;
    QByteArray text;
};

bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// `member` as the first of the object that begins at `brace`.
Edit firstMember(const QByteArray& bytes, qsizetype brace, QByteArray member) {
    qsizetype next = brace + 1;
    while (next < bytes.size() && isBlank(bytes[next])) {
        ++next;
    }
    const bool alone = next < bytes.size() && bytes[next] == '}';
    return {brace + 1, 0, alone ? member : member.append(',')};
}

std::optional<Edit> usageEdit(const RequestBody& request) {
    if (!request.stream || request.includeUsage || !usageIsAskedFor(request.endpoint)) {
        return std::nullopt;
    }
    const Span options = request.streamOptionsValue;
    const Span include = request.includeUsageValue;
    if (!options.valid()) {
        return firstMember(request.bytes, request.objectBegin,
                           QByteArrayLiteral("\"stream_options\":{\"include_usage\":true}"));
    }
    if (include.valid()) {
        const QByteArrayView value = QByteArrayView(request.bytes).sliced(include.begin, include.length);
        const bool off = value == QByteArrayView("false") || value == QByteArrayView("null");
        return off ? std::optional<Edit>({include.begin, include.length, QByteArrayLiteral("true")})
                   : std::nullopt;
    }
    if (request.bytes[options.begin] == '{') {
        return firstMember(request.bytes, options.begin, QByteArrayLiteral("\"include_usage\":true"));
    }
    if (QByteArrayView(request.bytes).sliced(options.begin, options.length) == QByteArrayView("null")) {
        return Edit{options.begin, options.length, QByteArrayLiteral("{\"include_usage\":true}")};
    }
    return std::nullopt;  // neither object nor null: the provider's to refuse
}

}  // namespace

quint64 answerHash(std::string_view id) {
    return qHashBits(id.data(), id.size()) | 1U;
}

Result<RequestBody> parseRequestBody(Endpoint endpoint, QByteArray bytes) {
    RequestBody body;
    body.endpoint = endpoint;
    body.bytes = std::move(bytes);
    json::pad(body.bytes);

    const QByteArray& text = body.bytes;
    const qsizetype mark = text.startsWith("\xEF\xBB\xBF") ? 3 : 0;
    qsizetype begin = mark;
    while (begin < text.size() && isBlank(text[begin])) {
        ++begin;
    }
    if (begin == text.size()) {
        return fault(QString(), QStringLiteral("body is empty"));
    }
    if (text[begin] != '{') {
        return fault(QString(), text[begin] == '[' ? QStringLiteral("body is not a JSON object")
                                                   : QStringLiteral("body is not JSON"));
    }
    body.objectBegin = begin;

    ondemand::parser parser;
    ondemand::document document;
    ondemand::object object;
    const auto length = static_cast<std::size_t>(text.size() - mark);
    const simdjson::error_code opened =
        parser.iterate(text.constData() + mark, length, length + simdjson::SIMDJSON_PADDING).get(document);
    if (opened == simdjson::UTF8_ERROR) {
        return fault(QString(), QStringLiteral("body is not valid UTF-8"));
    }
    if (opened != simdjson::SUCCESS || document.get_object().get(object) != simdjson::SUCCESS) {
        return notJson();
    }
    if (auto error = BodyReader(body, text.constData()).read(object)) {
        return *error;
    }
    const char* rest = nullptr;
    if (document.current_location().get(rest) == simdjson::SUCCESS) {
        return notJson(rest - text.constData());  // the object is followed by something, or breaks off inside
    }
    if (!body.modelValue.valid() && !mayOmitModel(endpoint)) {
        return fault(QStringLiteral("model"), QStringLiteral("missing"));
    }
    return body;
}

QByteArray bodyFor(const RequestBody& request, const QString& model, bool askForUsage) {
    std::vector<Edit> edits;
    if (!model.isEmpty() && model != request.model) {
        if (request.modelValue.valid()) {
            edits.push_back({request.modelValue.begin, request.modelValue.length, quoted(model)});
        } else {
            edits.push_back(firstMember(request.bytes, request.objectBegin,
                                        QByteArrayLiteral("\"model\":") + quoted(model)));
        }
    }
    if (askForUsage) {
        if (auto edit = usageEdit(request)) {
            edits.push_back(std::move(*edit));
        }
    }
    if (edits.empty()) {
        return request.bytes;
    }
    std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.begin < b.begin; });

    const QByteArrayView source(request.bytes);
    qsizetype size = source.size();
    for (const Edit& edit : edits) {
        size += edit.text.size() - edit.length;
    }
    QByteArray result;
    result.reserve(size);
    qsizetype done = 0;
    for (const Edit& edit : edits) {
        result.append(source.sliced(done, edit.begin - done)).append(edit.text);
        done = edit.begin + edit.length;
    }
    return result.append(source.sliced(done));
}

}  // namespace signalbox
