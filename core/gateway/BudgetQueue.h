// BudgetQueue: requests that wait for room in a budget, in the order in which they came. When there may be
// room each looks anew, a bounded number a turn: those behind many that still wait will have their turn when
// these have gone. Thread: gateway. Owns nothing; a request leaves before it ends.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>

namespace signalbox {

class ProxyRequest;

class BudgetQueue {
public:
    static constexpr int kLooks = 64;  // in vain, one after the other

    void join(ProxyRequest& request) { m_waiting.push_back(&request); }
    void leave(const ProxyRequest& request) { std::erase(m_waiting, &request); }
    [[nodiscard]] bool empty() const { return m_waiting.empty(); }

    // `release` lets a request look; false: it still waits, and has joined again.
    void look(const std::function<bool(ProxyRequest&)>& release) {
        std::deque<ProxyRequest*> before;
        before.swap(m_waiting);
        int inVain = 0;
        while (!before.empty() && inVain < kLooks) {
            ProxyRequest* request = before.front();
            before.pop_front();
            inVain += release(*request) ? 0 : 1;
        }
        m_waiting.insert(m_waiting.end(), before.begin(), before.end());
    }

private:
    std::deque<ProxyRequest*> m_waiting;
};

}  // namespace signalbox
