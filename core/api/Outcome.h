// How an attempt and a request end, and what was used: the words of attempt_log and request_log
// (contract.md). Thread: values, any thread.
#pragma once

#include "core/api/ServiceClass.h"
#include "core/base/Money.h"

#include <QByteArray>
#include <QString>

#include <memory>
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

// What one attempt used, normalised: input includes cached reads and cache writes, output includes reasoning.
struct Usage {
    qint64 inputTokens = 0;
    qint64 cachedInputTokens = 0;
    qint64 cacheWriteTokens = 0;
    qint64 outputTokens = 0;
    qint64 reasoningTokens = 0;
    std::optional<NanoUsd>
        reportedCost;        // what the provider says the call cost (OpenRouter's usage.cost, xAI's ticks)
    bool estimated = false;  // counted from text, because no usage came

    qint64 cacheWriteLongTokens = 0;  // of those written, the ones kept for an hour
    qint64 audioInputTokens = 0;      // of input
    qint64 imageInputTokens = 0;      // of input
    qint64 audioOutputTokens = 0;     // of output
    qint64 imageOutputTokens = 0;     // of output
    qint64 images = 0;                // made
    qint64 audioMs = 0;               // of sound, where that is what is billed
    qint64 characters = 0;            // of text to be spoken
    qint64 searches = 0;
    ServiceClass serviceClass = ServiceClass::Standard;

    bool operator==(const Usage&) const = default;
};

struct Cost {
    NanoUsd charged = 0;  // after the provider's price factor; 0 when unknown
    NanoUsd list = 0;     // at the vendor's list price
    CostSource source = CostSource::Unknown;
    // The price it was computed with, as compact JSON; one text shared by all who used that price. Null where
    // no price is known.
    std::shared_ptr<const QByteArray> price = nullptr;

    // Not of the price's text: equal money is equal cost.
    bool operator==(const Cost& other) const {
        return charged == other.charged && list == other.list && source == other.source;
    }
};

}  // namespace signalbox
