// SampleRequests: a ledger of any length that is made up as it is read, for tests and screenshots of the page
// of requests.
#pragma once

#include "core/api/RequestLog.h"

namespace signalbox::test {

// Between the starts of two requests, ms.
inline constexpr qint64 kSampleApartMs = 431'000;

// Request `index` of a ledger of `total`, 0 the newest: a failed, a cancelled, a failed-over and one of
// unknown price are among every ten.
[[nodiscard]] LoggedRequest sampleRequest(qint64 index, qint64 total, qint64 nowMs);
// The page that a ledger of `total` like requests answers with; the filter is not looked at.
[[nodiscard]] RequestPage samplePage(const RequestQuery& query, qint64 total, qint64 nowMs);
// One that failed over, with prompt and answer kept.
[[nodiscard]] RequestDetail sampleDetail(qint64 nowMs);

}  // namespace signalbox::test
