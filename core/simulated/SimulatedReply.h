// What the invented model says: the text or the tool call that chat completions and responses both wrap in
// their own form. Thread: functions without state.
#pragma once

#include "core/simulated/SimulatedAnswer.h"

#include <optional>
#include <string>
#include <vector>

namespace signalbox::simulated {

struct Tool {
    std::string name;
    Json schema;
};

struct ToolChoice {
    enum class Kind { None, Any, Named };
    Kind kind = Kind::Any;
    std::string name;
};

struct Format {
    enum class Kind { Text, JsonObject, JsonSchema };
    Kind kind = Kind::Text;
    Json schema;
};

// The prompt as far as the reply depends on it.
struct Prompt {
    std::string lastUserText;
    std::string toolResult;
    bool endsWithToolResult = false;
    int messages = 0;
    int images = 0;
    qint64 tokens = 0;
    std::vector<Tool> tools;
    ToolChoice choice;
    Format format;
};

struct ToolCall {
    std::string name;
    std::string arguments;
};

struct Reply {
    std::optional<ToolCall> call;
    std::string text;  // when there is no call
};

[[nodiscard]] Reply replyTo(const Prompt& prompt, const std::string& model);

// Text as a model makes it: words with the space before them, long ones in parts. Joined they are the text.
[[nodiscard]] std::vector<std::string> tokensOf(const std::string& text);
[[nodiscard]] qint64 tokenCount(const std::string& text);

struct Limits {
    std::vector<std::string> stops;
    qint64 maxTokens = -1;  // -1: none
};

struct LimitedText {
    std::vector<std::string> tokens;
    bool wasCut = false;  // by maxTokens
};

[[nodiscard]] LimitedText limited(const std::string& text, const Limits& limits);
[[nodiscard]] std::string joined(const std::vector<std::string>& tokens);

// Adds the text of a message's content (text, or a list of parts) to the prompt. `role` as in the messages.
void addMessage(Prompt& prompt, const std::string& role, const Json& content);
// "stop": text or list of texts.
[[nodiscard]] std::vector<std::string> stopsOf(const Json& body);

}  // namespace signalbox::simulated
