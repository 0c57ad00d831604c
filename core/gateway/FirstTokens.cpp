#include "core/gateway/FirstTokens.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr double kShare = 0.95;

}  // namespace

void FirstTokens::measured(qint64 ms, qint64 nowMs) {
    if (m_ring.empty()) {
        m_ring.reserve(kKept);
    }
    const Sample sample{nowMs, std::max<qint64>(0, ms)};
    if (m_ring.size() < kKept) {
        m_ring.push_back(sample);
    } else {
        m_ring[m_seen % kKept] = sample;
    }
    ++m_seen;
}

void FirstTokens::atLeast(qint64 ms, qint64 nowMs) {
    if (const auto known = quantile(nowMs, 1); known && ms > *known) {
        measured(ms, nowMs);
    }
}

std::optional<Milliseconds> FirstTokens::slow(qint64 nowMs) const {
    const auto known = quantile(nowMs, kEnough);
    return known ? std::optional(Milliseconds(*known)) : std::nullopt;
}

std::optional<qint64> FirstTokens::quantile(qint64 nowMs, std::size_t enough) const {
    std::vector<qint64> lately;
    lately.reserve(m_ring.size());
    for (const Sample& sample : m_ring) {
        if (nowMs - sample.atMs < kLatelyMs) {
            lately.push_back(sample.ms);
        }
    }
    if (lately.size() < enough) {
        return std::nullopt;
    }
    const auto at =
        lately.begin() + static_cast<std::ptrdiff_t>(kShare * static_cast<double>(lately.size() - 1));
    std::nth_element(lately.begin(), at, lately.end());
    return *at;
}

}  // namespace signalbox
