#include "core/base/Clock.h"

#include <chrono>
#include <optional>

#ifdef Q_OS_LINUX
#include <ctime>
#endif

namespace signalbox {

namespace {

struct Held {
    int depth = 0;
    std::optional<qint64> monotonicNs;
    std::optional<qint64> wallMs;
    std::optional<qint64> sleeplessMs;

    void forget() {
        monotonicNs.reset();
        wallMs.reset();
        sleeplessMs.reset();
    }
};

thread_local Held held;

template <class Read>
qint64 once(std::optional<qint64>& value, Read read) {
    if (held.depth == 0) {
        return read();
    }
    if (!value) {
        value = read();
    }
    return *value;
}

qint64 readMonotonicNs() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

qint64 readWallMs() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

qint64 readSleeplessMs() {
#ifdef Q_OS_LINUX
    timespec now{};
    if (clock_gettime(CLOCK_BOOTTIME, &now) == 0) {
        // The other clock stands at the same number until the machine first sleeps.
        return static_cast<qint64>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
    }
#endif
    return readMonotonicNs() / 1'000'000;
}

}  // namespace

HeldTime::HeldTime() {
    held.forget();
    ++held.depth;
}

HeldTime::~HeldTime() {
    held.forget();
    --held.depth;
}

qint64 SystemClock::monotonicNs() const {
    return once(held.monotonicNs, readMonotonicNs);
}

qint64 SystemClock::wallMs() const {
    return once(held.wallMs, readWallMs);
}

qint64 SystemClock::sleeplessMs() const {
    return once(held.sleeplessMs, readSleeplessMs);
}

}  // namespace signalbox
