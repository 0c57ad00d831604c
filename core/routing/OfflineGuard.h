// OfflineGuard: tells a machine without a network from providers that are down. The machine is offline when
// two unrelated hosts could not be reached within 2 s and nothing has come from any in that time, or when the
// system says so. While it is, the hosts are still tried, one at a time and each again after 1 s, doubling to
// 5 s, so that the return is noticed; the first answer of any ends it. Hosts are those of remote providers
// only: one on this machine or an inner network says nothing about the way out. Pure: monotonic ms handed in.
#pragma once

#include <QHash>
#include <QString>

#include <optional>

namespace signalbox {

class OfflineGuard {
public:
    static constexpr qint64 kTogetherMs = 2'000;
    static constexpr qint64 kFirstPauseMs = 1'000;
    static constexpr qint64 kLongestPauseMs = 5'000;

    [[nodiscard]] bool offline() const { return m_offline; }

    // A request to that host could not be connected. True: with this the machine went offline.
    bool unreachable(const QString& host, qint64 nowMs);
    // A host has begun to answer, whatever it says. True: with this the machine is back.
    bool answered(qint64 nowMs);
    // Something came of an answer that began before.
    void heard(qint64 nowMs) { m_heardMs = nowMs; }
    // The system's word. True: offline() has changed by it. "Back" is believed at once: the next request
    // finds out.
    bool setNetworkGone(bool gone);

    // May a request go there now, while offline?
    [[nodiscard]] bool mayTry(const QString& host, qint64 nowMs) const;
    // When that will be; nothing while another host is being tried.
    [[nodiscard]] std::optional<qint64> nextTryMs(const QString& host, qint64 nowMs) const;
    // A try while offline begins, and ends by the number that it began with; unreachable() or answered() is
    // told before the end.
    [[nodiscard]] quint32 tryBegan() {
        m_trying = ++m_tries;
        return m_trying;
    }
    void tryEnded(quint32 number) { m_trying = number == m_trying ? 0 : m_trying; }

private:
    struct Host {
        qint64 failedAtMs = 0;
        qint64 pauseMs = 0;
        qint64 nextTryMs = 0;
    };

    QHash<QString, Host> m_hosts;  // that could not be reached, since any last answered
    bool m_offline = false;
    quint32 m_trying = 0;  // the try under way; 0: none
    quint32 m_tries = 0;   // so far
    std::optional<qint64> m_heardMs;
};

}  // namespace signalbox
