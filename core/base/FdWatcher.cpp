#include "core/base/FdWatcher.h"

#include <QAbstractEventDispatcher>
#include <QSocketNotifier>

#ifdef Q_OS_LINUX
#include "core/base/EpollDispatcher.h"
#endif

namespace signalbox {

class FdWatcher::Backend {
public:
    Backend() = default;
    virtual ~Backend() = default;
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;

    virtual void setInterest(unsigned events) = 0;
    unsigned m_interest = None;
};

namespace {

// Shared, so that a callback may destroy its own watcher and still return into living code.
using SharedCallback = std::shared_ptr<const FdWatcher::Callback>;

class NotifierBackend final : public FdWatcher::Backend {
public:
    NotifierBackend(int fd, FdWatcher::Callback callback)
        : m_callback(std::make_shared<const FdWatcher::Callback>(std::move(callback))),
          m_read(fd, QSocketNotifier::Read),
          m_write(fd, QSocketNotifier::Write) {
        m_read.setEnabled(false);
        m_write.setEnabled(false);
        QObject::connect(&m_read, &QSocketNotifier::activated, &m_read,
                         [this] { call(FdWatcher::Readable); });
        QObject::connect(&m_write, &QSocketNotifier::activated, &m_write,
                         [this] { call(FdWatcher::Writable); });
    }
    void setInterest(unsigned events) override {
        m_read.setEnabled((events & FdWatcher::Readable) != 0);
        m_write.setEnabled((events & FdWatcher::Writable) != 0);
    }

private:
    void call(unsigned event) const {
        const SharedCallback alive = m_callback;
        (*alive)(event);
    }

    SharedCallback m_callback;
    QSocketNotifier m_read;
    QSocketNotifier m_write;
};

#ifdef Q_OS_LINUX
class EpollBackend final : public FdWatcher::Backend, private FdClient {
public:
    EpollBackend(EpollDispatcher& dispatcher, int fd, FdWatcher::Callback callback)
        : m_callback(std::make_shared<const FdWatcher::Callback>(std::move(callback))),
          m_dispatcher(&dispatcher),
          m_fd(fd) {
        m_dispatcher->addClient(m_fd, this);
    }
    ~EpollBackend() override {
        if (m_dispatcher != nullptr) {
            m_dispatcher->removeClient(m_fd, this);
        }
    }
    void setInterest(unsigned events) override {
        if (m_dispatcher != nullptr) {
            m_dispatcher->setClientInterest(m_fd, this, events);
        }
    }

private:
    void fdReady(unsigned events) override {
        const SharedCallback alive = m_callback;
        (*alive)(events);
    }
    void dispatcherGone() override { m_dispatcher = nullptr; }

    SharedCallback m_callback;
    EpollDispatcher* m_dispatcher;
    int m_fd;
};
#endif

std::unique_ptr<FdWatcher::Backend> makeBackend(int fd, FdWatcher::Callback callback) {
#ifdef Q_OS_LINUX
    if (auto* dispatcher = qobject_cast<EpollDispatcher*>(QAbstractEventDispatcher::instance())) {
        return std::make_unique<EpollBackend>(*dispatcher, fd, std::move(callback));
    }
#endif
    return std::make_unique<NotifierBackend>(fd, std::move(callback));
}

}  // namespace

FdWatcher::FdWatcher(int fd, Callback callback) : m_backend(makeBackend(fd, std::move(callback))) {}

FdWatcher::~FdWatcher() = default;

void FdWatcher::setInterest(unsigned events) {
    if (m_backend->m_interest != events) {
        m_backend->m_interest = events;
        m_backend->setInterest(events);
    }
}

unsigned FdWatcher::interest() const {
    return m_backend->m_interest;
}

}  // namespace signalbox
