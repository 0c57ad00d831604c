// Recorder: an ExchangeListener that keeps what it was told, and can act on each call. Thread: the test's.
#pragma once

#include "core/upstream/Transport.h"

#include <functional>
#include <optional>

namespace signalbox::test {

class Recorder final : public ExchangeListener {
public:
    void onHead(int newStatus, const Headers& newHeaders) override {
        ++heads;
        status = newStatus;
        headers = newHeaders;
        if (whenHead) {
            whenHead();
        }
    }
    void onBody(QByteArrayView bytes) override {
        body.append(bytes.data(), bytes.size());
        ++pieces;
        if (whenBody) {
            whenBody();
        }
    }
    void onEnd(const TransportEnd& newEnd) override {
        ++ends;
        end = newEnd;
        if (whenEnd) {
            whenEnd();
        }
    }
    [[nodiscard]] bool ended() const { return ends > 0; }

    int heads = 0;
    int pieces = 0;
    int ends = 0;
    int status = 0;
    Headers headers;
    QByteArray body;
    TransportEnd end;
    std::function<void()> whenHead;
    std::function<void()> whenBody;
    std::function<void()> whenEnd;
};

inline UpstreamRequest requestTo(const QByteArray& url, const QByteArray& body = QByteArrayLiteral("{}")) {
    UpstreamRequest request;
    request.url = url;
    request.headers.add("Content-Type", "application/json");
    request.body = body;
    request.keyHeader = QByteArrayLiteral("Authorization: Bearer ");
    request.key = Secret(QByteArrayLiteral("sk-canary-7f3a"));
    request.allowPrivateAddress = true;
    return request;
}

}  // namespace signalbox::test
