#include "core/routing/RetryPolicy.h"

namespace signalbox {

Verdict judge(const Failure& failure) {
    if (failure.afterContent) {
        return {NextStep::Stop, HealthEffect::BreakerFailure, false};
    }
    switch (failure.kind) {
        case FailureClass::Connect:
        case FailureClass::ServerError:
        case FailureClass::BadAnswer:
        case FailureClass::Cut:
            return {NextStep::NextTarget, HealthEffect::BreakerFailure, true};
        case FailureClass::FirstByteTimeout:
        case FailureClass::IdleTimeout:
            return {NextStep::NextTarget, HealthEffect::BreakerFailure, false};
        case FailureClass::RateLimited:
            return {NextStep::NextKey, HealthEffect::CoolDown, false};
        case FailureClass::Quota:
            // Keys of one provider may be of different accounts.
            return {NextStep::NextKey, HealthEffect::RestKey, false};
        case FailureClass::BadKey:
            return {NextStep::NextKey, HealthEffect::KeyBad, false};
        case FailureClass::ModelNotFound:
            return {NextStep::TargetWithOtherModel, HealthEffect::None, false};
        case FailureClass::ContextTooLong:
            return {NextStep::TargetWithMoreContext, HealthEffect::None, false};
        case FailureClass::TotalTimeout:
            return {NextStep::Stop, HealthEffect::BreakerFailure, false};
        case FailureClass::ClientError:
        case FailureClass::None:
            break;
    }
    return {NextStep::BackToClient, HealthEffect::None, false};
}

}  // namespace signalbox
