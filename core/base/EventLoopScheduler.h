// EventLoopScheduler: the Scheduler of a thread that runs a Qt event loop: one TimerQueue, one Qt timer.
// Thread: create, use and destroy it on that thread.
#pragma once

#include "core/base/TimerQueue.h"

#include <QObject>

namespace signalbox {

class EventLoopScheduler final : public QObject, public Scheduler {
    Q_OBJECT

public:
    explicit EventLoopScheduler(const Clock& clock, QObject* parent = nullptr);
    [[nodiscard]] Timer after(Milliseconds delay, std::function<void()> call) override;

protected:
    void timerEvent(QTimerEvent* event) override;

private:
    void arm();

    const Clock& m_clock;
    TimerQueue m_queue;
    int m_timerId = 0;
    qint64 m_armedForMs = -1;
};

}  // namespace signalbox
