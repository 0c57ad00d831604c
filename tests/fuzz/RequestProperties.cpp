#include "tests/fuzz/RequestProperties.h"

#include "tests/fuzz/BeastReference.h"

#include <random>

namespace signalbox::test {

namespace {

ServerLimits fuzzLimits() {
    ServerLimits limits;
    limits.headBytes = 2048;
    limits.headFields = 20;
    limits.bodyBytes = 4096;
    return limits;
}

}  // namespace

std::shared_ptr<const GatePolicy> fuzzPolicy(quint16 port) {
    std::vector<ClientConfig> clients;
    clients.push_back({QStringLiteral("fuzz"), Secret(kFuzzKey)});
    return makeGatePolicy(QStringLiteral("127.0.0.1"), port, std::move(clients));
}

Reading readAll(QByteArrayView input, quint32 pieceSeed, const GatePolicy& policy) {
    const ServerLimits limits = fuzzLimits();
    RequestReader reader(limits);
    Reading reading;
    std::minstd_rand random(pieceSeed);
    qsizetype at = 0;
    qsizetype begin = 0;
    while (at < input.size() && reader.state() != RequestReader::State::Refused) {
        const qsizetype piece =
            pieceSeed == 0 ? input.size() : static_cast<qsizetype>(1 + random() % (1U << (random() % 8)));
        const QByteArrayView bytes = input.sliced(at, std::min(piece, input.size() - at));
        at += reader.feed(bytes, policy);
        if (reader.state() == RequestReader::State::Complete) {
            const RequestFraming framing = reader.framing();
            const HttpRequest request = reader.take();
            QByteArray target = request.path;
            if (!request.query.isEmpty()) {
                target += '?' + request.query;
            }
            reading.requests.push_back({request.method, target, request.body, begin, at - begin,
                                        static_cast<int>(request.headers.size()), framing.keepAlive});
            begin = at;
        }
    }
    reading.refused = reader.state() == RequestReader::State::Refused ? reader.refusal().status : 0;
    reading.waiting = reading.refused == 0 && !reader.isIdle();
    return reading;
}

QByteArray brokenProperty(QByteArrayView input) {
    static const std::shared_ptr<const GatePolicy> policy = fuzzPolicy();
    const Reading whole = readAll(input, 0, *policy);
    for (const quint32 seed : {1U, 7U, 4711U}) {
        Reading pieces = readAll(input, seed, *policy);
        if (pieces.requests != whole.requests || (pieces.refused == 0) != (whole.refused == 0) ||
            pieces.waiting != whole.waiting) {
            return "the answer depends on how the bytes are cut";
        }
    }
    for (const Reading::Request& request : whole.requests) {
        QByteArrayView bytes = input.sliced(request.begin);
        qsizetype blank = 0;
        if (bytes.startsWith("\r\n")) {
            blank = 2;
            bytes = bytes.sliced(2);
        }
        const std::optional<ReferenceRequest> reference = parseWithBeast(bytes);
        if (!reference) {
            return "the reference refuses what was let through";
        }
        QByteArray target = reference->target;
        if (target.endsWith('?') && target.count('?') == 1) {
            target.chop(1);
        }
        if (reference->method != request.method || target != request.target ||
            reference->body != request.body || reference->length + blank != request.length) {
            return "the reference reads another request";
        }
    }
    return {};
}

}  // namespace signalbox::test
