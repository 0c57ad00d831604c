#include "ui/ReasonText.h"

namespace signalbox {

using Kind = HealthReason::Kind;

QString ReasonText::word(HealthState state, const HealthReason& reason, const Format& format, qint64 nowMs) {
    const bool counting = reason.untilMs && *reason.untilMs > nowMs;
    const QString left = counting ? format.remaining(*reason.untilMs - nowMs) : QString();
    switch (reason.kind) {
        case Kind::Cooldown:
            return counting ? tr("Cooling %1").arg(left) : tr("Cooling");
        case Kind::Drained:
            return tr("Drained");
        case Kind::Disabled:
            return tr("Switched off");
        case Kind::QuotaExceeded:
            return tr("Out of credit");
        case Kind::BadKey:
            return tr("Key refused");
        case Kind::NoKey:
            return tr("No key");
        case Kind::BreakerOpen:
            return counting ? tr("Down %1").arg(left) : tr("Down");
        case Kind::HalfOpen:
            return tr("Probing");
        case Kind::RecentFailures:
            return tr("Failing");
        case Kind::Offline:
            return tr("Offline");
        case Kind::NotYetUsed:
            return tr("Not used yet");
        case Kind::Unable:
            return tr("Unable");
        case Kind::PinnedElsewhere:
            return tr("Not chosen");
        case Kind::ModelNotServed:
            return tr("Has not got the model");
        case Kind::ContextTooSmall:
            return tr("Too small");
        case Kind::NoVision:
            return tr("No images");
        case Kind::NoTools:
            return tr("No tools");
        case Kind::NoJsonSchema:
            return tr("No JSON schema");
        case Kind::Busy:
            return tr("Busy");
        case Kind::LowHeadroom:
            return counting ? tr("Near its limit %1").arg(left) : tr("Near its limit");
        case Kind::OutOfBudget:
            return tr("Out of budget");
        case Kind::None:
            break;
    }
    switch (state) {
        case HealthState::Healthy:
            return tr("Healthy");
        case HealthState::Attention:
            return tr("Attention");
        case HealthState::Resting:
            return tr("Resting");
        case HealthState::Out:
            return tr("Out of use");
        case HealthState::Failed:
            return tr("Down");
    }
    return {};
}

QString ReasonText::sentence(const HealthReason& reason, const Format& format, qint64 nowMs) {
    const bool timed = reason.untilMs.has_value();
    const QString until = timed ? format.time(*reason.untilMs, nowMs) : QString();
    QString text;
    switch (reason.kind) {
        case Kind::None:
            return reason.detail;
        case Kind::NotYetUsed:
            text = tr("No request has gone here yet");
            break;
        case Kind::Disabled:
            text = tr("Switched off in the configuration");
            break;
        case Kind::Drained:
            text = timed ? tr("Taken out by you until %1").arg(until)
                         : tr("Taken out by you, until you put it back");
            break;
        case Kind::Cooldown:
            text = timed ? tr("Asked us to wait until %1").arg(until) : tr("Asked us to wait");
            break;
        case Kind::QuotaExceeded:
            text = timed ? tr("Its balance or spend limit is used up; tried again at %1").arg(until)
                         : tr("Its balance or spend limit is used up");
            break;
        case Kind::BadKey:
            text = tr("Every key was refused; change the key, or reset to try again");
            break;
        case Kind::NoKey:
            text = tr("No key could be read; look at its key in the configuration");
            break;
        case Kind::BreakerOpen:
            if (reason.outcome) {
                text = timed ? tr("%1; tried again at %2").arg(outcome(*reason.outcome), until)
                             : outcome(*reason.outcome);
            } else {
                text =
                    timed ? tr("Too many failures; tried again at %1").arg(until) : tr("Too many failures");
            }
            break;
        case Kind::HalfOpen:
            text = tr("One request at a time tries whether it is back");
            break;
        case Kind::RecentFailures:
            text = reason.outcome ? tr("Recent failures: %1").arg(outcome(*reason.outcome))
                                  : tr("Recent failures");
            break;
        case Kind::Offline:
            text = tr("This computer has no network; the provider may be fine");
            break;
        case Kind::Unable:
            text = tr("Cannot do what these requests need");
            break;
        case Kind::PinnedElsewhere:
            text = tr("You chose another target for this route");
            break;
        case Kind::ModelNotServed:
            text = tr("Its list of models has not got this one");
            break;
        case Kind::ContextTooSmall:
            text = tr("The prompt is larger than what this model takes");
            break;
        case Kind::NoVision:
            text = tr("The request has images, and this model takes none");
            break;
        case Kind::NoTools:
            text = tr("The request has tools, and this model takes none");
            break;
        case Kind::NoJsonSchema:
            text = tr("The request wants a JSON schema kept, and this model keeps none");
            break;
        case Kind::Busy:
            text = tr("As many requests are under way as its limit allows");
            break;
        case Kind::LowHeadroom:
            text = timed ? tr("Its rate limit has too little left until %1").arg(until)
                         : tr("Its rate limit has too little left");
            break;
        case Kind::OutOfBudget:
            text = tr("A budget has no room for this request");
            break;
    }
    if (reason.httpStatus != 0) {
        text = tr("%1: %2", "HTTP status: sentence").arg(reason.httpStatus).arg(text);
    }
    if (!reason.detail.isEmpty()) {
        text = tr("%1 (“%2”)", "sentence, the provider's own words").arg(text, reason.detail.simplified());
    }
    return text;
}

QString ReasonText::outcome(Outcome outcome) {
    switch (outcome) {
        case Outcome::Ok:
            return tr("Answered");
        case Outcome::RateLimited:
            return tr("Rate limited");
        case Outcome::Quota:
            return tr("Out of credit");
        case Outcome::Auth:
            return tr("Key refused");
        case Outcome::ServerError:
            return tr("Answers with server errors");
        case Outcome::Connect:
            return tr("Cannot be reached");
        case Outcome::TimeoutFirstByte:
            return tr("No answer in time");
        case Outcome::TimeoutIdle:
            return tr("Answers stop half-way");
        case Outcome::BadAnswer:
            return tr("Answers make no sense");
        case Outcome::Cut:
            return tr("Answers break off");
        case Outcome::ClientError:
            return tr("Refuses the request");
        case Outcome::Cancelled:
            return tr("Cancelled by the client");
        case Outcome::HedgeLost:
            return tr("Another target was faster");
    }
    return {};
}

QString ReasonText::strategy(Strategy strategy) {
    switch (strategy) {
        case Strategy::Priority:
            return tr("priority");
        case Strategy::Weighted:
            return tr("weighted");
        case Strategy::LowestLatency:
            return tr("lowest latency");
        case Strategy::LowestCost:
            return tr("lowest cost");
        case Strategy::LeastBusy:
            return tr("least busy");
    }
    return {};
}

QString ReasonText::mode(PinMode mode) {
    switch (mode) {
        case PinMode::Auto:
            return tr("auto");
        case PinMode::Prefer:
            return tr("prefer");
        case PinMode::Only:
            return tr("only");
    }
    return {};
}

QString ReasonText::request(const LiveRequest& request) {
    if (request.phase == LiveRequest::Phase::Waiting) {
        return request.attempts > 1 ? tr("waiting, attempt %1").arg(request.attempts) : tr("waiting");
    }
    if (request.phase == LiveRequest::Phase::Streaming) {
        return tr("streaming");
    }
    switch (request.status) {
        case RequestStatus::Ok:
            return request.attempts > 1 ? tr("done, %n attempts", nullptr, request.attempts) : tr("done");
        case RequestStatus::Error:
            return request.httpStatus != 0 ? tr("failed, %1").arg(request.httpStatus) : tr("failed");
        case RequestStatus::Cancelled:
            return tr("cancelled");
        case RequestStatus::Incomplete:
            return tr("cut off");
        case RequestStatus::Interrupted:
            return tr("interrupted");
    }
    return {};
}

}  // namespace signalbox
