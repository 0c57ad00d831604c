#include "core/gateway/ProxyRequest.h"

#include "core/gateway/FaultInjector.h"
#include "core/gateway/PlanFacts.h"
#include "core/protocol/ProtocolAdapter.h"
#include "core/protocol/RateLimitHeaders.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr int kMaxRetries = 2;
constexpr double kBackoffMs = 250;

bool anyTarget(const PlannedTarget& /*target*/) {
    return true;
}

}  // namespace

ProxyRequest::ProxyRequest(GatewayContext& context, GatewaySettings settings, Start start,
                           ResponseWriter& writer, std::function<void(ProxyRequest&)> done)
    : m_context(context),
      m_settings(std::move(settings)),
      m_start(std::move(start)),
      m_done(std::move(done)),
      m_answer(context.scheduler, {m_start.requestId, m_start.path, m_start.body}, writer),
      m_record(context) {}

ProxyRequest::~ProxyRequest() = default;

void ProxyRequest::run() {
    RoutePlan plan = planWith(m_settings);
    RequestStarted started;
    started.requestId = m_start.requestId;
    started.client = m_start.client;
    started.endpoint = m_start.body.endpoint;
    started.requestedModel = m_start.body.model;
    started.route = plan.route != nullptr ? plan.route->name : QString();
    started.stream = m_start.body.stream;
    started.needs = needsOf(m_facts);
    started.promptTokens = m_facts.promptTokens;
    m_record.begin(std::move(started), m_start.caller);
    m_answer.setOnGone([this] { clientGone(); });
    m_answer.keepWaiting();
    follow(std::move(plan));
}

void ProxyRequest::abort() {
    if (!m_finished) {
        m_answer.abort();
        clientGone();
    }
}

QString ProxyRequest::route() const {
    return m_plan.route != nullptr ? m_plan.route->name : QString();
}

// --- going from target to target ---

RoutePlan ProxyRequest::planWith(const GatewaySettings& settings) {
    const qint64 wallMs = m_context.clock.wallMs();
    m_facts = requestFacts(m_start.body, m_start.client, *settings.config, wallMs);
    m_facts.only = m_start.only;
    const BookedCosts costs(*settings.prices, wallMs);
    const BudgetedTargets budgeted(m_context.budgets, costs);
    const PlanInputs inputs{*settings.config,
                            m_context.switches,
                            m_context.health,
                            m_context.abilities,
                            m_context.catalog,
                            costs,
                            m_context.conversations,
                            m_context.uses,
                            wallMs,
                            m_context.clock.sleeplessMs(),
                            &m_context.random,
                            m_context.budgets.empty() ? nullptr : &budgeted};
    return withinBudget(planRoute(m_facts, inputs), settings, inputs);
}

// Asks the targets of a plan from its first on. Nothing runs.
void ProxyRequest::follow(RoutePlan plan) {
    m_plan = std::move(plan);
    m_next = 0;
    m_retries = 0;
    m_report = {};
    if (m_plan.route != nullptr) {
        m_timeouts = m_plan.route->timeouts;
        m_maxAttempts = m_plan.route->maxAttempts;
    }
    captureIfWanted();
    if (m_plan.empty()) {
        const int status =
            m_answer.error(404,
                           QStringLiteral("No route matches, and no provider lists, the model \"%1\". See "
                                          "/v1/models for what can be asked for.")
                               .arg(m_start.body.model),
                           QStringLiteral("no_route"), {}, m_last, m_attempts);
        finish(RequestStatus::Error, status);
        return;
    }
    const qint64 wallMs = m_context.clock.wallMs();
    for (const PlannedTarget& target : m_plan.passedOver) {
        const auto takes = m_context.catalog.contextTokens(target.model);
        if (takes && target.health.reason.kind == HealthReason::Kind::ContextTooSmall) {
            m_report.tooSmall(target.ref, *takes, m_facts.promptTokens);
        } else {
            m_report.passedOver(target.ref, target.health.reason, wallMs);
        }
    }
    tryNext(anyTarget);
}

bool ProxyRequest::attemptsLeft() const {
    return m_attempts - m_attemptsBefore < m_maxAttempts && totalLeft().count() > 0;
}

Milliseconds ProxyRequest::totalLeft() const {
    return m_timeouts.total - Milliseconds(m_context.clock.monotonicMs() - m_record.startedMs());
}

std::optional<int> ProxyRequest::keyFor(const PlannedTarget& target) const {
    const std::optional<int> key = m_context.health.pickKey(*target.provider, target.model, m_facts);
    return !key && target.forced ? m_context.health.anyKey(*target.provider) : key;
}

