#include "core/base/Clock.h"

#include <chrono>

#ifdef Q_OS_LINUX
#include <ctime>
#endif

namespace signalbox {

qint64 SystemClock::monotonicNs() const {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

qint64 SystemClock::wallMs() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

qint64 SystemClock::sleeplessMs() const {
#ifdef Q_OS_LINUX
    timespec now{};
    if (clock_gettime(CLOCK_BOOTTIME, &now) == 0) {
        // The other clock stands at the same number until the machine first sleeps.
        return static_cast<qint64>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
    }
#endif
    return monotonicMs();
}

}  // namespace signalbox
