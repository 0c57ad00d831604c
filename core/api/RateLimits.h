// RateLimits: what an answer's headers say is left of the provider's limits. Read by core/protocol, weighed
// by core/routing. Thread: values. Durations: ms.
#pragma once

#include "core/base/Clock.h"

#include <optional>
#include <vector>

namespace signalbox {

// One limit, as for requests per minute.
struct RateLimit {
    enum class Kind {
        Requests,
        Tokens,  // in and out together
        InputTokens,
        OutputTokens,
    };
    Kind kind = Kind::Requests;
    qint64 remaining = 0;
    std::optional<qint64> limit;
    Milliseconds reset{0};  // from the answer on, until which `remaining` holds
};

using RateLimits = std::vector<RateLimit>;

}  // namespace signalbox
