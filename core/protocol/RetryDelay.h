// RetryDelay: how long a provider asks to wait, from headers and error body. Thread: pure functions. No clock
// is read: points in time (HTTP dates, Unix seconds) are taken against the answer's own Date header.
#pragma once

#include "core/base/Clock.h"
#include "core/base/Headers.h"

#include <QByteArrayView>

#include <optional>

namespace signalbox {

// A duration as rate-limit headers and RetryInfo write it: "6m0s", "12ms", "1m2.5s", "34.4s". A bare number
// is seconds.
[[nodiscard]] std::optional<Milliseconds> parseDuration(QByteArrayView text);

// A rate limit's reset from the answer on: a duration as above, Unix seconds or ms, or a time of RFC 3339.
// One that has passed is a delay of zero; nothing where it cannot be read.
[[nodiscard]] std::optional<Milliseconds> resetDelay(QByteArrayView text, const Headers& headers);

// In this order: retry-after-ms, retry-after (seconds or HTTP date), `bodyDelay` (RetryInfo.retryDelay), the
// reset of a limit of which nothing remains. A delay of zero names none. Not capped.
[[nodiscard]] std::optional<Milliseconds> retryDelay(const Headers& headers, QByteArrayView bodyDelay);

}  // namespace signalbox
