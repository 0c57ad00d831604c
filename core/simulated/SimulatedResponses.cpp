// The Responses API: one output item, a message or a function call, plain and with its full order of events.
#include "core/simulated/SimulatedReply.h"

#include <algorithm>

namespace signalbox::simulated {

namespace {

std::optional<Answer> readInput(const Json& body, Prompt& prompt) {
    if (const std::string instructions = textField(body, "instructions"); !instructions.empty()) {
        addMessage(prompt, "developer", instructions);
    }
    const Json* input = field(body, "input");
    if (input == nullptr || (!input->is_string() && !input->is_array())) {
        return refusal(400, "Missing required parameter: 'input'.", "input", "missing_required_parameter");
    }
    if (input->is_string()) {
        addMessage(prompt, "user", *input);
        return std::nullopt;
    }
    for (const Json& item : *input) {
        const std::string type = textField(item, "type");
        if (type == "function_call_output") {
            const Json* output = field(item, "output");
            addMessage(prompt, "tool", output == nullptr ? Json() : *output);
        } else if (type == "function_call" || type == "reasoning") {
            prompt.tokens += tokenCount(item.dump());
        } else {
            const std::string role = textField(item, "role");
            if (role.empty()) {
                return refusal(400, "Invalid value in 'input': an item needs a role or a known type.",
                               "input", "invalid_value");
            }
            const Json* content = field(item, "content");
            addMessage(prompt, role, content == nullptr ? Json() : *content);
        }
    }
    return std::nullopt;
}

std::optional<Answer> readTools(const Json& body, Prompt& prompt) {
    if (const Json* tools = field(body, "tools"); tools != nullptr && tools->is_array()) {
        for (const Json& tool : *tools) {
            if (textField(tool, "type") == "function") {
                const Json* schema = field(tool, "parameters");
                prompt.tools.push_back(
                    {textField(tool, "name"), schema == nullptr ? Json::object() : *schema});
            }
        }
    }
    const Json* choice = field(body, "tool_choice");
    if (choice != nullptr && choice->is_string()) {
        prompt.choice.kind = *choice == "none" ? ToolChoice::Kind::None : ToolChoice::Kind::Any;
    } else if (choice != nullptr && textField(*choice, "type") == "function") {
        prompt.choice = {ToolChoice::Kind::Named, textField(*choice, "name")};
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
    const Json* text = field(body, "text");
    const Json* format = text == nullptr ? nullptr : field(*text, "format");
    const std::string type = format == nullptr ? "text" : textField(*format, "type");
    if (type == "json_schema") {
        const Json* schema = field(*format, "schema");
        if (schema == nullptr || !schema->is_object()) {
            return refusal(400, "Missing required parameter: 'text.format.schema'.", "text.format.schema",
                           "missing_required_parameter");
        }
        prompt.format = {Format::Kind::JsonSchema, *schema};
    } else if (type == "json_object") {
        prompt.format.kind = Format::Kind::JsonObject;
    } else if (type != "text") {
        return refusal(400, "Invalid value for 'text.format.type'.", "text.format.type", "invalid_value");
    }
    return std::nullopt;
}

class Response {
public:
    Response(const Question& question, const Prompt& prompt, const Reply& reply)
        : m_question(question),
          m_prompt(prompt),
          m_call(reply.call),
          m_text(limited(reply.text, {{}, integerField(question.body, "max_output_tokens", -1)})),
          m_id(freshId("resp_")),
          m_itemId(freshId(m_call ? "fc_" : "msg_")),
          m_callId(freshId("call_")) {}

    [[nodiscard]] Answer plain() const {
        return jsonAnswer(whole(finalStatus()), static_cast<int>(outTokens()));
    }
    [[nodiscard]] Answer streamed();

private:
    [[nodiscard]] const char* finalStatus() const { return m_text.wasCut ? "incomplete" : "completed"; }
    [[nodiscard]] qint64 outTokens() const {
        return m_call ? tokenCount(m_call->name) + tokenCount(m_call->arguments)
                      : static_cast<qint64>(m_text.tokens.size());
    }
    [[nodiscard]] Json echoed(const char* name, Json byDefault) const {
        if (const Json* found = field(m_question.body, name)) {
            return *found;
        }
        return byDefault;
    }
    [[nodiscard]] Json textPart(const std::string& text) const {
        return {{"type", "output_text"},
                {"text", text},
                {"annotations", Json::array()},
                {"logprobs", Json::array()}};
    }
    [[nodiscard]] Json item(const std::string& status, const Json& content,
                            const std::string& arguments) const;
    [[nodiscard]] Json doneItem() const {
        return item(finalStatus(), Json::array({textPart(joined(m_text.tokens))}),
                    m_call ? m_call->arguments : "");
    }
    [[nodiscard]] Json whole(const std::string& status) const;
    void event(Answer& answer, const std::string& type, const Json& fields, int tokens = 0);
    void streamText(Answer& answer);
    void streamCall(Answer& answer);

    const Question& m_question;
    const Prompt& m_prompt;
    const std::optional<ToolCall> m_call;
    const LimitedText m_text;
    const std::string m_id;
    const std::string m_itemId;
    const std::string m_callId;
    int m_sequence = 0;
};

Json Response::item(const std::string& status, const Json& content, const std::string& arguments) const {
    if (m_call) {
        return {{"id", m_itemId},         {"type", "function_call"}, {"status", status},
                {"arguments", arguments}, {"call_id", m_callId},     {"name", m_call->name}};
    }
    return {{"id", m_itemId},
            {"type", "message"},
            {"status", status},
            {"content", content},
            {"role", "assistant"}};
}

Json Response::whole(const std::string& status) const {
    const bool isDone = status != "in_progress";
    Json output = Json::array();
    if (isDone) {
        output.push_back(doneItem());
    }
    Json usage;
    if (isDone) {
        usage = {{"input_tokens", m_prompt.tokens},
                 {"input_tokens_details", {{"cached_tokens", 0}}},
                 {"output_tokens", outTokens()},
                 {"output_tokens_details", {{"reasoning_tokens", 0}}},
                 {"total_tokens", m_prompt.tokens + outTokens()}};
    }
    const Json incomplete = status == "incomplete" ? Json{{"reason", "max_output_tokens"}} : Json();
    return {{"id", m_id},
            {"object", "response"},
            {"created_at", m_question.createdS},
            {"status", status},
            {"background", false},
            {"error", nullptr},
            {"incomplete_details", incomplete},
            {"instructions", echoed("instructions", nullptr)},
            {"max_output_tokens", echoed("max_output_tokens", nullptr)},
            {"model", m_question.model},
            {"output", output},
            {"parallel_tool_calls", echoed("parallel_tool_calls", true)},
            {"previous_response_id", echoed("previous_response_id", nullptr)},
            {"reasoning", {{"effort", nullptr}, {"summary", nullptr}}},
            {"service_tier", "default"},
            {"store", false},
            {"temperature", echoed("temperature", 1.0)},
            {"text", echoed("text", {{"format", {{"type", "text"}}}})},
            {"tool_choice", echoed("tool_choice", "auto")},
            {"tools", echoed("tools", Json::array())},
            {"top_p", echoed("top_p", 1.0)},
            {"truncation", "disabled"},
            {"usage", usage},
            {"user", echoed("user", nullptr)},
            {"metadata", echoed("metadata", Json::object())}};
}

void Response::event(Answer& answer, const std::string& type, const Json& fields, int tokens) {
    Json data{{"type", type}, {"sequence_number", m_sequence++}};
    data.update(fields);
    addEvent(answer, data, tokens, type);
}

void Response::streamText(Answer& answer) {
    const Json place{{"item_id", m_itemId}, {"output_index", 0}, {"content_index", 0}};
    const auto with = [&place](const char* name, Json value) {
        Json fields = place;
        fields[name] = std::move(value);
        return fields;
    };
    const std::string text = joined(m_text.tokens);
    event(answer, "response.content_part.added", with("part", textPart("")));
    for (const std::string& token : m_text.tokens) {
        Json fields = with("delta", token);
        fields["logprobs"] = Json::array();
        event(answer, "response.output_text.delta", fields, 1);
    }
    Json done = with("text", text);
    done["logprobs"] = Json::array();
    event(answer, "response.output_text.done", done);
    event(answer, "response.content_part.done", with("part", textPart(text)));
}

void Response::streamCall(Answer& answer) {
    const Json place{{"item_id", m_itemId}, {"output_index", 0}};
    for (const std::string& token : tokensOf(m_call->arguments)) {
        Json fields = place;
        fields["delta"] = token;
        event(answer, "response.function_call_arguments.delta", fields, 1);
    }
    Json done = place;
    done["name"] = m_call->name;
    done["arguments"] = m_call->arguments;
    event(answer, "response.function_call_arguments.done", done);
}

Answer Response::streamed() {
    Answer answer = streamAnswer();
    event(answer, "response.created", {{"response", whole("in_progress")}});
    event(answer, "response.in_progress", {{"response", whole("in_progress")}});
    event(answer, "response.output_item.added",
          {{"output_index", 0}, {"item", item("in_progress", Json::array(), "")}}, 1);
    if (m_call) {
        streamCall(answer);
    } else {
        streamText(answer);
    }
    event(answer, "response.output_item.done", {{"output_index", 0}, {"item", doneItem()}});
    event(answer, std::string("response.") + finalStatus(), {{"response", whole(finalStatus())}});
    return answer;
}

}  // namespace

Answer answerResponse(const Question& question) {
    Prompt prompt;
    for (const auto read : {&readInput, &readTools, &readFormat}) {
        if (auto refused = read(question.body, prompt)) {
            return *refused;
        }
    }
    if (const Json* most = field(question.body, "max_output_tokens");
        most != nullptr && (!most->is_number_integer() || most->get<qint64>() < 1)) {
        return refusal(400, "Invalid 'max_output_tokens': expected at least 1.", "max_output_tokens",
                       "integer_below_min_value");
    }
    Response response(question, prompt, replyTo(prompt, question.model));
    return question.stream ? response.streamed() : response.plain();
}

}  // namespace signalbox::simulated
