// FakeProvider: a provider on a real loopback socket that does exactly what a test scripts, byte for byte. It
// runs in the test's own event loop (no thread of its own) and never waits for time: what is to come later
// comes when the test releases a gate. Thread: the one that made it.
#pragma once

#include "core/base/FdWatcher.h"
#include "core/base/Headers.h"

#include <QByteArray>
#include <QObject>
#include <QString>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace signalbox::test {

// One request as it arrived.
struct ReceivedRequest {
    QByteArray method;
    QByteArray target;
    QByteArray head;  // raw, with the empty line
    Headers headers;
    QByteArray body;     // chunks undone
    int connection = 0;  // counted from 1
};

// What happens after one request (or after a connection, before any request).
class Script {
public:
    // Bytes as they are, as fast as the socket takes them.
    Script& send(const QByteArray& bytes);
    // The same in pieces, one turn of the event loop for each, so that a reader sees them apart.
    Script& sendInPieces(const QByteArray& bytes, qsizetype size = 1);
    // Goes on once the test has called release(gate).
    Script& waitFor(const QString& gate);
    // The same bytes over and over, as fast as they are taken, until the peer leaves.
    Script& sendForEver(const QByteArray& bytes);
    // Nothing more, but the connection stays open and nothing further is read.
    Script& stall();
    Script& close();
    // RST: what was not read yet is lost on the way.
    Script& reset();

    // A whole answer with Content-Length.
    static Script answer(int status, const QByteArray& body,
                         const QByteArray& contentType = QByteArrayLiteral("application/json"),
                         const QByteArray& moreHeaders = {});
    // A whole event stream, chunked, one chunk for each event ("data: …\n\n" is put around each of them).
    static Script events(const std::vector<QByteArray>& events);

private:
    friend class FakeProvider;
    enum class Kind { Send, Piece, Gate, ForEver, Stall, Close, Reset };
    struct Step {
        Kind kind;
        QByteArray bytes;
        QString gate;
    };
    std::vector<Step> m_steps;
};

class FakeProvider final : public QObject {
    Q_OBJECT

public:
    explicit FakeProvider(QObject* parent = nullptr);
    ~FakeProvider() override;

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] QByteArray url(const QByteArray& path = QByteArrayLiteral("/v1/chat/completions")) const;

    // For the next request that arrives; scripts queue up.
    void enqueue(const Script& script);
    // For every request that finds the queue empty. Without one they get a small 200.
    void setDefault(const Script& script);
    // Decides for each request that finds the queue empty; goes before setDefault().
    void setHandler(std::function<Script(const ReceivedRequest&)> handler);
    // For the next connection, before anything is read from it; scripts queue up.
    void enqueueForConnection(const Script& script);

    // Opens a gate, for all who wait at it and all who come later.
    void release(const QString& gate);
    // No more connections: from now on they are refused. Those that are open stay.
    void stopListening();
    // Closes every connection, orderly or by RST.
    void closeAll();
    void resetAll();

    [[nodiscard]] const std::vector<ReceivedRequest>& requests() const { return m_requests; }
    [[nodiscard]] int requestCount() const { return static_cast<int>(m_requests.size()); }
    [[nodiscard]] int connectionCount() const { return m_connectionCount; }
    [[nodiscard]] int openConnections() const { return static_cast<int>(m_connections.size()); }
    // Bytes of answers that the sockets have taken.
    [[nodiscard]] qint64 bytesSent() const { return m_bytesSent; }

    // Parts of answers.
    static QByteArray head(int status, const QByteArray& fields);  // fields: "Name: value\r\n" each
    static QByteArray streamHead();                                // 200, text/event-stream, chunked
    static QByteArray chunk(const QByteArray& bytes);
    static QByteArray lastChunk() { return QByteArrayLiteral("0\r\n\r\n"); }

Q_SIGNALS:
    void requestReceived();

private:
    struct Connection;

    void accept();
    void service(int id, unsigned events);
    [[nodiscard]] bool takeRequest(Connection& connection);
    [[nodiscard]] Script scriptFor(const ReceivedRequest& request);
    void advance(int id);
    void drop(int id);
    void dropByReset(int id);

    int m_listener = -1;
    quint16 m_port = 0;
    std::unique_ptr<FdWatcher> m_listenWatcher;
    std::map<int, std::unique_ptr<Connection>> m_connections;
    std::vector<ReceivedRequest> m_requests;
    std::deque<Script> m_queue;
    std::deque<Script> m_connectionQueue;
    Script m_default;
    std::function<Script(const ReceivedRequest&)> m_handler;
    std::set<QString> m_openGates;
    int m_connectionCount = 0;
    qint64 m_bytesSent = 0;
};

}  // namespace signalbox::test
