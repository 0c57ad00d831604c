#include "tests/support/FakeProvider.h"

#include <QMetaObject>

#include <algorithm>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace signalbox::test {

// --- Script ---

Script& Script::send(const QByteArray& bytes) {
    m_steps.push_back({Kind::Send, bytes, {}});
    return *this;
}

Script& Script::sendInPieces(const QByteArray& bytes, qsizetype size) {
    for (qsizetype at = 0; at < bytes.size(); at += size) {
        m_steps.push_back({Kind::Piece, bytes.mid(at, size), {}});
    }
    return *this;
}

Script& Script::waitFor(const QString& gate) {
    m_steps.push_back({Kind::Gate, {}, gate});
    return *this;
}

Script& Script::sendForEver(const QByteArray& bytes) {
    m_steps.push_back({Kind::ForEver, bytes, {}});
    return *this;
}

Script& Script::stall() {
    m_steps.push_back({Kind::Stall, {}, {}});
    return *this;
}

Script& Script::close() {
    m_steps.push_back({Kind::Close, {}, {}});
    return *this;
}

Script& Script::reset() {
    m_steps.push_back({Kind::Reset, {}, {}});
    return *this;
}

Script Script::answer(int status, const QByteArray& body, const QByteArray& contentType,
                      const QByteArray& moreHeaders) {
    Script script;
    script.send(FakeProvider::head(status, "Content-Type: " + contentType + "\r\nContent-Length: " +
                                               QByteArray::number(body.size()) + "\r\n" + moreHeaders) +
                body);
    return script;
}

Script Script::events(const std::vector<QByteArray>& events) {
    Script script;
    script.send(FakeProvider::streamHead());
    for (const QByteArray& event : events) {
        script.sendInPieces(FakeProvider::chunk("data: " + event + "\n\n"), 1 << 30);
    }
    script.send(FakeProvider::lastChunk());
    return script;
}

// --- Parts of answers ---

QByteArray FakeProvider::head(int status, const QByteArray& fields) {
    return "HTTP/1.1 " + QByteArray::number(status) + " Status\r\n" + fields + "\r\n";
}

QByteArray FakeProvider::streamHead() {
    return head(200, "Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n");
}

QByteArray FakeProvider::chunk(const QByteArray& bytes) {
    return QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n";
}

// --- FakeProvider ---

struct FakeProvider::Connection {
    int fd = -1;
    std::unique_ptr<FdWatcher> watcher;
    QByteArray in;
    QByteArray out;
    std::deque<Script::Step> steps;
    QString gate;          // waits at it
    bool running = false;  // a script is under way: the next request waits
    bool stalled = false;
    bool advancing = false;  // a call of advance() is on its way
    int number = 0;

    ~Connection() {
        watcher.reset();
        ::close(fd);
    }
};

FakeProvider::FakeProvider(QObject* parent)
    : QObject(parent), m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    m_default = Script::answer(200, QByteArrayLiteral("{}"));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (m_listener < 0 || ::bind(m_listener, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        ::listen(m_listener, 4096) != 0 ||
        ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        qFatal("FakeProvider: cannot listen");
    }
    m_port = ntohs(address.sin_port);
    m_listenWatcher = std::make_unique<FdWatcher>(m_listener, [this](unsigned) { accept(); });
    m_listenWatcher->setInterest(FdWatcher::Readable);
}

FakeProvider::~FakeProvider() {
    stopListening();
    m_connections.clear();
}

QByteArray FakeProvider::url(const QByteArray& path) const {
    return "http://127.0.0.1:" + QByteArray::number(m_port) + path;
}

void FakeProvider::enqueue(const Script& script) {
    m_queue.push_back(script);
}
void FakeProvider::setDefault(const Script& script) {
    m_default = script;
}
void FakeProvider::setHandler(std::function<Script(const ReceivedRequest&)> handler) {
    m_handler = std::move(handler);
}
void FakeProvider::enqueueForConnection(const Script& script) {
    m_connectionQueue.push_back(script);
}

void FakeProvider::release(const QString& gate) {
    m_openGates.insert(gate);
    std::vector<int> waiting;
    for (const auto& [id, connection] : m_connections) {
        if (connection->gate == gate) {
            connection->gate.clear();
            waiting.push_back(id);
        }
    }
    for (const int id : waiting) {
        advance(id);
    }
}

void FakeProvider::stopListening() {
    m_listenWatcher.reset();
    if (m_listener >= 0) {
        ::close(std::exchange(m_listener, -1));
    }
}

void FakeProvider::closeAll() {
    m_connections.clear();
}

void FakeProvider::resetAll() {
    while (!m_connections.empty()) {
        dropByReset(m_connections.begin()->first);
    }
}

void FakeProvider::accept() {
    for (;;) {
        const int fd = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0) {
            return;
        }
        const int yes = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        const int id = ++m_connectionCount;
        auto connection = std::make_unique<Connection>();
        connection->fd = fd;
        connection->number = id;
        connection->watcher =
            std::make_unique<FdWatcher>(fd, [this, id](unsigned events) { service(id, events); });
        connection->watcher->setInterest(FdWatcher::Readable);
        Connection& at = *connection;
        m_connections.emplace(id, std::move(connection));
        if (!m_connectionQueue.empty()) {
            const Script script = std::move(m_connectionQueue.front());
            m_connectionQueue.pop_front();
            at.steps.assign(script.m_steps.begin(), script.m_steps.end());
            at.running = true;
            advance(id);
        }
    }
}

