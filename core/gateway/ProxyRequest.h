// ProxyRequest: one request of a client, from the plan to the booked end. Asks the planned targets one after
// the other until content begins (the commit); from then on it is that target or nothing. Thread: gateway.
// Owned by Gateway; tells it once, by `done`, that it has ended, and is destroyed later, never inside that
// call.
#pragma once

#include "core/gateway/Attempt.h"
#include "core/gateway/FailureReport.h"
#include "core/gateway/GatewayContext.h"
#include "core/http/HttpMessage.h"

#include <functional>
#include <memory>
#include <vector>

namespace signalbox {

class ProxyRequest final : private AttemptOwner {
public:
    struct Start {
        QByteArray requestId;
        QByteArray path;
        QString client;
        RequestBody body;
    };

    ProxyRequest(GatewayContext& context, GatewaySettings settings, Start start, ResponseWriter& writer,
                 std::function<void(ProxyRequest&)> done);
    ~ProxyRequest() override;

    void run();
    // Ends it now, as if the client had left; used when the gateway stops.
    void abort();

private:
    void attemptForward(QByteArrayView bytes) override;
    void attemptEnded() override;

    // Going from target to target.
    void startAttempt(const PlannedTarget& target, int key);
    void tryNext(const std::function<bool(const PlannedTarget&)>& fits);
    bool tryOtherKey();
    bool retrySame();
    void failedBeforeContent(const Verdict& verdict);
    [[nodiscard]] bool attemptsLeft() const;
    [[nodiscard]] Milliseconds totalLeft() const;

    // Answering.
    void writeAnswerHead();
    void answerUnchanged(const Attempt& attempt);
    void answerAllFailed();
    void answerError(int status, const QString& message, const QString& code, Headers headers);
    void endBrokenStream(const QString& message);
    void keepAlive();
    void clientGone();

    // Ending.
    void bookStart();
    void bookAttempt(const Attempt& attempt, Outcome outcome);
    void finish(RequestStatus status, int httpStatus);
    void remember();
    void updateLive(const std::function<void(LiveRequest&)>& change);

    GatewayContext& m_context;
    GatewaySettings m_settings;
    Start m_start;
    ResponseWriter* m_writer;  // nothing once the client is gone or the answer is complete
    std::function<void(ProxyRequest&)> m_done;

    RequestFacts m_facts;
    RoutePlan m_plan;
    TimeoutConfig m_timeouts;
    int m_maxAttempts = 5;
    std::size_t m_next = 0;  // in m_plan.order
    const PlannedTarget* m_target = nullptr;
    const ProtocolAdapter* m_adapter = nullptr;
    std::unique_ptr<Attempt> m_attempt;
    std::vector<std::unique_ptr<Attempt>> m_past;
    FailureReport m_report;
    int m_attempts = 0;
    int m_retries = 0;
    Timer m_backoff;
    Timer m_keepAlive;

    qint64 m_startedMs = 0;
    qint64 m_startedWallMs = 0;
    std::optional<qint64> m_ttftMs;
    bool m_headWritten = false;
    bool m_committed = false;
    bool m_finished = false;
    bool m_paid = false;  // some attempt so far used what is paid for
    RequestFinished m_record;
};

}  // namespace signalbox
