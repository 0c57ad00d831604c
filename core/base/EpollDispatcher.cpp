#include "core/base/EpollDispatcher.h"

#include "core/base/Clock.h"
#include "core/base/FdWatcher.h"

#include <QCoreApplication>
#include <QSocketNotifier>
#include <QTimerEvent>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <limits>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace signalbox {

namespace {

constexpr int kBatch = 256;
constexpr quint64 kWakeTag = ~quint64{0};
constexpr quint32 kAnyway = EPOLLERR | EPOLLHUP;  // reported whether asked for or not

qint64 nowMs() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

quint64 tagOf(int fd, quint32 generation) {
    return quint64{generation} << 32 | static_cast<quint32>(fd);
}

constexpr quint32 kEventsOfType[3] = {EPOLLIN, EPOLLOUT, EPOLLPRI};

quint32 epollEvents(unsigned interest) {
    return ((interest & FdWatcher::Readable) != 0 ? quint32{EPOLLIN} : 0U) |
           ((interest & FdWatcher::Writable) != 0 ? quint32{EPOLLOUT} : 0U);
}

}  // namespace

EpollDispatcher::EpollDispatcher(QObject* parent)
    : QAbstractEventDispatcher(parent),
      m_epoll(::epoll_create1(EPOLL_CLOEXEC)),
      m_wakeFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (m_epoll < 0 || m_wakeFd < 0) {
        qFatal("signalbox: no event loop: the system gives no more descriptors");
    }
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = kWakeTag;
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_wakeFd, &event);
}

EpollDispatcher::~EpollDispatcher() {
    for (Slot& slot : m_slots) {
        const auto clients = std::exchange(slot.clients, {});
        for (const Client& client : clients) {
            client.client->dispatcherGone();
        }
    }
    ::close(m_epoll);
    ::close(m_wakeFd);
}

// --- Descriptors ---

EpollDispatcher::Slot& EpollDispatcher::slot(int fd) {
    const auto index = static_cast<std::size_t>(fd);
    if (index >= m_slots.size()) {
        m_slots.resize(std::max(index + 1, m_slots.size() * 2));
    }
    return m_slots[index];
}

bool EpollDispatcher::unused(const Slot& slot) {
    return slot.clients.empty() && slot.notifiers[0] == nullptr && slot.notifiers[1] == nullptr &&
           slot.notifiers[2] == nullptr;
}

quint32 EpollDispatcher::wanted(const Slot& slot) {
    quint32 events = 0;
    for (int type = 0; type < 3; ++type) {
        if (slot.notifiers[type] != nullptr) {
            events |= kEventsOfType[type];
        }
    }
    for (const Client& client : slot.clients) {
        events |= epollEvents(client.interest);
    }
    return events;
}

void EpollDispatcher::touch(int fd, Slot& slot) {
    if (!slot.dirty) {
        slot.dirty = true;
        m_dirty.push_back(fd);
    }
}

// Once nobody is left the number may be closed and come back as another file: events of the old one are void.
void EpollDispatcher::leave(int fd, Slot& slot) {
    if (unused(slot)) {
        ++slot.generation;
        slot.renewed = true;
    }
    touch(fd, slot);
}

void EpollDispatcher::addClient(int fd, FdClient* client) {
    slot(fd).clients.push_back({client, FdWatcher::None});
}

void EpollDispatcher::setClientInterest(int fd, FdClient* client, unsigned events) {
    Slot& at = slot(fd);
    for (Client& known : at.clients) {
        if (known.client == client && known.interest != events) {
            known.interest = events;
            touch(fd, at);
        }
    }
}

void EpollDispatcher::removeClient(int fd, FdClient* client) {
    Slot& at = slot(fd);
    std::erase_if(at.clients, [client](const Client& known) { return known.client == client; });
    leave(fd, at);
}

void EpollDispatcher::registerSocketNotifier(QSocketNotifier* notifier) {
    const int fd = static_cast<int>(notifier->socket());
    if (fd < 0) {
        qWarning("signalbox: a socket notifier without a socket");
        return;
    }
    Slot& at = slot(fd);
    QSocketNotifier*& place = at.notifiers[notifier->type()];
    if (place != nullptr && place != notifier) {
        qWarning("signalbox: two socket notifiers of one kind for descriptor %d", fd);
    }
    place = notifier;
    touch(fd, at);
}

