// OpenAiAnswerReader: reads one answer of the OpenAI protocol: an error, a JSON body, an event stream or
// sound. Thread: gateway; owned by the attempt. Plain JSON is held whole and passes in one write at its end;
// sound passes from its first byte; streams as StreamAnswer says.
#pragma once

#include "core/protocol/PlainAnswer.h"
#include "core/protocol/ProtocolAdapter.h"
#include "core/protocol/StreamAnswer.h"

#include <optional>

namespace signalbox {

class OpenAiAnswerReader final : public AnswerReader {
public:
    static constexpr qsizetype kMaxPlainBytes = 64 * 1024 * 1024;
    static constexpr qsizetype kMaxFailedBytes = 1024 * 1024;

    OpenAiAnswerReader(const RequestBody& request, StreamAnswer::UsageChunk usageChunk);

    State head(int status, const Headers& headers) override;
    State body(QByteArrayView bytes, AnswerSink& sink) override;
    State end(const TransportEnd& end, AnswerSink& sink) override;
    [[nodiscard]] const Failure& failure() const override { return m_failure; }
    [[nodiscard]] Usage usage() const override;
    [[nodiscard]] QString answeredModel() const override { return m_facts.model; }
    [[nodiscard]] quint64 answerKept() const override { return m_facts.answer; }
    [[nodiscard]] const QByteArray& failedBody() const override { return m_failedBody; }
    [[nodiscard]] bool failureWasForwarded() const override {
        return m_stream && m_stream->failureWasForwarded();
    }
    [[nodiscard]] qint64 nextSequence() const override { return m_stream ? m_stream->nextSequence() : 0; }
    [[nodiscard]] bool isEventStream() const override;
    [[nodiscard]] qint64 contentLength() const override { return m_contentLength; }

private:
    enum class Form {
        Unknown,  // not one byte that tells
        Error,    // a status other than 2xx
        Plain,
        Events,
        Sound,
    };

    [[nodiscard]] Form formOf(char first) const;
    State open(Form form, AnswerSink& sink);
    State feedEvents(QByteArrayView bytes, AnswerSink& sink);
    State endPlain(const TransportEnd& end, AnswerSink& sink);
    State fail(Failure failure);
    [[nodiscard]] Failure cut(const QString& detail) const;

    const Endpoint m_endpoint;
    const bool m_streamAsked;
    const StreamAnswer::UsageChunk m_usageChunk;
    const qint64 m_promptTokens;
    const qint64 m_characters;

    State m_state = State::Holding;
    Form m_form = Form::Unknown;
    int m_status = 0;
    Headers m_errorHeaders;
    QByteArray m_contentType;  // lower-case, without parameters
    std::optional<qint64> m_declaredLength;
    qint64 m_received = 0;
    qint64 m_contentLength = -1;
    QByteArray m_held;
    AnswerFacts m_facts;
    std::optional<StreamAnswer> m_stream;
    Failure m_failure;
    QByteArray m_failedBody;
};

}  // namespace signalbox
