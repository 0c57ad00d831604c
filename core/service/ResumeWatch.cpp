#include "core/service/ResumeWatch.h"

#include <utility>

namespace signalbox {

ResumeWatch::ResumeWatch(const Clock& clock, Scheduler& scheduler, std::function<void(Milliseconds)> resumed)
    : m_clock(clock), m_scheduler(scheduler), m_resumed(std::move(resumed)), m_aheadMs(aheadMs()) {
    arm();
}

void ResumeWatch::arm() {
    m_timer = m_scheduler.after(kEvery, [this] {
        const qint64 slept = aheadMs() - m_aheadMs;
        arm();
        if (slept >= kLeastSleepMs) {
            m_aheadMs += slept;
            m_resumed(Milliseconds(slept));
        }
    });
}

}  // namespace signalbox
