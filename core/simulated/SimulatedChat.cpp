// Chat completions and completions: plain and streaming.
#include "core/simulated/SimulatedReply.h"

#include <variant>

namespace signalbox::simulated {

namespace {

constexpr qint64 kMostChoices = 128;

struct Run {
    const Question& question;
    std::string id;
    const char* object;
    qint64 promptTokens = 0;
    qint64 outTokens = 0;
    bool includeUsage = false;

    [[nodiscard]] Json usage() const {
        return {{"prompt_tokens", promptTokens},
                {"completion_tokens", outTokens},
                {"total_tokens", promptTokens + outTokens},
                {"prompt_tokens_details", {{"cached_tokens", 0}, {"audio_tokens", 0}}},
                {"completion_tokens_details",
                 {{"reasoning_tokens", 0},
                  {"audio_tokens", 0},
                  {"accepted_prediction_tokens", 0},
                  {"rejected_prediction_tokens", 0}}}};
    }
    [[nodiscard]] Json frame(Json choices) const {
        return {{"id", id},
                {"object", object},
                {"created", question.createdS},
                {"model", question.model},
                {"system_fingerprint", "fp_simulated"},
                {"choices", std::move(choices)}};
    }
    void add(Answer& answer, const Json& choice, int tokens) const {
        Json chunk = frame(Json::array({choice}));
        if (includeUsage) {
            chunk["usage"] = nullptr;
        }
        addEvent(answer, chunk, tokens);
    }
    void end(Answer& answer) const {
        if (includeUsage) {
            Json last = frame(Json::array());
            last["usage"] = usage();
            addEvent(answer, last, 0);
        }
        answer.pieces.push_back({"data: [DONE]\n\n", 0});
    }
};

// What one of the `n` choices says.
struct Choice {
    qint64 index = 0;
    LimitedText text;
    std::optional<ToolCall> call;
    std::string callId;

