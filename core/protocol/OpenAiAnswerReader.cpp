#include "core/protocol/OpenAiAnswerReader.h"

#include "core/protocol/FailureRules.h"
#include "core/protocol/PromptScan.h"

#include <algorithm>

namespace signalbox {

namespace {

std::optional<qint64> declaredLength(const Headers& headers) {
    bool ok = false;
    const qint64 length = headers.value("content-length").trimmed().toByteArray().toLongLong(&ok);
    return ok && length >= 0 ? std::optional(length) : std::nullopt;
}

QByteArray mediaType(const Headers& headers) {
    const QByteArrayView value = headers.value("content-type");
    const qsizetype parameters = value.indexOf(';');
    return value.first(parameters < 0 ? value.size() : parameters).trimmed().toByteArray().toLower();
}

// The first byte that tells what a body is: behind white space and a byte order mark. -1: there is none yet.
qsizetype telling(QByteArrayView text) {
    constexpr QByteArrayView kMark("\xEF\xBB\xBF");
    qsizetype at = 0;
    if (text.startsWith(kMark)) {
        at = kMark.size();
    } else if (text.size() < kMark.size() && kMark.startsWith(text)) {
        return -1;
    }
    while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at]))) {
        ++at;
    }
    return at < text.size() ? at : -1;
}

}  // namespace

OpenAiAnswerReader::OpenAiAnswerReader(const RequestBody& request, StreamAnswer::UsageChunk usageChunk)
    : m_endpoint(request.endpoint),
      m_streamAsked(request.stream),
      m_usageChunk(usageChunk),
      m_promptTokens(request.estimatedPromptTokens),
      m_characters(request.characters) {}

AnswerReader::State OpenAiAnswerReader::head(int status, const Headers& headers) {
    m_status = status;
    m_contentType = mediaType(headers);
    m_declaredLength = declaredLength(headers);
    if (status < 200 || status > 299) {
        m_form = Form::Error;
        m_errorHeaders = headers;
    }
    return m_state;
}

AnswerReader::State OpenAiAnswerReader::body(QByteArrayView bytes, AnswerSink& sink) {
    if (m_state == State::Failed || bytes.isEmpty()) {
        return m_state;
    }
    m_received += bytes.size();
    switch (m_form) {
        case Form::Error:
            m_failedBody.append(bytes.first(std::min(bytes.size(), kMaxFailedBytes - m_failedBody.size())));
            return m_state;
        case Form::Events:
            return feedEvents(bytes, sink);
        case Form::Sound:
            sink.forward(bytes);
            return m_state;
        case Form::Plain:
        case Form::Unknown:
            break;
    }
    if (m_held.size() + bytes.size() > kMaxPlainBytes) {
        return fail(badAnswer(m_status, QStringLiteral("the answer is larger than 64 MiB")));
    }
    if (m_form == Form::Plain && m_held.isEmpty() && m_declaredLength &&
        *m_declaredLength <= kMaxPlainBytes) {
        m_held.reserve(*m_declaredLength + static_cast<qsizetype>(simdjson::SIMDJSON_PADDING));
    }
    m_held.append(bytes);
    if (m_form == Form::Unknown) {
        const bool sound = m_endpoint == Endpoint::AudioSpeech && m_contentType.startsWith("audio/");
        const qsizetype at = sound ? 0 : telling(m_held);
        if (at >= 0) {
            return open(sound ? Form::Sound : formOf(m_held[at]), sink);
        }
    }
    return m_state;
}

// A provider that was asked for a stream may answer with plain JSON, and one that means plain JSON may call
// it a stream.
OpenAiAnswerReader::Form OpenAiAnswerReader::formOf(char first) const {
    const bool document = first == '{' || first == '[' || first == '<';
    if (m_contentType == "text/event-stream") {
        return document ? Form::Plain : Form::Events;
    }
    const bool eventField = first == ':' || first == 'd' || first == 'e' || first == 'i' || first == 'r';
    if (m_streamAsked && eventField && m_endpoint != Endpoint::AudioSpeech) {
        return Form::Events;
    }
    const bool text = document || m_contentType == "application/json" || m_contentType == "text/html";
    return m_endpoint == Endpoint::AudioSpeech && !text ? Form::Sound : Form::Plain;
}

