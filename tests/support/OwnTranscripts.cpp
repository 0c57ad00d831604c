// The shapes of answers that differ most from one another.
#include "tests/support/Transcripts.h"

namespace signalbox::test {

namespace {

Transcript answer(const char* name, Endpoint endpoint, const QByteArray& body) {
    Transcript transcript;
    transcript.name = QString::fromLatin1(name);
    transcript.endpoint = endpoint;
    transcript.stream = !body.startsWith('{');
    transcript.headers.add("Content-Type", transcript.stream ? "text/event-stream" : "application/json");
    transcript.body = body;
    return transcript;
}

Transcript error(const char* name, int status, FailureClass failure, const QByteArray& body,
                 Endpoint endpoint = Endpoint::ChatCompletions) {
    Transcript transcript = answer(name, endpoint, body);
    transcript.status = status;
    transcript.failure = failure;
    return transcript;
}

std::vector<Transcript> chatStreams() {
    constexpr Endpoint kChat = Endpoint::ChatCompletions;
    return {
        answer("own/usage chunk", kChat,
               "data: {\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\","
               "\"content\":\"\"}}],\"usage\":null}\n\n"
               "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}],\"usage\":null}\n\n"
               "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],"
               "\"usage\":null}\n\n"
               "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":1,"
               "\"total_tokens\":9,\"prompt_tokens_details\":{\"cached_tokens\":2}}}\n\n"
               "data: [DONE]\n\n"),
        answer("own/comments and a repeated finish", kChat,
               ": PROCESSING\n\n"
               "data: {\"choices\":[{\"delta\":{\"content\":\"10\"},\"finish_reason\":null}]}\n\n"
               "data: {\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}\n\n"
               "data: {\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":null}],"
               "\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":1,\"total_tokens\":21,"
               "\"cost\":0.0000036}}\n\n"
               "data: [DONE]\n\n"),
        answer("own/usage three times, never summed", kChat,
               "data: {\"model\":\"m\",\"choices\":[{\"delta\":{\"reasoning\":\"hm\"}}]}\n\n"
               "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"x_groq\":{\"usage\":"
               "{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}},\"usage\":"
               "{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}}\n\n"
               "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,"
               "\"total_tokens\":10}}\n\n"
               "data: [DONE]\n\n"),
        answer("own/usage in the choice, reasoning outside the completion", kChat,
               "data: {\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"
               "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\",\"usage\":"
               "{\"prompt_tokens\":12,\"completion_tokens\":1,\"total_tokens\":303,\"cached_tokens\":4,"
               "\"completion_tokens_details\":{\"reasoning_tokens\":290}}}]}\n\n"
               "data: [DONE]\n\n"),
        answer("own/no usage", kChat,
               "data: {\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"a word\"}}]}\r\n\r\n"
               "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\r\n\r\n"
               "data: [DONE]\r\n\r\n"),
        answer("own/error before content", kChat,
               "data: {\"model\":\"m\",\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n"
               "data: {\"error\":{\"message\":\"overloaded\",\"code\":502},\"choices\":[]}\n\n"),
        answer("own/error after content", kChat,
               "data: {\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"so far\"}}]}\n\n"
               "event: error\ndata: {\"error\":{\"message\":\"tool call failed\",\"code\":\"x\"}}\n\n"),
    };
}

std::vector<Transcript> others() {
    constexpr Endpoint kResponses = Endpoint::Responses;
    return {
        answer("own/responses", kResponses,
               "event: response.created\r\ndata: "
               "{\"type\":\"response.created\",\"response\":{\"model\":\"m\",\"usage\":null}}\r\n\r\n"
               "event: response.output_text.delta\r\ndata: "
               "{\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}\r\n\r\n"
               "event: response.completed\r\ndata: "
               "{\"type\":\"response.completed\",\"response\":{\"usage\":{\"input_tokens\":9,"
               "\"output_tokens\":4,\"total_tokens\":13,"
               "\"output_tokens_details\":{\"reasoning_tokens\":3}}}}\r\n\r\n"),
        answer("own/responses that fail before output", kResponses,
               "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{}}\n\n"
               "event: error\ndata: {\"type\":\"error\",\"error\":{\"code\":\"insufficient_quota\","
               "\"message\":\"no\"}}\n\n"
               "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{}}\n\n"),
        answer(
            "own/plain, cached", Endpoint::ChatCompletions,
            "{ \"model\": \"m\", \"choices\": [{\"message\": {\"content\": \"\\u00e4\\/\", \"n\": 1.0}}],\n"
            "  \"usage\": {\"prompt_tokens\": 10, \"completion_tokens\": 5, \"total_tokens\": 15,\n"
            "  \"prompt_cache_hit_tokens\": 6, \"prompt_cache_miss_tokens\": 4} }\n"),
        answer("own/plain error with status 200", Endpoint::ChatCompletions,
               "{\"error\":{\"message\":\"provider returned error\",\"code\":524}}"),
        answer("own/embeddings", Endpoint::Embeddings,
               "{\"object\":\"list\",\"model\":\"m\",\"data\":[{\"index\":0,\"embedding\":[0.1,-2e-3]}],"
               "\"usage\":{\"prompt_tokens\":3,\"total_tokens\":3}}"),
    };
}

std::vector<Transcript> errors() {
    using enum FailureClass;
    return {
        error("own/429", 429, RateLimited, "{\"error\":{\"message\":\"slow down\"}}"),
        error("own/429 quota", 429, Quota,
              "{\"error\":{\"message\":\"You exceeded your current quota\",\"code\":"
              "\"insufficient_quota\"}}"),
        error("own/401", 401, BadKey,
              "{\"error\":{\"message\":\"Incorrect API key provided\",\"code\":"
              "\"invalid_api_key\"}}"),
        error("own/404 model", 404, ModelNotFound,
              "{\"error\":{\"message\":\"The model `x` does not exist\",\"code\":\"model_not_found\"}}"),
        error("own/400 context", 400, ContextTooLong,
              "{\"error\":{\"message\":\"too long\",\"code\":\"context_length_exceeded\"}}"),
        error("own/400", 400, ClientError,
              "{ \"error\": {\"message\": \"unsupported\", \"param\": \"temperature\"} }\n",
              Endpoint::Responses),
        error("own/503", 503, ServerError, "{\"error\":{\"message\":\"overloaded\"}}"),
    };
}

}  // namespace

std::vector<Transcript> ownTranscripts() {
    std::vector<Transcript> list = chatStreams();
    for (auto* more : {&others, &errors}) {
        for (Transcript& transcript : (*more)()) {
            list.push_back(std::move(transcript));
        }
    }
    return list;
}

}  // namespace signalbox::test
