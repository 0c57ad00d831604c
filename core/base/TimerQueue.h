// TimerQueue: pending calls ordered by due time (monotonic ms). Pure; EventLoopScheduler drives it with an
// event loop's timer, tests with a fake clock. Cancelled timers stay in the heap until due or until they are
// the majority, then one sweep drops them: a cancel costs nothing.
#pragma once

#include "core/base/Clock.h"

#include <optional>
#include <vector>

namespace signalbox {

class TimerQueue {
public:
    [[nodiscard]] Timer add(qint64 dueMs, std::function<void()> call);
    // When the next live timer is due; nothing if there is none.
    [[nodiscard]] std::optional<qint64> nextDueMs();
    // Runs what is due at `nowMs`, in order of due time, then of adding. Timers added by the calls wait for
    // the next run.
    void run(qint64 nowMs);
    [[nodiscard]] std::size_t size() const { return m_heap.size(); }

private:
    struct Item {
        qint64 dueMs;
        quint64 order;
        std::shared_ptr<Timer::State> state;
    };
    static bool later(const Item& a, const Item& b) {
        return a.dueMs != b.dueMs ? a.dueMs > b.dueMs : a.order > b.order;
    }
    void sweep();

    std::vector<Item> m_heap;
    quint64 m_order = 0;
    std::size_t m_sweepAt = 1024;
};

}  // namespace signalbox
