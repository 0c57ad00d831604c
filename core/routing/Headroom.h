// Headroom: what is left of a target's rate limits for one key, from the headers of its answers, less what
// was sent since. Pure: monotonic ms handed in. A limit whose reset has passed says nothing any more.
#pragma once

#include "core/api/RateLimits.h"

#include <QtGlobal>

#include <optional>

namespace signalbox {

class Headroom {
public:
    // What a request takes from the limits.
    struct Need {
        qint64 inputTokens = 0;
        qint64 outputTokens = 0;  // at most; 0: not told
    };

    // The newest answer says it best: its limits replace those known of the same kind.
    void learn(const RateLimits& limits, qint64 nowMs);
    // A request was sent, and no answer has told of it yet.
    void sent(qint64 nowMs);

    [[nodiscard]] bool covers(const Need& need, qint64 nowMs) const { return !lowUntilMs(need, nowMs); }
    // Until when too little is left for that; nothing: there is enough, or nothing is known.
    [[nodiscard]] std::optional<qint64> lowUntilMs(const Need& need, qint64 nowMs) const;
    // 0..1, the least that is left of any limit; nothing: none is known.
    [[nodiscard]] std::optional<double> share(qint64 nowMs) const;
    void reset() { m_limits.clear(); }

private:
    struct Known {
        RateLimit limit;
        qint64 untilMs = 0;
    };
    std::vector<Known> m_limits;
};

}  // namespace signalbox
