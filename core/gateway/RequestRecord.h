// RequestRecord: what the ledger and the list of live requests are told of one request: its start, each
// attempt with what it used and cost, its end. Thread: gateway. Owned by its ProxyRequest. Times: Unix ms,
// durations ms; money: nano-dollars.
#pragma once

#include "core/gateway/Attempt.h"
#include "core/gateway/GatewayContext.h"
#include "core/http/HttpMessage.h"

#include <functional>

namespace signalbox {

class RequestRecord {
public:
    explicit RequestRecord(GatewayContext& context) : m_context(context) {}

    // `caller`: whose project is booked, at the end if it is not known before; may be null.
    void begin(RequestStarted started, std::shared_ptr<const Caller> caller);
    // `prices` of the settings that the attempt was made with. Returns what it cost.
    Cost add(const Attempt& attempt, Outcome outcome, const PriceBook& prices);
    // The first content is on its way to the client.
    void answers();
    void finish(RequestStatus status, int httpStatus);
    // Changes what the dashboard shows of it while it runs.
    void show(const std::function<void(LiveRequest&)>& change);

    [[nodiscard]] qint64 startedMs() const { return m_startedMs; }  // monotonic
    [[nodiscard]] qint64 startedWallMs() const { return m_startedWallMs; }
    // What has been booked so far.
    [[nodiscard]] const Cost& cost() const { return m_cost; }
    // Of the attempts so far: provider, model and usage of the latest one.
    [[nodiscard]] const RequestFinished& soFar() const { return m_record; }

private:
    GatewayContext& m_context;
    RequestFinished m_record;
    std::shared_ptr<const Caller> m_caller;
    Cost m_cost;
    qint64 m_startedMs = 0;
    qint64 m_startedWallMs = 0;
    bool m_paid = false;  // some attempt so far used what is paid for
};

}  // namespace signalbox
