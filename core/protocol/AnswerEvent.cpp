#include "core/protocol/AnswerEvent.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <string_view>

namespace signalbox {

namespace {

using namespace std::string_view_literals;

// Members that carry the model's words. Responses: "delta" alone, since ".done" events repeat the text.
constexpr std::array kChatText{"content"sv, "reasoning_content"sv, "reasoning"sv, "arguments"sv, "refusal"sv};
constexpr std::array kCompletionText{"text"sv};
constexpr std::array kResponseText{"delta"sv};

constexpr std::array kTerminal{
    "response.completed"sv,         "response.incomplete"sv,  "response.failed"sv,   "response.cancelled"sv,
    "image_generation.completed"sv, "image_edit.completed"sv, "speech.audio.done"sv,
};

// The members of a chat delta that are content once they hold anything. A role alone is not.
constexpr std::array kDeltaContent{
    "content"sv,
    "refusal"sv,
    "reasoning"sv,
    "reasoning_content"sv,
    "reasoning_details"sv,
    "tool_calls"sv,
    "function_call"sv,
    "audio"sv,
    "images"sv,
};

// Responses events that come before anything is said.
constexpr std::array kResponsePrelude{"response.created"sv, "response.in_progress"sv, "response.queued"sv};

template <class Table>
bool contains(const Table& table, std::string_view word) {
    return std::find(table.begin(), table.end(), word) != table.end();
}

bool isText(Endpoint endpoint, std::string_view key) {
    switch (endpoint) {
        case Endpoint::Completions:
            return contains(kCompletionText, key);
        case Endpoint::Responses:
            return contains(kResponseText, key);
        default:
            return contains(kChatText, key);
    }
}

// The closing quote of the string that begins at `begin` (behind its opening quote), or `end`.
const char* stringEnd(const char* begin, const char* end) {
    for (const char* at = begin; at < end; ++at) {
        at = static_cast<const char*>(std::memchr(at, '"', static_cast<std::size_t>(end - at)));
        if (at == nullptr) {
            return end;
        }
        const char* slash = at;
        while (slash > begin && slash[-1] == '\\') {
            --slash;
        }
        if ((at - slash) % 2 == 0) {
            return at;
        }
    }
    return end;
}

const char* skipBlanks(const char* at, const char* end) {
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')) {
        ++at;
    }
    return at;
}

// A whole number that begins there; nothing if there is none.
std::optional<qint64> digits(const char* at, const char* end) {
    qint64 number = 0;
    const auto read = std::from_chars(at, end, number);
    return read.ec == std::errc() && number >= 0 ? std::optional(number) : std::nullopt;
}

bool isChatContent(const json::Element& choice) {
    for (const std::string_view holder : {"delta"sv, "message"sv}) {
        const auto delta = json::member(choice, holder);
        if (delta && std::any_of(kDeltaContent.begin(), kDeltaContent.end(), [&](std::string_view name) {
                return json::filled(json::member(*delta, name));
            })) {
            return true;
        }
    }
    return json::filled(json::member(choice, "text"));
}

EventMeaning judgeChoices(const json::Element& event) {
    EventMeaning meaning;
    json::Array choices;
    json::Element member;
    const bool listed =
        event.at_key("choices").get(member) == simdjson::SUCCESS && member.get(choices) == simdjson::SUCCESS;
    if (listed) {
        for (const json::Element choice : choices) {
            if (json::filled(json::member(choice, "finish_reason"))) {
                meaning.ends = true;
                meaning.kind = EventMeaning::Kind::Content;
            } else if (isChatContent(choice)) {
                meaning.kind = EventMeaning::Kind::Content;
            }
        }
    }
    meaning.usageOnly =
        listed && choices.begin() == choices.end() && json::filled(json::member(event, "usage"));
    return meaning;
}

}  // namespace

EventGlance look(Endpoint endpoint, QByteArrayView data) {
    EventGlance glance;
    bool textPart = false;  // in a chat's part of type "text", as Mistral splits content
    const char* at = data.data();
    const char* const end = at + data.size();
    while (at < end) {
        at = static_cast<const char*>(std::memchr(at, '"', static_cast<std::size_t>(end - at)));
        if (at == nullptr) {
            break;
        }
        const char* const keyBegin = at + 1;
        const char* const keyEnd = stringEnd(keyBegin, end);
        at = keyEnd < end ? skipBlanks(keyEnd + 1, end) : end;
        if (at >= end || *at != ':') {
            continue;  // a value
        }
        const std::string_view key(keyBegin, static_cast<std::size_t>(keyEnd - keyBegin));
        at = skipBlanks(at + 1, end);
        if (at >= end) {
            break;
        }
        if (*at != '"') {
            const bool holds = *at != 'n';
            glance.usage |= holds && key == "usage"sv;
            glance.error |= holds && key == "error"sv;
            if (key == "sequence_number"sv) {
                glance.sequence = digits(at, end);
            }
            continue;
        }
        const char* const valueBegin = at + 1;
        const char* const valueEnd = stringEnd(valueBegin, end);
        const std::string_view value(valueBegin, static_cast<std::size_t>(valueEnd - valueBegin));
        if (key == "finish_reason"sv) {
            glance.finish |= !value.empty();
        } else if (key == "error"sv) {
            glance.error |= !value.empty();
        } else if (key == "type"sv || key == "object"sv) {
            glance.terminal |= contains(kTerminal, value);
            glance.error |= value == "error"sv;
            textPart = endpoint == Endpoint::ChatCompletions && value == "text"sv;
        } else if (isText(endpoint, key) || (textPart && key == "text"sv)) {
            glance.textBytes += static_cast<qint64>(value.size());
        }
        at = valueEnd < end ? valueEnd + 1 : end;
    }
    return glance;
}

EventMeaning judge(Endpoint endpoint, QByteArrayView name, const json::Element& event) {
    EventMeaning meaning;
    const std::string_view type = json::text(json::member(event, "type"));
    const bool errorName = name == QByteArrayView("error");
    if (errorName || type == "error"sv || type == "response.failed"sv ||
        json::filled(json::member(event, "error")) ||
        json::text(json::member(event, "object")) == "error"sv) {
        meaning.kind = EventMeaning::Kind::Error;
        meaning.ends = type == "response.failed"sv;
        return meaning;
    }
    if (!hasTerminalEvent(endpoint)) {
        return judgeChoices(event);
    }
    meaning.ends = contains(kTerminal, type);
    const bool prelude =
        type.empty() ? !meaning.ends && endpoint == Endpoint::Responses : contains(kResponsePrelude, type);
    meaning.kind = prelude ? EventMeaning::Kind::Neutral : EventMeaning::Kind::Content;
    return meaning;
}

bool hasTerminalEvent(Endpoint endpoint) {
    return endpoint != Endpoint::ChatCompletions && endpoint != Endpoint::Completions;
}

}  // namespace signalbox
