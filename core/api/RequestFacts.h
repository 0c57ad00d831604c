// RequestFacts: what of a request decides where it goes: the rules match on it, the strategies weigh it.
// Thread: a value.
#pragma once

#include "core/api/Config.h"
#include "core/api/Endpoint.h"
#include "core/api/Switch.h"

#include <QDateTime>
#include <QString>

#include <optional>
#include <vector>

namespace signalbox {

struct RequestFacts {
    Endpoint endpoint = Endpoint::ChatCompletions;
    QString model;   // as asked for
    QString client;  // by its local key
    bool needsTools = false;
    bool needsImage = false;
    bool needsJsonSchema = false;
    qint64 promptTokens = 0;     // estimated from the text
    qint64 maxOutputTokens = 0;  // the client's own limit; 0: none named
    // Names the conversation by the start of its prompt, so that a later turn of it is known again; 0: not
    // told (a short prompt, or an endpoint without conversations).
    quint64 conversation = 0;
    // It goes on from an answer that only the provider who made it keeps (previous_response_id); then
    // `conversation` names that answer.
    bool continuesAnswer = false;
    QDateTime localTime;  // for rules with hours
    QString sentTo;       // a budget sends it to this route, whatever the rules say; empty: none does
    // A test call: this provider and model alone, whatever the rules, the switch and its health say.
    std::optional<TargetRef> only;
};

[[nodiscard]] inline std::vector<Need> needsOf(const RequestFacts& facts) {
    std::vector<Need> needs;
    if (facts.needsTools) {
        needs.push_back(Need::Tools);
    }
    if (facts.needsImage) {
        needs.push_back(Need::Image);
    }
    if (facts.needsJsonSchema) {
        needs.push_back(Need::JsonSchema);
    }
    return needs;
}

}  // namespace signalbox