void ProxyRequest::tryNext(const std::function<bool(const PlannedTarget&)>& fits) {
    while (m_next < m_plan.order.size() && attemptsLeft()) {
        const PlannedTarget& target = m_plan.order[m_next++];
        if (fits(target) && ask(target)) {
            return;
        }
    }
    nobodyLeft();
}

// False: it may not be asked now, and the report says why. Health may have changed since the plan was made.
bool ProxyRequest::ask(const PlannedTarget& target) {
    const HealthView::Target now = m_context.health.target(*target.provider, target.model);
    // By the user, meanwhile.
    const bool out = now.state == HealthState::Out && !(target.forced && mayInsist(now, m_facts));
    const std::optional<int> key = keyFor(target);
    const bool full = isFull(*target.provider, now);
    if ((!now.usable && !target.forced) || out || full || !key) {
        HealthReason reason = now.reason;
        if (full) {
            reason.kind = HealthReason::Kind::Busy;
        } else if (!out && (now.usable || target.forced) && reason.kind != HealthReason::Kind::BadKey) {
            reason.kind = HealthReason::Kind::NoKey;
        }
        m_report.passedOver(target.ref, reason, m_context.clock.wallMs());
        return false;
    }
    if (!hasRoom(target)) {
        HealthReason reason;
        reason.kind = HealthReason::Kind::OutOfBudget;
        reason.detail = budgetWords(m_context.budgets.verdict(callOf(target)).status.budget);
        m_report.passedOver(target.ref, reason, m_context.clock.wallMs());
        return false;
    }
    startAttempt(target, *key);
    return true;
}

void ProxyRequest::startAttempt(const PlannedTarget& target, int key) {
    const ProviderConfig& provider = *target.provider;
    const ProtocolAdapter* adapter = protocolAdapter(provider.protocol);
    ++m_attempts;
    Attempt::Plan plan;
    plan.number = m_attempts;
    plan.target = &target;
    plan.pass = m_context.health.begin(provider, target.model, key);
    plan.timeouts = m_timeouts;
    plan.totalLeft = totalLeft();
    if (!m_context.budgets.empty()) {
        plan.reservation = m_context.budgets.reserve(callOf(target));
    }
    const std::optional<Drill> drill = m_context.drills.at(provider.id, m_context.clock.wallMs());
    if (drill) {
        plan.drill = drill->kind;
    }
    Attempt& attempt = *m_running.emplace_back(std::make_unique<Attempt>(
        m_context.clock, m_context.scheduler, static_cast<AttemptOwner&>(*this), std::move(plan)));
    m_last = &attempt;

    UpstreamRequest request = adapter->buildRequest(m_start.body, provider, target.model);
    request.key = m_context.health.key(provider.id, key);
    if (request.key.isEmpty()) {
        request.keyHeader.clear();  // a local server, asked without one
    }
    request.connectTimeout = m_timeouts.connect;
    Transport& transport = provider.protocol == Protocol::Simulated ? m_context.simulated : m_context.network;
    std::unique_ptr<AnswerReader> reader = adapter->readAnswer(m_start.body);
    if (drill) {
        FaultInjector injector(m_context.scheduler, transport, drill->kind, provider.protocol,
                               [&attempt] { return attempt.contentBegan(); });
        attempt.start(injector, std::move(request), std::move(reader));
    } else {
        attempt.start(transport, std::move(request), std::move(reader));
    }
    armHedge(target);

    m_record.show([&](LiveRequest& live) {
        live.attempts = m_attempts;
        if (live.providers.isEmpty() || live.providers.last() != provider.id) {
            live.providers << provider.id;
        }
    });
}

// An attempt that has ended stays until the request does: it may be the one whose call this is.
std::unique_ptr<Attempt> ProxyRequest::takeOut(Attempt& attempt) {
    const auto found = std::find_if(m_running.begin(), m_running.end(),
                                    [&](const auto& one) { return one.get() == &attempt; });
    std::unique_ptr<Attempt> taken = std::move(*found);
    m_running.erase(found);
    return taken;
}

// Ends an attempt for reasons that are not its target's.
void ProxyRequest::stop(Attempt& attempt, Outcome outcome) {
    attempt.cancel();
    m_context.health.abandoned(attempt.plan().pass,
                               attempt.contentBegan() ? std::nullopt : std::optional(attempt.durationMs()));
    const Cost cost = book(attempt, outcome);
    if (outcome == Outcome::HedgeLost) {
        m_hedge.lost(attempt.usage(), cost);
    }
    m_past.push_back(takeOut(attempt));
}

