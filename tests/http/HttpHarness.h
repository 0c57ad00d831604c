// A server on a free port with a scripted handler and a fake clock, and clients that are bare sockets.
// Thread: the test's; everything happens inside spinUntil().
#pragma once

#include "core/http/HttpServer.h"
#ifdef __linux__
#include "core/base/EpollDispatcher.h"
#endif
#include "tests/support/FakeClock.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QTest>

#include <arpa/inet.h>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace signalbox::test {

// Runs the event loop until the condition holds; false if it does not within 10 s.
template <class Condition>
bool spinUntil(Condition condition) {
    const QDeadlineTimer patience(10'000);
    while (!condition()) {
        if (patience.hasExpired()) {
            return false;
        }
        QCoreApplication::processEvents(QEventLoop::AllEvents);
        ::poll(nullptr, 0, 0);
    }
    return true;
}

class RawClient {
public:
    explicit RawClient(quint16 port, int receiveBuffer = 0)
        : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        if (receiveBuffer > 0) {
            ::setsockopt(m_fd, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
        }
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(m_fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
            qFatal("cannot connect");
        }
        ::fcntl(m_fd, F_SETFL, O_NONBLOCK);
    }
    ~RawClient() { close(); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    // Sends what the socket takes, and the rest on each read().
    void send(const QByteArray& bytes) {
        m_unsent += bytes;
        push();
    }
    void halfClose() { ::shutdown(m_fd, SHUT_WR); }
    void close() {
        if (m_fd >= 0) {
            ::close(m_fd);
            m_fd = -1;
        }
    }
    void reset() {
        const linger now{1, 0};
        ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close();
    }
    // Everything that came so far.
    const QByteArray& read() {
        push();
        char room[65536];
        while (m_fd >= 0 && !m_ended) {
            const ssize_t count = ::recv(m_fd, room, sizeof room, MSG_DONTWAIT);
            if (count > 0) {
                m_received.append(room, count);
            } else if (count == 0 || errno != EAGAIN) {
                m_ended = true;
                m_wasReset = count != 0;
            } else {
                break;
            }
        }
        return m_received;
    }
    bool readsEnd() {
        read();
        return m_ended;
    }
    bool readsAnswers(int count) { return read().count("HTTP/1.1 ") >= count; }
    bool readsText(QByteArrayView text) { return read().contains(text); }
    [[nodiscard]] bool wasReset() const { return m_wasReset; }
    [[nodiscard]] bool hasUnsent() const { return !m_unsent.isEmpty(); }
    void forget() { m_received.clear(); }

private:
    void push() {
        while (m_fd >= 0 && !m_unsent.isEmpty()) {
            const ssize_t count =
                ::send(m_fd, m_unsent.constData(), static_cast<std::size_t>(m_unsent.size()),
                       MSG_NOSIGNAL | MSG_DONTWAIT);
            if (count <= 0) {
                if (count < 0 && errno != EAGAIN) {
                    m_unsent.clear();
                }
                return;
            }
            m_unsent.remove(0, count);
        }
    }

    int m_fd;
    QByteArray m_unsent;
    QByteArray m_received;
    bool m_ended = false;
    bool m_wasReset = false;
};

class ScriptedHandler final : public RequestHandler {
public:
    std::function<void(HttpRequest&&, ResponseWriter&)> script;
    int requests = 0;
    int depth = 0;
    bool reentered = false;

    void handle(HttpRequest&& request, ResponseWriter& writer) override {
        ++requests;
        reentered = reentered || depth > 0;
        ++depth;
        if (script) {
            script(std::move(request), writer);
        } else {
            echo(request, writer);
        }
        --depth;
    }

    static void answer(ResponseWriter& writer, const QByteArray& body, int status = 200) {
        Headers headers;
        headers.add("Content-Type", "text/plain");
        writer.writeHead(status, headers, body.size());
        writer.write(body);
        writer.finish();
    }
    static void echo(const HttpRequest& request, ResponseWriter& writer) {
        answer(writer, '<' + request.method + ' ' + request.path + ' ' + request.client.toUtf8() + ' ' +
                           request.body + '>');
    }
};

inline const QByteArray kKey = "sb-test-0123456789abcdef";

struct TestServer {
    explicit TestServer(const ServerLimits& limits = {}) : server(clock, clock, handler, limits) {
        if (const Result<void> listening = server.listen(QStringLiteral("127.0.0.1"), 0); !listening) {
            qFatal("cannot listen: %s", qPrintable(listening.error().message));
        }
        port = server.port();
        std::vector<ClientConfig> clients;
        clients.push_back({QStringLiteral("other"), Secret(QByteArrayLiteral("sb-other-fedcba9876543210"))});
        clients.push_back({QStringLiteral("tester"), Secret(kKey)});
        server.setGatePolicy(makeGatePolicy(QStringLiteral("127.0.0.1"), port, std::move(clients)));
    }

    // A head with the usual fields; `more` are further lines, each with its line end.
    [[nodiscard]] QByteArray head(const QByteArray& requestLine, const QByteArray& more = {}) const {
        return requestLine + "\r\nHost: 127.0.0.1:" + QByteArray::number(port) +
               "\r\nAuthorization: Bearer " + kKey + "\r\n" + more + "\r\n";
    }
    [[nodiscard]] QByteArray post(const QByteArray& body, const QByteArray& more = {}) const {
        return head("POST /v1/chat/completions HTTP/1.1",
                    "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
                        "\r\n" + more) +
               body;
    }

    FakeClock clock;
    ScriptedHandler handler;
    HttpServer server;
    quint16 port = 0;
};

// Cuts "HTTP/1.1 200 …\r\n\r\nbody" answers with Content-Length out of a stream.
inline QByteArrayList bodiesOf(QByteArray stream) {
    QByteArrayList bodies;
    for (qsizetype end = stream.indexOf("\r\n\r\n"); end >= 0; end = stream.indexOf("\r\n\r\n")) {
        const qsizetype at = stream.indexOf("Content-Length: ");
        const qsizetype length =
            at < 0 || at > end ? 0 : stream.mid(at + 16, stream.indexOf('\r', at) - at - 16).toLongLong();
        bodies.append(stream.mid(end + 4, length));
        stream.remove(0, end + 4 + length);
    }
    return bodies;
}

// Runs the tests on the dispatcher that the gateway thread has; with SIGNALBOX_QT_DISPATCHER set, on Qt's
// own.
template <class Test>
int runOnGatewayLoop(int argc, char** argv) {
#ifdef Q_OS_LINUX
    if (qEnvironmentVariableIsEmpty("SIGNALBOX_QT_DISPATCHER")) {
        QCoreApplication::setEventDispatcher(new EpollDispatcher);
    }
#endif
    const QCoreApplication app(argc, argv);
    Test test;
    return QTest::qExec(&test, argc, argv);
}

}  // namespace signalbox::test

#define SIGNALBOX_HTTP_TEST_MAIN(Test)                              \
    int main(int argc, char** argv) {                               \
        return signalbox::test::runOnGatewayLoop<Test>(argc, argv); \
    }
