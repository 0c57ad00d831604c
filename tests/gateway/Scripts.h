// Scripts: answers that providers give, in OpenAI's form, for tests of the gateway.
#pragma once

#include "tests/gateway/FakeTransport.h"

namespace signalbox::test {

inline Headers jsonHeaders() {
    Headers headers;
    headers.add(QByteArrayLiteral("content-type"), QByteArrayLiteral("application/json"));
    return headers;
}

inline Headers streamHeaders() {
    Headers headers;
    headers.add(QByteArrayLiteral("content-type"), QByteArrayLiteral("text/event-stream"));
    return headers;
}

inline QByteArray plainBody(const QByteArray& text = "hello") {
    return "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-answered\","
           "\"choices\":[{"
           "\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" +
           text +
           "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,"
           "\"total_tokens\":15}}";
}

inline QByteArray sse(const QByteArray& data) {
    return "data: " + data + "\n\n";
}

inline QByteArray chunk(const QByteArray& choices, const QByteArray& more = {}) {
    return sse(
        "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-answered\","
        "\"choices\":[" +
        choices + "]" + more + "}");
}

inline QByteArray roleChunk() {
    return chunk("{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}");
}
inline QByteArray textChunk(const QByteArray& text) {
    return chunk("{\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}");
}
inline QByteArray finishChunk() {
    return chunk("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}");
}
inline QByteArray usageChunk() {
    return chunk("", ",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}");
}
inline QByteArray done() {
    return sse("[DONE]");
}

inline Script plain(const QByteArray& text = "hello") {
    return {200, jsonHeaders(), {plainBody(text)}, {}, {}, {}, false};
}

inline Script stream(const QByteArray& text = "hello") {
    return {200,
            streamHeaders(),
            {roleChunk(), textChunk(text), finishChunk(), usageChunk(), done()},
            {},
            {},
            {},
            false};
}

inline Script answer(bool streaming, const QByteArray& text = "hello") {
    return streaming ? stream(text) : plain(text);
}

inline Script error(int status, const QByteArray& code, const QByteArray& message = "no",
                    Headers headers = jsonHeaders()) {
    return {status,
            std::move(headers),
            {"{\"error\":{\"message\":\"" + message + "\",\"type\":\"x\",\"param\":null,\"code\":\"" + code +
             "\"}}"},
            {},
            {},
            {},
            false};
}

inline Script noAnswer(TransportError what) {
    Script script;
    script.status = 0;
    script.end = {what, QStringLiteral("for the test")};
    return script;
}

}  // namespace signalbox::test
