// FdWatcher: readiness of one file descriptor, delivered as a plain call on the thread that made it.
// With EpollDispatcher on the thread it is one epoll registration and no QEvent; on any other event loop it
// is two socket notifiers. Thread: create, use and destroy on one thread. Level-triggered. The callback may
// destroy the watcher. Changes of interest cost nothing by themselves: the dispatcher applies them in one
// batch before it next waits.
#pragma once

#include <functional>
#include <memory>

namespace signalbox {

class FdWatcher {
public:
    enum Event : unsigned { None = 0, Readable = 1, Writable = 2 };
    using Callback = std::function<void(unsigned events)>;

    FdWatcher(int fd, Callback callback);
    ~FdWatcher();
    FdWatcher(const FdWatcher&) = delete;
    FdWatcher& operator=(const FdWatcher&) = delete;

    // Which events are wanted from now on (a union of Event). Errors and hang-ups arrive as whichever is
    // wanted.
    void setInterest(unsigned events);
    [[nodiscard]] unsigned interest() const;

    class Backend;

private:
    std::unique_ptr<Backend> m_backend;
};

}  // namespace signalbox
