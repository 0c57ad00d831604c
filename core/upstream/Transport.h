// Transport: sends one request to a provider and reports the answer as it comes. UpstreamClient does it over
// the network, simulated/ invents the answer, later a fault injector stands between. Thread: gateway.
// Listener calls come from the event loop, never inside send() or a method of Exchange.
#pragma once

#include "core/base/Clock.h"
#include "core/base/Headers.h"
#include "core/base/Secret.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <vector>

namespace signalbox {

struct UpstreamRequest {
    QByteArray method = QByteArrayLiteral("POST");
    QByteArray url;        // never holds a key
    Headers headers;       // without the key
    QByteArray keyHeader;  // such as "Authorization: Bearer "; empty: no key is sent
    Secret key;
    QByteArray body;
    Milliseconds connectTimeout{5'000};
    bool allowPrivateAddress = false;  // the base URL names one
};

enum class TransportError {
    None,  // the answer is complete
    Resolve,
    Connect,  // refused, unreachable, connect timeout
    Tls,
    Reset,     // closed or reset before the answer was complete
    Protocol,  // not HTTP, limits exceeded
    Refused,   // the address is one that this provider may not have (an inner address)
};

struct TransportEnd {
    TransportError error = TransportError::None;
    QString detail;  // for people; never holds a key
};

class ExchangeListener {
public:
    virtual ~ExchangeListener() = default;
    virtual void onHead(int status, const Headers& headers) = 0;
    // Bytes of the body, transfer coding undone. Valid during the call only.
    virtual void onBody(QByteArrayView bytes) = 0;
    // Once, last. The exchange may be destroyed inside.
    virtual void onEnd(const TransportEnd& end) = 0;
};

// One running exchange. Destroying it cancels at once, no listener call follows.
class Exchange {
public:
    virtual ~Exchange() = default;
    // Flow control: after pause() at most what was already read arrives (a bounded amount).
    virtual void pause() = 0;
    virtual void resume() = 0;
};

class Transport {
public:
    virtual ~Transport() = default;
    [[nodiscard]] virtual std::unique_ptr<Exchange> send(UpstreamRequest request,
                                                         ExchangeListener& listener) = 0;
    // Connections that nobody uses now are not used again: after a suspend or a change of network they are
    // dead, and the next request would find out the slow way.
    virtual void dropIdleConnections() {}
};

}  // namespace signalbox