void ProxyRequest::attemptHead(Attempt& attempt) {
    m_context.health.headSeen(attempt.plan().pass);
}

void ProxyRequest::attemptForward(Attempt& attempt, QByteArrayView bytes) {
    m_context.health.heard(attempt.plan().pass);
    if (!m_answer.open()) {
        return;
    }
    if (!m_answer.committed()) {
        m_context.health.limitsSeen(attempt.plan().pass, rateLimits(attempt.headers()));
        m_context.health.contentBegan(attempt.plan().pass);
        won(attempt);
        m_record.answers();
    }
    m_answer.forward(attempt, m_attempts, bytes);
}

void ProxyRequest::attemptEnded(Attempt& attempt) {
    HealthBoard& health = m_context.health;
    if (!m_answer.committed()) {
        health.limitsSeen(attempt.plan().pass, rateLimits(attempt.headers()));
    }
    const Attempt::Plan& plan = attempt.plan();
    if (attempt.ok()) {
        won(attempt);
        health.succeeded(plan.pass, attempt.ttftMs());
        book(attempt, Outcome::Ok);
        m_answer.complete(attempt, m_attempts);
        finish(RequestStatus::Ok, attempt.httpStatus());
        return;
    }
    const Verdict verdict = judge(attempt.failure());
    // The route's total time is the gateway's own limit: a target that was asked late, that streamed all
    // along or that waited for its client is not to blame for it.
    const bool silent = !attempt.contentBegan() && attempt.durationMs() >= m_timeouts.firstByte.count();
    if (attempt.failure().kind == FailureClass::TotalTimeout && (attempt.endedPaused() || !silent)) {
        health.abandoned(plan.pass);
    } else {
        health.failed(plan.pass, attempt.failure(), verdict.effect);
    }
    if (verdict.next == NextStep::BackToClient) {
        won(attempt);
    }
    book(attempt, outcomeOf(attempt.failure()));
    m_past.push_back(takeOut(attempt));
    if (m_answer.committed()) {
        m_answer.breakOff(QStringLiteral("The answer of %1 broke off: %2.")
                              .arg(plan.target->ref.toString(), describe(attempt.failure())),
                          &attempt);
        finish(RequestStatus::Incomplete, attempt.httpStatus());
        return;
    }
    const qint64 nowMs = m_context.clock.wallMs();
    const auto restsUntil = health.target(*plan.target->provider, plan.target->model).reason.untilMs;
    m_report.attemptFailed(plan.target->ref, attempt.failure(),
                           restsUntil ? std::optional(Milliseconds(*restsUntil - nowMs)) : std::nullopt);
    failedBeforeContent(verdict, attempt);
}

void ProxyRequest::failedBeforeContent(const Verdict& verdict, const Attempt& attempt) {
    const auto backUnchanged = [&] { finish(RequestStatus::Error, m_answer.unchanged(attempt, m_attempts)); };
    if (verdict.next == NextStep::BackToClient) {
        backUnchanged();
        return;
    }
    if (verdict.next == NextStep::NextKey && tryOtherKey(attempt)) {
        return;
    }
    if (!m_running.empty()) {
        return;  // the one beside it may still answer; if it fails too, those that follow are asked
    }
    const QString& model = attempt.plan().target->model;
    switch (verdict.next) {
        case NextStep::NextKey:
            break;
        case NextStep::NextTarget:
            if (verdict.retryHelps && retrySame(attempt)) {
                return;
            }
            break;
        case NextStep::TargetWithOtherModel:
        case NextStep::TargetWithMoreContext: {
            // Without a rule, a provider that lists nothing was only asked in the hope that it has the model.
            const bool guessed =
                m_plan.route == nullptr && !m_context.abilities.knowsModels(*attempt.plan().target->provider);
            const auto fits = [&](const PlannedTarget& target) {
                return verdict.next == NextStep::TargetWithOtherModel
                           ? guessed || target.model != model
                           : m_context.catalog.takesMore(target.model, model);
            };
            const bool any =
                attemptsLeft() && std::any_of(m_plan.order.begin() + static_cast<std::ptrdiff_t>(m_next),
                                              m_plan.order.end(), fits);
            if (any) {
                tryNext(fits);
            } else {
                backUnchanged();
            }
            return;
        }
        case NextStep::BackToClient:
        case NextStep::Stop:
            nobodyLeft();
            return;
    }
    tryNext(anyTarget);
}

bool ProxyRequest::tryOtherKey(const Attempt& failed) {
    const PlannedTarget& target = *failed.plan().target;
    const std::optional<int> key = m_context.health.pickKey(*target.provider, target.model, m_facts);
    if (!attemptsLeft() || !key || *key == failed.plan().pass.key || !hasRoom(target)) {
        return false;
    }
    startAttempt(target, *key);
    return true;
}

