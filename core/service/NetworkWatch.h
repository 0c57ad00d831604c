// NetworkWatch: the system's word on whether this machine has a network, where the system has one. Only
// changes are told: what it says at the start is not always so, as where another service than the asked one
// runs the network. Thread: the service's; signals come there.
#pragma once

#include <QObject>

namespace signalbox {

class NetworkWatch final : public QObject {
    Q_OBJECT

public:
    explicit NetworkWatch(QObject* parent = nullptr);
    // Begins to listen; without a source nothing ever comes.
    void start();

Q_SIGNALS:
    void networkGone(bool gone);
};

}  // namespace signalbox
