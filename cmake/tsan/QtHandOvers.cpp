// Tells ThreadSanitizer what Qt's own libraries, which are not instrumented, hand from thread to thread:
// queued calls and slots, contended mutexes, wait conditions, semaphores, pool jobs, ended threads. Each
// function here stands before Qt's of the same name, notes the hand-over and calls Qt's. Linked into every
// program of a ThreadSanitizer build, and only there.
//
// What stays unseen are the copies that Qt itself makes of a queued signal's arguments; suppressions.txt
// names them.
#include <QDeadlineTimer>
#include <QMutex>
#include <QObject>
#include <QRunnable>
#include <QSemaphore>
#include <QThread>
#include <QThreadPool>
#include <QWaitCondition>

#include <cstdlib>
#include <dlfcn.h>
#include <functional>
#include <mutex>
#include <pthread.h>
#include <set>
#include <utility>

extern "C" {
void __tsan_acquire(void* address);  // NOLINT(bugprone-reserved-identifier)
void __tsan_release(void* address);  // NOLINT(bugprone-reserved-identifier)
}

namespace {

// Qt's function of that (mangled) name, behind the one defined here.
template <class Function>
Function behind(const char* name) {
    void* found = dlsym(RTLD_NEXT, name);
    if (found == nullptr) {
        std::abort();  // another Qt: the names below must be looked at
    }
    return reinterpret_cast<Function>(found);
}

// Threads under way, by the argument that their function got; Qt gives it the QThread.
struct RunningThreads {
    std::mutex mutex;
    std::set<const void*> arguments;
};
RunningThreads& runningThreads() {
    static auto* const threads = new RunningThreads;  // threads may outlive static objects
    return *threads;
}

struct ThreadStart {
    void* (*function)(void*);
    void* argument;
};

void* runThread(void* start) {
    const ThreadStart thread = *static_cast<ThreadStart*>(start);
    delete static_cast<ThreadStart*>(start);
    void* result = thread.function(thread.argument);
    RunningThreads& threads = runningThreads();
    const std::lock_guard lock(threads.mutex);
    threads.arguments.erase(thread.argument);
    return result;
}

// Stands around a slot or functor: what the sender did before is seen by the one who is called, and what was
// done inside is seen by a sender who waited for it.
class HandedOver final : public QtPrivate::QSlotObjectBase {
public:
    HandedOver(QtPrivate::QSlotObjectBase* inner, void* sender)
        : QSlotObjectBase(&impl), m_inner(inner), m_sender(sender) {
        __tsan_release(this);
    }

private:
    ~HandedOver() = default;

    static void impl(int which, QSlotObjectBase* self, QObject* receiver, void** arguments, bool* result) {
        auto* one = static_cast<HandedOver*>(self);
        switch (which) {
            case Destroy:
                __tsan_acquire(one);
                one->m_inner->destroyIfLastRef();
                delete one;
                break;
            case Call:
                __tsan_acquire(one);
                if (one->m_sender != nullptr) {
                    __tsan_acquire(one->m_sender);
                }
                one->m_inner->call(receiver, arguments);
                __tsan_release(one);
                __tsan_release(receiver);
                break;
            case Compare:
                *result = one->m_inner->compare(arguments);
                break;
            default:
                break;
        }
    }

    QtPrivate::QSlotObjectBase* m_inner;
    void* m_sender;
};

class HandedJob final : public QRunnable {
public:
    HandedJob(QThreadPool& pool, std::function<void()> job) : m_pool(pool), m_job(std::move(job)) {
        __tsan_release(this);
    }
    void run() override {
        __tsan_acquire(this);
        m_job();
        __tsan_release(&m_pool);
    }

private:
    QThreadPool& m_pool;
    std::function<void()> m_job;
};

}  // namespace

bool QMetaObject::invokeMethodImpl(QObject* object, QtPrivate::QSlotObjectBase* slot, Qt::ConnectionType type,
                                   void* result) {
    static const auto real = behind<bool (*)(QObject*, QtPrivate::QSlotObjectBase*, Qt::ConnectionType,
                                             void*)>(
        "_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt14ConnectionTypeEPv");
    const bool done = real(object, new HandedOver(slot, nullptr), type, result);
    if (type == Qt::BlockingQueuedConnection) {
        __tsan_acquire(object);
    }
    return done;
}

