// Descriptors: FdWatcher on the epoll dispatcher and on Qt's own, notifiers, re-used numbers, thousands at
// once.
#include "core/base/EpollDispatcher.h"
#include "core/base/FdWatcher.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QSocketNotifier>
#include <QTest>
#include <QThread>

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace signalbox;

namespace {

// A connected pair of sockets; closes what is left.
struct Pair {
    int a = -1;
    int b = -1;

    Pair() {
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0) {
            a = ends[0];
            b = ends[1];
        }
    }
    ~Pair() {
        closeA();
        closeB();
    }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;
    void closeA() {
        if (a >= 0) {
            ::close(std::exchange(a, -1));
        }
    }
    void closeB() {
        if (b >= 0) {
            ::close(std::exchange(b, -1));
        }
    }
    // The same file under a number of choice.
    void moveA(int number) {
        if (a != number) {
            QCOMPARE(::dup3(a, number, O_CLOEXEC), number);
            ::close(std::exchange(a, number));
        }
    }
    void feedA() const { put(b); }
    void feedB() const { put(a); }
    static void put(int fd) {
        const char byte = 'x';
        QCOMPARE(::write(fd, &byte, 1), 1);
    }
    static void drain(int fd) {
        char bytes[4096];
        while (::read(fd, bytes, sizeof bytes) > 0) {
        }
    }
};

EpollDispatcher& dispatcher() {
    return *qobject_cast<EpollDispatcher*>(QAbstractEventDispatcher::instance());
}

bool turn() {
    return dispatcher().processEvents(QEventLoop::AllEvents);
}

// Runs `body` on a thread with the dispatcher asked for, inside its event loop.
void onThread(bool epoll, const std::function<void(QEventLoop&)>& body) {
    const std::unique_ptr<QThread> thread(QThread::create([&body] {
        QEventLoop loop;
        body(loop);
    }));
    if (epoll) {
        thread->setEventDispatcher(new EpollDispatcher);
    }
    thread->start();
    thread->wait();
}

}  // namespace

