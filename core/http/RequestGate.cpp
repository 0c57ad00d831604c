#include "core/http/RequestGate.h"

#include "core/base/Headers.h"
#include "core/http/HttpSyntax.h"

namespace signalbox {

namespace {

constexpr Refusal malformed(const char* message) {
    return {400, "invalid_request", message};
}

// A field that may stand once: how often it came, and its value.
struct Single {
    int count = 0;
    QByteArrayView value;
    void add(QByteArrayView text) {
        ++count;
        value = text;
    }
};

bool knownMethod(QByteArrayView method) {
    return method == QByteArrayView("POST") || method == QByteArrayView("GET") ||
           method == QByteArrayView("DELETE") || method == QByteArrayView("HEAD");
}

bool isTarget(QByteArrayView target) {
    if (!target.startsWith('/') || !syntax::allAre(target, syntax::kTarget)) {
        return false;
    }
    for (qsizetype i = target.indexOf('%'); i >= 0; i = target.indexOf('%', i + 1)) {
        if (i + 2 >= target.size() || syntax::hexValue(target[i + 1]) < 0 ||
            syntax::hexValue(target[i + 2]) < 0) {
            return false;
        }
    }
    return true;
}

bool isOneOf(QByteArrayView value, const std::vector<QByteArray>& allowed) {
    return std::any_of(allowed.begin(), allowed.end(),
                       [value](const QByteArray& each) { return value == each; });
}

enum class Options { None = 0, Close = 1, KeepAlive = 2, Malformed = 4 };
constexpr int flag(Options options) {
    return static_cast<int>(options);
}

// The options of Connection: tokens between commas.
int connectionOptions(QByteArrayView value) {
    int found = 0;
    while (!value.isEmpty()) {
        const qsizetype comma = value.indexOf(',');
        const QByteArrayView option = syntax::trimmed(comma < 0 ? value : value.first(comma));
        if (sameName(option, "close")) {
            found |= flag(Options::Close);
        } else if (sameName(option, "keep-alive")) {
            found |= flag(Options::KeepAlive);
        } else if (!syntax::allAre(option, syntax::kToken)) {
            found |= flag(Options::Malformed);
        }
        value = comma < 0 ? QByteArrayView() : value.sliced(comma + 1);
    }
    return found;
}

bool isAcceptedContent(QByteArrayView type) {
    const qsizetype semicolon = type.indexOf(';');
    const QByteArrayView media = syntax::trimmed(semicolon < 0 ? type : type.first(semicolon));
    return sameName(media, "application/json") || sameName(media, "multipart/form-data");
}

}  // namespace

struct RequestGate::Seen {
    Single host;
    Single origin;
    Single fetchSite;
    Single contentLength;
    Single transferEncoding;
    Single contentType;
    Single expect;
    Single authorization;
    Single apiKey;
    int upgrade = 0;
    int fields = 0;
    int connection = 0;  // a union of Options
};

Refusal RequestGate::admit(QByteArrayView head, HttpRequest& request, RequestFraming& framing) const {
    Seen seen;
    bool first = true;
    request.headers.reserve(16);
    while (!head.isEmpty()) {
        const qsizetype lf = head.indexOf('\n');
        if (lf < 1 || head[lf - 1] != '\r') {
            return malformed("A line does not end in CR LF.");
        }
        const QByteArrayView line = head.first(lf - 1);
        head = head.sliced(lf + 1);
        Refusal refusal;
        if (first) {
            refusal = readRequestLine(line, request, framing);
            first = false;
        } else if (line.isEmpty()) {
            break;
        } else {
            refusal = readField(line, seen, request);
        }
        if (refusal.status != 0) {
            return refusal;
        }
    }
    if (!head.isEmpty()) {
        return malformed("There are bytes after the head.");
    }
    if (const Refusal refusal = checkFraming(seen, request, framing); refusal.status != 0) {
        return refusal;
    }
    if (const Refusal refusal = checkSender(seen, request); refusal.status != 0) {
        return refusal;
    }
    if (framing.contentLength > m_limits.bodyBytes) {
        return {413, "request_too_large", "The request body is above the limit."};
    }
    const bool body = framing.chunked || framing.contentLength > 0;
    if (request.method == "POST" && (body || seen.contentType.count > 0) &&
        !isAcceptedContent(seen.contentType.value)) {
        return {415, "invalid_request", "The body must be application/json or multipart/form-data."};
    }
    if (seen.expect.count > 0 && !framing.http10) {
        if (!sameName(seen.expect.value, "100-continue")) {
            return {417, "invalid_request", "Only 100-continue can be expected."};
        }
        framing.expectContinue = body;
    }
    return {};
}

Refusal RequestGate::readRequestLine(QByteArrayView line, HttpRequest& request,
                                     RequestFraming& framing) const {
    const qsizetype methodEnd = line.indexOf(' ');
    const qsizetype targetEnd = methodEnd < 0 ? -1 : line.indexOf(' ', methodEnd + 1);
    if (targetEnd < 0 || !syntax::isToken(line.first(methodEnd))) {
        return malformed("The request line is malformed.");
    }
    request.method = line.first(methodEnd).toByteArray();
    const QByteArrayView version = line.sliced(targetEnd + 1);
    framing.http10 = version == QByteArrayView("HTTP/1.0");
    if (!framing.http10 && version != QByteArrayView("HTTP/1.1")) {
        return malformed("The version is neither HTTP/1.1 nor HTTP/1.0.");
    }
    const QByteArrayView target = line.sliced(methodEnd + 1, targetEnd - methodEnd - 1);
    if (!knownMethod(request.method)) {
        return {405, "invalid_request", "This method is not served."};
    }
    if (!isTarget(target)) {
        return malformed("The target is not a path.");
    }
    const qsizetype question = target.indexOf('?');
    request.path = (question < 0 ? target : target.first(question)).toByteArray();
    if (question >= 0) {
        request.query = target.sliced(question + 1).toByteArray();
    }
    return {};
}

Refusal RequestGate::readField(QByteArrayView line, Seen& seen, HttpRequest& request) const {
    if (++seen.fields > m_limits.headFields) {
        return {431, "request_too_large", "There are too many header fields."};
    }
    const qsizetype colon = line.indexOf(':');
    if (colon < 1 || !syntax::allAre(line.first(colon), syntax::kToken)) {
        return malformed("A header field is malformed.");
    }
    const QByteArrayView name = line.first(colon);
    const QByteArrayView value = syntax::trimmed(line.sliced(colon + 1));
    if (!syntax::allAre(value, syntax::kValue)) {
        return malformed("A header field holds a control byte.");
    }
    const auto named = [name](const char* text) { return sameName(name, text); };
    switch (name.size()) {
        case 4:
            if (named("host")) {
                seen.host.add(value);
            }
            break;
        case 6:
            if (named("origin")) {
                seen.origin.add(value);
            } else if (named("expect")) {
                seen.expect.add(value);
            }
            break;
        case 7:
            seen.upgrade += named("upgrade") ? 1 : 0;
            break;
        case 9:
            if (named("x-api-key")) {
                seen.apiKey.add(value);
                return {};
            }
            break;
        case 10:
            if (named("connection")) {
                seen.connection |= connectionOptions(value);
            }
            break;
        case 12:
            if (named("content-type")) {
                seen.contentType.add(value);
            }
            break;
        case 13:
            if (named("authorization")) {
                seen.authorization.add(value);
                return {};
            }
            break;
        case 14:
            if (named("content-length")) {
                seen.contentLength.add(value);
            } else if (named("sec-fetch-site")) {
                seen.fetchSite.add(value);
            }
            break;
        case 17:
            if (named("transfer-encoding")) {
                seen.transferEncoding.add(value);
            }
            break;
        default:
            break;
    }
    request.headers.add(name.toByteArray(), value.toByteArray());
    return {};
}

Refusal RequestGate::checkFraming(const Seen& seen, const HttpRequest& request,
                                  RequestFraming& framing) const {
    if (seen.upgrade > 0) {
        return malformed("Upgrades are not served.");
    }
    for (const Single* field : {&seen.host, &seen.contentLength, &seen.transferEncoding, &seen.contentType,
                                &seen.expect, &seen.authorization, &seen.apiKey}) {
        if (field->count > 1) {
            return malformed("A header field that may stand once stands several times.");
        }
    }
    if (seen.host.count == 0 && !framing.http10) {
        return malformed("There is no Host.");
    }
    if ((seen.connection & flag(Options::Malformed)) != 0) {
        return malformed("The connection options are malformed.");
    }
    framing.keepAlive = (seen.connection & flag(Options::Close)) == 0 &&
                        (!framing.http10 || (seen.connection & flag(Options::KeepAlive)) != 0);
    if (seen.transferEncoding.count > 0) {
        if (framing.http10 || seen.contentLength.count > 0 ||
            seen.transferEncoding.value != QByteArrayView("chunked")) {
            return malformed("The transfer encoding is not served, or stands beside a length.");
        }
        framing.chunked = true;
    }
    if (seen.contentLength.count > 0) {
        const QByteArrayView digits = seen.contentLength.value;
        if (digits.isEmpty() ||
            !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) {
            return malformed("The content length is not a number.");
        }
        qint64 length = 0;
        for (const char digit : digits) {
            length = std::min<qint64>(length * 10 + (digit - '0'), std::numeric_limits<qint64>::max() / 16);
        }
        framing.contentLength = length;
    }
    if ((framing.chunked || framing.contentLength > 0) && request.method != "POST" &&
        request.method != "DELETE") {
        return malformed("This method carries no body.");
    }
    return {};
}

Refusal RequestGate::checkSender(const Seen& seen, HttpRequest& request) const {
    if (!isOneOf(seen.host.value, m_policy.hosts)) {
        return {421, "invalid_request", "This Host is not served here."};
    }
    const bool foreignOrigin =
        seen.origin.count > 1 || (seen.origin.count == 1 && !isOneOf(seen.origin.value, m_policy.origins));
    const QByteArrayView site = seen.fetchSite.value;
    const bool foreignSite =
        seen.fetchSite.count > 1 || (seen.fetchSite.count == 1 && site != QByteArrayView("none") &&
                                     site != QByteArrayView("same-origin"));
    if (foreignOrigin || foreignSite) {
        return {403, "invalid_request", "Requests from web pages are not served."};
    }
    if (request.method == "GET" && request.path == "/health") {
        return {};
    }
    return checkKey(seen, request);
}

Refusal RequestGate::checkKey(const Seen& seen, HttpRequest& request) const {
    constexpr Refusal refusal{
        401, "invalid_api_key",
        "The local key is missing or wrong. Send it as Authorization: Bearer or x-api-key."};
    QByteArrayView candidate = seen.apiKey.value;
    if (seen.authorization.count > 0) {
        const QByteArrayView value = seen.authorization.value;
        constexpr qsizetype schemeLength = 6;
        if (value.size() <= schemeLength || !sameName(value.first(schemeLength), "Bearer") ||
            value[schemeLength] != ' ') {
            return refusal;
        }
        candidate = syntax::trimmed(value.sliced(schemeLength));
        if (seen.apiKey.count > 0 && candidate != seen.apiKey.value) {
            return refusal;
        }
    }
    if (candidate.isEmpty()) {
        return refusal;
    }
    // Every key is compared, so that the time taken does not tell which one came near.
    const ClientConfig* found = nullptr;
    for (const ClientConfig& client : m_policy.clients) {
        const bool match = client.key.matches(candidate);
        found = match && found == nullptr ? &client : found;
    }
    if (found == nullptr) {
        return refusal;
    }
    request.client = found->name;
    return {};
}

}  // namespace signalbox
