// ProxyRequest: one request of a client, from the plan to the booked end. Asks the planned targets one after
// the other until content begins (the commit); from then on it is that target or nothing. Where the route
// hedges, a second target may be asked beside a slow first one; where it holds, the request is parked when
// nobody is left, until something has changed. Thread: gateway. Owned by Gateway; tells it once, by `done`,
// that it has ended, and is destroyed later, never inside that call.
#pragma once

#include "core/gateway/Attempt.h"
#include "core/gateway/ClientAnswer.h"
#include "core/gateway/FailureReport.h"
#include "core/gateway/GatewayContext.h"
#include "core/gateway/Hedge.h"
#include "core/gateway/RequestRecord.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace signalbox {

class ProxyRequest final : private AttemptOwner {
public:
    // Whether prompt and answer are kept.
    enum class Keep { AsConfigured, Always };

    struct Start {
        QByteArray requestId;
        QByteArray path;
        QString client;
        RequestBody body;
        std::shared_ptr<const Caller> caller;  // null: not looked for
        std::optional<TargetRef> only = {};    // a test call, of this target
        Keep keep = Keep::AsConfigured;
    };

    ProxyRequest(GatewayContext& context, GatewaySettings settings, Start start, ResponseWriter& writer,
                 std::function<void(ProxyRequest&)> done);
    ~ProxyRequest() override;

    void run();
    // Ends it now, as if the client had left; used when the gateway stops.
    void abort();

    // The route it went by; empty: none.
    [[nodiscard]] QString route() const;
    // On hold for want of a target; not for want of room in a budget.
    [[nodiscard]] bool parked() const { return m_parked && !m_forBudget; }
    // The switch, the settings or what is known of a target has changed: a parked request looks anew.
    void release(const GatewaySettings& settings);
    // There may be room in the budget that it waits for. False: it waits again.
    bool releaseForBudget(const GatewaySettings& settings);
    // Leaves the target that it waits for and goes where the lever stands now. False: it stays, because
    // content has begun, it is there already, or there is nobody to go to.
    bool moveNow(const GatewaySettings& settings);

private:
    void attemptHead(Attempt& attempt) override;
    void attemptForward(Attempt& attempt, QByteArrayView bytes) override;
    void attemptEnded(Attempt& attempt) override;

    // Going from target to target.
    [[nodiscard]] RoutePlan planWith(const GatewaySettings& settings);
    void follow(RoutePlan plan);
    [[nodiscard]] std::optional<int> keyFor(const PlannedTarget& target) const;
    void startAttempt(const PlannedTarget& target, int key);
    bool ask(const PlannedTarget& target);
    void tryNext(const std::function<bool(const PlannedTarget&)>& fits);
    bool tryOtherKey(const Attempt& failed);
    bool retrySame(const Attempt& failed);
    void failedBeforeContent(const Verdict& verdict, const Attempt& attempt);
    [[nodiscard]] bool attemptsLeft() const;
    [[nodiscard]] Milliseconds totalLeft() const;
    std::unique_ptr<Attempt> takeOut(Attempt& attempt);
    void stop(Attempt& attempt, Outcome outcome);
    void nobodyLeft();

    // Hedging.
    void armHedge(const PlannedTarget& target);
    void askSecond();
    void won(Attempt& winner);

    // Holding.
    void park();

    // Budgets (ProxyBudget.cpp).
    struct BudgetBar {
        Budgets::Verdict verdict;
        std::optional<NanoUsd> estimate;
    };
    [[nodiscard]] Budgets::Call callOf(const PlannedTarget& target) const;
    [[nodiscard]] bool hasRoom(const PlannedTarget& target) const;
    [[nodiscard]] std::optional<BudgetBar> budgetBar(const RoutePlan& plan) const;
    [[nodiscard]] RoutePlan withinBudget(RoutePlan plan, const GatewaySettings& settings,
                                         const PlanInputs& inputs);
    bool stoppedByBudget();
    void parkForBudget();
    void refuseForBudget(const BudgetBar& bar);
    Cost book(const Attempt& attempt, Outcome outcome);

    // Keeps the prompt, and the answer from now on, where the client or the route is switched to it.
    void captureIfWanted();
    void clientGone();
    void finish(RequestStatus status, int httpStatus);
    void remember();

    GatewayContext& m_context;
    GatewaySettings m_settings;
    Start m_start;
    std::function<void(ProxyRequest&)> m_done;
    ClientAnswer m_answer;
    RequestRecord m_record;

    RequestFacts m_facts;
    RoutePlan m_plan;
    TimeoutConfig m_timeouts;
    int m_maxAttempts = 5;
    std::size_t m_next = 0;                           // in m_plan.order
    std::vector<std::unique_ptr<Attempt>> m_running;  // one, or two where one is the hedge
    std::vector<std::unique_ptr<Attempt>> m_past;
    const Attempt* m_last = nullptr;  // the latest, for what the answer says of it
    FailureReport m_report;
    int m_attempts = 0;
    int m_attemptsBefore = 0;  // it was last released; the limit counts from there
    int m_retries = 0;
    Timer m_backoff;

    Hedge m_hedge;
    Timer m_hedgeTimer;

    bool m_parked = false;
    bool m_forBudget = false;  // parked until there is room
    bool m_rerouted = false;   // looked anew because a budget was used up meanwhile
    BudgetBar m_bar;           // what it waits for
    Timer m_releaseTimer;
    Timer m_holdEnd;
    bool m_finished = false;
    std::optional<Capture> m_capture;
};

}  // namespace signalbox
