#include "core/protocol/RateLimitHeaders.h"

#include "core/base/Headers.h"
#include "core/protocol/RetryDelay.h"

#include <QByteArrayList>

#include <algorithm>

namespace signalbox {

namespace {

constexpr QByteArrayView kAnthropic("anthropic-ratelimit-");
constexpr QByteArrayView kOpenAi("x-ratelimit-remaining");
constexpr QByteArrayView kRemaining("-remaining");

bool startsWith(QByteArrayView name, QByteArrayView prefix) {
    return name.size() >= prefix.size() && sameName(name.first(prefix.size()), prefix);
}

bool endsWith(QByteArrayView name, QByteArrayView suffix) {
    return name.size() >= suffix.size() && sameName(name.last(suffix.size()), suffix);
}

std::optional<qint64> whole(QByteArrayView text) {
    bool ok = false;
    const qint64 value = text.trimmed().toByteArray().toLongLong(&ok);
    return ok && value >= 0 ? std::optional(value) : std::nullopt;
}

// `what`: the limit's name without the rest of the header's, such as "requests" or "tokens-minute".
std::optional<RateLimit::Kind> kindOf(const QByteArray& what) {
    const QList<QByteArray> words = what.toLower().split('-');
    if (words.contains("tokens")) {
        return words.contains("input")    ? RateLimit::Kind::InputTokens
               : words.contains("output") ? RateLimit::Kind::OutputTokens
                                          : RateLimit::Kind::Tokens;
    }
    if (what.isEmpty() || words.contains("requests") || words.contains("req")) {
        return RateLimit::Kind::Requests;
    }
    return std::nullopt;  // of images, of audio …
}

// Limits are per minute unless their name says otherwise.
Milliseconds periodOf(const QByteArray& what) {
    const QList<QByteArray> words = what.toLower().split('-');
    if (words.contains("month") || words.contains("day")) {
        return std::chrono::hours(1);  // it may have been raised or paid by then
    }
    return words.contains("hour")     ? Milliseconds(std::chrono::hours(1))
           : words.contains("second") ? Milliseconds(1'000)
                                      : Milliseconds(60'000);
}

void read(const Headers& headers, RateLimits& limits, const QByteArray& what, QByteArrayView remaining,
          const QByteArray& limitName, const QByteArray& resetName) {
    const auto kind = kindOf(what);
    const auto left = whole(remaining);
    if (!kind || !left) {
        return;
    }
    RateLimit limit;
    limit.kind = *kind;
    limit.remaining = *left;
    limit.limit = whole(headers.value(limitName));
    limit.reset = resetDelay(headers.value(resetName), headers).value_or(periodOf(what));
    limits.push_back(limit);
}

}  // namespace

RateLimits rateLimits(const Headers& headers) {
    RateLimits limits;
    for (const auto& [field, value] : headers) {
        const QByteArrayView name(field);
        if (startsWith(name, kOpenAi)) {
            const QByteArray ending = name.sliced(kOpenAi.size()).toByteArray();  // "", "-requests" …
            read(headers, limits, ending.mid(1), value, "x-ratelimit-limit" + ending,
                 "x-ratelimit-reset" + ending);
        } else if (startsWith(name, kAnthropic) && endsWith(name, kRemaining)) {
            const QByteArray what = name.sliced(kAnthropic.size()).chopped(kRemaining.size()).toByteArray();
            const QByteArray start = kAnthropic.toByteArray() + what;
            read(headers, limits, what, value, start + "-limit", start + "-reset");
        }
    }
    return limits;
}

}  // namespace signalbox
