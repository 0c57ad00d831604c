// EpollDispatcher: the event loop of a thread that holds thousands of sockets, on Linux. It is a Qt event
// dispatcher like any other (socket notifiers, timers, posted events), but a turn costs what is ready, not
// what is open. Changes of interest are collected and handed to the kernel in one batch before each wait;
// taking read interest away costs nothing until something unwanted arrives. Thread: make it anywhere, give it
// to a QThread before that starts (QThread::setEventDispatcher owns it then); after that only wakeUp() and
// interrupt() may come from elsewhere. Limits: descriptors that cannot be polled (regular files) are refused
// with a warning.
#pragma once

#include <QAbstractEventDispatcher>

#include <atomic>
#include <set>
#include <unordered_map>
#include <vector>

namespace signalbox {

// Who wants to know about one descriptor by plain call. Not owned. `dispatcherGone`: the event loop has ended
// first.
class FdClient {
public:
    virtual void fdReady(unsigned events) = 0;  // a union of FdWatcher::Event, never more than is wanted
    virtual void dispatcherGone() = 0;

protected:
    ~FdClient() = default;
};

class EpollDispatcher final : public QAbstractEventDispatcher {
    Q_OBJECT

public:
    explicit EpollDispatcher(QObject* parent = nullptr);
    ~EpollDispatcher() override;

    // The client must be removed before its descriptor is closed.
    void addClient(int fd, FdClient* client);
    void setClientInterest(int fd, FdClient* client, unsigned events);
    void removeClient(int fd, FdClient* client);

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;
    void registerSocketNotifier(QSocketNotifier* notifier) override;
    void unregisterSocketNotifier(QSocketNotifier* notifier) override;
    void registerTimer(int timerId, qint64 interval, Qt::TimerType timerType, QObject* object) override;
    bool unregisterTimer(int timerId) override;
    bool unregisterTimers(QObject* object) override;
    [[nodiscard]] QList<TimerInfo> registeredTimers(QObject* object) const override;
    [[nodiscard]] int remainingTime(int timerId) override;
    void wakeUp() override;
    void interrupt() override;

    // System calls made to change the kernel's interest list, for tests and measurements.
    [[nodiscard]] quint64 interestCalls() const { return m_interestCalls; }

private:
    struct Client {
        FdClient* client;
        unsigned interest;
    };
    // Everything known about one descriptor number.
    struct Slot {
        QSocketNotifier* notifiers[3] = {nullptr, nullptr, nullptr};  // by QSocketNotifier::Type
        std::vector<Client> clients;
        quint32 applied = 0;     // what the kernel was told
        quint32 generation = 0;  // of the descriptor behind the number; goes with each kernel event
        bool dirty = false;      // is in m_dirty
        bool renewed = false;    // the number may mean another file than the kernel was told about
        bool trim = false;       // the kernel reports what nobody wants: take it away
    };
    struct TimerData {
        QObject* object = nullptr;
        qint64 intervalMs = 0;
        Qt::TimerType type = Qt::CoarseTimer;
        qint64 dueMs = 0;
        quint64 order = 0;
        int delivering = 0;
    };
    using TimerKey = std::pair<qint64, quint64>;  // due, order

    Slot& slot(int fd);
    void touch(int fd, Slot& slot);
    void leave(int fd, Slot& slot);
    [[nodiscard]] static quint32 wanted(const Slot& slot);
    [[nodiscard]] static bool unused(const Slot& slot);
    void applyInterest();
    void applyInterest(int fd, Slot& slot);
    void rebuild();
    int waitFor(int timeoutMs, bool withDescriptors);
    bool dispatchDescriptors(int count);
    void deliver(int fd, quint32 generation, quint32 events);
    void drainWakeUp();

    void schedule(int timerId, TimerData& timer, qint64 dueMs);
    [[nodiscard]] static qint64 align(qint64 dueMs, qint64 nowMs, const TimerData& timer);
    [[nodiscard]] qint64 nextTimerMs() const;
    bool fireTimers();

    int m_epoll = -1;
    int m_wakeFd = -1;
    std::vector<Slot> m_slots;  // by descriptor number
    std::vector<int> m_dirty;
    quint64 m_interestCalls = 0;

    std::unordered_map<int, TimerData> m_timers;
    std::set<std::pair<TimerKey, int>> m_due;
    quint64 m_timerOrder = 0;

    std::atomic<bool> m_wakePending{false};
    std::atomic<bool> m_sleeping{false};
    std::atomic<bool> m_interrupted{false};
};

}  // namespace signalbox
