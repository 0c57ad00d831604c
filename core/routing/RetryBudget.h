// RetryBudget: retries at one target stay under 20 % of its requests in the last 10 s, or 10, whichever is
// more (product.md). Moving on to another target does not use it. Pure: monotonic ms handed in.
#pragma once

#include <QtGlobal>

#include <algorithm>
#include <array>

namespace signalbox {

class RetryBudget {
public:
    void request(qint64 nowMs) { ++slot(nowMs).requests; }
    // Takes one retry if the budget has room; false: the retry is refused.
    [[nodiscard]] bool take(qint64 nowMs) {
        const qint64 oldest = nowMs / 1000 - kSeconds + 1;
        quint32 requests = 0;
        quint32 retries = 0;
        for (const Second& second : m_window) {
            if (second.second >= oldest) {
                requests += second.requests;
                retries += second.retries;
            }
        }
        if (retries >= std::max(kAlways, requests / 5)) {
            return false;
        }
        ++slot(nowMs).retries;
        return true;
    }

private:
    static constexpr qint64 kSeconds = 10;
    static constexpr quint32 kAlways = 10;
    struct Second {
        qint64 second = -1;
        quint32 requests = 0;
        quint32 retries = 0;
    };
    Second& slot(qint64 nowMs) {
        const qint64 second = nowMs / 1000;
        Second& found = m_window[static_cast<std::size_t>(second % kSeconds)];
        if (found.second != second) {
            found = {second, 0, 0};
        }
        return found;
    }

    std::array<Second, kSeconds> m_window{};
};

}  // namespace signalbox
