#include "core/simulated/SimulatedReply.h"

#include "core/simulated/SchemaSample.h"

#include <algorithm>
#include <cstdlib>

namespace signalbox::simulated {

namespace {

constexpr int kTokensPerMessage = 4;
constexpr int kTokensPerImage = 85;
constexpr std::size_t kLongestPart = 12;
constexpr std::size_t kLongestEcho = 400;

bool isSpace(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}
bool startsCharacter(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

std::string echo(const std::string& text) {
    if (text.size() <= kLongestEcho) {
        return text;
    }
    std::size_t end = kLongestEcho;
    while (end > 0 && !startsCharacter(text[end])) {
        --end;
    }
    return text.substr(0, end) + "…";
}

// "Count to 20": a request for a long answer, for trying out streams.
std::string counted(const std::string& text) {
    static constexpr char kAsk[] = "ount to ";
    constexpr int kMost = 5000;
    const std::size_t at = text.find(kAsk);
    if (at == std::string::npos) {
        return {};
    }
    const int last = std::min(std::atoi(text.substr(at + sizeof(kAsk) - 1, 6).c_str()), kMost);
    std::string out;
    for (int i = 1; i <= last; ++i) {
        out += (i > 1 ? " " : "") + std::to_string(i);
    }
    return out;
}

std::string spoken(const Prompt& prompt, const std::string& model) {
    std::string text = "This is a simulated answer from " + model + " in Signalbox; no real model was asked.";
    if (prompt.endsWithToolResult) {
        text += " The tool returned: " + echo(prompt.toolResult);
    } else if (!prompt.lastUserText.empty()) {
        text += " You wrote: \"" + echo(prompt.lastUserText) + "\"";
    }
    if (prompt.images > 0) {
        text +=
            " With it came " + std::to_string(prompt.images) + (prompt.images == 1 ? " image." : " images.");
    }
    if (const std::string numbers = counted(prompt.lastUserText);
        !numbers.empty() && !prompt.endsWithToolResult) {
        text += " Counting: " + numbers + ".";
    }
    if (model == "demo-smart") {
        text += " The conversation has " + std::to_string(prompt.messages) +
                (prompt.messages == 1 ? " message" : " messages") + " and about " +
                std::to_string(prompt.tokens) +
                " tokens. Add a provider with a key of your own in Signalbox, and the same call gets a real "
                "answer.";
    }
    return text;
}

}  // namespace

Reply replyTo(const Prompt& prompt, const std::string& model) {
    Reply reply;
    if (!prompt.tools.empty() && prompt.choice.kind != ToolChoice::Kind::None && !prompt.endsWithToolResult) {
        const auto named = std::find_if(prompt.tools.begin(), prompt.tools.end(),
                                        [&](const Tool& tool) { return tool.name == prompt.choice.name; });
        const Tool& tool = named == prompt.tools.end() ? prompt.tools.front() : *named;
        const Json arguments = sampleOf(tool.schema);
        reply.call = ToolCall{tool.name, arguments.is_object() ? arguments.dump() : "{}"};
        return reply;
    }
    switch (prompt.format.kind) {
        case Format::Kind::Text:
            reply.text = spoken(prompt, model);
            break;
        case Format::Kind::JsonObject:
            reply.text = Json{{"simulated", true}, {"message", spoken(prompt, model)}}.dump();
            break;
        case Format::Kind::JsonSchema:
            reply.text = sampleOf(prompt.format.schema).dump();
            break;
    }
    return reply;
}

std::vector<std::string> tokensOf(const std::string& text) {
    std::vector<std::string> tokens;
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t end = at;
        while (end < text.size() && isSpace(text[end])) {
            ++end;
        }
        std::size_t characters = 0;
        while (end < text.size() && !isSpace(text[end])) {
            if (startsCharacter(text[end]) && characters++ == kLongestPart) {
                break;
            }
            ++end;
        }
        tokens.push_back(text.substr(at, end - at));
        at = end;
    }
    return tokens;
}

qint64 tokenCount(const std::string& text) {
    return static_cast<qint64>(tokensOf(text).size());
}

LimitedText limited(const std::string& text, const Limits& limits) {
    std::size_t end = text.size();
    for (const std::string& stop : limits.stops) {
        if (!stop.empty()) {
            end = std::min(end, text.find(stop));
        }
    }
    LimitedText out;
    out.tokens = tokensOf(text.substr(0, end));
    if (limits.maxTokens >= 0 && static_cast<qint64>(out.tokens.size()) > limits.maxTokens) {
        out.tokens.resize(static_cast<std::size_t>(limits.maxTokens));
        out.wasCut = true;
    }
    return out;
}

std::string joined(const std::vector<std::string>& tokens) {
    std::string text;
    for (const std::string& token : tokens) {
        text += token;
    }
    return text;
}

void addMessage(Prompt& prompt, const std::string& role, const Json& content) {
    std::string text;
    if (content.is_string()) {
        text = content.get<std::string>();
    } else if (content.is_array()) {
        for (const Json& part : content) {
            const std::string type = textField(part, "type");
            if (type == "image_url" || type == "input_image") {
                ++prompt.images;
                prompt.tokens += kTokensPerImage;
            } else {
                const std::string more = part.is_string() ? part.get<std::string>() : textField(part, "text");
                text += (text.empty() || more.empty() ? "" : "\n") + more;
            }
        }
    }
    ++prompt.messages;
    prompt.tokens += kTokensPerMessage + tokenCount(text);
    prompt.endsWithToolResult = role == "tool" || role == "function";
    if (prompt.endsWithToolResult) {
        prompt.toolResult = text;
    } else if (role == "user") {
        prompt.lastUserText = text;
    }
}

std::vector<std::string> stopsOf(const Json& body) {
    std::vector<std::string> stops;
    const Json* stop = field(body, "stop");
    if (stop != nullptr && stop->is_string()) {
        stops.push_back(stop->get<std::string>());
    } else if (stop != nullptr && stop->is_array()) {
        for (const Json& entry : *stop) {
            if (entry.is_string()) {
                stops.push_back(entry.get<std::string>());
            }
        }
    }
    return stops;
}

}  // namespace signalbox::simulated
