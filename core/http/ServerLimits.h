// ServerLimits: what one client may take of the HTTP server. Thread: a value. Bytes and milliseconds.
#pragma once

#include "core/base/Clock.h"

namespace signalbox {

struct ServerLimits {
    qsizetype headBytes = 32 * 1024;  // request line and fields, without the blank line before them
    int headFields = 100;
    qint64 bodyBytes = qint64(64) * 1024 * 1024;      // after dechunking
    qint64 allBodyBytes = qint64(512) * 1024 * 1024;  // of all requests that are read or answered at a time
    Milliseconds headTime{10'000};                    // from a request's first byte to the end of its head
    Milliseconds idleTime{60'000};  // between requests, between reads of a body, and for a reader that stalls
    Milliseconds lingerTime{2'000};  // how long input is discarded after an error answer
    Milliseconds peerPoll{250};      // between looks at a peer that has half-closed
    int connections = 4096;
    int backlog = 4096;
};

}  // namespace signalbox
