#include "core/gateway/ProxyRequest.h"

#include "core/gateway/AnswerHeaders.h"
#include "core/gateway/PlanFacts.h"
#include "core/http/ErrorBody.h"
#include "core/pricing/CostCalculator.h"
#include "core/protocol/ProtocolAdapter.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr Milliseconds kFirstKeepAlive{20'000};
constexpr Milliseconds kKeepAliveEvery{15'000};
// The official client for Node (6.49) sleeps through any retry-after, the one for Python through two minutes:
// beyond this a tool had better say so than stand still.
constexpr Milliseconds kLongestClientWait{60'000};
constexpr int kMaxRetries = 2;
constexpr double kBackoffMs = 250;

// The endpoints whose streams are server-sent events, where a comment may be sent while waiting.
bool mayKeepAlive(const RequestBody& body) {
    return body.stream && (body.endpoint == Endpoint::ChatCompletions ||
                           body.endpoint == Endpoint::Completions || body.endpoint == Endpoint::Responses);
}

}  // namespace

ProxyRequest::ProxyRequest(GatewayContext& context, GatewaySettings settings, Start start,
                           ResponseWriter& writer, std::function<void(ProxyRequest&)> done)
    : m_context(context),
      m_settings(std::move(settings)),
      m_start(std::move(start)),
      m_writer(&writer),
      m_done(std::move(done)) {}

ProxyRequest::~ProxyRequest() = default;

void ProxyRequest::run() {
    m_startedMs = m_context.clock.monotonicMs();
    m_startedWallMs = m_context.clock.wallMs();
    const Config& config = *m_settings.config;
    m_facts = requestFacts(m_start.body, m_start.client, config, m_startedWallMs);
    const BookedCosts costs(*m_settings.prices, m_startedWallMs);
    m_plan = planRoute(
        m_facts, {config, m_context.switches, m_context.health, m_context.abilities, m_context.catalog, costs,
                  m_context.conversations, m_context.uses, m_startedWallMs, m_startedMs, &m_context.random});
    if (m_plan.route != nullptr) {
        m_timeouts = m_plan.route->timeouts;
        m_maxAttempts = m_plan.route->maxAttempts;
    }
    bookStart();
    m_writer->onGone = [this] { clientGone(); };
    if (m_plan.empty()) {
        answerError(404,
                    QStringLiteral(
                        "No route matches, and no provider lists, the model \"%1\". See /v1/models for what "
                        "can be asked for.")
                        .arg(m_start.body.model),
                    QStringLiteral("no_route"), {});
        return;
    }
    for (const PlannedTarget& target : m_plan.passedOver) {
        m_report.passedOver(target.ref, target.health.reason, m_startedWallMs);
    }
    if (mayKeepAlive(m_start.body)) {
        m_keepAlive = m_context.scheduler.after(kFirstKeepAlive, [this] { keepAlive(); });
    }
    tryNext([](const PlannedTarget&) { return true; });
}

void ProxyRequest::abort() {
    if (m_finished) {
        return;
    }
    if (m_writer != nullptr) {
        m_writer->onGone = nullptr;
        m_writer->abort();
    }
    clientGone();
}

// --- going from target to target ---

bool ProxyRequest::attemptsLeft() const {
    return m_attempts < m_maxAttempts && totalLeft().count() > 0;
}

Milliseconds ProxyRequest::totalLeft() const {
    return m_timeouts.total - Milliseconds(m_context.clock.monotonicMs() - m_startedMs);
}

void ProxyRequest::tryNext(const std::function<bool(const PlannedTarget&)>& fits) {
    while (m_next < m_plan.order.size() && attemptsLeft()) {
        const PlannedTarget& target = m_plan.order[m_next++];
        if (!fits(target)) {
            continue;
        }
        // Health may have changed while earlier targets were asked.
        const HealthView::Target now = m_context.health.target(*target.provider, target.model);
        std::optional<int> key = m_context.health.pickKey(*target.provider, target.model);
        if (!key && target.forced) {
            key = m_context.health.anyKey(*target.provider);
        }
        const bool full = isFull(*target.provider, now);
        if ((!now.usable && !target.forced) || full || !key) {
            HealthReason reason = now.reason;
            if (full) {
                reason.kind = HealthReason::Kind::Busy;
            } else if (now.usable || target.forced) {
                reason.kind = HealthReason::Kind::NoKey;
            }
            m_report.passedOver(target.ref, reason, m_context.clock.wallMs());
            continue;
        }
        startAttempt(target, *key);
        return;
    }
    answerAllFailed();
}

void ProxyRequest::startAttempt(const PlannedTarget& target, int key) {
    m_target = &target;
    m_adapter = protocolAdapter(target.provider->protocol);
    ++m_attempts;
    Attempt::Plan plan;
    plan.number = m_attempts;
    plan.pass = m_context.health.begin(*target.provider, target.model, key);
    plan.timeouts = m_timeouts;
    plan.totalLeft = totalLeft();
    if (m_attempt) {
        m_past.push_back(std::move(m_attempt));
    }
    m_attempt = std::make_unique<Attempt>(m_context.clock, m_context.scheduler,
                                          static_cast<AttemptOwner&>(*this), std::move(plan));

    UpstreamRequest request = m_adapter->buildRequest(m_start.body, *target.provider, target.model);
    request.key = m_context.health.key(target.provider->id, key);
    if (request.key.isEmpty()) {
        request.keyHeader.clear();  // a local server, asked without one
    }
    request.connectTimeout = m_timeouts.connect;
    Transport& transport =
        target.provider->protocol == Protocol::Simulated ? m_context.simulated : m_context.network;
    m_attempt->start(transport, std::move(request), m_adapter->readAnswer(m_start.body));

    const QString id = target.provider->id;
    updateLive([&](LiveRequest& live) {
        live.attempts = m_attempts;
        if (live.providers.isEmpty() || live.providers.last() != id) {
            live.providers << id;
        }
    });
}

void ProxyRequest::attemptEnded() {
    Attempt& attempt = *m_attempt;
    HealthBoard& health = m_context.health;
    if (attempt.ok()) {
        health.succeeded(attempt.plan().pass, attempt.ttftMs());
        bookAttempt(attempt, Outcome::Ok);
        m_writer->onGone = nullptr;
        if (!m_headWritten) {
            writeAnswerHead();
        }
        m_writer->finish();
        m_writer = nullptr;
        finish(RequestStatus::Ok, attempt.httpStatus());
        return;
    }
    attempt.hideKey(health.key(attempt.plan().pass.provider, attempt.plan().pass.key));
    const Verdict verdict = judge(attempt.failure());
    if (attempt.failure().kind == FailureClass::TotalTimeout && attempt.endedPaused()) {
        health.abandoned(attempt.plan().pass);  // the client was too slow, not the provider
    } else {
        health.failed(attempt.plan().pass, attempt.failure(), verdict.effect);
    }
    bookAttempt(attempt, outcomeOf(attempt.failure()));
    if (m_committed) {
        endBrokenStream(QStringLiteral("The answer of %1 broke off: %2.")
                            .arg(m_target->ref.toString(), describe(attempt.failure())));
        finish(RequestStatus::Incomplete, attempt.httpStatus());
        return;
    }
    const qint64 nowMs = m_context.clock.wallMs();
    const auto restsUntil = health.target(*m_target->provider, m_target->model).reason.untilMs;
    m_report.attemptFailed(m_target->ref, attempt.failure(),
                           restsUntil ? std::optional(Milliseconds(*restsUntil - nowMs)) : std::nullopt);
    failedBeforeContent(verdict);
}

void ProxyRequest::failedBeforeContent(const Verdict& verdict) {
    const QString model = m_target->model;
    switch (verdict.next) {
        case NextStep::NextKey:
            if (tryOtherKey()) {
                return;
            }
            break;
        case NextStep::NextTarget:
            if (verdict.retryHelps && retrySame()) {
                return;
            }
            break;
        case NextStep::TargetWithOtherModel:
        case NextStep::TargetWithMoreContext: {
            // Without a rule, a provider that lists nothing was only asked in the hope that it has the model.
            const bool guessed = m_plan.route == nullptr && m_target->provider->models.isEmpty();
            const auto fits = [&](const PlannedTarget& target) {
                return verdict.next == NextStep::TargetWithOtherModel
                           ? guessed || target.model != model
                           : m_context.catalog.takesMore(target.model, model);
            };
            const bool any =
                attemptsLeft() && std::any_of(m_plan.order.begin() + static_cast<std::ptrdiff_t>(m_next),
                                              m_plan.order.end(), fits);
            if (!any) {
                answerUnchanged(*m_attempt);
                return;
            }
            tryNext(fits);
            return;
        }
        case NextStep::BackToClient:
            answerUnchanged(*m_attempt);
            return;
        case NextStep::Stop:
            answerAllFailed();
            return;
    }
    tryNext([](const PlannedTarget&) { return true; });
}

bool ProxyRequest::tryOtherKey() {
    const std::optional<int> key = m_context.health.pickKey(*m_target->provider, m_target->model);
    if (!attemptsLeft() || !key || *key == m_attempt->plan().pass.key) {
        return false;
    }
    startAttempt(*m_target, *key);
    return true;
}

// With a single target to ask there is nobody to move on to: it is asked again, after a pause of random
// length that doubles, as often as its budget allows.
bool ProxyRequest::retrySame() {
    if (m_plan.order.size() != 1 || m_retries >= kMaxRetries || !attemptsLeft()) {
        return false;
    }
    const HealthView::Target now = m_context.health.target(*m_target->provider, m_target->model);
    if ((!now.usable && !m_target->forced) ||
        !m_context.health.mayRetry(m_target->provider->id, m_target->model)) {
        return false;
    }
    const double longest = kBackoffMs * (1 << m_retries);
    ++m_retries;
    m_backoff =
        m_context.scheduler.after(Milliseconds(static_cast<qint64>(m_context.random() * longest)), [this] {
            const std::optional<int> key = m_context.health.pickKey(*m_target->provider, m_target->model);
            if (key && attemptsLeft()) {
                startAttempt(*m_target, *key);
            } else {
                answerAllFailed();
            }
        });
    return true;
}

// --- answering ---

void ProxyRequest::attemptForward(QByteArrayView bytes) {
    if (m_writer == nullptr) {
        return;
    }
    if (!m_committed) {
        m_committed = true;
        m_keepAlive.cancel();
        m_ttftMs = m_context.clock.monotonicMs() - m_startedMs;
        if (!m_headWritten) {
            writeAnswerHead();
        }
        updateLive([&](LiveRequest& live) {
            live.phase = LiveRequest::Phase::Streaming;
            live.ttftMs = m_ttftMs;
        });
    }
    m_writer->write(bytes);
    if (m_writer->pendingBytes() > ResponseWriter::kHighWater) {
        m_writer->onDrained = [this] { m_attempt->resume(); };
        m_attempt->pause();
    }
}

void ProxyRequest::writeAnswerHead() {
    Headers headers;
    headers.reserve(m_attempt->headers().size() + 4);
    addUpstreamFields(headers, m_attempt->headers());
    addMarks(headers, {m_start.requestId, m_target->provider->id, m_target->model, m_attempts});
    const qint64 length = m_attempt->reader().contentLength();
    m_writer->writeHead(m_attempt->httpStatus(), headers, length >= 0 ? std::optional(length) : std::nullopt);
    m_headWritten = true;
}

void ProxyRequest::answerUnchanged(const Attempt& attempt) {
    if (m_headWritten) {
        endBrokenStream(describe(attempt.failure()));
        finish(RequestStatus::Error, attempt.httpStatus());
        return;
    }
    const QByteArray& body = attempt.reader().failedBody();
    Headers headers;
    addUpstreamFields(headers, attempt.headers());
    addMarks(headers, {m_start.requestId, m_target->provider->id, m_target->model, m_attempts});
    m_writer->onGone = nullptr;
    m_writer->writeHead(attempt.httpStatus(), headers, body.size());
    m_writer->write(body);
    m_writer->finish();
    m_writer = nullptr;
    finish(RequestStatus::Error, attempt.httpStatus());
}

void ProxyRequest::answerAllFailed() {
    for (std::size_t i = m_next; i < m_plan.order.size(); ++i) {
        HealthReason notAsked;
        m_report.passedOver(m_plan.order[i].ref, notAsked, m_context.clock.wallMs());
    }
    Headers headers;
    const int status = m_report.status();
    const auto delay = m_report.retryAfter();
    if (delay) {
        headers.add(QByteArrayLiteral("retry-after"), QByteArray::number((delay->count() + 999) / 1000));
        headers.add(QByteArrayLiteral("retry-after-ms"),
                    QByteArray::number(static_cast<qint64>(delay->count())));
    }
    if (!delay || *delay > kLongestClientWait) {
        // The official clients would otherwise ask again by themselves, and multiply what was tried here
        // already or sleep for as long as they were told.
        headers.add(QByteArrayLiteral("x-should-retry"), QByteArrayLiteral("false"));
    }
    answerError(status, m_report.message(), QStringLiteral("all_targets_failed"), std::move(headers));
}

void ProxyRequest::answerError(int status, const QString& message, const QString& code, Headers headers) {
    if (m_headWritten) {
        endBrokenStream(message);
    } else {
        const QByteArray body = gatewayErrorBody(m_start.path, status, message, code);
        headers.add(QByteArrayLiteral("content-type"), QByteArrayLiteral("application/json"));
        addMarks(headers, {m_start.requestId, m_target != nullptr ? m_target->provider->id : QString(),
                           m_target != nullptr ? m_target->model : QString(), m_attempts});
        m_writer->onGone = nullptr;
        m_writer->writeHead(status, headers, body.size());
        m_writer->write(body);
        m_writer->finish();
        m_writer = nullptr;
    }
    finish(RequestStatus::Error, status);
}

// After the head has gone out: an event stream tells its client by an error event, anything else can only
// break off. Never a [DONE], and the connection ends, so that no client takes it for a whole answer.
void ProxyRequest::endBrokenStream(const QString& message) {
    m_writer->onGone = nullptr;
    const bool events = !m_committed || m_attempt->reader().isEventStream();
    const bool told =
        m_committed && m_attempt->reader().failureWasForwarded();  // by the provider's own event
    if (events && !told && m_adapter != nullptr) {
        m_writer->write(m_adapter->errorEvent(m_start.body, message,
                                              m_committed ? m_attempt->reader().nextSequence() : 0));
    }
    m_writer->abort();
    m_writer = nullptr;
}

// A streaming client that waits for long is kept from giving up by comments. They carry nothing, so another
// target can still take over; only the status can no longer tell of a failure.
void ProxyRequest::keepAlive() {
    if (!m_headWritten) {
        Headers headers;
        headers.add(QByteArrayLiteral("content-type"), QByteArrayLiteral("text/event-stream"));
        addMarks(headers, {m_start.requestId, {}, {}, 0});
        m_writer->writeHead(200, headers, std::nullopt);
        m_headWritten = true;
    }
    m_writer->write(": keep-alive\n\n");
    m_keepAlive = m_context.scheduler.after(kKeepAliveEvery, [this] { keepAlive(); });
}

void ProxyRequest::clientGone() {
    m_writer = nullptr;
    if (m_finished) {
        return;
    }
    if (m_attempt && !m_backoff.isActive()) {
        m_attempt->cancel();
        m_context.health.abandoned(m_attempt->plan().pass);
        bookAttempt(*m_attempt, Outcome::Cancelled);
    }
    finish(RequestStatus::Cancelled, 0);
}

// --- ending ---

void ProxyRequest::bookStart() {
    RequestStarted started;
    started.requestId = m_start.requestId;
    started.startedAtMs = m_startedWallMs;
    started.client = m_start.client;
    started.endpoint = m_start.body.endpoint;
    started.requestedModel = m_start.body.model;
    started.route = m_plan.route != nullptr ? m_plan.route->name : QString();
    started.stream = m_start.body.stream;
    started.needs = needsOf(m_facts);
    started.promptTokens = m_facts.promptTokens;
    m_context.host.book(std::move(started));

    LiveRequest live;
    live.requestId = m_start.requestId;
    live.startedAtMs = m_startedWallMs;
    live.client = m_start.client;
    live.model = m_start.body.model;
    m_context.live.add(std::move(live));
    m_context.host.statusTouched();
}

void ProxyRequest::bookAttempt(const Attempt& attempt, Outcome outcome) {
    AttemptRecord record;
    record.number = attempt.plan().number;
    record.provider = attempt.plan().pass.provider;
    record.model = attempt.plan().pass.model;
    record.startedAtMs = attempt.startedAtMs();
    record.outcome = outcome;
    record.httpStatus = attempt.httpStatus();
    record.durationMs = attempt.durationMs();
    record.usage = attempt.usage();
    const bool paid = record.usage != Usage{} || outcome == Outcome::Ok;
    const QString answeredModel = attempt.reader().answeredModel();
    if (paid) {
        const auto costAs = [&](const QString& model) {
            return costOf(*m_settings.prices, record.usage, *m_target->provider, model, m_startedWallMs);
        };
        record.cost = costAs(record.model);
        // An alias has no price of its own; what answered to it may have one.
        if (record.cost.source == CostSource::Unknown && !answeredModel.isEmpty()) {
            record.cost = costAs(answeredModel);
        }
    } else {
        record.cost.source = CostSource::Computed;  // nothing was used, so nothing is owed
    }
    m_record.cost.charged += record.cost.charged;
    m_record.cost.list += record.cost.list;
    // A sum is as sure as the least sure of its parts (sources are listed from the surest on); an attempt
    // that used nothing is no part of it.
    if (paid) {
        m_record.cost.source =
            m_paid ? std::max(m_record.cost.source, record.cost.source) : record.cost.source;
        m_paid = true;
    } else if (!m_paid) {
        m_record.cost.source = record.cost.source;
    }
    if (outcome != Outcome::Ok) {
        m_record.wasted += record.cost.charged;
    }
    m_record.usage = record.usage;
    m_record.provider = record.provider;
    m_record.servedModel = record.model;
    m_record.answeredModel = answeredModel;
    m_record.attempts.push_back(std::move(record));
}

void ProxyRequest::finish(RequestStatus status, int httpStatus) {
    m_finished = true;
    m_backoff.cancel();
    m_keepAlive.cancel();
    if (m_record.attempts.empty()) {
        m_record.cost.source = CostSource::Computed;
    }
    m_record.requestId = m_start.requestId;
    m_record.status = status;
    m_record.httpStatus = httpStatus;
    m_record.ttftMs = m_ttftMs;
    m_record.durationMs = m_context.clock.monotonicMs() - m_startedMs;
    if (status == RequestStatus::Ok) {
        remember();
    }
    updateLive([&](LiveRequest& live) {
        live.phase = LiveRequest::Phase::Done;
        live.status = status;
        live.httpStatus = httpStatus;
        live.tokens = m_record.usage.inputTokens + m_record.usage.outputTokens;
        live.cost = m_record.cost;
        live.estimated = m_record.usage.estimated;
    });
    m_context.host.book(std::move(m_record));
    m_done(*this);
}

// For the turns and requests that come after this one.
void ProxyRequest::remember() {
    const QString route = m_plan.route != nullptr ? m_plan.route->name : QString();
    const Usage& usage = m_record.usage;
    const qint64 nowMs = m_context.clock.monotonicMs();
    m_context.uses.answered(route, m_facts, usage, nowMs);
    Stickiness::Entry entry;
    entry.route = route;
    entry.provider = m_record.provider;
    entry.model = m_record.servedModel;
    entry.promptTokens = usage.inputTokens;
    entry.cachedTokens = usage.cachedInputTokens;
    entry.lastMs = nowMs;
    entry.byAnswer = m_facts.continuesAnswer;
    m_context.conversations.served(m_facts.conversation, entry);
    entry.byAnswer = true;
    m_context.conversations.served(m_attempt->reader().answerKept(), std::move(entry));
}

void ProxyRequest::updateLive(const std::function<void(LiveRequest&)>& change) {
    if (LiveRequest* live = m_context.live.find(m_start.requestId)) {
        change(*live);
    }
    m_context.host.statusTouched();
}

}  // namespace signalbox
