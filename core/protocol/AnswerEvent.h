// AnswerEvent: what one event of a stream means, by endpoint. look() is the cheap glance that every event
// gets once content has begun; judge() reads the whole event, before that and where the glance saw something.
// Thread: gateway.
#pragma once

#include "core/api/Endpoint.h"
#include "core/protocol/JsonText.h"

#include <QByteArrayView>

#include <optional>

namespace signalbox {

// What stands in an event's JSON at any depth.
struct EventGlance {
    bool usage = false;              // a "usage" that is not null
    bool finish = false;             // a "finish_reason" that is not null
    bool error = false;              // an "error" that is not null
    bool terminal = false;           // a "type" that ends a response, an image or speech
    qint64 textBytes = 0;            // of the strings that carry what the model says
    std::optional<qint64> sequence;  // "sequence_number", as the responses endpoint counts its events
};

[[nodiscard]] EventGlance look(Endpoint endpoint, QByteArrayView data);

struct EventMeaning {
    enum class Kind {
        Neutral,  // says nothing yet: a role, "created", a content filter's report
        Content,
        Error,  // the provider says that it failed
    };
    Kind kind = Kind::Neutral;
    bool ends = false;       // a finish_reason or a terminal event: nothing of substance follows
    bool usageOnly = false;  // chat and completions: no choices, only usage
};

// `name`: the event's `event:` field.
[[nodiscard]] EventMeaning judge(Endpoint endpoint, QByteArrayView name, const json::Element& event);

// Endpoints whose streams end in an event of their own rather than in a finish_reason and [DONE].
[[nodiscard]] bool hasTerminalEvent(Endpoint endpoint);

}  // namespace signalbox
