// The dispatcher as Qt's own code sees it: timers, posted events, queued signals, Qt's sockets, loops within
// loops.
#include "core/base/EpollDispatcher.h"
#include "core/base/EventLoopScheduler.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QLocalServer>
#include <QLocalSocket>
#include <QSemaphore>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QTimer>

#include <atomic>

using namespace signalbox;

namespace {

// Counts its timer events and may act on them.
class TimerObject final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    QVector<int> fired;
    std::function<void(int)> onTimer;

protected:
    void timerEvent(QTimerEvent* event) override {
        fired << event->timerId();
        if (const auto call = onTimer) {  // a copy: it may delete this object
            call(event->timerId());
        }
    }
};

class Emitter final : public QObject {
    Q_OBJECT

Q_SIGNALS:
    void number(int value);
};

}  // namespace

class TestEpollDispatcher final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isInUse() {
        QVERIFY(qobject_cast<EpollDispatcher*>(QAbstractEventDispatcher::instance()) != nullptr);
    }

    void timersFireInOrderOfDue() {
        QVector<int> seen;
        QEventLoop loop;
        QTimer::singleShot(30, Qt::PreciseTimer, &loop, [&] {
            seen << 3;
            loop.quit();
        });
        QTimer::singleShot(10, Qt::PreciseTimer, &loop, [&] { seen << 1; });
        QTimer::singleShot(20, Qt::PreciseTimer, &loop, [&] { seen << 2; });
        QTimer::singleShot(0, &loop, [&] { seen << 0; });
        loop.exec();
        QCOMPARE(seen, (QVector<int>{0, 1, 2, 3}));
    }

    void timersAreNeverEarly_data() {
        QTest::addColumn<int>("type");
        QTest::newRow("precise") << int(Qt::PreciseTimer);
        QTest::newRow("coarse") << int(Qt::CoarseTimer);
        QTest::newRow("very coarse") << int(Qt::VeryCoarseTimer);
    }
    void timersAreNeverEarly() {
        QFETCH(int, type);
        const SystemClock clock;
        const qint64 before = clock.monotonicNs();
        QEventLoop loop;
        QTimer::singleShot(40, Qt::TimerType(type), &loop, [&] { loop.quit(); });
        loop.exec();
        QVERIFY(clock.monotonicNs() - before >= 40'000'000);
    }

    void zeroTimerFiresOncePerTurn() {
        TimerObject object;
        object.startTimer(0);
        for (int turn = 1; turn <= 3; ++turn) {
            QCoreApplication::processEvents();
            QVERIFY(object.fired.size() >= turn);
        }
        // One turn of the dispatcher itself is exactly one event.
        const auto before = object.fired.size();
        QAbstractEventDispatcher::instance()->processEvents(QEventLoop::AllEvents);
        QCOMPARE(object.fired.size(), before + 1);
    }

    void timerStartedInACallbackWaitsForTheNextTurn() {
        TimerObject object;
        int started = 0;
        object.onTimer = [&](int id) {
            object.killTimer(id);
            if (++started < 5) {
                object.startTimer(0);
            }
        };
        object.startTimer(0);
        for (int turn = 1; turn <= 5; ++turn) {
            QAbstractEventDispatcher::instance()->processEvents(QEventLoop::AllEvents);
            QCOMPARE(object.fired.size(), turn);
        }
        QAbstractEventDispatcher::instance()->processEvents(QEventLoop::AllEvents);
        QCOMPARE(object.fired.size(), 5);
    }

    void timerMayKillOthersAndItsObject() {
        auto* first = new TimerObject;
        auto* second = new TimerObject;
        int calls = 0;
        first->onTimer = [&](int) {
            ++calls;
            delete second;
            delete first;
        };
        first->startTimer(0);
        second->startTimer(0);
        QAbstractEventDispatcher::instance()->processEvents(QEventLoop::AllEvents);
        QAbstractEventDispatcher::instance()->processEvents(QEventLoop::AllEvents);
        QCOMPARE(calls, 1);
    }

    void timerIsNotDeliveredWithinItself() {
        TimerObject object;
        int depth = 0;
        int deepest = 0;
        object.onTimer = [&](int) {
            deepest = std::max(deepest, ++depth);
            QCoreApplication::processEvents();
            --depth;
        };
        object.startTimer(0);
        QAbstractEventDispatcher::instance()->processEvents(QEventLoop::AllEvents);
        QCOMPARE(deepest, 1);
        object.onTimer = nullptr;
        const auto before = object.fired.size();
        QAbstractEventDispatcher::instance()->processEvents(QEventLoop::AllEvents);
        QCOMPARE(object.fired.size(), before + 1);
    }

    void timersAreListed() {
        auto* dispatcher = QAbstractEventDispatcher::instance();
        TimerObject object;
        const int id = object.startTimer(50'000, Qt::CoarseTimer);
        const auto timers = dispatcher->registeredTimers(&object);
        QCOMPARE(timers.size(), 1);
        QCOMPARE(timers.front().timerId, id);
        QCOMPARE(timers.front().interval, 50'000);
        const int left = dispatcher->remainingTime(id);
        QVERIFY(left > 40'000 && left <= 52'600);
        QVERIFY(dispatcher->unregisterTimers(&object));
        QVERIFY(dispatcher->registeredTimers(&object).isEmpty());
        QCOMPARE(dispatcher->remainingTime(id), -1);
        QVERIFY(!dispatcher->unregisterTimer(id));
    }

    void schedulerWorksOnIt() {
        const SystemClock clock;
        EventLoopScheduler scheduler(clock);
        QVector<int> seen;
        QEventLoop loop;
        const Timer late = scheduler.after(Milliseconds(20), [&] {
            seen << 2;
            loop.quit();
        });
        const Timer soon = scheduler.after(Milliseconds(5), [&] { seen << 1; });
        Timer never = scheduler.after(Milliseconds(10), [&] { seen << 9; });
        never.cancel();
        loop.exec();
        QCOMPARE(seen, (QVector<int>{1, 2}));
    }

    void postsFromManyThreadsAllArrive() {
        constexpr int kThreads = 4;
        constexpr int kEach = 2'000;
        QObject context;
        int arrived = 0;
        QEventLoop loop;
        std::vector<std::unique_ptr<QThread>> threads;
        for (int i = 0; i < kThreads; ++i) {
            threads.emplace_back(QThread::create([&] {
                for (int n = 0; n < kEach; ++n) {
                    QMetaObject::invokeMethod(
                        &context,
                        [&] {
                            if (++arrived == kThreads * kEach) {
                                loop.quit();
                            }
                        },
                        Qt::QueuedConnection);
                }
            }));
            threads.back()->start();
        }
        loop.exec();
        for (const auto& thread : threads) {
            thread->wait();
        }
        QCOMPARE(arrived, kThreads * kEach);
    }

    // One at a time, each only after the answer: a lost wake-up would hang here.
    void pingPongBetweenTwoEpollThreads() {
        constexpr int kRounds = 5'000;
        QThread other;
        other.setEventDispatcher(new EpollDispatcher);
        Emitter here;
        auto* there = new Emitter;
        there->moveToThread(&other);
        connect(&other, &QThread::finished, there, &QObject::deleteLater);
        connect(&here, &Emitter::number, there, [there](int value) { Q_EMIT there->number(value); });
        QEventLoop loop;
        int last = 0;
        connect(there, &Emitter::number, &loop, [&](int value) {
            last = value;
            if (value == kRounds) {
                loop.quit();
            } else {
                Q_EMIT here.number(value + 1);
            }
        });
        other.start();
        Q_EMIT here.number(1);
        loop.exec();
        other.quit();
        other.wait();
        QCOMPARE(last, kRounds);
    }

    void blockingCallIntoAWaitingThread() {
        QThread thread;
        thread.setEventDispatcher(new EpollDispatcher);
        QObject context;
        context.moveToThread(&thread);
        thread.start();
        std::atomic<int> sum{0};
        for (int i = 1; i <= 500; ++i) {
            QMetaObject::invokeMethod(
                &context, [&sum, i] { sum += i; }, Qt::BlockingQueuedConnection);
        }
        QCOMPARE(sum.load(), 500 * 501 / 2);
        QMetaObject::invokeMethod(
            &context, [&context] { context.moveToThread(nullptr); }, Qt::BlockingQueuedConnection);
        thread.quit();
        QVERIFY(thread.wait(10'000));
    }

    void quitWakesAWaitingThread() {
        for (int i = 0; i < 50; ++i) {
            QThread thread;
            thread.setEventDispatcher(new EpollDispatcher);
            thread.start();
            thread.quit();
            QVERIFY(thread.wait(10'000));
        }
    }

    void aboutToBlockAndAwakeAlternate() {
        auto* dispatcher = QAbstractEventDispatcher::instance();
        QVector<char> seen;
        QObject context;
        connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, &context, [&] { seen << 'b'; });
        connect(dispatcher, &QAbstractEventDispatcher::awake, &context, [&] { seen << 'a'; });
        QEventLoop loop;
        QTimer::singleShot(5, Qt::PreciseTimer, &loop, [&] { loop.quit(); });
        loop.exec();
        QVERIFY(seen.contains('b'));
        for (qsizetype i = 1; i < seen.size(); ++i) {
            QVERIFY(!(seen.at(i) == 'b' && seen.at(i - 1) == 'b'));
        }
        // What is posted while about to block is not slept over.
        bool posted = false;
        QEventLoop second;
        connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, &second, [&] {
            if (!posted) {
                posted = true;
                QMetaObject::invokeMethod(
                    &second, [&] { second.quit(); }, Qt::QueuedConnection);
            }
        });
        second.exec();
        QVERIFY(posted);
    }

    void deferredDeleteWorks() {
        auto* object = new QObject;
        bool gone = false;
        QEventLoop loop;
        connect(object, &QObject::destroyed, &loop, [&] {
            gone = true;
            loop.quit();
        });
        QTimer::singleShot(0, object, [&] { object->deleteLater(); });
        loop.exec();
        QVERIFY(gone);
    }

    void tcpSocketsTalk() {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost, 0));
        connect(&server, &QTcpServer::newConnection, &server, [&] {
            QTcpSocket* socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->write(socket->readAll()); });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        });
        // Larger than the kernel's buffers, so that reading and writing stop and go on in turns.
        const QByteArray sent(4 * 1024 * 1024, 'x');
        for (int round = 0; round < 3; ++round) {
            QTcpSocket client;
            qsizetype back = 0;
            QEventLoop loop;
            connect(&client, &QTcpSocket::connected, &client, [&] { client.write(sent); });
            connect(&client, &QTcpSocket::readyRead, &client, [&] {
                back += client.readAll().size();
                if (back == sent.size()) {
                    loop.quit();
                }
            });
            client.connectToHost(QHostAddress::LocalHost, server.serverPort());
            loop.exec();
            QCOMPARE(back, sent.size());
        }
    }

    void tcpPeerLeavingIsSeen() {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost, 0));
        QTcpSocket client;
        client.connectToHost(QHostAddress::LocalHost, server.serverPort());
        QTRY_VERIFY(server.hasPendingConnections());
        std::unique_ptr<QTcpSocket> peer(server.nextPendingConnection());
        QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
        peer.reset();
        QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
    }

    void refusedConnectionIsSeen() {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost, 0));
        const quint16 port = server.serverPort();
        server.close();
        QTcpSocket client;
        client.connectToHost(QHostAddress::LocalHost, port);
        QTRY_COMPARE(client.error(), QAbstractSocket::ConnectionRefusedError);
    }

    void localSocketsTalk() {
        const QTemporaryDir folder;
        QLocalServer server;
        QVERIFY(server.listen(folder.filePath(QStringLiteral("socket"))));
        connect(&server, &QLocalServer::newConnection, &server, [&] {
            QLocalSocket* socket = server.nextPendingConnection();
            connect(socket, &QLocalSocket::readyRead, socket, [socket] { socket->write(socket->readAll()); });
        });
        QLocalSocket client;
        client.connectToServer(server.fullServerName());
        client.write("hello");
        QTRY_COMPARE(client.bytesAvailable(), 5);
        QCOMPARE(client.readAll(), QByteArray("hello"));
    }
};

int main(int argc, char** argv) {
    QCoreApplication::setEventDispatcher(new EpollDispatcher);
    const QCoreApplication app(argc, argv);
    TestEpollDispatcher test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_epolldispatcher.moc"
