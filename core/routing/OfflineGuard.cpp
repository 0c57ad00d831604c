#include "core/routing/OfflineGuard.h"

#include <algorithm>
#include <utility>

namespace signalbox {

bool OfflineGuard::unreachable(const QString& host, qint64 nowMs) {
    Host& failed = m_hosts[host];
    failed.failedAtMs = nowMs;
    if (m_offline) {
        failed.pauseMs = std::clamp(failed.pauseMs * 2, kFirstPauseMs, kLongestPauseMs);
        failed.nextTryMs = nowMs + failed.pauseMs;
        return false;
    }
    const auto together = std::count_if(m_hosts.cbegin(), m_hosts.cend(), [&](const Host& other) {
        return nowMs - other.failedAtMs < kTogetherMs;
    });
    const bool heard = m_heardMs && nowMs - *m_heardMs < kTogetherMs;
    if (together < 2 || heard) {
        return false;
    }
    m_offline = true;
    for (Host& each : m_hosts) {
        each.pauseMs = kFirstPauseMs;
        each.nextTryMs = nowMs + kFirstPauseMs;
    }
    return true;
}

bool OfflineGuard::answered(qint64 nowMs) {
    heard(nowMs);
    m_hosts.clear();
    return std::exchange(m_offline, false);
}

bool OfflineGuard::setNetworkGone(bool gone) {
    if (!gone) {
        m_hosts.clear();
    }
    return std::exchange(m_offline, gone) != gone;
}

bool OfflineGuard::mayTry(const QString& host, qint64 nowMs) const {
    if (!m_offline) {
        return true;
    }
    const auto failed = m_hosts.constFind(host);
    return m_trying == 0 && (failed == m_hosts.cend() || nowMs >= failed->nextTryMs);
}

std::optional<qint64> OfflineGuard::nextTryMs(const QString& host, qint64 nowMs) const {
    if (m_offline && m_trying != 0) {
        return std::nullopt;
    }
    return m_offline ? std::max(nowMs, m_hosts.value(host).nextTryMs) : nowMs;
}

}  // namespace signalbox
