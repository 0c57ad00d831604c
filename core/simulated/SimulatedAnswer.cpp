#include "core/simulated/SimulatedAnswer.h"

#include <QRandomGenerator>

namespace signalbox::simulated {

namespace {

constexpr int kMaxDepth = 200;
constexpr const char* kModels[] = {"demo-fast", "demo-smart"};

QByteArray utf8(const std::string& text) {
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

QByteArray dumped(const Json& json) {
    return utf8(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

// Nesting is bounded before parsing: what is answered may repeat parts of the body, level by level.
bool isTooDeep(const QByteArray& body) {
    int depth = 0;
    bool inText = false;
    for (qsizetype i = 0; i < body.size(); ++i) {
        const char c = body.at(i);
        if (inText) {
            if (c == '\\') {
                ++i;
            } else if (c == '"') {
                inText = false;
            }
        } else if (c == '"') {
            inText = true;
        } else if (c == '{' || c == '[') {
            if (++depth > kMaxDepth) {
                return true;
            }
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}

bool isKnownModel(const std::string& name) {
    return std::find(std::begin(kModels), std::end(kModels), name) != std::end(kModels);
}

Json modelEntry(const std::string& id) {
    constexpr qint64 kMade = 1'767'225'600;
    return {{"id", id}, {"object", "model"}, {"created", kMade}, {"owned_by", "signalbox-simulated"}};
}

Answer answerModels(const QByteArray& id) {
    if (!id.isEmpty()) {
        const std::string name = id.toStdString();
        return isKnownModel(name)
                   ? jsonAnswer(modelEntry(name), 0)
                   : refusal(404, "The model '" + name + "' does not exist", "model", "model_not_found");
    }
    Json list = Json::array();
    for (const char* name : kModels) {
        list.push_back(modelEntry(name));
    }
    return jsonAnswer({{"object", "list"}, {"data", list}}, 0);
}

struct Route {
    const char* path;
    Answer (*answer)(const Question&);
};

constexpr Route kRoutes[] = {
    {"/chat/completions", &answerChat},     {"/completions", &answerCompletion},
    {"/responses", &answerResponse},        {"/embeddings", &answerEmbeddings},
    {"/images/generations", &answerImages}, {"/moderations", &answerModerations},
    {"/audio/speech", &answerSpeech},
};

QByteArray pathOf(const QByteArray& url) {
    const qsizetype query = url.indexOf('?');
    const QByteArray withoutQuery = query < 0 ? url : url.left(query);
    const qsizetype scheme = withoutQuery.indexOf("://");
    const qsizetype begin = scheme < 0 ? 0 : withoutQuery.indexOf('/', scheme + 3);
    return begin < 0 ? QByteArray("/") : withoutQuery.mid(begin);
}

Answer ask(const Route& route, const QByteArray& bytes, qint64 nowS) {
    if (isTooDeep(bytes)) {
        return refusal(400, "The body is nested too deeply.");
    }
    Question question;
    question.body = Json::parse(bytes.constBegin(), bytes.constEnd(), nullptr, false);
    question.createdS = nowS;
    if (!question.body.is_object()) {
        return refusal(400, "We could not parse the JSON body of your request.");
    }
    const std::string asked = textField(question.body, "model");
    const bool isModeration = route.answer == &answerModerations;
    if (asked.empty() && !isModeration) {
        return refusal(400, "you must provide a model parameter", "model");
    }
    if (!isKnownModel(asked) && asked.starts_with("demo-")) {
        const bool isResponses = route.answer == &answerResponse;
        return refusal(
            isResponses ? 400 : 404,
            "The model '" + asked + "' does not exist; this simulated provider has demo-fast and demo-smart.",
            "model", "model_not_found");
    }
    question.model = isKnownModel(asked) ? asked : kModels[0];
    if (const Json* stream = field(question.body, "stream")) {
        if (!stream->is_boolean()) {
            return refusal(400, "Invalid type for 'stream': expected a boolean.", "stream", "invalid_type");
        }
        question.stream = stream->get<bool>();
    }
    Answer answer = route.answer(question);
    answer.isSlowModel = question.model == kModels[1];
    return answer;
}

Answer dispatch(const UpstreamRequest& request, qint64 nowS) {
    const QByteArray path = pathOf(request.url);
    const bool isGet = request.method == "GET";
    if (path.endsWith("/models") && isGet) {
        return answerModels({});
    }
    if (const qsizetype at = path.lastIndexOf("/models/"); at >= 0 && isGet) {
        return answerModels(QByteArray::fromPercentEncoding(path.mid(at + 8)));
    }
    for (const Route& route : kRoutes) {
        if (path.endsWith(route.path)) {
            return request.method == "POST"
                       ? ask(route, request.body, nowS)
                       : refusal(405, "Not allowed: use POST.", {}, "method_not_supported");
        }
    }
    return refusal(404, "Unknown request URL; the simulated provider has no such endpoint.", {},
                   "unknown_url");
}

}  // namespace

Answer answerTo(const UpstreamRequest& request, qint64 nowS) {
    Answer answer = dispatch(request, nowS);
    answer.headers.add("x-request-id", utf8(freshId("req_")));
    answer.headers.add("openai-version", "2020-10-01");
    return answer;
}

Answer refusal(int status, const std::string& message, const std::string& param, const std::string& code) {
    Answer answer = jsonAnswer({{"error",
                                 {{"message", message},
                                  {"type", "invalid_request_error"},
                                  {"param", param.empty() ? Json() : Json(param)},
                                  {"code", code.empty() ? Json() : Json(code)}}}},
                               0);
    answer.status = status;
    return answer;
}

Answer jsonAnswer(const Json& body, int tokens) {
    Answer answer = binaryAnswer("application/json", dumped(body));
    answer.pieces.front().tokens = tokens;
    return answer;
}

Answer binaryAnswer(const QByteArray& contentType, const QByteArray& bytes) {
    Answer answer;
    answer.headers.add("Content-Type", contentType);
    answer.headers.add("Content-Length", QByteArray::number(bytes.size()));
    answer.pieces.push_back({bytes, 0});
    return answer;
}

Answer streamAnswer() {
    Answer answer;
    answer.headers.add("Content-Type", "text/event-stream; charset=utf-8");
    answer.headers.add("Cache-Control", "no-cache");
    return answer;
}

void addEvent(Answer& answer, const Json& data, int tokens, const std::string& name) {
    QByteArray bytes;
    if (!name.empty()) {
        bytes += "event: " + utf8(name) + '\n';
    }
    bytes += "data: " + dumped(data) + "\n\n";
    answer.pieces.push_back({bytes, tokens});
}

std::string freshId(const std::string& prefix) {
    static constexpr char kLetters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    constexpr int kLength = 24;
    std::string id = prefix;
    for (int i = 0; i < kLength; ++i) {
        id += kLetters[QRandomGenerator::global()->bounded(static_cast<int>(sizeof(kLetters) - 1))];
    }
    return id;
}

qint64 integerField(const Json& object, const char* name, qint64 fallback) {
    const Json* found = field(object, name);
    return found != nullptr && found->is_number_integer() ? found->get<qint64>() : fallback;
}

const Json* field(const Json& object, const char* name) {
    if (!object.is_object()) {
        return nullptr;
    }
    const auto found = object.find(name);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string textField(const Json& object, const char* name) {
    const Json* found = field(object, name);
    return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace signalbox::simulated
