// Capture: the answer that one client got, as it was sent, for the ledger; only where the client or the route
// is switched to keep it. Thread: gateway. A value of its ProxyRequest.
#pragma once

#include "core/api/LedgerEntry.h"

#include <algorithm>

namespace signalbox {

class Capture {
public:
    // What the ledger keeps of `bytes`, and one more where there is more, so that it can say that it was cut.
    [[nodiscard]] static QByteArray kept(const QByteArray& bytes) { return bytes.left(kCaptureLimit + 1); }

    // Takes what fits.
    void add(QByteArrayView bytes) {
        m_answer.append(bytes.first(std::min(bytes.size(), kCaptureLimit + 1 - m_answer.size())));
    }
    [[nodiscard]] const QByteArray& answer() const { return m_answer; }

private:
    QByteArray m_answer;
};

}  // namespace signalbox
