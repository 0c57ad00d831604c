// RequestGate: looks at the raw bytes of a request's head before anything else does, and lets it pass or says
// why not (trust.md: DNS rebinding, web pages, smuggling, upgrades, keys). What it lets through has one
// meaning only. Thread: pure; the gateway's. Keys and key fields never leave the gate.
//
// Answers: 400 malformed; 405 method; 401 key; 403 Origin or Sec-Fetch-Site; 413 Content-Length above the
// limit; 415 a POST body that is neither JSON nor multipart; 417 another Expect than 100-continue; 421 Host;
// 431 too large a head. After each of them the connection ends.
#pragma once

#include "core/http/GatePolicy.h"
#include "core/http/HttpMessage.h"
#include "core/http/ServerLimits.h"

#include <QByteArrayView>

namespace signalbox {

// What the head says about how the body and the connection go on.
struct RequestFraming {
    bool http10 = false;
    bool keepAlive = true;
    bool expectContinue = false;
    bool chunked = false;
    qint64 contentLength = 0;
};

struct Refusal {
    int status = 0;  // 0: none
    const char* code = "invalid_request";
    const char* message = "";
};

class RequestGate {
public:
    RequestGate(const GatePolicy& policy, const ServerLimits& limits) : m_policy(policy), m_limits(limits) {}

    // `head`: request line and fields, with the blank line that ends them. Fills request (all but the body,
    // without key fields) and framing; where it refuses, request holds the method and path if they could be
    // read.
    [[nodiscard]] Refusal admit(QByteArrayView head, HttpRequest& request, RequestFraming& framing) const;

private:
    struct Seen;
    [[nodiscard]] Refusal readRequestLine(QByteArrayView line, HttpRequest& request,
                                          RequestFraming& framing) const;
    [[nodiscard]] Refusal readField(QByteArrayView line, Seen& seen, HttpRequest& request) const;
    [[nodiscard]] Refusal checkFraming(const Seen& seen, const HttpRequest& request,
                                       RequestFraming& framing) const;
    [[nodiscard]] Refusal checkSender(const Seen& seen, HttpRequest& request) const;
    [[nodiscard]] Refusal checkKey(const Seen& seen, HttpRequest& request) const;

    const GatePolicy& m_policy;
    const ServerLimits& m_limits;
};

}  // namespace signalbox