    [[nodiscard]] const char* finishReason() const {
        return call ? "tool_calls" : text.wasCut ? "length" : "stop";
    }
    [[nodiscard]] qint64 tokens() const {
        return call ? tokenCount(call->name) + tokenCount(call->arguments)
                    : static_cast<qint64>(text.tokens.size());
    }
};

Json choiceJson(qint64 index, const char* name, Json content, const Json& finishReason) {
    return {
        {"index", index}, {name, std::move(content)}, {"logprobs", nullptr}, {"finish_reason", finishReason}};
}

void streamChoice(Answer& answer, const Run& run, const Choice& choice) {
    const auto add = [&](const Json& delta, int tokens) {
        run.add(answer, choiceJson(choice.index, "delta", delta, nullptr), tokens);
    };
    if (choice.call) {
        const auto part = [](Json function) {
            return Json{{"tool_calls", Json::array({std::move(function)})}};
        };
        Json first = part({{"index", 0},
                           {"id", choice.callId},
                           {"type", "function"},
                           {"function", {{"name", choice.call->name}, {"arguments", ""}}}});
        first["role"] = "assistant";
        first["content"] = nullptr;
        add(first, 1);
        for (const std::string& token : tokensOf(choice.call->arguments)) {
            add(part({{"index", 0}, {"function", {{"arguments", token}}}}), 1);
        }
    } else {
        add({{"role", "assistant"}, {"content", ""}, {"refusal", nullptr}}, 0);
        for (const std::string& token : choice.text.tokens) {
            add({{"content", token}}, 1);
        }
    }
    run.add(answer, choiceJson(choice.index, "delta", Json::object(), choice.finishReason()), 0);
}

Json messageOf(const Choice& choice) {
    Json message{{"role", "assistant"}, {"content", nullptr}, {"refusal", nullptr}};
    if (choice.call) {
        message["tool_calls"] = Json::array(
            {Json{{"id", choice.callId},
                  {"type", "function"},
                  {"function", {{"name", choice.call->name}, {"arguments", choice.call->arguments}}}}});
    } else {
        message["content"] = joined(choice.text.tokens);
        message["annotations"] = Json::array();
    }
    return message;
}

bool asksForUsage(const Json& body) {
    const Json* options = field(body, "stream_options");
    const Json* wanted = options == nullptr ? nullptr : field(*options, "include_usage");
    return wanted != nullptr && wanted->is_boolean() && wanted->get<bool>();
}

std::optional<Answer> readTools(const Json& body, Prompt& prompt) {
    if (const Json* tools = field(body, "tools")) {
        if (!tools->is_array()) {
            return refusal(400, "Invalid type for 'tools': expected an array.", "tools", "invalid_type");
        }
        for (const Json& tool : *tools) {
            const Json* function = field(tool, "function");
            if (textField(tool, "type") != "function" || function == nullptr) {
                continue;
            }
            const Json* schema = field(*function, "parameters");
            prompt.tools.push_back(
                {textField(*function, "name"), schema == nullptr ? Json::object() : *schema});
        }
    }
    const Json* choice = field(body, "tool_choice");
    if (choice != nullptr && choice->is_string()) {
        prompt.choice.kind = *choice == "none" ? ToolChoice::Kind::None : ToolChoice::Kind::Any;
    } else if (const Json* function = choice == nullptr ? nullptr : field(*choice, "function")) {
        prompt.choice = {ToolChoice::Kind::Named, textField(*function, "name")};
        const bool known = std::any_of(prompt.tools.begin(), prompt.tools.end(),
                                       [&](const Tool& tool) { return tool.name == prompt.choice.name; });
        if (!known) {
            return refusal(400, "Tool choice '" + prompt.choice.name + "' not found in 'tools'.",
                           "tool_choice");
        }
    }
    return std::nullopt;
}

std::optional<Answer> readFormat(const Json& body, Prompt& prompt) {
    const Json* format = field(body, "response_format");
    const std::string type = format == nullptr ? "text" : textField(*format, "type");
    if (type == "json_schema") {
        const Json* outer = field(*format, "json_schema");
        const Json* schema = outer == nullptr ? nullptr : field(*outer, "schema");
        if (schema == nullptr || !schema->is_object()) {
            return refusal(400, "Missing required parameter: 'response_format.json_schema.schema'.",
                           "response_format.json_schema.schema", "missing_required_parameter");
        }
        prompt.format = {Format::Kind::JsonSchema, *schema};
    } else if (type == "json_object") {
        prompt.format.kind = Format::Kind::JsonObject;
    } else if (type != "text") {
        return refusal(400, "Invalid value for 'response_format.type'.", "response_format.type",
                       "invalid_value");
    }
    return std::nullopt;
}

std::optional<Answer> readMessages(const Json& body, Prompt& prompt) {
    const Json* messages = field(body, "messages");
    if (messages == nullptr || !messages->is_array() || messages->empty()) {
        return refusal(400, "Missing required parameter: 'messages'.", "messages",
                       "missing_required_parameter");
    }
    for (const Json& message : *messages) {
        const std::string role = textField(message, "role");
        if (role.empty()) {
            return refusal(400, "Missing required parameter: 'messages[].role'.", "messages",
                           "missing_required_parameter");
        }
        const Json* content = field(message, "content");
        addMessage(prompt, role, content == nullptr ? Json() : *content);
        if (const Json* calls = field(message, "tool_calls")) {
            prompt.tokens += tokenCount(calls->dump());
        }
    }
    return std::nullopt;
}

std::variant<qint64, Answer> choiceCount(const Json& body) {
    const Json* asked = field(body, "n");
    const qint64 count = integerField(body, "n", 1);
    if (count < 1 || count > kMostChoices || (asked != nullptr && !asked->is_number_integer())) {
        return refusal(400, "Invalid 'n': expected an integer from 1 to 128.", "n", "invalid_value");
    }
    return count;
}

}  // namespace

Answer answerChat(const Question& question) {
    const Json& body = question.body;
    Prompt prompt;
    for (const auto read : {&readMessages, &readTools, &readFormat}) {
        if (auto refused = read(body, prompt)) {
            return *refused;
        }
    }
    const auto count = choiceCount(body);
    if (const Answer* refused = std::get_if<Answer>(&count)) {
        return *refused;
    }
    const Limits limits{stopsOf(body),
                        integerField(body, "max_completion_tokens", integerField(body, "max_tokens", -1))};
    if (limits.maxTokens == 0 || limits.maxTokens < -1) {
        return refusal(400, "Invalid 'max_tokens': expected at least 1.", "max_tokens",
                       "integer_below_min_value");
    }
    const Reply reply = replyTo(prompt, question.model);
    Run run{question,
            freshId("chatcmpl-"),
            question.stream ? "chat.completion.chunk" : "chat.completion",
            prompt.tokens,
            0,
            asksForUsage(body)};
    std::vector<Choice> choices;
    for (qint64 i = 0; i < *std::get_if<qint64>(&count); ++i) {
        choices.push_back(
            {i, limited(reply.text, limits), reply.call, reply.call ? freshId("call_") : std::string()});
        run.outTokens += choices.back().tokens();
    }
    if (question.stream) {
        Answer answer = streamAnswer();
        for (const Choice& choice : choices) {
            streamChoice(answer, run, choice);
        }
        run.end(answer);
        return answer;
    }
    Json list = Json::array();
    for (const Choice& choice : choices) {
        list.push_back(choiceJson(choice.index, "message", messageOf(choice), choice.finishReason()));
    }
    Json whole = run.frame(std::move(list));
    whole["usage"] = run.usage();
    whole["service_tier"] = "default";
    return jsonAnswer(whole, static_cast<int>(run.outTokens));
}

Answer answerCompletion(const Question& question) {
    const Json& body = question.body;
    const Json* asked = field(body, "prompt");
    std::vector<std::string> prompts;
    if (asked == nullptr || asked->is_string()) {
        prompts.push_back(asked == nullptr ? std::string() : asked->get<std::string>());
    } else if (asked->is_array() && !asked->empty() && asked->size() <= kMostChoices) {
        for (const Json& entry : *asked) {
            prompts.push_back(entry.is_string() ? entry.get<std::string>() : std::string());
        }
        if (asked->front().is_number()) {
            prompts.resize(1);  // one prompt of token numbers
        }
    } else {
        return refusal(400, "Invalid 'prompt'.", "prompt", "invalid_type");
    }
    const auto count = choiceCount(body);
    if (const Answer* refused = std::get_if<Answer>(&count)) {
        return *refused;
    }
    const Limits limits{stopsOf(body), integerField(body, "max_tokens", 16)};
    if (limits.maxTokens < 0) {
        return refusal(400, "Invalid 'max_tokens': expected at least 0.", "max_tokens",
                       "integer_below_min_value");
    }
    Run run{question, freshId("cmpl-"), "text_completion", 0, 0, asksForUsage(body)};
    std::vector<Choice> choices;
    for (const std::string& text : prompts) {
        Prompt prompt;
        addMessage(prompt, "user", text);
        run.promptTokens += tokenCount(text);
        const Reply reply = replyTo(prompt, question.model);
        for (qint64 i = 0; i < *std::get_if<qint64>(&count); ++i) {
            choices.push_back({static_cast<qint64>(choices.size()), limited(reply.text, limits), {}, {}});
            run.outTokens += choices.back().tokens();
        }
    }
    if (question.stream) {
        Answer answer = streamAnswer();
        for (const Choice& choice : choices) {
            for (const std::string& token : choice.text.tokens) {
                run.add(answer, choiceJson(choice.index, "text", token, nullptr), 1);
            }
            run.add(answer, choiceJson(choice.index, "text", "", choice.finishReason()), 0);
        }
        run.end(answer);
        return answer;
    }
    Json list = Json::array();
    for (const Choice& choice : choices) {
        list.push_back(choiceJson(choice.index, "text", joined(choice.text.tokens), choice.finishReason()));
    }
    Json whole = run.frame(std::move(list));
    whole["usage"] = run.usage();
    return jsonAnswer(whole, static_cast<int>(run.outTokens));
}

}  // namespace signalbox::simulated
