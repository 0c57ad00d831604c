#include "core/api/Outcome.h"

namespace signalbox {

QString outcomeName(Outcome outcome) {
    switch (outcome) {
        case Outcome::Ok:
            return QStringLiteral("ok");
        case Outcome::RateLimited:
            return QStringLiteral("rate_limited");
        case Outcome::Quota:
            return QStringLiteral("quota");
        case Outcome::Auth:
            return QStringLiteral("auth");
        case Outcome::ServerError:
            return QStringLiteral("server_error");
        case Outcome::Connect:
            return QStringLiteral("connect");
        case Outcome::TimeoutFirstByte:
            return QStringLiteral("timeout_first_byte");
        case Outcome::TimeoutIdle:
            return QStringLiteral("timeout_idle");
        case Outcome::BadAnswer:
            return QStringLiteral("bad_answer");
        case Outcome::Cut:
            return QStringLiteral("cut");
        case Outcome::ClientError:
            return QStringLiteral("client_error");
        case Outcome::Cancelled:
            return QStringLiteral("cancelled");
        case Outcome::HedgeLost:
            return QStringLiteral("hedge_lost");
    }
    return {};
}

QString requestStatusName(RequestStatus status) {
    switch (status) {
        case RequestStatus::Ok:
            return QStringLiteral("ok");
        case RequestStatus::Error:
            return QStringLiteral("error");
        case RequestStatus::Cancelled:
            return QStringLiteral("cancelled");
        case RequestStatus::Incomplete:
            return QStringLiteral("incomplete");
        case RequestStatus::Interrupted:
            return QStringLiteral("interrupted");
    }
    return {};
}

QString costSourceName(CostSource source) {
    switch (source) {
        case CostSource::Reported:
            return QStringLiteral("reported");
        case CostSource::Computed:
            return QStringLiteral("computed");
        case CostSource::Estimated:
            return QStringLiteral("estimated");
        case CostSource::Unknown:
            return QStringLiteral("unknown");
    }
    return {};
}

}  // namespace signalbox
