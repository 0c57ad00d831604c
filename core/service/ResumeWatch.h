// ResumeWatch: notices that the machine has slept: the clock that goes on during sleep has run ahead of the
// one that does not. Looks every few seconds of waking time. Thread: that of its scheduler.
#pragma once

#include "core/base/Clock.h"

#include <functional>

namespace signalbox {

class ResumeWatch {
public:
    static constexpr Milliseconds kEvery{5'000};
    static constexpr qint64 kLeastSleepMs = 2'000;

    // `resumed` is called with the length of the sleep.
    ResumeWatch(const Clock& clock, Scheduler& scheduler, std::function<void(Milliseconds)> resumed);

private:
    [[nodiscard]] qint64 aheadMs() const { return m_clock.sleeplessMs() - m_clock.monotonicMs(); }
    void arm();

    const Clock& m_clock;
    Scheduler& m_scheduler;
    std::function<void(Milliseconds)> m_resumed;
    qint64 m_aheadMs;
    Timer m_timer;
};

}  // namespace signalbox
