// How an attempt and a request end, and what was used: the words of attempt_log and request_log
// (contract.md). Thread: values, any thread.
#pragma once

#include "core/base/Money.h"

#include <QString>

#include <optional>

namespace signalbox {

// attempt_log.outcome
enum class Outcome {
    Ok,
    RateLimited,
    Quota,
    Auth,
    ServerError,
    Connect,
    TimeoutFirstByte,
    TimeoutIdle,
    BadAnswer,
    Cut,
    ClientError,
    Cancelled,
    HedgeLost,
};
[[nodiscard]] QString outcomeName(Outcome outcome);

// request_log.status. Interrupted is only written on the start after a crash.
enum class RequestStatus { Ok, Error, Cancelled, Incomplete, Interrupted };
[[nodiscard]] QString requestStatusName(RequestStatus status);

// request_log.cost_source
enum class CostSource { Reported, Computed, Estimated, Unknown };
[[nodiscard]] QString costSourceName(CostSource source);

// Tokens of one attempt, normalised: input includes cached reads and cache writes, output includes reasoning.
struct Usage {
    qint64 inputTokens = 0;
    qint64 cachedInputTokens = 0;
    qint64 cacheWriteTokens = 0;
    qint64 outputTokens = 0;
    qint64 reasoningTokens = 0;
    std::optional<NanoUsd>
        reportedCost;        // what the provider says the call cost (OpenRouter's usage.cost, xAI's ticks)
    bool estimated = false;  // counted from text, because no usage came

    bool operator==(const Usage&) const = default;
};

struct Cost {
    NanoUsd charged = 0;  // after the provider's price factor; 0 when unknown
    NanoUsd list = 0;     // at the vendor's list price
    CostSource source = CostSource::Unknown;

    bool operator==(const Cost&) const = default;
};

}  // namespace signalbox
