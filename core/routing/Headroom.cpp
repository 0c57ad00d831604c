#include "core/routing/Headroom.h"

#include <algorithm>

namespace signalbox {

namespace {

qint64 taken(RateLimit::Kind kind, const Headroom::Need& need) {
    switch (kind) {
        case RateLimit::Kind::Requests:
            return 1;
        case RateLimit::Kind::Tokens:
            return need.inputTokens + need.outputTokens;
        case RateLimit::Kind::InputTokens:
            return need.inputTokens;
        case RateLimit::Kind::OutputTokens:
            return need.outputTokens;
    }
    return 0;
}

}  // namespace

void Headroom::learn(const RateLimits& limits, qint64 nowMs) {
    const auto told = [&](const Known& known) {
        return std::any_of(limits.begin(), limits.end(),
                           [&](const RateLimit& limit) { return limit.kind == known.limit.kind; });
    };
    std::erase_if(m_limits, [&](const Known& known) { return known.untilMs <= nowMs || told(known); });
    for (const RateLimit& limit : limits) {
        m_limits.push_back({limit, nowMs + limit.reset.count()});
    }
}

void Headroom::sent(qint64 nowMs) {
    for (Known& known : m_limits) {
        if (known.limit.kind == RateLimit::Kind::Requests && nowMs < known.untilMs) {
            known.limit.remaining = std::max<qint64>(0, known.limit.remaining - 1);
        }
    }
}

std::optional<qint64> Headroom::lowUntilMs(const Need& need, qint64 nowMs) const {
    std::optional<qint64> until;
    for (const Known& known : m_limits) {
        // What is too large for the limit even when that is full is not kept back: waiting would not help,
        // and the provider has the last word.
        qint64 wanted = std::max<qint64>(1, taken(known.limit.kind, need));
        if (known.limit.limit && wanted > *known.limit.limit) {
            wanted = 1;
        }
        if (nowMs < known.untilMs && known.limit.remaining < wanted) {
            until = std::max(until.value_or(known.untilMs), known.untilMs);
        }
    }
    return until;
}

std::optional<double> Headroom::share(qint64 nowMs) const {
    std::optional<double> least;
    for (const Known& known : m_limits) {
        const qint64 limit = known.limit.limit.value_or(0);
        if (limit <= 0) {
            continue;
        }
        const qint64 left = nowMs < known.untilMs ? known.limit.remaining : limit;
        const double share = std::clamp(static_cast<double>(left) / static_cast<double>(limit), 0.0, 1.0);
        least = std::min(least.value_or(share), share);
    }
    return least;
}

}  // namespace signalbox