AnswerReader::State OpenAiAnswerReader::open(Form form, AnswerSink& sink) {
    m_form = form;
    if (form == Form::Sound) {
        m_state = State::Streaming;
        m_contentLength = m_declaredLength.value_or(-1);
        sink.forward(std::exchange(m_held, {}));
    } else if (form == Form::Events) {
        m_stream.emplace(m_endpoint, m_usageChunk, m_facts);
        return feedEvents(std::exchange(m_held, {}), sink);
    }
    return m_state;
}

AnswerReader::State OpenAiAnswerReader::feedEvents(QByteArrayView bytes, AnswerSink& sink) {
    m_state = m_stream->feed(bytes, sink);
    return m_state == State::Failed ? fail(m_stream->failure()) : m_state;
}

AnswerReader::State OpenAiAnswerReader::end(const TransportEnd& end, AnswerSink& sink) {
    if (m_state == State::Failed) {
        return m_state;
    }
    if (m_status == 0) {
        return fail(classifyTransport(end));
    }
    TransportEnd known = end;
    if (known.error == TransportError::None && m_declaredLength && m_received < *m_declaredLength) {
        known = {TransportError::Reset, QStringLiteral("the answer is shorter than announced")};
    }
    switch (m_form) {
        case Form::Error:
            return fail(classifyAnswer(m_status, m_errorHeaders, m_failedBody));
        case Form::Events:
            m_state = m_stream->end(known, sink);
            return m_state == State::Failed ? fail(m_stream->failure()) : m_state;
        case Form::Sound:
            return known.error == TransportError::None ? m_state : fail(cut(known.detail));
        case Form::Plain:
        case Form::Unknown:
            return endPlain(known, sink);
    }
    return m_state;
}

AnswerReader::State OpenAiAnswerReader::endPlain(const TransportEnd& end, AnswerSink& sink) {
    if (end.error != TransportError::None) {
        return fail(cut(end.detail));
    }
    if (const QString wrong = checkPlainAnswer(m_endpoint, m_held, m_facts); !wrong.isEmpty()) {
        return fail(badAnswer(m_status, wrong));
    }
    m_state = State::Streaming;
    m_contentLength = m_held.size();
    sink.forward(std::exchange(m_held, {}));
    return m_state;
}

Usage OpenAiAnswerReader::usage() const {
    const bool told = m_facts.meter.told();
    Usage usage = m_facts.meter.usage();
    if (m_status < 200 || m_status > 299) {
        return usage;
    }
    if (m_endpoint == Endpoint::ImageGenerations) {
        usage.images = m_facts.images;
        if (usage.imageOutputTokens == 0) {
            usage.imageOutputTokens = usage.outputTokens;
        }
    }
    if (m_endpoint == Endpoint::AudioSpeech) {
        usage.characters = m_characters;
    }
    // A number of images is a bill as well.
    if (!told && usage.images == 0) {
        usage.estimated = true;
        usage.inputTokens = m_promptTokens;
        usage.outputTokens =
            (m_facts.textBytes + PromptScan::kBytesPerToken - 1) / PromptScan::kBytesPerToken;
    }
    return usage;
}

bool OpenAiAnswerReader::isEventStream() const {
    return m_form == Form::Events || (m_form == Form::Unknown && m_contentType == "text/event-stream");
}

Failure OpenAiAnswerReader::cut(const QString& detail) const {
    Failure failure;
    failure.kind = FailureClass::Cut;
    failure.afterContent = m_state == State::Streaming;
    failure.detail = failureDetail(detail);
    return failure;
}

AnswerReader::State OpenAiAnswerReader::fail(Failure failure) {
    m_failure = std::move(failure);
    m_failure.httpStatus = m_status;
    if (m_form != Form::Error && !m_failure.afterContent) {
        const QByteArray& received = m_stream ? m_stream->held() : m_held;
        m_failedBody = received.first(std::min(received.size(), kMaxFailedBytes));
    }
    m_held = {};
    m_state = State::Failed;
    return m_state;
}

}  // namespace signalbox