void QMetaObject::activate(QObject* sender, const QMetaObject* meta, int signal, void** arguments) {
    static const auto real = behind<void (*)(QObject*, const QMetaObject*, int, void**)>(
        "_ZN11QMetaObject8activateEP7QObjectPKS_iPPv");
    __tsan_release(sender);
    real(sender, meta, signal, arguments);
}

QMetaObject::Connection QObject::connectImpl(const QObject* sender, void** signal, const QObject* receiver,
                                             void** slotPointer, QtPrivate::QSlotObjectBase* slot,
                                             Qt::ConnectionType type, const int* types,
                                             const QMetaObject* meta) {
    static const auto real = behind<QMetaObject::Connection (*)(
        const QObject*, void**, const QObject*, void**, QtPrivate::QSlotObjectBase*, Qt::ConnectionType,
        const int*, const QMetaObject*)>(
        "_ZN7QObject11connectImplEPKS_PPvS1_S3_"
        "PN9QtPrivate15QSlotObjectBaseEN2Qt14ConnectionTypeEPKiPK11QMetaObject");
    return real(sender, signal, receiver, slotPointer, new HandedOver(slot, const_cast<QObject*>(sender)),
                type, types, meta);
}

void QBasicMutex::lockInternal() noexcept {
    static const auto real = behind<void (*)(QBasicMutex*)>("_ZN11QBasicMutex12lockInternalEv");
    real(this);
    __tsan_acquire(this);
}

bool QBasicMutex::lockInternal(int timeout) noexcept {
    static const auto real = behind<bool (*)(QBasicMutex*, int)>("_ZN11QBasicMutex12lockInternalEi");
    const bool locked = real(this, timeout);
    if (locked) {
        __tsan_acquire(this);
    }
    return locked;
}

void QBasicMutex::unlockInternal() noexcept {
    static const auto real = behind<void (*)(QBasicMutex*)>("_ZN11QBasicMutex14unlockInternalEv");
    __tsan_release(this);
    real(this);
}

bool QWaitCondition::wait(QMutex* mutex, QDeadlineTimer deadline) {
    static const auto real = behind<bool (*)(QWaitCondition*, QMutex*, QDeadlineTimer)>(
        "_ZN14QWaitCondition4waitEP6QMutex14QDeadlineTimer");
    __tsan_release(mutex);
    const bool woken = real(this, mutex, deadline);
    __tsan_acquire(mutex);
    return woken;
}

void QSemaphore::release(int n) {
    static const auto real = behind<void (*)(QSemaphore*, int)>("_ZN10QSemaphore7releaseEi");
    __tsan_release(this);
    real(this, n);
}

void QSemaphore::acquire(int n) {
    static const auto real = behind<void (*)(QSemaphore*, int)>("_ZN10QSemaphore7acquireEi");
    real(this, n);
    __tsan_acquire(this);
}

void QThreadPool::start(std::function<void()> job, int priority) {
    start(new HandedJob(*this, std::move(job)), priority);
}

bool QThreadPool::waitForDone(int milliseconds) {
    static const auto real = behind<bool (*)(QThreadPool*, int)>("_ZN11QThreadPool11waitForDoneEi");
    const bool done = real(this, milliseconds);
    __tsan_acquire(this);
    return done;
}

// Qt's threads are detached and say that they have ended a little before they do.
bool QThread::wait(QDeadlineTimer deadline) {
    static const auto real = behind<bool (*)(QThread*, QDeadlineTimer)>("_ZN7QThread4waitE14QDeadlineTimer");
    const bool ended = real(this, deadline);
    while (ended) {
        RunningThreads& threads = runningThreads();
        const std::lock_guard lock(threads.mutex);
        if (!threads.arguments.contains(this)) {
            break;
        }
        QThread::yieldCurrentThread();
    }
    return ended;
}

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*function)(void*),
                              void* argument) noexcept {
    static const auto real =
        behind<int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)>("pthread_create");
    {
        RunningThreads& threads = runningThreads();
        const std::lock_guard lock(threads.mutex);
        threads.arguments.insert(argument);
    }
    return real(thread, attributes, &runThread, new ThreadStart{function, argument});
}