void FakeProvider::service(int id, unsigned events) {
    Connection& connection = *m_connections.at(id);
    if ((events & FdWatcher::Readable) != 0) {
        char bytes[65536];
        const ssize_t got = ::recv(connection.fd, bytes, sizeof bytes, 0);
        if (got == 0 || (got < 0 && errno != EAGAIN)) {
            drop(id);  // the peer left
            return;
        }
        if (got > 0) {
            connection.in.append(bytes, got);
        }
    }
    advance(id);
}

// One whole request out of what has arrived.
bool FakeProvider::takeRequest(Connection& connection) {
    const auto headEnd = connection.in.indexOf("\r\n\r\n");
    if (headEnd < 0) {
        return false;
    }
    ReceivedRequest request;
    request.connection = connection.number;
    request.head = connection.in.left(headEnd + 4);
    const QList<QByteArray> lines = request.head.split('\n');
    const QList<QByteArray> first = lines.front().trimmed().split(' ');
    request.method = first.value(0);
    request.target = first.value(1);
    for (const QByteArray& line : lines.mid(1)) {
        const auto colon = line.indexOf(':');
        if (colon > 0) {
            request.headers.add(line.left(colon), line.mid(colon + 1).trimmed());
        }
    }
    qsizetype at = headEnd + 4;
    if (request.headers.value("Transfer-Encoding") == QByteArrayView("chunked")) {
        for (;;) {
            const auto lineEnd = connection.in.indexOf("\r\n", at);
            if (lineEnd < 0) {
                return false;
            }
            const qsizetype size = connection.in.mid(at, lineEnd - at).toLongLong(nullptr, 16);
            if (connection.in.size() < lineEnd + 2 + size + 2) {
                return false;
            }
            request.body += connection.in.mid(lineEnd + 2, size);
            at = lineEnd + 2 + size + 2;
            if (size == 0) {
                break;
            }
        }
    } else {
        const qsizetype size = request.headers.value("Content-Length").toByteArray().toLongLong();
        if (connection.in.size() < at + size) {
            return false;
        }
        request.body = connection.in.mid(at, size);
        at += size;
    }
    connection.in.remove(0, at);
    const Script script = scriptFor(request);
    m_requests.push_back(std::move(request));
    connection.steps.assign(script.m_steps.begin(), script.m_steps.end());
    connection.running = true;
    return true;
}

Script FakeProvider::scriptFor(const ReceivedRequest& request) {
    if (!m_queue.empty()) {
        Script script = std::move(m_queue.front());
        m_queue.pop_front();
        return script;
    }
    return m_handler ? m_handler(request) : m_default;
}

// Runs the connection's script as far as it goes now.
void FakeProvider::advance(int id) {
    const auto found = m_connections.find(id);
    if (found == m_connections.end()) {
        return;
    }
    Connection& connection = *found->second;
    for (;;) {
        while (!connection.out.isEmpty()) {
            const ssize_t put = ::send(connection.fd, connection.out.constData(),
                                       static_cast<std::size_t>(connection.out.size()), MSG_NOSIGNAL);
            if (put < 0 && errno == EAGAIN) {
                connection.watcher->setInterest(FdWatcher::Readable | FdWatcher::Writable);
                return;
            }
            if (put < 0) {
                drop(id);
                return;
            }
            m_bytesSent += put;
            connection.out.remove(0, put);
        }
        connection.watcher->setInterest(connection.stalled ? FdWatcher::None : FdWatcher::Readable);
        if (!connection.gate.isEmpty() || connection.stalled || connection.advancing) {
            return;
        }
        if (connection.steps.empty()) {
            connection.running = false;
            if (!takeRequest(connection)) {
                return;
            }
            Q_EMIT requestReceived();
            if (!m_connections.contains(id)) {
                return;
            }
            continue;
        }
        Script::Step step = std::move(connection.steps.front());
        connection.steps.pop_front();
        switch (step.kind) {
            case Script::Kind::Send:
                connection.out += step.bytes;
                break;
            case Script::Kind::Piece:
                connection.out += step.bytes;
                connection.advancing = true;
                QMetaObject::invokeMethod(
                    this,
                    [this, id] {
                        if (const auto at = m_connections.find(id); at != m_connections.end()) {
                            at->second->advancing = false;
                            advance(id);
                        }
                    },
                    Qt::QueuedConnection);
                break;
            case Script::Kind::Gate:
                if (!m_openGates.contains(step.gate)) {
                    connection.gate = step.gate;
                }
                break;
            case Script::Kind::ForEver:
                connection.out += step.bytes;
                connection.steps.push_front(std::move(step));
                break;
            case Script::Kind::Stall:
                connection.stalled = true;
                break;
            case Script::Kind::Close:
                drop(id);
                return;
            case Script::Kind::Reset:
                dropByReset(id);
                return;
        }
    }
}

void FakeProvider::drop(int id) {
    m_connections.erase(id);
}

void FakeProvider::dropByReset(int id) {
    const linger hard{1, 0};
    ::setsockopt(m_connections.at(id)->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    drop(id);
}

}  // namespace signalbox::test
