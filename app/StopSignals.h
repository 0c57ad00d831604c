// StopSignals: SIGTERM, SIGINT and SIGHUP as Qt signals, through a pipe that the system's handler writes to.
// Thread: made and destroyed on main, which runs an event loop; one at a time.
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace signalbox {

class StopSignals final : public QObject {
    Q_OBJECT

public:
    StopSignals();
    ~StopSignals() override;

Q_SIGNALS:
    // The first one, and any later one.
    void stopAsked();
    void stopAskedAgain();

private:
    void read();

    int m_pipe[2] = {-1, -1};
    std::unique_ptr<QSocketNotifier> m_notifier;
    bool m_asked = false;
};

}  // namespace signalbox
