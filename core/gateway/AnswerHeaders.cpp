#include "core/gateway/AnswerHeaders.h"

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

constexpr std::array<QByteArrayView, 11> kUpstreamNames{
    "content-type",   "x-request-id",    "request-id",           "retry-after",
    "retry-after-ms", "x-should-retry",  "openai-processing-ms", "openai-version",
    "openai-model",   "x-generation-id", "content-disposition"};
constexpr std::array<QByteArrayView, 3> kUpstreamPrefixes{"x-ratelimit-", "anthropic-ratelimit-",
                                                          "x-ms-retry"};
constexpr std::array<QByteArrayView, 8> kClientNames{"user-agent",        "openai-beta",     "anthropic-beta",
                                                     "anthropic-version", "idempotency-key", "http-referer",
                                                     "x-title",           "accept-language"};

// Header values of our own making hold names from the configuration: anything but visible ASCII is
// percent-encoded.
QByteArray fieldValue(const QString& text) {
    const QByteArray utf8 = text.toUtf8();
    const bool plain = std::all_of(utf8.begin(), utf8.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    return plain ? utf8 : utf8.toPercentEncoding("/:@ ");
}

bool clean(const QByteArray& value) {
    return std::all_of(value.begin(), value.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
    });
}

template <class Names>
bool named(const Names& names, const QByteArray& name) {
    return std::any_of(names.begin(), names.end(),
                       [&](QByteArrayView wanted) { return sameName(name, wanted); });
}

bool prefixed(const QByteArray& name) {
    return std::any_of(kUpstreamPrefixes.begin(), kUpstreamPrefixes.end(), [&](QByteArrayView prefix) {
        return name.size() > prefix.size() && sameName(QByteArrayView(name).first(prefix.size()), prefix);
    });
}

}  // namespace

void addMarks(Headers& headers, const AnswerMarks& marks) {
    headers.add(QByteArrayLiteral("x-signalbox-request-id"), marks.requestId);
    if (marks.attempts > 0) {
        headers.add(QByteArrayLiteral("x-signalbox-provider"), fieldValue(marks.provider));
        headers.add(QByteArrayLiteral("x-signalbox-model"), fieldValue(marks.model));
        headers.add(QByteArrayLiteral("x-signalbox-attempts"), QByteArray::number(marks.attempts));
    }
}

void addUpstreamFields(Headers& headers, const Headers& upstream) {
    for (const auto& [name, value] : upstream) {
        if ((named(kUpstreamNames, name) || prefixed(name)) && clean(value)) {
            headers.add(name, value);
        }
    }
}

Headers fieldsForProvider(const Headers& client) {
    Headers fields;
    for (const auto& [name, value] : client) {
        if (named(kClientNames, name)) {
            fields.add(name, value);
        }
    }
    return fields;
}

}  // namespace signalbox
