// Clock and Scheduler: the only ways to read time or to wait, handed in from outside, so that tests drive
// both. Thread: an object of either kind belongs to one thread; its callbacks come there, never inside the
// call that scheduled them. Monotonic time is for durations and timers; wall time (Unix, UTC) is for what
// people read.
#pragma once

#include <QtGlobal>

#include <chrono>
#include <functional>
#include <memory>

namespace signalbox {

using Milliseconds = std::chrono::milliseconds;

class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual qint64 monotonicNs() const = 0;
    [[nodiscard]] virtual qint64 wallMs() const = 0;
    [[nodiscard]] qint64 monotonicMs() const { return monotonicNs() / 1'000'000; }
    // Monotonic too, but goes on while the machine sleeps, where the system can tell.
    [[nodiscard]] virtual qint64 sleeplessMs() const { return monotonicMs(); }
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] qint64 monotonicNs() const override;
    [[nodiscard]] qint64 wallMs() const override;
    [[nodiscard]] qint64 sleeplessMs() const override;
};

// While one stands, SystemClock reads each kind of time once for this thread and answers with that: the
// handling of one socket's event asks some twenty times within some tens of microseconds, which cost a
// fiftieth of the request. For what never waits. A nested one reads anew, and so does the outer one after it.
class HeldTime {
public:
    HeldTime();
    ~HeldTime();
    HeldTime(const HeldTime&) = delete;
    HeldTime& operator=(const HeldTime&) = delete;
};

// A pending call. Destroying or resetting it cancels; a timer that has fired is inactive.
class Timer {
public:
    struct State {
        std::function<void()> call;  // empty once cancelled or fired
    };

    Timer() = default;
    explicit Timer(std::shared_ptr<State> state) : m_state(std::move(state)) {}
    Timer(Timer&&) = default;
    Timer& operator=(Timer&& other) noexcept {
        cancel();
        m_state = std::move(other.m_state);
        return *this;
    }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    ~Timer() { cancel(); }

    void cancel() {
        if (m_state) {
            m_state->call = nullptr;
            m_state.reset();
        }
    }
    [[nodiscard]] bool isActive() const { return m_state && m_state->call; }

private:
    std::shared_ptr<State> m_state;
};

class Scheduler {
public:
    virtual ~Scheduler() = default;
    // Calls `call` once, `delay` from now at the earliest. Cheap to cancel and to set anew: a request holds
    // several.
    [[nodiscard]] virtual Timer after(Milliseconds delay, std::function<void()> call) = 0;
};

}  // namespace signalbox
