// The client while a name is being looked up by a resolver that does not answer: giving up on such a request
// must not make the event loop wait for the look-up. getaddrinfo() is this file's own: for one name it waits
// until the test lets it go.
#include "core/base/EventLoopScheduler.h"
#include "core/upstream/UpstreamClient.h"
#include "tests/upstream/Recorder.h"

#ifdef Q_OS_LINUX
#include "core/base/EpollDispatcher.h"
#endif

#include <QCoreApplication>
#include <QTest>

#include <condition_variable>
#include <cstring>
#include <mutex>
#include <netdb.h>

using namespace signalbox;
using namespace signalbox::test;

namespace {

// Far longer than anything here takes; only a client that waits for the look-up ever sees it pass.
constexpr std::chrono::seconds kPatience{10};

struct Resolver {
    std::mutex mutex;
    std::condition_variable changed;
    int waiting = 0;
    bool released = false;
    bool lostPatience = false;

    void wait() {
        std::unique_lock lock(mutex);
        ++waiting;
        changed.notify_all();
        if (!changed.wait_for(lock, kPatience, [this] { return released; })) {
            lostPatience = true;
        }
        --waiting;
        changed.notify_all();
    }
    int waitingNow() {
        const std::scoped_lock lock(mutex);
        return waiting;
    }
    void release() {
        std::unique_lock lock(mutex);
        released = true;
        changed.notify_all();
        changed.wait(lock, [this] { return waiting == 0; });
        released = false;
    }
};

Resolver& resolver() {
    static Resolver one;
    return one;
}

}  // namespace

extern "C" int getaddrinfo(const char* name, const char*, const addrinfo*, addrinfo** found) {
    *found = nullptr;
    if (name != nullptr && std::strcmp(name, "slow.test") == 0) {
        resolver().wait();
    }
    return EAI_AGAIN;
}

class TestSlowResolver final : public QObject {
    Q_OBJECT

    static UpstreamRequest slowRequest(Milliseconds connectTimeout) {
        UpstreamRequest request = requestTo("https://slow.test/v1/chat/completions", "{}");
        request.connectTimeout = connectTimeout;
        return request;
    }

private Q_SLOTS:
    void cleanup() { QVERIFY(!resolver().lostPatience); }

    void cancelDoesNotWait() {
        const SystemClock clock;
        EventLoopScheduler scheduler(clock);
        UpstreamClient client(clock, scheduler, UpstreamClient::Options{{}, {}});
        Recorder recorder;
        auto exchange = client.send(slowRequest(Milliseconds(60'000)), recorder);
        QTRY_COMPARE(resolver().waitingNow(), 1);
        exchange.reset();
        QCOMPARE(resolver().waitingNow(), 1);
        QCOMPARE(client.openExchanges(), 0);
        QVERIFY(!recorder.ended());
        resolver().release();
    }

    void connectTimeoutDoesNotWait() {
        const SystemClock clock;
        EventLoopScheduler scheduler(clock);
        UpstreamClient client(clock, scheduler, UpstreamClient::Options{{}, {}});
        Recorder recorder;
        const auto exchange = client.send(slowRequest(Milliseconds(200)), recorder);
        QTRY_VERIFY(recorder.ended());
        QCOMPARE(recorder.end.error, TransportError::Connect);
        QCOMPARE(resolver().waitingNow(), 1);
        resolver().release();
    }

    void theEndDoesNotWait() {
        const SystemClock clock;
        EventLoopScheduler scheduler(clock);
        Recorder recorder;
        auto client = std::make_unique<UpstreamClient>(clock, scheduler, UpstreamClient::Options{{}, {}});
        const auto exchange = client->send(slowRequest(Milliseconds(60'000)), recorder);
        QTRY_COMPARE(resolver().waitingNow(), 1);
        client.reset();
        QCOMPARE(resolver().waitingNow(), 1);
        resolver().release();
    }
};

int main(int argc, char** argv) {
#ifdef Q_OS_LINUX
    QCoreApplication::setEventDispatcher(new EpollDispatcher);
#endif
    const QCoreApplication application(argc, argv);
    TestSlowResolver test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_slowresolver.moc"
