// ResponseHead: the bytes before an answer's body. Fields that decide on framing and on the connection are
// the server's own and never taken from the handler; a field that could break out of its line is left out.
// Thread: pure.
#pragma once

#include "core/base/Headers.h"

#include <QByteArray>

#include <optional>

namespace signalbox {

enum class BodyFraming {
    None,        // 204, 304: no length, no body
    Length,      // Content-Length
    Chunked,     // Transfer-Encoding: chunked
    UntilClose,  // HTTP/1.0 with an unknown length
};

struct ResponseHead {
    int status = 200;
    BodyFraming framing = BodyFraming::Length;
    qint64 contentLength = 0;
    bool close = false;
    bool keepAlive10 = false;  // an HTTP/1.0 client that asked to keep the connection
    QByteArrayView date;       // as in the Date field
};

void appendResponseHead(QByteArray& out, const ResponseHead& head, const Headers& headers);

}  // namespace signalbox
