#include "tests/support/AnswerByHand.h"

#include <QList>

#include <algorithm>
#include <cmath>

namespace signalbox::test {

namespace {

qint64 numberAt(const Json& json, const char* pointer) {
    const auto at = Json::json_pointer(pointer);
    return json.contains(at) && json[at].is_number() ? json[at].get<qint64>() : 0;
}

bool isError(const Json& event) {
    const std::string type = event.value("type", std::string());
    return (event.contains("error") && event["error"].is_object()) || type == "error" ||
           type == "response.failed";
}

bool isFilled(const Json& value) {
    return value.is_string() ? !value.get_ref<const std::string&>().empty()
                             : !value.is_null() && !value.empty();
}

bool isContent(const Json& event) {
    const std::string type = event.value("type", std::string());
    if (!type.empty()) {
        return type != "response.created" && type != "response.in_progress" && type != "response.queued";
    }
    if (!event.contains("choices")) {
        return false;
    }
    return std::any_of(event["choices"].begin(), event["choices"].end(), [](const Json& choice) {
        if (choice.contains("finish_reason") && isFilled(choice["finish_reason"])) {
            return true;
        }
        const Json delta = choice.value("delta", Json::object());
        return std::any_of(delta.items().begin(), delta.items().end(), [](const auto& member) {
            return member.key() != "role" && isFilled(member.value());
        });
    });
}

bool isUsageOnly(const QByteArray& event) {
    const qsizetype at = event.indexOf("data:");
    const Json json = at < 0 ? Json() : Json::parse(event.mid(at + 5).toStdString(), nullptr, false);
    return json.is_object() && json.contains("choices") && json["choices"].empty() &&
           json.contains("usage") && json["usage"].is_object();
}

}  // namespace

std::vector<Json> payloads(const Transcript& transcript) {
    std::vector<Json> list;
    if (transcript.endpoint == Endpoint::AudioSpeech && transcript.status == 200) {
        return list;
    }
    if (!transcript.stream) {
        list.push_back(Json::parse(transcript.body.toStdString()));
        return list;
    }
    QByteArray body = transcript.body;
    body.replace("\r\n", "\n");
    for (const QByteArray& line : body.split('\n')) {
        if (line.startsWith("data:") && !line.contains("[DONE]")) {
            list.push_back(Json::parse(line.mid(5).trimmed().toStdString()));
        }
    }
    return list;
}

// The last usage that is not null, wherever providers put it; never a sum.
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
        // Images are a bill by their number.
        const Json data = events.empty() ? Json() : events.front().value("data", Json());
        if (!data.is_array() || data.empty() || !(data[0].contains("b64_json") || data[0].contains("url"))) {
            return std::nullopt;
        }
        Usage usage;
        usage.images = static_cast<qint64>(data.size());
        return usage;
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
    // The total tells of reasoning that is no part of the completion (xAI), or is not named at all (Gemini).
    const qint64 left = numberAt(*last, "/total_tokens") - usage.inputTokens - usage.outputTokens;
    if (left > 0) {
        usage.outputTokens += left;
        usage.reasoningTokens = left;
    }
    if (last->contains("cost") && (*last)["cost"].is_number()) {
        usage.reportedCost = std::llround((*last)["cost"].get<double>() * 1e9);
    } else if (last->contains("cost") && (*last)["cost"].is_object() &&
               (*last)["cost"].contains("total_cost")) {
        usage.reportedCost = std::llround((*last)["cost"]["total_cost"].get<double>() * 1e9);
    } else if (const qint64 ticks = numberAt(*last, "/cost_in_usd_ticks"); ticks > 0) {
        usage.reportedCost = (ticks + 5) / 10;
    }
    return usage;
}

QString expectedModel(const std::vector<Json>& events) {
    for (const Json& event : events) {
        for (const char* pointer : {"/model", "/response/model"}) {
            const auto at = Json::json_pointer(pointer);
            if (event.contains(at) && event[at].is_string() && isFilled(event[at])) {
                return QString::fromStdString(event[at].get<std::string>());
            }
        }
    }
    return {};
}

bool endsInError(const std::vector<Json>& events) {
    return std::any_of(events.begin(), events.end(), isError);
}

bool contentBeforeError(const std::vector<Json>& events) {
    const auto error = std::find_if(events.begin(), events.end(), isError);
    return std::any_of(events.begin(), error, isContent);
}

QByteArray withoutUsageChunk(const QByteArray& body) {
    QByteArray kept;
    qsizetype begin = 0;
    while (begin < body.size()) {
        const qsizetype lf = body.indexOf("\n\n", begin);
        const qsizetype crlf = body.indexOf("\r\n\r\n", begin);
        qsizetype end = body.size();
        if (crlf >= 0 && (lf < 0 || crlf < lf)) {
            end = crlf + 4;
        } else if (lf >= 0) {
            end = lf + 2;
        }
        const QByteArray event = body.mid(begin, end - begin);
        if (!isUsageOnly(event)) {
            kept += event;
        }
        begin = end;
    }
    return kept;
}

QString toText(const Usage& usage) {
    return QStringLiteral("in %1 (cached %2, written %3), out %4 (reasoning %5), cost %6, %7")
        .arg(usage.inputTokens)
        .arg(usage.cachedInputTokens)
        .arg(usage.cacheWriteTokens)
        .arg(usage.outputTokens)
        .arg(usage.reasoningTokens)
        .arg(usage.reportedCost ? QString::number(*usage.reportedCost) : QStringLiteral("not told"),
             usage.estimated ? QStringLiteral("estimated") : QStringLiteral("told"));
}

}  // namespace signalbox::test
