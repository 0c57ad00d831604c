// FirstTokens: how long a target's answers of the last hour took to begin, so that it is known what is slow
// for it. Fixed size; nothing is allocated before the first answer, nor after it. Thread: gateway. Times: ms,
// on a monotonic clock that is handed in.
#pragma once

#include "core/base/Clock.h"

#include <optional>
#include <vector>

namespace signalbox {

class FirstTokens {
public:
    static constexpr std::size_t kKept = 128;   // later ones replace the oldest
    static constexpr std::size_t kEnough = 20;  // to say what is slow
    static constexpr qint64 kLatelyMs = 3'600'000;

    // An answer began that long after it was asked for.
    void measured(qint64 ms, qint64 nowMs);
    // It had not begun after that long, and will not be known to. That says something only where it is longer
    // than what was slow so far: then it counts as if it had begun just then.
    void atLeast(qint64 ms, qint64 nowMs);
    // Within which 95 of 100 begin; nothing where too few are known.
    [[nodiscard]] std::optional<Milliseconds> slow(qint64 nowMs) const;

private:
    struct Sample {
        qint64 atMs = 0;
        qint64 ms = 0;
    };
    // Of what is known, however little that is.
    [[nodiscard]] std::optional<qint64> quantile(qint64 nowMs, std::size_t enough) const;

    std::vector<Sample> m_ring;
    std::size_t m_seen = 0;
};

}  // namespace signalbox
