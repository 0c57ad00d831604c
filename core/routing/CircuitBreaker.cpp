#include "core/routing/CircuitBreaker.h"

#include <algorithm>

namespace signalbox {

CircuitBreaker::State CircuitBreaker::state(qint64 nowMs) const {
    if (!m_open) {
        return State::Closed;
    }
    return nowMs < m_openUntilMs ? State::Open : State::HalfOpen;
}

bool CircuitBreaker::allows(qint64 nowMs) const {
    switch (state(nowMs)) {
        case State::Closed:
            return true;
        case State::Open:
            return false;
        case State::HalfOpen:
            return m_probing == 0;
    }
    return false;
}

CircuitBreaker::Pass CircuitBreaker::begin(qint64 nowMs) {
    if (state(nowMs) != State::HalfOpen || m_probing != 0) {
        return {m_generation, 0};
    }
    m_probing = ++m_probes;
    return {m_generation, m_probing};
}

void CircuitBreaker::succeeded(const Pass& pass, qint64 nowMs) {
    if (pass.generation != m_generation) {
        return;
    }
    if (pass.probe != 0) {
        answering(pass);
        if (++m_goodProbes >= kProbesToClose) {
            close();
        }
        return;
    }
    if (!m_open) {
        m_inRow = 0;
        count(nowMs, false);
    }
}

void CircuitBreaker::failed(const Pass& pass, qint64 nowMs) {
    if (pass.generation != m_generation) {
        return;
    }
    if (pass.probe != 0) {
        m_restMs = std::min(m_restMs * 2, kLongestRestMs);
        open(nowMs);
        return;
    }
    if (m_open) {
        return;
    }
    std::rotate(m_lastFailures.begin(), m_lastFailures.begin() + 1, m_lastFailures.end());
    m_lastFailures.back() = nowMs;
    ++m_inRow;
    count(nowMs, true);
    const bool row = m_inRow >= kFailuresInRow && nowMs - m_lastFailures.front() < kWindowMs;
    if (row || halfFailed(nowMs)) {
        m_restMs = kFirstRestMs;
        open(nowMs);
    }
}

void CircuitBreaker::answering(const Pass& pass) {
    if (pass.generation == m_generation && pass.probe != 0 && pass.probe == m_probing) {
        m_probing = 0;
    }
}

void CircuitBreaker::refused(const Pass& pass, qint64 nowMs) {
    if (pass.probe != 0) {
        answering(pass);
    } else {
        succeeded(pass, nowMs);
    }
}

void CircuitBreaker::abandoned(const Pass& pass) {
    answering(pass);
}

void CircuitBreaker::reset() {
    close();
}

void CircuitBreaker::endRest(qint64 nowMs) {
    if (m_open) {
        m_openUntilMs = std::min(m_openUntilMs, nowMs);
    }
}

void CircuitBreaker::restore(const Rest& rest, qint64 nowMs) {
    close();
    m_restMs = std::clamp(rest.restMs, kFirstRestMs, kLongestRestMs);
    m_open = true;
    m_openUntilMs = std::min(rest.untilMs, nowMs + m_restMs);
}

void CircuitBreaker::count(qint64 nowMs, bool failure) {
    const qint64 second = nowMs / 1000;
    Second& slot = m_window[static_cast<std::size_t>(second) % m_window.size()];
    if (slot.second != second) {
        slot = {second, 0, 0};
    }
    ++slot.total;
    slot.failed += failure ? 1 : 0;
}

bool CircuitBreaker::halfFailed(qint64 nowMs) const {
    const qint64 oldest = nowMs / 1000 - static_cast<qint64>(m_window.size()) + 1;
    quint32 total = 0;
    quint32 failures = 0;
    for (const Second& slot : m_window) {
        if (slot.second >= oldest) {
            total += slot.total;
            failures += slot.failed;
        }
    }
    return total >= kMinRequests && failures * 2 >= total;
}

void CircuitBreaker::open(qint64 nowMs) {
    m_open = true;
    m_openUntilMs = nowMs + m_restMs;
    m_probing = 0;
    m_goodProbes = 0;
    ++m_generation;
}

void CircuitBreaker::close() {
    m_open = false;
    m_probing = 0;
    m_goodProbes = 0;
    m_inRow = 0;
    m_restMs = kFirstRestMs;
    m_lastFailures = {};
    m_window = {};
    ++m_generation;
}

}  // namespace signalbox
