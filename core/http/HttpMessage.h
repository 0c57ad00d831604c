// HttpRequest and ResponseWriter: what passes between the HTTP server and whoever answers. Thread: gateway.
#pragma once

#include "core/base/Headers.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace signalbox {

// Who is at the other end of a connection. Filled in while requests may be under way.
struct Caller {
    QString project;  // empty: none, or not known (yet)
};

// One complete, well-formed request: the gate has checked it and the body is whole (dechunked).
struct HttpRequest {
    QByteArray method;
    QByteArray path;   // before '?', as sent
    QByteArray query;  // after '?', as sent
    Headers headers;
    QByteArray body;
    QString client;                        // whose local key it carries; empty where none is needed (/health)
    quint16 peerPort = 0;                  // the client's end of the loopback connection
    std::shared_ptr<const Caller> caller;  // null: not looked for
};

// Where the answer to one request goes. Owned by the connection; the handler may use it until it has called
// finish() or abort(), or until onGone was called, whichever is first. No call reenters the handler.
class ResponseWriter {
public:
    virtual ~ResponseWriter() = default;

    // Exactly once, first. With `contentLength` the body must have that many bytes; without, it is sent
    // chunked (HTTP/1.0: until close). `close`: the connection ends after this answer.
    virtual void writeHead(int status, const Headers& headers, std::optional<qint64> contentLength,
                           bool close = false) = 0;
    // Body bytes; sent at once as far as the socket takes them, the rest is kept.
    virtual void write(QByteArrayView bytes) = 0;
    virtual void finish() = 0;
    // Ends the connection without the regular end of the body, so that the client sees a broken answer.
    // What was written before is still sent.
    virtual void abort() = 0;

    // Bytes written but not yet taken by the socket. Flow control: above kHighWater pause the source, and go
    // on when onDrained was called (at or below kLowWater).
    [[nodiscard]] virtual qint64 pendingBytes() const = 0;
    static constexpr qint64 kHighWater = 64 * 1024;
    static constexpr qint64 kLowWater = 16 * 1024;

    // Called from the event loop. onGone: the client left or the connection broke before finish(); after it
    // the writer must not be used. A half-close is not leaving.
    std::function<void()> onDrained;
    std::function<void()> onGone;
};

class RequestHandler {
public:
    virtual ~RequestHandler() = default;
    // May answer at once or later through `writer`.
    virtual void handle(HttpRequest&& request, ResponseWriter& writer) = 0;
};

}  // namespace signalbox
