// SimulatedAnswer: what the invented provider says to one request, as a whole: head, and body in pieces with
// the number of tokens that each stands for. No time passes here; SimulatedTransport plays it. Thread:
// functions without state.
#pragma once

#include "core/base/Headers.h"
#include "core/upstream/Transport.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace signalbox::simulated {

using Json = nlohmann::ordered_json;

struct Piece {
    QByteArray bytes;
    int tokens = 0;  // how much there was to think of before it
};

struct Answer {
    int status = 200;
    Headers headers;
    std::vector<Piece> pieces;
    bool isSlowModel = false;
};

// One request to a model, checked as far as all endpoints have it in common.
struct Question {
    Json body;
    std::string model;  // the one that answers
    qint64 createdS = 0;
    bool stream = false;
};

[[nodiscard]] Answer answerTo(const UpstreamRequest& request, qint64 nowS);

// By endpoint.
[[nodiscard]] Answer answerChat(const Question& question);
[[nodiscard]] Answer answerCompletion(const Question& question);
[[nodiscard]] Answer answerResponse(const Question& question);
[[nodiscard]] Answer answerEmbeddings(const Question& question);
[[nodiscard]] Answer answerImages(const Question& question);
[[nodiscard]] Answer answerModerations(const Question& question);
[[nodiscard]] Answer answerSpeech(const Question& question);

// The error form of the OpenAI API. Empty `param` and `code` are null.
[[nodiscard]] Answer refusal(int status, const std::string& message, const std::string& param = {},
                             const std::string& code = {});
// A whole JSON answer that took `tokens` to make.
[[nodiscard]] Answer jsonAnswer(const Json& body, int tokens);
[[nodiscard]] Answer binaryAnswer(const QByteArray& contentType, const QByteArray& bytes);
// An event stream to be filled; "data: …" lines, with `event:` first where a name is given.
[[nodiscard]] Answer streamAnswer();
void addEvent(Answer& answer, const Json& data, int tokens, const std::string& name = {});

// prefix + 24 letters and digits. Random: ids are the one thing that differs from run to run.
[[nodiscard]] std::string freshId(const std::string& prefix);
// A field as integer, or `fallback` where it is absent or null; nothing else is taken for a number.
[[nodiscard]] qint64 integerField(const Json& object, const char* name, qint64 fallback);
// The field if it is there and not null.
[[nodiscard]] const Json* field(const Json& object, const char* name);
[[nodiscard]] std::string textField(const Json& object, const char* name);

}  // namespace signalbox::simulated
