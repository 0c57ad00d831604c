// FakeClock: a clock and scheduler that stand still until a test moves them. Thread: the test's.
#pragma once

#include "core/base/TimerQueue.h"

namespace signalbox::test {

class FakeClock final : public Clock, public Scheduler {
public:
    [[nodiscard]] qint64 monotonicNs() const override { return m_nowNs; }
    [[nodiscard]] qint64 wallMs() const override { return m_wallMs; }
    [[nodiscard]] Timer after(Milliseconds delay, std::function<void()> call) override {
        return m_queue.add(monotonicMs() + std::max<qint64>(0, delay.count()), std::move(call));
    }

    // Moves both clocks, running every timer at its own time on the way.
    void advance(Milliseconds by) {
        const qint64 target = monotonicMs() + by.count();
        for (auto due = m_queue.nextDueMs(); due && *due <= target; due = m_queue.nextDueMs()) {
            step(std::max(*due, monotonicMs()));
            m_queue.run(monotonicMs());
        }
        step(target);
    }
    // The user or NTP sets the wall clock; monotonic time goes on as before.
    void jumpWall(qint64 byMs) { m_wallMs += byMs; }
    // The machine is suspended: timers and monotonic time stand still.
    void sleep(Milliseconds by) {
        m_wallMs += by.count();
        m_asleepMs += by.count();
    }
    [[nodiscard]] qint64 sleeplessMs() const override { return monotonicMs() + m_asleepMs; }

private:
    void step(qint64 toMs) {
        const qint64 by = toMs - monotonicMs();
        m_nowNs += by * 1'000'000;
        m_wallMs += by;
    }

    qint64 m_nowNs = 1'000'000'000;
    qint64 m_wallMs = 1'780'000'000'000;
    qint64 m_asleepMs = 0;
    TimerQueue m_queue;
};

}  // namespace signalbox::test
