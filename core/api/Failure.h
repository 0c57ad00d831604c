// Failure: why an attempt did not answer, in the classes of product.md "When an attempt fails". Thread: a
// value.
#pragma once

#include "core/api/Outcome.h"
#include "core/base/Clock.h"

#include <QString>

#include <optional>

namespace signalbox {

enum class FailureClass {
    None,
    Connect,      // connect, DNS, TLS, reset before the first byte
    ServerError,  // 408, 500, 502, 503, 504, 529
    FirstByteTimeout,
    RateLimited,     // 429; `retryAfter` if the provider named a delay
    Quota,           // 429 insufficient_quota or spend limit, 402, a 403 that means balance
    BadKey,          // 401, 403, Gemini's and xAI's 400 for a bad key
    ModelNotFound,   // 404 model
    ContextTooLong,  // 400 or 413
    ClientError,     // other 4xx: it would fail everywhere
    BadAnswer,       // 200 that is empty, not JSON, HTML, an error object, or errors before content
    Cut,             // the answer broke off (after content, or a body that ended early)
    IdleTimeout,
    TotalTimeout,
};

struct Failure {
    FailureClass kind = FailureClass::None;
    int httpStatus = 0;
    std::optional<Milliseconds>
        retryAfter;  // retry-after-ms, retry-after, RetryInfo, reset headers; uncapped
    bool afterContent = false;
    bool unreachable =
        false;       // Connect: no connection came about, which a machine without a network sees too
    QString detail;  // for people and logs: the provider's own words, at most 300 characters, no key
};

// The word for attempt_log.
[[nodiscard]] Outcome outcomeOf(const Failure& failure);

}  // namespace signalbox
