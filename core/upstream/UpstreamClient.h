// UpstreamClient: the Transport over the network. HTTP/1.1 by libcurl's multi interface on the thread's event
// loop, with connections kept and re-used. TLS from 1.2 on, verified against the system's certificates; there
// is no switch to turn that off. Never follows redirects, never repeats a request that is not GET or HEAD,
// sends the key in its one header and keeps it no longer than that takes. Thread: gateway (or any one thread
// with an event loop); create, use and destroy it there. Exchanges may be destroyed at any moment, also
// inside a listener's call, and before or after the client. Times: the connect timeout is the request's;
// every other limit of time is the caller's. Errors: see TransportError; `detail` names host and port, never
// key, path or body.
#pragma once

#include "core/upstream/ProxySettings.h"
#include "core/upstream/Transport.h"

#include <memory>

namespace signalbox {

class UpstreamClient final : public Transport {
public:
    struct Options {
        ProxySettings proxies = ProxySettings::fromEnvironment();
        QByteArray trustFile;  // certificates (PEM) to trust in place of the system's; empty: the system's
    };

    UpstreamClient(const Clock& clock, Scheduler& scheduler);
    UpstreamClient(const Clock& clock, Scheduler& scheduler, Options options);
    ~UpstreamClient() override;

    [[nodiscard]] std::unique_ptr<Exchange> send(UpstreamRequest request,
                                                 ExchangeListener& listener) override;

    void dropIdleConnections() override;

    // Holds from the next request; what is under way stays on its way.
    void setProxies(ProxySettings proxies);

    [[nodiscard]] int openExchanges() const;

private:
    friend class CurlExchange;
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace signalbox
