// CircuitBreaker: closed / open / half-open for one target (product.md "When an attempt fails"). Pure: time
// is handed in (monotonic ms). Opens on 5 failures in a row, or when half of at least 10 requests failed,
// within 60 s; stays open 30 s, doubling to 300 s with each time it opens again without having closed; then
// lets one probe through at a time, the next one as soon as the answer to the one before has begun; two good
// probes in a row close it. Results of requests that started before it last changed state are ignored.
#pragma once

#include <QtGlobal>

#include <array>
#include <optional>

namespace signalbox {

class CircuitBreaker {
public:
    enum class State { Closed, Open, HalfOpen };

    // What begin() hands out and the end of that request hands back.
    struct Pass {
        quint32 generation = 0;
        quint32 probe = 0;  // which probe it is; 0: none
    };

    static constexpr qint64 kWindowMs = 60'000;
    static constexpr int kFailuresInRow = 5;
    static constexpr int kMinRequests = 10;
    static constexpr qint64 kFirstRestMs = 30'000;
    static constexpr qint64 kLongestRestMs = 300'000;
    static constexpr int kProbesToClose = 2;

    [[nodiscard]] State state(qint64 nowMs) const;
    // May a request go there now? In half-open: only while no probe waits for its answer.
    [[nodiscard]] bool allows(qint64 nowMs) const;
    // When an open breaker lets the first probe through; meaningful when open.
    [[nodiscard]] qint64 openUntilMs() const { return m_openUntilMs; }
    // Its last request failed, within the window. An older failure says nothing about now.
    [[nodiscard]] bool failedLately(qint64 nowMs) const {
        return m_inRow > 0 && nowMs - m_lastFailures.back() < kWindowMs;
    }

    [[nodiscard]] Pass begin(qint64 nowMs);
    void succeeded(const Pass& pass, qint64 nowMs);
    void failed(const Pass& pass, qint64 nowMs);
    // The answer's content has begun: a probe no longer keeps others out. How it ends is still to come.
    void answering(const Pass& pass);
    // The target did its work, but there was nothing to do (client's own error): it ends a row of failures; a
    // probe says too little by it to count.
    void refused(const Pass& pass, qint64 nowMs);
    // The request ended in a way that says nothing about the target (client left, 429).
    void abandoned(const Pass& pass);
    void reset();
    // Whatever is left of its rest is given up: the next request is a probe. Nothing if it is closed.
    void endRest(qint64 nowMs);

    // What outlives a restart: nothing of a closed breaker.
    struct Rest {
        qint64 untilMs = 0;  // may have passed: then half-open
        qint64 restMs = 0;   // how long it is in all; the next one doubles
    };
    [[nodiscard]] std::optional<Rest> rest() const {
        return m_open ? std::optional(Rest{m_openUntilMs, m_restMs}) : std::nullopt;
    }
    // Opens as it was kept; no longer from now than the longest rest.
    void restore(const Rest& rest, qint64 nowMs);

private:
    struct Second {
        qint64 second = -1;
        quint32 total = 0;
        quint32 failed = 0;
    };

    void count(qint64 nowMs, bool failure);
    [[nodiscard]] bool halfFailed(qint64 nowMs) const;
    void open(qint64 nowMs);
    void close();

    bool m_open = false;  // open or half-open
    qint64 m_openUntilMs = 0;
    qint64 m_restMs = kFirstRestMs;
    quint32 m_probing = 0;  // the probe that waits for its answer; 0: none
    quint32 m_probes = 0;   // so far
    int m_goodProbes = 0;
    quint32 m_generation = 0;
    int m_inRow = 0;
    std::array<qint64, kFailuresInRow> m_lastFailures{};
    std::array<Second, kWindowMs / 1000> m_window{};
};

}  // namespace signalbox
