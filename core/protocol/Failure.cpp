#include "core/protocol/Failure.h"

namespace signalbox {

Outcome outcomeOf(const Failure& failure) {
    switch (failure.kind) {
        case FailureClass::None:
            return Outcome::Ok;
        case FailureClass::Connect:
            return Outcome::Connect;
        case FailureClass::ServerError:
            return Outcome::ServerError;
        case FailureClass::FirstByteTimeout:
            return Outcome::TimeoutFirstByte;
        case FailureClass::RateLimited:
            return Outcome::RateLimited;
        case FailureClass::Quota:
            return Outcome::Quota;
        case FailureClass::BadKey:
            return Outcome::Auth;
        case FailureClass::ModelNotFound:
        case FailureClass::ContextTooLong:
        case FailureClass::ClientError:
            return Outcome::ClientError;
        case FailureClass::BadAnswer:
            return Outcome::BadAnswer;
        case FailureClass::Cut:
            return Outcome::Cut;
        case FailureClass::IdleTimeout:
            return Outcome::TimeoutIdle;
        case FailureClass::TotalTimeout:
            // The log has two words for time-outs: before content and while waiting for more.
            return failure.afterContent ? Outcome::TimeoutIdle : Outcome::TimeoutFirstByte;
    }
    return Outcome::Ok;
}

}  // namespace signalbox
