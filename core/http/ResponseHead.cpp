#include "core/http/ResponseHead.h"

#include "core/base/Headers.h"
#include "core/http/HttpSyntax.h"

namespace signalbox {

namespace {

QByteArrayView reason(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 402:
            return "Payment Required";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 417:
            return "Expectation Failed";
        case 421:
            return "Misdirected Request";
        case 422:
            return "Unprocessable Content";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        default:
            return "Status";
    }
}

bool isServersOwn(QByteArrayView name) {
    switch (name.size()) {
        case 4:
            return sameName(name, "date");
        case 7:
            return sameName(name, "trailer") || sameName(name, "upgrade");
        case 10:
            return sameName(name, "connection") || sameName(name, "keep-alive") ||
                   sameName(name, "set-cookie");
        case 14:
            return sameName(name, "content-length");
        case 17:
            return sameName(name, "transfer-encoding");
        default:
            return false;
    }
}

}  // namespace

void appendResponseHead(QByteArray& out, const ResponseHead& head, const Headers& headers) {
    qsizetype room = 192;
    for (const auto& [name, value] : headers) {
        room += name.size() + value.size() + 4;
    }
    out.reserve(out.size() + room);
    const int status = head.status >= 100 && head.status <= 999 ? head.status : 500;
    const char digits[] = {static_cast<char>('0' + status / 100), static_cast<char>('0' + status / 10 % 10),
                           static_cast<char>('0' + status % 10), ' '};
    out.append("HTTP/1.1 ").append(digits, sizeof digits).append(reason(status));
    out.append("\r\nDate: ").append(head.date).append("\r\n");
    for (const auto& [name, value] : headers) {
        if (!isServersOwn(name) && syntax::isToken(name) && syntax::allAre(value, syntax::kValue)) {
            out.append(name).append(": ").append(value).append("\r\n");
        }
    }
    switch (head.framing) {
        case BodyFraming::Length:
            out.append("Content-Length: ").append(QByteArray::number(head.contentLength)).append("\r\n");
            break;
        case BodyFraming::Chunked:
            out.append("Transfer-Encoding: chunked\r\n");
            break;
        case BodyFraming::None:
        case BodyFraming::UntilClose:
            break;
    }
    if (head.close) {
        out.append("Connection: close\r\n");
    } else if (head.keepAlive10) {
        out.append("Connection: keep-alive\r\n");
    }
    out.append("\r\n");
}

}  // namespace signalbox