// With a single target to ask there is nobody to move on to: it is asked again, after a pause of random
// length that doubles, as often as its budget allows.
bool ProxyRequest::retrySame(const Attempt& failed) {
    const PlannedTarget& target = *failed.plan().target;
    if (m_plan.order.size() != 1 || m_retries >= kMaxRetries || !attemptsLeft()) {
        return false;
    }
    const HealthView::Target now = m_context.health.target(*target.provider, target.model);
    if ((!now.usable && !target.forced) || !m_context.health.mayRetry(target.provider->id, target.model)) {
        return false;
    }
    const double longest = kBackoffMs * (1 << m_retries);
    ++m_retries;
    m_backoff = m_context.scheduler.after(Milliseconds(static_cast<qint64>(m_context.random() * longest)),
                                          [this, &target] {
                                              if (!attemptsLeft() || !ask(target)) {
                                                  nobodyLeft();
                                              }
                                          });
    return true;
}

void ProxyRequest::nobodyLeft() {
    if (stoppedByBudget()) {
        return;
    }
    const bool hold = m_plan.route != nullptr && m_plan.route->hold && !m_report.allTooSmall();
    if (hold && totalLeft().count() > 0) {
        park();
        return;
    }
    for (std::size_t i = m_next; i < m_plan.order.size(); ++i) {
        m_report.passedOver(m_plan.order[i].ref, HealthReason{}, m_context.clock.wallMs());
    }
    finish(RequestStatus::Error, m_answer.allFailed(m_report, m_last, m_attempts));
}

// --- ending ---

void ProxyRequest::captureIfWanted() {
    const bool wanted = m_start.keep == Keep::Always || (m_plan.route != nullptr && m_plan.route->capture);
    const auto isThisClient = [this](const ClientConfig& client) {
        return client.capture && client.name == m_start.client;
    };
    const std::vector<ClientConfig>& clients = m_settings.config->clients;
    if (m_capture || (!wanted && std::none_of(clients.begin(), clients.end(), isThisClient))) {
        return;
    }
    m_answer.captureTo(m_capture.emplace());
    m_context.host.book(RequestCapture{m_start.requestId, CaptureKind::Prompt, m_context.clock.wallMs(),
                                       Capture::kept(m_start.body.bytes)});
}

void ProxyRequest::clientGone() {
    m_answer.gone();
    if (m_finished) {
        return;
    }
    while (!m_running.empty()) {
        stop(*m_running.front(), Outcome::Cancelled);
    }
    finish(RequestStatus::Cancelled, 0);
}

void ProxyRequest::finish(RequestStatus status, int httpStatus) {
    m_finished = true;
    m_parked = false;
    if (std::exchange(m_forBudget, false)) {
        m_context.budgetQueue.leave(*this);
    }
    for (Timer* timer : {&m_backoff, &m_hedgeTimer, &m_releaseTimer, &m_holdEnd}) {
        timer->cancel();
    }
    if (m_plan.route != nullptr && m_plan.route->hedge) {
        m_hedge.settle(m_context.hedges, m_plan.route->name, m_record.cost(),
                       m_record.soFar().usage.outputTokens, m_context.clock.sleeplessMs());
    }
    // A test call or a replay is no turn of anybody's conversation, though its words may be the same.
    if (status == RequestStatus::Ok && !m_start.only) {
        remember();
    }
    if (m_capture && !m_capture->answer().isEmpty()) {
        m_context.host.book(RequestCapture{m_start.requestId, CaptureKind::Answer, m_context.clock.wallMs(),
                                           m_capture->answer()});
    }
    m_record.finish(status, httpStatus);
    m_done(*this);
}

// For the turns and requests that come after this one.
void ProxyRequest::remember() {
    const RequestFinished& record = m_record.soFar();
    const Usage& usage = record.usage;
    const qint64 nowMs = m_context.clock.sleeplessMs();
    m_context.uses.answered(route(), m_facts, usage, nowMs);
    Stickiness::Entry entry;
    entry.route = route();
    entry.provider = record.provider;
    entry.model = record.servedModel;
    entry.promptTokens = usage.inputTokens;
    entry.cachedTokens = usage.cachedInputTokens;
    entry.lastMs = nowMs;
    entry.byAnswer = m_facts.continuesAnswer;
    m_context.conversations.served(m_facts.conversation, entry);
    entry.byAnswer = true;
    m_context.conversations.served(m_running.front()->reader().answerKept(), std::move(entry));
}

}  // namespace signalbox
