// RequestBody: the client's request as far as the gateway looks at it: which model, streaming or not, what it
// needs. Bytes stay as they came; the places that may change are remembered as offsets. Thread: a value.
#pragma once

#include "core/api/Endpoint.h"
#include "core/base/Headers.h"
#include "core/base/Result.h"

#include <QByteArray>
#include <QString>

#include <string_view>

namespace signalbox {

struct Span {
    qsizetype begin = -1;
    qsizetype length = 0;
    [[nodiscard]] bool valid() const { return begin >= 0; }
};

struct RequestBody {
    Endpoint endpoint = Endpoint::ChatCompletions;
    QByteArray bytes;
    QByteArray contentType;
    QByteArray accept;
    Headers passHeaders;  // of the client's headers those that go on to the provider (OpenAI-Beta, …)
    QByteArray query;     // as sent, without '?'

    QString model;
    Span modelValue;  // the JSON string with its quotes
    bool stream = false;
    bool includeUsage = false;   // the client asked for stream_options.include_usage itself
    Span streamOptionsValue;     // the object, if any
    Span includeUsageValue;      // the value of include_usage, if any
    qsizetype objectBegin = -1;  // offset of the body's '{'
    bool needsTools = false;
    bool needsImage = false;
    bool needsJsonSchema = false;
    qint64 estimatedPromptTokens = 0;  // from the text's length, for routing and budgets
    qint64 maxOutputTokens = 0;        // the client's own limit; 0: none named
    qint64 characters = 0;             // to be spoken (audio/speech)
    // By the text that the conversation began with (PromptScan); 0: none, or an endpoint without
    // conversations.
    quint64 conversation = 0;
    quint64 previousAnswer = 0;  // answerHash() of previous_response_id; 0: none
};

// Names an answer of the responses endpoint by its id; never 0.
[[nodiscard]] quint64 answerHash(std::string_view id);

// Reads a JSON body. Errors name what is wrong ("body is not JSON", "model: missing"), with a place.
[[nodiscard]] Result<RequestBody> parseRequestBody(Endpoint endpoint, QByteArray bytes);

// The body for the provider: `model` in place of the client's where it differs, and include_usage asked for
// where a stream would otherwise carry none; every other byte as it came.
[[nodiscard]] QByteArray bodyFor(const RequestBody& request, const QString& model, bool askForUsage);

}  // namespace signalbox
