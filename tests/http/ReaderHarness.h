// Feeds the request reader without a socket and says what came of it. Thread: any.
#pragma once

#include "core/http/RequestReader.h"

#include <memory>

namespace signalbox::test {

inline const QByteArray kKey = "sb-test-0123456789abcdef";

inline std::shared_ptr<const GatePolicy> policy(const QString& address = QStringLiteral("127.0.0.1"),
                                                quint16 port = 5252) {
    std::vector<ClientConfig> clients;
    clients.push_back({QStringLiteral("other"), Secret(QByteArrayLiteral("sb-other-fedcba9876543210"))});
    clients.push_back({QStringLiteral("tester"), Secret(kKey)});
    return makeGatePolicy(address, port, std::move(clients));
}

struct Outcome {
    QByteArrayList requests;  // "METHOD path?query client body"
    int refused = 0;          // status
    QByteArray code;
    bool waiting = false;  // more input is needed
    bool operator==(const Outcome&) const = default;
};

inline Outcome run(const QByteArrayList& parts, const GatePolicy& gate, const ServerLimits& limits = {}) {
    RequestReader reader(limits);
    Outcome outcome;
    for (const QByteArray& part : parts) {
        QByteArrayView bytes = part;
        while (!bytes.isEmpty() && reader.state() != RequestReader::State::Refused) {
            bytes = bytes.sliced(reader.feed(bytes, gate));
            if (reader.state() == RequestReader::State::Complete) {
                const HttpRequest request = reader.take();
                QByteArray line = request.method + ' ' + request.path;
                if (!request.query.isEmpty()) {
                    line += '?' + request.query;
                }
                outcome.requests.append(line + ' ' + request.client.toUtf8() + ' ' + request.body);
            }
        }
    }
    if (reader.state() == RequestReader::State::Refused) {
        outcome.refused = reader.refusal().status;
        outcome.code = reader.refusal().code;
    }
    outcome.waiting = outcome.refused == 0 && !reader.isIdle();
    return outcome;
}

inline QByteArrayList singles(const QByteArray& input) {
    QByteArrayList parts;
    for (const char c : input) {
        parts.append(QByteArray(1, c));
    }
    return parts;
}

inline const QByteArray kHost = "Host: 127.0.0.1:5252\r\n";
inline const QByteArray kAuth = "Authorization: Bearer " + kKey + "\r\n";
inline const QByteArray kJson = "Content-Type: application/json\r\n";

inline QByteArray get(const QByteArray& more = {}) {
    return "GET /v1/models HTTP/1.1\r\n" + kHost + kAuth + more + "\r\n";
}
inline QByteArray post(const QByteArray& more, const QByteArray& body = {}) {
    return "POST /v1/chat/completions HTTP/1.1\r\n" + kHost + kAuth + kJson + more + "\r\n" + body;
}
inline QByteArray line(const QByteArray& requestLine) {
    return requestLine + "\r\n" + kHost + kAuth + "\r\n";
}

}  // namespace signalbox::test
