// RequestReader: makes requests out of the bytes of one connection, however they are cut. Finds the head,
// lets RequestGate decide on it, gathers the body. Thread: a value; the gateway's. No I/O, no clock. Errors:
// state Refused with refusal(); nothing more is read on that connection.
#pragma once

#include "core/http/ChunkedDecoder.h"
#include "core/http/RequestGate.h"

#include <optional>

namespace signalbox {

class RequestReader {
public:
    enum class State { Head, Body, Complete, Refused };

    // The limits must outlive the reader.
    explicit RequestReader(const ServerLimits& limits) : m_limits(limits) {}
    explicit RequestReader(ServerLimits&&) = delete;

    // Reads on until a request is complete or refused; returns how many bytes were taken. To be called again
    // with the rest once take() was called.
    qsizetype feed(QByteArrayView bytes, const GatePolicy& policy);

    [[nodiscard]] State state() const { return m_state; }
    // True between two requests: no byte of the next one has come.
    [[nodiscard]] bool isIdle() const { return m_state == State::Head && m_head.isEmpty(); }
    // Head passed, the client waits for "100 Continue" before it sends the body, and none of it has come.
    // True once.
    [[nodiscard]] bool takeContinue();
    // Method and path are known in state Refused too, if they could be read.
    [[nodiscard]] const HttpRequest& request() const { return m_request; }
    [[nodiscard]] const RequestFraming& framing() const { return m_framing; }
    [[nodiscard]] const Refusal& refusal() const { return m_refusal; }

    // The complete request; the reader is ready for the next one. framing() stays until its head has come.
    [[nodiscard]] HttpRequest take();

private:
    enum class Find { NeedMore, Found, Malformed };

    qsizetype feedHead(QByteArrayView bytes, const GatePolicy& policy);
    qsizetype feedBody(QByteArrayView bytes);
    Find findHeadEnd(QByteArrayView bytes);
    void refuse(const Refusal& refusal);
    void openBody();

    const ServerLimits& m_limits;
    QByteArray m_head;        // of a head that is not whole yet
    qsizetype m_start = 0;    // where its request line begins (one blank line may stand before it)
    qsizetype m_line = 0;     // where the line being searched begins
    qsizetype m_headEnd = 0;  // once found
    HttpRequest m_request;
    RequestFraming m_framing;
    std::optional<ChunkedDecoder> m_chunks;
    Refusal m_refusal;
    State m_state = State::Head;
    bool m_continue = false;
};

}  // namespace signalbox
