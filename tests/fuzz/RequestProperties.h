// What must hold for any bytes that a client may send, checked on the gate and the reader without sockets: it
// ends, it does not depend on how the bytes are cut, and what is let through means the same to another
// parser. Thread: pure.
#pragma once

#include "core/http/RequestReader.h"

#include <memory>

namespace signalbox::test {

inline const QByteArray kFuzzKey = "sb-fuzz-0123456789abcdef";
[[nodiscard]] std::shared_ptr<const GatePolicy> fuzzPolicy(quint16 port = 5252);

struct Reading {
    struct Request {
        QByteArray method;
        QByteArray target;
        QByteArray body;
        qsizetype begin = 0;
        qsizetype length = 0;
        int fields = 0;
        bool keepAlive = true;
        bool operator==(const Request&) const = default;
    };
    std::vector<Request> requests;
    int refused = 0;       // status
    bool waiting = false;  // the last request is not complete
    bool operator==(const Reading&) const = default;
};

// Reads `input` in pieces: all of it at once with pieceSeed 0, else of lengths that follow from the seed.
[[nodiscard]] Reading readAll(QByteArrayView input, quint32 pieceSeed, const GatePolicy& policy);

// Empty if all properties hold, else which one does not.
[[nodiscard]] QByteArray brokenProperty(QByteArrayView input);

}  // namespace signalbox::test
