// StreamAnswer: reads an event stream of the OpenAI protocol. Holds whole events back until content begins,
// then lets them pass unchanged, except for the usage-only chunk that the gateway asked for. Thread: gateway;
// owned by the reader. Errors: failure(), final.
#pragma once

#include "core/http/EventStreamParser.h"
#include "core/protocol/AnswerEvent.h"
#include "core/protocol/PlainAnswer.h"
#include "core/protocol/ProtocolAdapter.h"

namespace signalbox {

class StreamAnswer {
public:
    using State = AnswerReader::State;
    enum class UsageChunk { Pass, LeaveOut };

    StreamAnswer(Endpoint endpoint, UsageChunk usageChunk, AnswerFacts& facts);

    State feed(QByteArrayView bytes, AnswerSink& sink);
    State end(const TransportEnd& end, AnswerSink& sink);

    [[nodiscard]] const Failure& failure() const { return m_failure; }
    [[nodiscard]] bool failureWasForwarded() const { return m_providerFailed && m_failure.afterContent; }
    // Of an event that would follow; 0 where the stream does not number its events.
    [[nodiscard]] qint64 nextSequence() const { return m_nextSequence; }
    // What came before content did.
    [[nodiscard]] const QByteArray& held() const { return m_held; }

private:
    void onEvent(const StreamEvent& event);
    // True if the event passes.
    bool read(const StreamEvent& event);
    bool readJson(const StreamEvent& event, const json::Element& root);
    void endRest(const TransportEnd& end);
    void forward(AnswerSink& sink);
    State fail(FailureClass kind, const QString& detail);

    Endpoint m_endpoint;
    UsageChunk m_usageChunk;
    AnswerFacts& m_facts;
    EventStreamParser m_parser;
    json::Parser m_json;
    State m_state = State::Holding;
    Failure m_failure;
    QByteArray m_held;
    QByteArray m_out;  // events that pass, of the bytes at hand
    qint64 m_nextSequence = 0;
    QString m_providerError;
    bool m_providerFailed = false;  // an error event came after content
    bool m_done = false;            // [DONE]
    bool m_ended = false;           // a finish_reason or a terminal event
};

}  // namespace signalbox
