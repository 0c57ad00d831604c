// Cooldown: a target, or one key of it, rests because the provider said so (429). Pure: monotonic ms handed
// in. A named delay is kept, at most 10 min; without one it rests 5 s, doubling to 60 s while it goes on; a
// good answer ends the doubling.
#pragma once

#include "core/base/Clock.h"

#include <algorithm>
#include <optional>

namespace signalbox {

class Cooldown {
public:
    static constexpr qint64 kLongestNamedMs = 600'000;
    static constexpr qint64 kFirstMs = 5'000;
    static constexpr qint64 kLongestMs = 60'000;

    [[nodiscard]] bool active(qint64 nowMs) const { return nowMs < m_untilMs; }
    [[nodiscard]] qint64 untilMs() const { return m_untilMs; }

    void limited(std::optional<Milliseconds> delay, qint64 nowMs) {
        if (delay) {
            m_untilMs = std::max(m_untilMs, nowMs + std::clamp<qint64>(delay->count(), 0, kLongestNamedMs));
            return;
        }
        // Answers to requests that were already under way say nothing new about a rest that has begun.
        if (active(nowMs)) {
            return;
        }
        m_restMs = m_restMs == 0 ? kFirstMs : std::min(m_restMs * 2, kLongestMs);
        m_untilMs = nowMs + m_restMs;
    }
    void answered() { m_restMs = 0; }
    void reset() { *this = {}; }

    // The last rest without a named delay, which the next one doubles; 0: none yet.
    [[nodiscard]] qint64 restMs() const { return m_restMs; }
    // As it was kept across a restart; no longer from now than the longest named delay.
    void restore(qint64 untilMs, qint64 restMs, qint64 nowMs) {
        m_untilMs = std::min(untilMs, nowMs + kLongestNamedMs);
        m_restMs = std::clamp<qint64>(restMs, 0, kLongestMs);
    }

private:
    qint64 m_untilMs = 0;
    qint64 m_restMs = 0;
};

}  // namespace signalbox
