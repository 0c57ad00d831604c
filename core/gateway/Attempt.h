// Attempt: one try of one request at one target. Sends, reads the answer through the protocol's reader,
// watches the time, and ends exactly once with a typed result. Thread: gateway. Owned by its ProxyRequest; it
// may be destroyed at any moment except inside its own calls to the owner, which therefore puts it away and
// destroys it later.
#pragma once

#include "core/api/Drill.h"
#include "core/api/Outcome.h"
#include "core/base/Clock.h"
#include "core/gateway/HealthBoard.h"
#include "core/protocol/ProtocolAdapter.h"
#include "core/upstream/Transport.h"

#include <memory>
#include <optional>

namespace signalbox {

class Attempt;

class AttemptOwner {
public:
    virtual ~AttemptOwner() = default;
    // The head of its answer, whatever it says; once, first.
    virtual void attemptHead(Attempt& attempt) = 0;
    // Content for the client. The first call is the commit: what it is sent with cannot be taken back.
    virtual void attemptForward(Attempt& attempt, QByteArrayView bytes) = 0;
    // Once, last; not after cancel().
    virtual void attemptEnded(Attempt& attempt) = 0;
};

class Attempt final : private ExchangeListener, private AnswerSink {
public:
    struct Plan {
        int number = 1;
        const PlannedTarget* target = nullptr;  // valid while it runs
        HealthBoard::Pass pass;
        quint64 reservation = 0;         // in the budgets
        std::optional<DrillKind> drill;  // the provider is under one
        TimeoutConfig timeouts;
        Milliseconds totalLeft{0};  // of the route's total time
    };

    Attempt(const Clock& clock, Scheduler& scheduler, AttemptOwner& owner, Plan plan);
    ~Attempt() override;

    void start(Transport& transport, UpstreamRequest request, std::unique_ptr<AnswerReader> reader);
    // Stops at once and closes the upstream; what was used so far stays readable. No call to the owner
    // follows.
    void cancel();
    void pause();
    void resume();

    [[nodiscard]] const Plan& plan() const { return m_plan; }
    [[nodiscard]] bool contentBegan() const { return m_firstContentMs.has_value(); }
    [[nodiscard]] bool ok() const { return m_ended && m_failure.kind == FailureClass::None; }
    [[nodiscard]] const Failure& failure() const { return m_failure; }
    // True if it ended while it was paused: what took too long was the client's reading.
    [[nodiscard]] bool endedPaused() const { return m_ended && m_paused; }
    // What the provider said where it refused, without the key that it was asked with: some repeat it.
    [[nodiscard]] QByteArray refusal() const;
    [[nodiscard]] int httpStatus() const { return m_httpStatus; }
    [[nodiscard]] const Headers& headers() const { return m_headers; }
    [[nodiscard]] const AnswerReader& reader() const { return *m_reader; }
    [[nodiscard]] qint64 startedAtMs() const { return m_startedWallMs; }
    [[nodiscard]] qint64 durationMs() const { return m_endedMs - m_startedMs; }
    [[nodiscard]] std::optional<qint64> ttftMs() const;
    // Tokens that the provider says, or may be taken to have charged for: none where it never began to
    // answer.
    [[nodiscard]] Usage usage() const;

private:
    void onHead(int status, const Headers& headers) override;
    void onBody(QByteArrayView bytes) override;
    void onEnd(const TransportEnd& end) override;
    void forward(QByteArrayView bytes) override;

    void waitCheck();
    void timedOut(FailureClass kind);
    void end(Failure failure);

    const Clock& m_clock;
    Scheduler& m_scheduler;
    AttemptOwner& m_owner;
    Plan m_plan;
    Secret m_key;  // that it was sent with
    std::unique_ptr<AnswerReader> m_reader;
    std::unique_ptr<Exchange> m_exchange;
    Timer m_waitTimer;  // first byte, then idle
    Timer m_totalTimer;
    Headers m_headers;
    Failure m_failure;
    int m_httpStatus = 0;
    qint64 m_startedMs = 0;
    qint64 m_startedWallMs = 0;
    qint64 m_endedMs = 0;
    qint64 m_lastBytesMs = 0;
    qint64 m_lastContentMs = 0;  // or when it started
    std::optional<qint64> m_firstContentMs;
    bool m_paused = false;
    bool m_ended = false;
};

}  // namespace signalbox
