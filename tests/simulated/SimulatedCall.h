// SimulatedCall: one request to a SimulatedTransport and what came of it, driven by a fake clock.
#pragma once

#include "core/simulated/SimulatedTransport.h"
#include "tests/support/FakeClock.h"

#include <QByteArrayList>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace signalbox::test {

class SimulatedCall final : public ExchangeListener {
public:
    using Json = nlohmann::ordered_json;

    SimulatedCall(FakeClock& clock, SimulatedPace pace, const char* method, const char* path,
                  const QByteArray& asked)
        : m_transport(clock, clock, pace) {
        UpstreamRequest request;
        request.method = method;
        request.url = QByteArray("simulated://demo-north/v1/") + path;
        request.body = asked;
        exchange = m_transport.send(std::move(request), *this);
    }

    void onHead(int answered, const Headers& fields) override {
        ++heads;
        status = answered;
        headers = fields;
    }
    void onBody(QByteArrayView bytes) override {
        pieces.push_back(bytes.toByteArray());
        body += pieces.back();
        if (onPiece) {
            onPiece();
        }
    }
    void onEnd(const TransportEnd& end) override {
        ++ends;
        error = end.error;
        if (destroyAtEnd) {
            exchange.reset();
        }
    }

    [[nodiscard]] Json json() const {
        return Json::parse(body.constBegin(), body.constEnd(), nullptr, false);
    }

    // The data of every event in turn; the names of events, if any, in `names`. [DONE] is the text "[DONE]".
    [[nodiscard]] std::vector<Json> events(std::vector<std::string>* names = nullptr) const {
        std::vector<Json> out;
        std::string name;
        const QByteArrayList lines = body.split('\n');
        for (const QByteArray& line : lines) {
            if (line.startsWith("event: ")) {
                name = line.mid(7).toStdString();
            } else if (line.startsWith("data: ")) {
                const QByteArray data = line.mid(6);
                out.push_back(data == "[DONE]" ? Json("[DONE]")
                                               : Json::parse(data.constBegin(), data.constEnd()));
                if (names != nullptr) {
                    names->push_back(name);
                }
                name.clear();
            }
        }
        return out;
    }

    std::unique_ptr<Exchange> exchange;
    int heads = 0;
    int ends = 0;
    int status = 0;
    Headers headers;
    std::vector<QByteArray> pieces;
    QByteArray body;
    TransportError error = TransportError::Reset;
    bool destroyAtEnd = false;
    std::function<void()> onPiece;

private:
    SimulatedTransport m_transport;
};

}  // namespace signalbox::test
