#include "core/base/TimerQueue.h"

#include <algorithm>

namespace signalbox {

Timer TimerQueue::add(qint64 dueMs, std::function<void()> call) {
    if (m_heap.size() >= m_sweepAt) {
        sweep();
    }
    auto state = std::make_shared<Timer::State>(Timer::State{std::move(call)});
    m_heap.push_back({dueMs, m_order++, state});
    std::push_heap(m_heap.begin(), m_heap.end(), later);
    return Timer(std::move(state));
}

std::optional<qint64> TimerQueue::nextDueMs() {
    while (!m_heap.empty() && !m_heap.front().state->call) {
        std::pop_heap(m_heap.begin(), m_heap.end(), later);
        m_heap.pop_back();
    }
    if (m_heap.empty()) {
        return std::nullopt;
    }
    return m_heap.front().dueMs;
}

void TimerQueue::run(qint64 nowMs) {
    const quint64 limit = m_order;
    std::vector<Item> young;
    while (!m_heap.empty() && m_heap.front().dueMs <= nowMs) {
        std::pop_heap(m_heap.begin(), m_heap.end(), later);
        Item item = std::move(m_heap.back());
        m_heap.pop_back();
        if (item.order >= limit) {
            young.push_back(std::move(item));
            continue;
        }
        if (auto call = std::exchange(item.state->call, nullptr)) {
            call();
        }
    }
    for (Item& item : young) {
        m_heap.push_back(std::move(item));
        std::push_heap(m_heap.begin(), m_heap.end(), later);
    }
}

void TimerQueue::sweep() {
    std::erase_if(m_heap, [](const Item& item) { return !item.state->call; });
    std::make_heap(m_heap.begin(), m_heap.end(), later);
    m_sweepAt = std::max<std::size_t>(1024, m_heap.size() * 2);
}

}  // namespace signalbox
