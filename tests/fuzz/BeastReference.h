// A second opinion: Boost.Beast's request parser, used in tests only. What our own reader lets through must
// mean the same to it. Thread: pure.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace signalbox::test {

struct ReferenceRequest {
    QByteArray method;
    QByteArray target;
    QByteArray body;
    qsizetype length = 0;  // bytes of the request
    int fields = 0;
};

// The request that begins at the first byte; nothing if Beast finds it malformed or not complete.
[[nodiscard]] std::optional<ReferenceRequest> parseWithBeast(QByteArrayView bytes);

}  // namespace signalbox::test
