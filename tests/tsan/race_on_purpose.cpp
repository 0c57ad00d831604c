// Races on purpose: shows that a ThreadSanitizer build still sees a real race beside Qt's hand-overs
// (cmake/tsan). CTest expects it to fail. Two threads pass a value properly, by a queued call, and then both
// write a counter.
#include <QCoreApplication>
#include <QThread>

#include <atomic>

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    QThread thread;
    QObject there;
    there.moveToThread(&thread);
    thread.start();
    int counter = 0;
    std::atomic<bool> written = false;
    QMetaObject::invokeMethod(&there, [&] {
        ++counter;
        written.store(true, std::memory_order_relaxed);  // tells when, but orders nothing
    });
    while (!written.load(std::memory_order_relaxed)) {
        QThread::yieldCurrentThread();
    }
    ++counter;
    thread.quit();
    thread.wait();
    return counter == 2 ? 0 : 1;
}