void EpollDispatcher::unregisterSocketNotifier(QSocketNotifier* notifier) {
    const int fd = static_cast<int>(notifier->socket());
    if (fd < 0) {
        return;
    }
    Slot& at = slot(fd);
    QSocketNotifier*& place = at.notifiers[notifier->type()];
    if (place == notifier) {
        place = nullptr;
        leave(fd, at);
    }
}

void EpollDispatcher::applyInterest() {
    // Nothing in here calls out, so the list does not grow meanwhile.
    for (const int fd : m_dirty) {
        Slot& at = m_slots[static_cast<std::size_t>(fd)];
        at.dirty = false;
        applyInterest(fd, at);
    }
    m_dirty.clear();
}

void EpollDispatcher::applyInterest(int fd, Slot& at) {
    const quint32 events = wanted(at);
    const bool used = !unused(at);
    const bool trim = std::exchange(at.trim, false);
    if (!at.renewed && events == at.applied && !trim) {
        return;
    }
    // Read interest that is taken away for a while (a paused or an idle connection) mostly comes back before
    // anything arrives: it stays with the kernel until something unwanted shows up.
    if (!at.renewed && used && !trim && (events | EPOLLIN) == at.applied) {
        return;
    }
    const bool known = at.applied != 0;
    const bool renewed = std::exchange(at.renewed, false);
    at.applied = events;
    epoll_event event{};
    event.events = events;
    event.data.u64 = tagOf(fd, at.generation);
    if (events == 0) {
        if (known) {
            // Fails, and may, where the descriptor is closed already: the kernel has forgotten it by itself.
            ++m_interestCalls;
            ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, fd, &event);
        }
        return;
    }
    // The number may by now mean a file that the kernel has not seen, or one that it has: each is tried.
    int operation = known && !renewed ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    ++m_interestCalls;
    int result = ::epoll_ctl(m_epoll, operation, fd, &event);
    if (result != 0 && (errno == EEXIST || errno == ENOENT)) {
        operation = operation == EPOLL_CTL_ADD ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
        ++m_interestCalls;
        result = ::epoll_ctl(m_epoll, operation, fd, &event);
    }
    if (result != 0) {
        at.applied = 0;
        qWarning("signalbox: descriptor %d cannot be watched (error %d)", fd, errno);
    }
}

// A file that lives on under another number after its own was closed stays on the kernel's list, and cannot
// be taken off by its number. A new list without it is the only way.
void EpollDispatcher::rebuild() {
    const int fresh = ::epoll_create1(EPOLL_CLOEXEC);
    if (fresh < 0) {
        return;
    }
    ::close(m_epoll);
    m_epoll = fresh;
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = kWakeTag;
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_wakeFd, &event);
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        Slot& at = m_slots[i];
        at.applied = 0;
        if (!unused(at)) {
            touch(static_cast<int>(i), at);
        }
    }
}

void EpollDispatcher::deliver(int fd, quint32 generation, quint32 events) {
    const HeldTime held;
    // Every call may change or remove anything, this descriptor included, so each looks afresh.
    const auto current = [this, fd, generation]() -> Slot* {
        Slot& at = m_slots[static_cast<std::size_t>(fd)];
        return at.generation == generation ? &at : nullptr;
    };
    Slot* at = current();
    if (at == nullptr) {
        return;
    }
    const bool anyway = (events & kAnyway) != 0;
    const unsigned ready = (anyway || (events & EPOLLIN) != 0 ? FdWatcher::Readable : 0U) |
                           (anyway || (events & EPOLLOUT) != 0 ? FdWatcher::Writable : 0U);
    const quint32 asked = wanted(*at);
    if ((events & at->applied & ~asked) != 0 || (anyway && asked == 0)) {
        at->trim = true;
        touch(fd, *at);
    }
    if (at->clients.size() == 1) {
        const Client only = at->clients.front();
        if ((only.interest & ready) != 0) {
            only.client->fdReady(only.interest & ready);
            at = current();
        }
    } else if (!at->clients.empty()) {
        const std::vector<Client> clients = at->clients;
        for (const Client& before : clients) {
            const auto now = std::find_if(at->clients.begin(), at->clients.end(),
                                          [&](const Client& each) { return each.client == before.client; });
            if (now != at->clients.end() && (now->interest & ready) != 0) {
                now->client->fdReady(now->interest & ready);
                at = current();
                if (at == nullptr) {
                    return;
                }
            }
        }
    }
    for (int type = 0; at != nullptr && type < 3; ++type) {
        QSocketNotifier* notifier = at->notifiers[type];
        if (notifier != nullptr && (anyway || (events & kEventsOfType[type]) != 0)) {
            QEvent event(QEvent::SockAct);
            QCoreApplication::sendEvent(notifier, &event);
            at = current();
        }
    }
}

