#include "core/protocol/PlainAnswer.h"

#include "core/protocol/AnswerEvent.h"
#include "core/protocol/FailureRules.h"
#include "core/protocol/JsonText.h"
#include "core/protocol/RequestBody.h"

#include <string_view>

namespace signalbox {

namespace {

namespace ondemand = simdjson::ondemand;
using namespace std::string_view_literals;

// Up to here the whole document is validated. Larger ones (images in base64, long lists of embeddings) are
// walked at their top level: brackets and strings are checked, numbers inside are not.
constexpr qsizetype kValidatedBytes = 4 * 1024 * 1024;

QString noJson() {
    return QStringLiteral("the answer is not JSON");
}

QString errorText(QByteArrayView body) {
    const ErrorFacts facts = errorFacts(body);
    return facts.message.isEmpty() ? QStringLiteral("an error object with status 200") : facts.message;
}

void readModel(const std::optional<json::Element>& model, AnswerFacts& facts) {
    if (const std::string_view name = json::text(model); !name.empty() && facts.model.isEmpty()) {
        facts.model = json::toQString(name);
    }
}

QString checkSmall(Endpoint endpoint, QByteArray& body, AnswerFacts& facts) {
    json::pad(body);
    json::Parser parser;
    const auto root = parser.parsePadded(body);
    if (!root) {
        return noJson();
    }
    json::Object object;
    if (root->get(object) != simdjson::SUCCESS) {
        return errorFacts(body).isError ? errorText(body) : QStringLiteral("the answer is not a JSON object");
    }
    if (object.begin() == object.end()) {
        return QStringLiteral("the answer is an empty object");
    }
    if (json::filled(json::member(*root, "error")) ||
        json::text(json::member(*root, "object")) == "error"sv) {
        return errorText(body);
    }
    facts.meter.readAnswer(*root);
    readModel(json::member(*root, "model"), facts);
    json::Array images;
    if (const auto data = json::member(*root, "data");
        endpoint == Endpoint::ImageGenerations && data && data->get(images) == simdjson::SUCCESS) {
        facts.images = static_cast<qint64>(images.size());
    }
    if (endpoint == Endpoint::Responses) {
        if (const std::string_view id = json::text(json::member(*root, "id")); !id.empty()) {
            facts.answer = answerHash(id);
        }
    }
    return {};
}

// The bytes of a value, whatever its type.
std::string_view rawOf(ondemand::value& value) {
    ondemand::object object;
    std::string_view raw;
    if (value.get_object().get(object) == simdjson::SUCCESS &&
        object.raw_json().get(raw) == simdjson::SUCCESS) {
        return raw;
    }
    return {};
}

QString checkLarge(Endpoint endpoint, QByteArray& body, AnswerFacts& facts) {
    json::pad(body);
    ondemand::parser parser;
    ondemand::document document;
    ondemand::object object;
    const auto size = static_cast<std::size_t>(body.size());
    if (parser.iterate(body.constData(), size, size + simdjson::SIMDJSON_PADDING).get(document) !=
            simdjson::SUCCESS ||
        document.get_object().get(object) != simdjson::SUCCESS) {
        return noJson();
    }
    json::Parser part;
    for (auto entry : object) {
        ondemand::field field;
        std::string_view key;
        if (std::move(entry).get(field) != simdjson::SUCCESS ||
            field.unescaped_key().get(key) != simdjson::SUCCESS) {
            return noJson();
        }
        ondemand::value& value = field.value();
        if (key == "error"sv) {
            if (const std::string_view raw = rawOf(value); !raw.empty()) {
                QByteArray error("{\"error\":");
                error.append(raw.data(), static_cast<qsizetype>(raw.size())).append('}');
                return errorText(error);
            }
        } else if (key == "usage"sv) {
            const std::string_view raw = rawOf(value);
            if (const auto usage = part.parse({raw.data(), static_cast<qsizetype>(raw.size())})) {
                facts.meter.readUsage(*usage);
            }
        } else if (key == "data"sv && endpoint == Endpoint::ImageGenerations) {
            ondemand::array images;
            std::size_t number = 0;
            if (value.get_array().get(images) == simdjson::SUCCESS &&
                images.count_elements().get(number) == simdjson::SUCCESS) {
                facts.images = static_cast<qint64>(number);
            }
        } else if (key == "model"sv) {
            std::string_view name;
            if (value.get_string().get(name) == simdjson::SUCCESS && facts.model.isEmpty()) {
                facts.model = json::toQString(name);
            }
        } else if (key == "id"sv && endpoint == Endpoint::Responses) {
            std::string_view id;
            if (value.get_string().get(id) == simdjson::SUCCESS && !id.empty()) {
                facts.answer = answerHash(id);
            }
        }
    }
    const char* rest = nullptr;
    return document.current_location().get(rest) == simdjson::SUCCESS ? noJson() : QString();
}

}  // namespace

QString checkPlainAnswer(Endpoint endpoint, QByteArray& body, AnswerFacts& facts) {
    const QByteArrayView text = QByteArrayView(body).trimmed();
    if (text.isEmpty()) {
        return QStringLiteral("the answer is empty");
    }
    if (looksLikeHtml(text)) {
        return QStringLiteral("the answer is a web page, not JSON");
    }
    if (QString wrong = body.size() <= kValidatedBytes ? checkSmall(endpoint, body, facts)
                                                       : checkLarge(endpoint, body, facts);
        !wrong.isEmpty()) {
        return wrong;
    }
    if (!facts.meter.told()) {
        // A whole answer of the responses endpoint has its words in "text", as completions have.
        const Endpoint words = endpoint == Endpoint::Responses ? Endpoint::Completions : endpoint;
        facts.textBytes = look(words, body).textBytes;
    }
    return {};
}

bool looksLikeHtml(QByteArrayView text) {
    return text.trimmed().startsWith('<');
}

}  // namespace signalbox
