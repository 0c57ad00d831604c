#include "core/gateway/RequestRecord.h"

#include "core/base/PlainText.h"

#include <algorithm>

namespace signalbox {

void RequestRecord::begin(RequestStarted started, std::shared_ptr<const Caller> caller) {
    m_caller = std::move(caller);
    if (m_caller) {
        started.project = m_caller->project;
    }
    m_startedMs = m_context.clock.monotonicMs();
    m_startedWallMs = m_context.clock.wallMs();
    m_record.requestId = started.requestId;
    started.startedAtMs = m_startedWallMs;
    LiveRequest live;
    live.requestId = started.requestId;
    live.startedAtMs = m_startedWallMs;
    live.client = started.client;
    live.model = started.requestedModel;
    m_context.host.book(std::move(started));
    m_context.live.add(std::move(live));
    m_context.host.statusTouched();
}

Cost RequestRecord::add(const Attempt& attempt, Outcome outcome, const PriceBook& prices) {
    AttemptRecord record;
    record.number = attempt.plan().number;
    record.provider = attempt.plan().pass.provider;
    record.model = attempt.plan().pass.model;
    record.startedAtMs = attempt.startedAtMs();
    record.outcome = outcome;
    record.httpStatus = attempt.httpStatus();
    record.durationMs = attempt.durationMs();
    record.drill = attempt.plan().drill.has_value();
    record.usage = attempt.usage();
    const bool paid = record.usage != Usage{} || outcome == Outcome::Ok;
    const QString answeredModel = attempt.reader().answeredModel();
    if (paid) {
        const auto costAs = [&](const QString& model) {
            return costOf(prices, record.usage, *attempt.plan().target->provider, model, m_startedWallMs);
        };
        record.cost = costAs(record.model);
        // An alias has no price of its own; what answered to it may have one.
        if (record.cost.source == CostSource::Unknown && !answeredModel.isEmpty()) {
            record.cost = costAs(answeredModel);
        }
    } else {
        record.cost.source = CostSource::Computed;  // nothing was used, so nothing is owed
    }
    m_cost.charged += record.cost.charged;
    m_cost.list += record.cost.list;
    // A sum is as sure as the least sure of its parts (sources are listed from the surest on); an attempt
    // that used nothing is no part of it.
    if (paid) {
        m_cost.source = m_paid ? std::max(m_cost.source, record.cost.source) : record.cost.source;
        m_paid = true;
    } else if (!m_paid) {
        m_cost.source = record.cost.source;
    }
    if (outcome != Outcome::Ok) {
        m_record.wasted += record.cost.charged;
    }
    m_record.usage = record.usage;
    m_record.provider = record.provider;
    m_record.servedModel = record.model;
    m_record.answeredModel = plainLine(answeredModel);
    Cost cost = record.cost;
    m_record.attempts.push_back(std::move(record));
    return cost;
}

void RequestRecord::answers() {
    m_record.ttftMs = m_context.clock.monotonicMs() - m_startedMs;
    show([&](LiveRequest& live) {
        live.phase = LiveRequest::Phase::Streaming;
        live.ttftMs = m_record.ttftMs;
    });
}

void RequestRecord::finish(RequestStatus status, int httpStatus) {
    if (m_record.attempts.empty()) {
        m_cost.source = CostSource::Computed;
    }
    // Of two that ran side by side the later one may have ended first.
    std::sort(m_record.attempts.begin(), m_record.attempts.end(),
              [](const AttemptRecord& a, const AttemptRecord& b) { return a.number < b.number; });
    m_record.cost = m_cost;
    m_record.status = status;
    m_record.httpStatus = httpStatus;
    if (m_caller && !m_caller->project.isEmpty()) {
        m_record.project = m_caller->project;
    }
    m_record.durationMs = m_context.clock.monotonicMs() - m_startedMs;
    show([&](LiveRequest& live) {
        live.phase = LiveRequest::Phase::Done;
        live.status = status;
        live.httpStatus = httpStatus;
        live.tokens = m_record.usage.inputTokens + m_record.usage.outputTokens;
        live.cost = m_record.cost;
        live.estimated = m_record.usage.estimated;
    });
    m_context.host.book(std::move(m_record));
}

void RequestRecord::show(const std::function<void(LiveRequest&)>& change) {
    if (LiveRequest* live = m_context.live.find(m_record.requestId)) {
        change(*live);
    }
    m_context.host.statusTouched();
}

}  // namespace signalbox