// --- The turn ---

void EpollDispatcher::drainWakeUp() {
    quint64 value = 0;
    [[maybe_unused]] const auto got = ::read(m_wakeFd, &value, sizeof value);
}

bool EpollDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags) {
    m_interrupted.store(false, std::memory_order_relaxed);
    Q_EMIT awake();
    bool handled = m_wakePending.exchange(false);
    QCoreApplication::sendPostedEvents();
    if (m_interrupted.load()) {
        return false;
    }

    const bool withDescriptors = !flags.testFlag(QEventLoop::ExcludeSocketNotifiers);
    const bool withTimers = !flags.testFlag(QEventLoop::X11ExcludeTimers);
    const bool mayWait = flags.testFlag(QEventLoop::WaitForMoreEvents) && !m_wakePending.load();
    qint64 timeoutMs = mayWait ? -1 : 0;
    if (mayWait && withTimers) {
        timeoutMs = nextTimerMs();
    }
    if (mayWait && timeoutMs != 0) {
        Q_EMIT aboutToBlock();
        if (m_interrupted.load()) {
            return false;
        }
    }

    applyInterest();
    // Of this turn alone: a callback may run a turn of its own. Filled by the kernel as far as it is read.
    std::array<epoll_event, kBatch> batch;  // NOLINT(cppcoreguidelines-pro-type-member-init)
    // From here a wakeUp() writes to the descriptor; one that came before is seen by the check that follows.
    m_sleeping.store(true);
    if (timeoutMs != 0 && m_wakePending.load()) {
        timeoutMs = 0;
    }
    const int timeout = static_cast<int>(std::min<qint64>(timeoutMs, std::numeric_limits<int>::max()));
    int count = 0;
    if (withDescriptors) {
        count = ::epoll_wait(m_epoll, batch.data(), kBatch, timeout);
    } else {
        pollfd wake{m_wakeFd, POLLIN, 0};
        if (::poll(&wake, 1, timeout) > 0) {
            drainWakeUp();
            handled = true;
        }
    }
    m_sleeping.store(false);

    bool foreign = false;
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = batch[static_cast<std::size_t>(i)];
        handled = true;
        if (event.data.u64 == kWakeTag) {
            drainWakeUp();
            continue;
        }
        const int fd = static_cast<int>(event.data.u64 & 0xffffffffU);
        const auto generation = static_cast<quint32>(event.data.u64 >> 32);
        const Slot& at = m_slots[static_cast<std::size_t>(fd)];
        if (at.generation == generation) {
            deliver(fd, generation, event.events);
        } else if (!at.dirty) {
            foreign = true;  // not left in this turn, so the kernel holds what it should not
        }
    }
    if (foreign) {
        rebuild();
    }
    if (withTimers && fireTimers()) {
        handled = true;
    }
    return handled;
}

void EpollDispatcher::wakeUp() {
    m_wakePending.store(true);
    if (m_sleeping.exchange(false)) {
        const quint64 one = 1;
        [[maybe_unused]] const auto put = ::write(m_wakeFd, &one, sizeof one);
    }
}

void EpollDispatcher::interrupt() {
    m_interrupted.store(true);
    wakeUp();
}

// --- Timers ---

