// NetworkWatch: the system's word on whether this machine has a network. Changes come from where the system
// tells them; what that source says at the start is not always so, as where another service than the asked
// one runs the network, so a start without one is found by looking for an interface that leads out of this
// machine, every few seconds until there is one. Thread: the service's; signals come there.
#pragma once

#include "core/base/Clock.h"

#include <QObject>

#include <functional>

namespace signalbox {

class NetworkWatch final : public QObject {
    Q_OBJECT

public:
    static constexpr Milliseconds kLookAgain{2'000};

    explicit NetworkWatch(Scheduler& scheduler, QObject* parent = nullptr);
    // Asks `wayOut` instead of the system's list of interfaces.
    NetworkWatch(Scheduler& scheduler, std::function<bool()> wayOut, QObject* parent = nullptr);
    // Looks, and begins to listen.
    void start();

Q_SIGNALS:
    void networkGone(bool gone);

private:
    void look();
    void listen();
    void tell(bool gone);

    Scheduler& m_scheduler;
    std::function<bool()> m_wayOut;
    Timer m_again;
    bool m_gone = false;
};

}  // namespace signalbox
