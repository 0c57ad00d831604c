// LiveRequests: the newest requests as the dashboard shows them, at most 50. Thread: gateway.
#pragma once

#include "core/api/StatusSnapshot.h"

#include <algorithm>
#include <deque>

namespace signalbox {

class LiveRequests {
public:
    static constexpr std::size_t kMost = 50;

    void add(LiveRequest request) {
        if (m_requests.size() == kMost) {
            m_requests.pop_back();
        }
        m_requests.push_front(std::move(request));
    }
    // Nothing if newer ones have pushed it out.
    [[nodiscard]] LiveRequest* find(const QByteArray& requestId) {
        const auto found = std::find_if(m_requests.begin(), m_requests.end(),
                                        [&](const LiveRequest& one) { return one.requestId == requestId; });
        return found == m_requests.end() ? nullptr : &*found;
    }
    [[nodiscard]] QVector<LiveRequest> list() const { return {m_requests.begin(), m_requests.end()}; }

private:
    std::deque<LiveRequest> m_requests;  // newest first
};

}  // namespace signalbox