// Coarse timers that are due at about the same time share a wake-up: within 5 % of the interval, never early.
qint64 EpollDispatcher::align(qint64 dueMs, qint64 now, const TimerData& timer) {
    qint64 grid = 1;
    if (timer.type == Qt::VeryCoarseTimer) {
        grid = 1000;
    } else if (timer.type == Qt::CoarseTimer) {
        grid = std::clamp<qint64>(timer.intervalMs / 20, 1, 250);
    }
    return std::max(now, (dueMs + grid - 1) / grid * grid);
}

void EpollDispatcher::schedule(int timerId, TimerData& timer, qint64 dueMs) {
    timer.dueMs = dueMs;
    timer.order = m_timerOrder++;
    m_due.insert({{timer.dueMs, timer.order}, timerId});
}

void EpollDispatcher::registerTimer(int timerId, qint64 interval, Qt::TimerType timerType, QObject* object) {
    const qint64 now = nowMs();
    TimerData timer{object, interval, timerType, 0, 0, 0};
    // One more than the interval: the clock's current millisecond has partly passed.
    const qint64 due = interval == 0 ? now : align(now + interval + 1, now, timer);
    schedule(timerId, timer, due);
    m_timers.insert_or_assign(timerId, timer);
}

bool EpollDispatcher::unregisterTimer(int timerId) {
    const auto at = m_timers.find(timerId);
    if (at == m_timers.end()) {
        return false;
    }
    m_due.erase({{at->second.dueMs, at->second.order}, timerId});
    m_timers.erase(at);
    return true;
}

bool EpollDispatcher::unregisterTimers(QObject* object) {
    bool any = false;
    for (auto at = m_timers.begin(); at != m_timers.end();) {
        if (at->second.object == object) {
            m_due.erase({{at->second.dueMs, at->second.order}, at->first});
            at = m_timers.erase(at);
            any = true;
        } else {
            ++at;
        }
    }
    return any;
}

QList<QAbstractEventDispatcher::TimerInfo> EpollDispatcher::registeredTimers(QObject* object) const {
    QList<TimerInfo> list;
    for (auto at = m_timers.begin(); at != m_timers.end(); ++at) {
        if (at->second.object == object) {
            list.append(TimerInfo(at->first, static_cast<int>(at->second.intervalMs), at->second.type));
        }
    }
    return list;
}

int EpollDispatcher::remainingTime(int timerId) {
    const auto at = m_timers.find(timerId);
    if (at == m_timers.end()) {
        return -1;
    }
    return static_cast<int>(std::max<qint64>(0, at->second.dueMs - nowMs()));
}

// Until the next timer that is not being delivered further up the stack; -1: none.
qint64 EpollDispatcher::nextTimerMs() const {
    for (const auto& [key, timerId] : m_due) {
        if (m_timers.at(timerId).delivering == 0) {
            return std::max<qint64>(0, key.first - nowMs());
        }
    }
    return -1;
}

bool EpollDispatcher::fireTimers() {
    if (m_due.empty()) {
        return false;
    }
    const qint64 now = nowMs();
    const quint64 limit = m_timerOrder;  // what is set from here on waits for the next turn
    bool any = false;
    TimerKey last{std::numeric_limits<qint64>::min(), 0};
    for (;;) {
        const auto next = m_due.upper_bound({last, std::numeric_limits<int>::max()});
        if (next == m_due.end() || next->first.first > now) {
            return any;
        }
        last = next->first;
        const int timerId = next->second;
        TimerData& timer = m_timers.at(timerId);
        if (last.second >= limit || timer.delivering > 0) {
            continue;
        }
        m_due.erase(next);
        qint64 due = timer.dueMs + timer.intervalMs;
        if (due <= now) {
            due = now + timer.intervalMs;
        }
        schedule(timerId, timer, timer.intervalMs == 0 ? now : align(due, now, timer));
        const quint64 order = timer.order;
        ++timer.delivering;
        QTimerEvent event(timerId);
        QCoreApplication::sendEvent(timer.object, &event);
        any = true;
        // Still the same one, not a new timer under the same number, nor fired again in between.
        const auto after = m_timers.find(timerId);
        if (after != m_timers.end() && after->second.order == order) {
            --after->second.delivering;
        }
    }
}

}  // namespace signalbox