class TestEpollDescriptors final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        rlimit limit{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &limit), 0);
        limit.rlim_cur = limit.rlim_max;
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    }

    void watcherWorksOnBothDispatchers_data() {
        QTest::addColumn<bool>("epoll");
        QTest::newRow("epoll") << true;
        QTest::newRow("Qt's own") << false;
    }
    void watcherWorksOnBothDispatchers() {
        QFETCH(bool, epoll);
        QVector<unsigned> seen;
        unsigned interest = 99;
        onThread(epoll, [&](QEventLoop& loop) {
            const Pair pair;
            std::unique_ptr<FdWatcher> watcher;
            watcher = std::make_unique<FdWatcher>(pair.a, [&](unsigned events) {
                seen << events;
                if (events == FdWatcher::Writable) {
                    watcher->setInterest(FdWatcher::Readable);
                    pair.feedA();
                    return;
                }
                watcher.reset();  // inside its own callback
                loop.quit();
            });
            watcher->setInterest(FdWatcher::Writable);
            interest = watcher->interest();
            loop.exec();
        });
        QCOMPARE(interest, unsigned(FdWatcher::Writable));
        QCOMPARE(seen, (QVector<unsigned>{FdWatcher::Writable, FdWatcher::Readable}));
    }

    void hangUpComesAsWhatIsWanted_data() {
        QTest::addColumn<unsigned>("interest");
        QTest::newRow("readable") << unsigned(FdWatcher::Readable);
        QTest::newRow("writable") << unsigned(FdWatcher::Writable);
        QTest::newRow("both") << unsigned(FdWatcher::Readable | FdWatcher::Writable);
    }
    void hangUpComesAsWhatIsWanted() {
        QFETCH(unsigned, interest);
        Pair pair;
        unsigned seen = 0;
        FdWatcher watcher(pair.a, [&](unsigned events) { seen |= events; });
        watcher.setInterest(interest);
        pair.closeB();
        turn();
        QCOMPARE(seen, interest);
    }

    void nothingUnwantedArrivesAndNothingSpins() {
        Pair pair;
        int calls = 0;
        FdWatcher watcher(pair.a, [&](unsigned) { ++calls; });
        watcher.setInterest(FdWatcher::Readable);
        turn();
        watcher.setInterest(FdWatcher::None);
        pair.feedA();
        pair.closeB();
        for (int i = 0; i < 3; ++i) {
            turn();
        }
        QVERIFY(!turn());  // the kernel no longer reports it
        QCOMPARE(calls, 0);
        watcher.setInterest(FdWatcher::Readable);
        turn();
        QCOMPARE(calls, 1);
    }

    void togglingWithinATurnCostsNothing() {
        const Pair pair;
        FdWatcher watcher(pair.a, [](unsigned) {});
        watcher.setInterest(FdWatcher::Readable);
        turn();
        const quint64 before = dispatcher().interestCalls();
        for (int i = 0; i < 100; ++i) {
            watcher.setInterest(FdWatcher::Readable | FdWatcher::Writable);
            watcher.setInterest(FdWatcher::Readable);
        }
        turn();
        QCOMPARE(dispatcher().interestCalls(), before);
    }

    void pausedReadingCostsNothingUntilSomethingArrives() {
        const Pair pair;
        FdWatcher watcher(pair.a, [&](unsigned) { Pair::drain(pair.a); });
        watcher.setInterest(FdWatcher::Readable);
        turn();
        const quint64 before = dispatcher().interestCalls();
        for (int i = 0; i < 10; ++i) {
            watcher.setInterest(FdWatcher::None);
            turn();
            watcher.setInterest(FdWatcher::Readable);
            turn();
        }
        QCOMPARE(dispatcher().interestCalls(), before);
        watcher.setInterest(FdWatcher::None);
        pair.feedA();
        turn();
        turn();
        QCOMPARE(dispatcher().interestCalls(), before + 1);
    }

    void notifiersWorkBesideAWatcher() {
        const Pair pair;
        QString seen;
        QSocketNotifier read(pair.a, QSocketNotifier::Read);
        QSocketNotifier write(pair.a, QSocketNotifier::Write);
        connect(&read, &QSocketNotifier::activated, &read, [&] { seen += QLatin1Char('r'); });
        connect(&write, &QSocketNotifier::activated, &write, [&] { seen += QLatin1Char('w'); });
        FdWatcher watcher(pair.a, [&](unsigned) { seen += QLatin1Char('d'); });
        watcher.setInterest(FdWatcher::Readable);
        turn();
        QCOMPARE(seen, QStringLiteral("w"));
        seen.clear();
        write.setEnabled(false);
        pair.feedA();
        turn();
        QCOMPARE(seen, QStringLiteral("dr"));
    }

    void notifiersAreLeftOutWhenAsked() {
        const Pair pair;
        int calls = 0;
        FdWatcher watcher(pair.a, [&](unsigned) { ++calls; });
        watcher.setInterest(FdWatcher::Readable);
        pair.feedA();
        dispatcher().processEvents(QEventLoop::ExcludeSocketNotifiers);
        QCOMPARE(calls, 0);
        turn();
        QCOMPARE(calls, 1);
    }

    // All are ready in one batch; the first called destroys the rest.
    void callbackDestroysOthersOfTheSameBatch() {
        constexpr int kCount = 50;
        std::vector<std::unique_ptr<Pair>> pairs;
        std::vector<std::unique_ptr<FdWatcher>> watchers;
        int calls = 0;
        for (int i = 0; i < kCount; ++i) {
            pairs.push_back(std::make_unique<Pair>());
            watchers.push_back(std::make_unique<FdWatcher>(pairs.back()->a, [&](unsigned) {
                ++calls;
                watchers.clear();
            }));
            watchers.back()->setInterest(FdWatcher::Readable);
            pairs.back()->feedA();
        }
        turn();
        turn();
        QCOMPARE(calls, 1);
    }

    void watchersOfOneDescriptorMayDestroyEachOther() {
        const Pair pair;
        std::unique_ptr<FdWatcher> first;
        std::unique_ptr<FdWatcher> second;
        int calls = 0;
        const auto call = [&](unsigned) {
            ++calls;
            first.reset();
            second.reset();
        };
        first = std::make_unique<FdWatcher>(pair.a, call);
        second = std::make_unique<FdWatcher>(pair.a, call);
        first->setInterest(FdWatcher::Readable);
        second->setInterest(FdWatcher::Readable);
        pair.feedA();
        turn();
        QCOMPARE(calls, 1);
    }

    // In one batch: the first callback closes the second descriptor, whose number comes back as a new, quiet
    // file.
    void eventsOfAClosedDescriptorDoNotReachItsNumbersNextOwner() {
        Pair trigger;
        Pair victim;
        int strangers = 0;
        int victims = 0;
        std::unique_ptr<FdWatcher> next;
        std::unique_ptr<Pair> fresh;
        std::unique_ptr<FdWatcher> victimWatcher;
        const auto swap = [&](unsigned) {
            if (next) {
                return;
            }
            const int number = victim.a;
            victimWatcher.reset();
            victim.closeA();
            fresh = std::make_unique<Pair>();
            fresh->moveA(number);
            next = std::make_unique<FdWatcher>(number, [&](unsigned) { ++strangers; });
            next->setInterest(FdWatcher::Readable);
        };
        FdWatcher triggerWatcher(trigger.a, swap);
        victimWatcher = std::make_unique<FdWatcher>(victim.a, [&](unsigned) { ++victims; });
        triggerWatcher.setInterest(FdWatcher::Readable);
        victimWatcher->setInterest(FdWatcher::Readable);
        trigger.feedA();
        victim.feedA();
        turn();
        QVERIFY(next);
        Pair::drain(trigger.a);
        turn();
        QCOMPARE(strangers, 0);
        fresh->feedA();
        turn();
        QCOMPARE(strangers, 1);
    }

    // The same interest on the same number, closed and opened within one turn: the kernel has to hear of it
    // again.
    void reopenedNumberIsWatchedAgain() {
        Pair pair;
        const int number = pair.a;
        int calls = 0;
        auto watcher = std::make_unique<FdWatcher>(number, [&](unsigned) { ++calls; });
        watcher->setInterest(FdWatcher::Readable);
        turn();
        watcher.reset();
        pair.closeA();
        Pair fresh;
        fresh.moveA(number);
        watcher = std::make_unique<FdWatcher>(number, [&](unsigned) {
            ++calls;
            Pair::drain(number);
        });
        watcher->setInterest(FdWatcher::Readable);
        turn();
        QCOMPARE(calls, 0);
        fresh.feedA();
        turn();
        QCOMPARE(calls, 1);
        watcher.reset();
    }

    void notifierOfAReopenedNumber() {
        for (int round = 0; round < 20; ++round) {
            const Pair pair;
            int calls = 0;
            QSocketNotifier read(pair.a, QSocketNotifier::Read);
            connect(&read, &QSocketNotifier::activated, &read, [&] { ++calls; });
            turn();
            QCOMPARE(calls, 0);
            pair.feedA();
            turn();
            QCOMPARE(calls, 1);
        }
    }

    // A copy of the descriptor outlives it, so the kernel goes on reporting a number nobody watches.
    void fileThatOutlivesItsNumberDoesNotSpin() {
        Pair pair;
        const int copy = ::dup(pair.a);
        QVERIFY(copy >= 0);
        auto watcher = std::make_unique<FdWatcher>(pair.a, [](unsigned) {});
        watcher->setInterest(FdWatcher::Readable);
        turn();
        watcher.reset();
        pair.closeA();
        pair.feedA();
        turn();
        turn();
        QVERIFY(!turn());
        ::close(copy);
    }

    void watcherOutlivesItsThreadsLoop() {
        const Pair pair;
        std::unique_ptr<FdWatcher> watcher;
        onThread(true, [&](QEventLoop&) {
            watcher = std::make_unique<FdWatcher>(pair.a, [](unsigned) {});
            watcher->setInterest(FdWatcher::Readable);
        });
        watcher->setInterest(FdWatcher::None);
        watcher.reset();
    }

    void callbackRunsALoopOfItsOwn() {
        const Pair outer;
        const Pair inner;
        QString seen;
        FdWatcher innerWatcher(inner.a, [&](unsigned) {
            seen += QLatin1Char('i');
            Pair::drain(inner.a);
        });
        innerWatcher.setInterest(FdWatcher::Readable);
        FdWatcher outerWatcher(outer.a, [&](unsigned) {
            seen += QLatin1Char('o');
            Pair::drain(outer.a);
            inner.feedA();
            turn();
            seen += QLatin1Char('O');
        });
        outerWatcher.setInterest(FdWatcher::Readable);
        outer.feedA();
        turn();
        QCOMPARE(seen, QStringLiteral("oiO"));
    }

    void fourThousandIdleDescriptors() {
        constexpr int kCount = 4'000;
        std::vector<int> descriptors;
        std::vector<std::unique_ptr<FdWatcher>> watchers;
        int idle = 0;
        for (int i = 0; i < kCount; ++i) {
            const int fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
            QVERIFY(fd >= 0);
            descriptors.push_back(fd);
            watchers.push_back(std::make_unique<FdWatcher>(fd, [&](unsigned) { ++idle; }));
            watchers.back()->setInterest(FdWatcher::Readable);
        }
        turn();
        const Pair pair;
        int calls = 0;
        FdWatcher watcher(pair.a, [&](unsigned) {
            ++calls;
            Pair::drain(pair.a);
        });
        watcher.setInterest(FdWatcher::Readable);
        turn();
        const quint64 before = dispatcher().interestCalls();
        for (int i = 0; i < 1'000; ++i) {
            pair.feedA();
            turn();
        }
        QCOMPARE(calls, 1'000);
        QCOMPARE(idle, 0);
        QCOMPARE(dispatcher().interestCalls(), before);
        // More than one batch of them at once: every one is served.
        for (const int fd : descriptors) {
            const quint64 one = 1;
            QCOMPARE(::write(fd, &one, sizeof one), ssize_t(sizeof one));
        }
        QVector<int> order;
        for (int i = 0; i < kCount; ++i) {
            const int fd = descriptors[static_cast<std::size_t>(i)];
            watchers[static_cast<std::size_t>(i)] = std::make_unique<FdWatcher>(fd, [&order, fd](unsigned) {
                quint64 value = 0;
                QCOMPARE(::read(fd, &value, sizeof value), ssize_t(sizeof value));
                order << fd;
            });
            watchers[static_cast<std::size_t>(i)]->setInterest(FdWatcher::Readable);
        }
        while (turn()) {
        }
        QCOMPARE(order.size(), kCount);
        watchers.clear();
        for (const int fd : descriptors) {
            ::close(fd);
        }
    }
};

int main(int argc, char** argv) {
    QCoreApplication::setEventDispatcher(new EpollDispatcher);
    const QCoreApplication app(argc, argv);
    TestEpollDescriptors test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_epolldescriptors.moc"
