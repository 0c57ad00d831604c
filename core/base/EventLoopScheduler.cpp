#include "core/base/EventLoopScheduler.h"

#include <algorithm>

namespace signalbox {

EventLoopScheduler::EventLoopScheduler(const Clock& clock, QObject* parent)
    : QObject(parent), m_clock(clock) {}

Timer EventLoopScheduler::after(Milliseconds delay, std::function<void()> call) {
    const qint64 dueMs = m_clock.monotonicMs() + std::max<qint64>(0, delay.count());
    Timer timer = m_queue.add(dueMs, std::move(call));
    // A timer that is cancelled before it is due leaves the armed one as it is: an early wake-up is cheaper
    // than two system calls for each request.
    if (m_armedForMs < 0 || dueMs < m_armedForMs) {
        arm();
    }
    return timer;
}

void EventLoopScheduler::timerEvent(QTimerEvent*) {
    killTimer(m_timerId);
    m_timerId = 0;
    m_armedForMs = -1;
    m_queue.run(m_clock.monotonicMs());
    if (m_armedForMs < 0) {
        arm();
    }
}

void EventLoopScheduler::arm() {
    if (m_timerId != 0) {
        killTimer(m_timerId);
        m_timerId = 0;
        m_armedForMs = -1;
    }
    if (const auto due = m_queue.nextDueMs()) {
        const qint64 wait = std::clamp<qint64>(*due - m_clock.monotonicMs(), 0, 3'600'000);
        m_timerId = startTimer(Milliseconds(wait), Qt::PreciseTimer);
        m_armedForMs = *due;
    }
}

}  // namespace signalbox
