// SimulatedTransport: the invented provider behind the protocol `simulated`. Takes what would be sent to a
// provider that speaks the OpenAI API and answers in its wire form, at a human pace, saying that it is
// simulated. Nothing leaves the process. The end of the URL's path decides: chat/completions, completions,
// responses, embeddings, images/generations, moderations, audio/speech, models, models/{id}; anything else is
// 404. Models: demo-fast and demo-smart (slower, says more). Any other name is answered by demo-fast, which
// the answer's `model` says too; only unknown names that begin with "demo-" are refused (404 model_not_found,
// 400 on responses). The same request draws the same answer but for ids and times. Thread: gateway, like
// every Transport. Exchanges must not outlive clock and scheduler; they may outlive the transport.
#pragma once

#include "core/base/Clock.h"
#include "core/upstream/Transport.h"

namespace signalbox {

// How long the invented provider takes. demo-smart takes half as long again.
struct SimulatedPace {
    Milliseconds firstToken{300};
    Milliseconds perToken{25};
    // As fast as the event loop goes: for tests and benchmarks.
    [[nodiscard]] static constexpr SimulatedPace none() { return {Milliseconds{0}, Milliseconds{0}}; }
};

class SimulatedTransport final : public Transport {
public:
    SimulatedTransport(const Clock& clock, Scheduler& scheduler, SimulatedPace pace = {});
    [[nodiscard]] std::unique_ptr<Exchange> send(UpstreamRequest request,
                                                 ExchangeListener& listener) override;

private:
    const Clock& m_clock;
    Scheduler& m_scheduler;
    const SimulatedPace m_pace;
};

}  // namespace signalbox
