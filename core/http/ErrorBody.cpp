#include "core/http/ErrorBody.h"

namespace signalbox {

namespace {

bool isMessagesPath(QByteArrayView path) {
    constexpr QByteArrayView messages("/v1/messages");
    return path.startsWith(messages) && (path.size() == messages.size() || path[messages.size()] == '/');
}

QByteArray openAiType(int status) {
    if (status == 429) {
        return QByteArrayLiteral("rate_limit_error");
    }
    return status >= 500 ? QByteArrayLiteral("server_error") : QByteArrayLiteral("invalid_request_error");
}

QByteArray anthropicType(int status) {
    switch (status) {
        case 401:
            return QByteArrayLiteral("authentication_error");
        case 402:
            return QByteArrayLiteral("billing_error");
        case 403:
            return QByteArrayLiteral("permission_error");
        case 404:
            return QByteArrayLiteral("not_found_error");
        case 413:
            return QByteArrayLiteral("request_too_large");
        case 429:
            return QByteArrayLiteral("rate_limit_error");
        case 503:
        case 529:
            return QByteArrayLiteral("overloaded_error");
        default:
            return status >= 500 ? QByteArrayLiteral("api_error")
                                 : QByteArrayLiteral("invalid_request_error");
    }
}

}  // namespace

QByteArray jsonQuoted(const QString& text) {
    const QByteArray utf8 = text.toUtf8();
    QByteArray out;
    out.reserve(utf8.size() + 2);
    out.append('"');
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out.append('\\').append(c);
        } else if (c == '\n') {
            out.append("\\n");
        } else if (c == '\r') {
            out.append("\\r");
        } else if (c == '\t') {
            out.append("\\t");
        } else if (byte < 0x20 || byte == 0x7f) {
            constexpr char hex[] = "0123456789abcdef";
            out.append("\\u00").append(hex[byte >> 4U]).append(hex[byte & 15U]);
        } else {
            out.append(c);
        }
    }
    out.append('"');
    return out;
}

QByteArray gatewayErrorBody(QByteArrayView path, int status, const QString& message, const QString& code,
                            const QString& param) {
    if (isMessagesPath(path)) {
        return QByteArray("{\"type\":\"error\",\"error\":{\"type\":\"" + anthropicType(status) +
                          "\",\"message\":" + jsonQuoted(message) + ",\"code\":" + jsonQuoted(code) + "}}");
    }
    return QByteArray("{\"error\":{\"message\":" + jsonQuoted(message) + ",\"type\":\"" + openAiType(status) +
                      "\",\"param\":" + (param.isEmpty() ? QByteArrayLiteral("null") : jsonQuoted(param)) +
                      ",\"code\":" + (code.isEmpty() ? QByteArrayLiteral("null") : jsonQuoted(code)) + "}}");
}

}  // namespace signalbox
