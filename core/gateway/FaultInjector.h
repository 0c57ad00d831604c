// FaultInjector: the Transport between an attempt and the real one while a drill holds at its provider. A
// rate limit, a server error and a refused connection are invented, nothing is sent. The other kinds ask the
// provider, and may cost: `slow` sends 10 s late; `stall` and `cut` let the answer through up to its first
// content, drop the provider's connection, and then say nothing more, or that it broke. Thread: gateway. May
// be destroyed as soon as send() has returned; the exchange keeps what it needs.
#pragma once

#include "core/api/Config.h"
#include "core/api/Drill.h"
#include "core/base/Clock.h"
#include "core/upstream/Transport.h"

#include <functional>

namespace signalbox {

class FaultInjector final : public Transport {
public:
    // `contentBegan`: whether the listener has seen content by now.
    FaultInjector(Scheduler& scheduler, Transport& real, DrillKind kind, Protocol protocol,
                  std::function<bool()> contentBegan);

    [[nodiscard]] std::unique_ptr<Exchange> send(UpstreamRequest request,
                                                 ExchangeListener& listener) override;

private:
    Scheduler& m_scheduler;
    Transport& m_real;
    DrillKind m_kind;
    Protocol m_protocol;
    std::function<bool()> m_contentBegan;
};

}  // namespace signalbox
