#include "core/protocol/StreamAnswer.h"

#include "core/protocol/FailureRules.h"

#include <algorithm>
#include <limits>

namespace signalbox {

namespace {

// Images come whole in one event, and a finished response repeats everything it holds.
constexpr qsizetype kLargeEvent = 32 * 1024 * 1024;
// Events that say nothing yet, all together: the responses endpoint repeats the request in two of them.
constexpr qsizetype kMaxHeld = 64 * 1024 * 1024;

qsizetype eventLimit(Endpoint endpoint) {
    const bool chat = endpoint == Endpoint::ChatCompletions || endpoint == Endpoint::Completions;
    return chat ? EventStreamParser::kDefaultLimit : kLargeEvent;
}

bool isDone(QByteArrayView data) {
    return data.trimmed() == QByteArrayView("[DONE]");
}

}  // namespace

StreamAnswer::StreamAnswer(Endpoint endpoint, UsageChunk usageChunk, AnswerFacts& facts)
    : m_endpoint(endpoint), m_usageChunk(usageChunk), m_facts(facts), m_parser(eventLimit(endpoint)) {}

StreamAnswer::State StreamAnswer::feed(QByteArrayView bytes, AnswerSink& sink) {
    if (m_state == State::Failed) {
        return m_state;
    }
    const bool fits = m_parser.feed(bytes, [this](const StreamEvent& event) { onEvent(event); });
    forward(sink);
    if (!fits && m_state != State::Failed) {
        return fail(m_state == State::Streaming ? FailureClass::Cut : FailureClass::BadAnswer,
                    QStringLiteral("an event of the stream is too large"));
    }
    return m_state;
}

StreamAnswer::State StreamAnswer::end(const TransportEnd& end, AnswerSink& sink) {
    if (m_state == State::Failed) {
        return m_state;
    }
    endRest(end);
    forward(sink);
    const bool broken = end.error != TransportError::None;
    if (m_state == State::Failed) {
        return m_state;
    }
    if (m_state == State::Holding) {
        return broken ? fail(FailureClass::Cut, end.detail)
                      : fail(FailureClass::BadAnswer, QStringLiteral("the stream ended before any content"));
    }
    if (m_providerFailed) {
        return fail(FailureClass::Cut, m_providerError);
    }
    // After the last word a broken connection takes nothing away; after a finish_reason usage may be missing.
    if (m_done || (m_ended && (!broken || hasTerminalEvent(m_endpoint)))) {
        return m_state;
    }
    return fail(FailureClass::Cut,
                broken ? end.detail : QStringLiteral("the stream ended before it was finished"));
}

// What follows the last blank line. Where the transport ended well the last event may lack that line and is
// whole all the same if it can be read; a half one is dropped.
void StreamAnswer::endRest(const TransportEnd& end) {
    const QByteArray rest = m_parser.takeRest();
    if (rest.isEmpty() || end.error != TransportError::None) {
        return;
    }
    const QByteArray closed = QByteArray(rest).append("\n\n");
    const auto eventsOf = [&closed](auto&& onEvent) {
        EventStreamParser parser(closed.size());
        return parser.feed(closed, onEvent);
    };
    bool readable = true;
    const bool fits = eventsOf([&](const StreamEvent& event) {
        readable = readable && (!event.hasData || isDone(event.data) || m_json.parse(event.data).has_value());
    });
    if (fits && readable) {
        QByteArrayView bytes = rest;  // without the blank line that was put behind them
        (void)eventsOf([&](const StreamEvent& event) {
            StreamEvent received = event;
            received.raw = bytes.first(std::min(bytes.size(), event.raw.size()));
            bytes = bytes.sliced(received.raw.size());
            onEvent(received);
        });
    }
}

void StreamAnswer::onEvent(const StreamEvent& event) {
    if (m_state == State::Failed) {
        return;
    }
    const bool held = m_state == State::Holding;
    const bool passes = read(event);
    if (held) {
        if (passes) {
            m_held.append(event.raw);
        }
        if (m_state == State::Streaming) {
            m_out.append(m_held);
            m_held.clear();
        } else if (m_state == State::Holding && m_held.size() > kMaxHeld) {
            fail(FailureClass::BadAnswer, QStringLiteral("the stream goes on without content"));
        }
    } else if (passes) {
        m_out.append(event.raw);
    }
}

bool StreamAnswer::read(const StreamEvent& event) {
    if (!event.hasData) {
        return true;
    }
    const EventGlance glance = look(m_endpoint, event.data);
    m_facts.textBytes += glance.textBytes;
    if (glance.sequence && *glance.sequence < std::numeric_limits<qint64>::max()) {
        m_nextSequence = std::max(m_nextSequence, *glance.sequence + 1);
    }
    const bool named = event.eventName == QByteArrayView("error");
    if (m_state == State::Streaming && !glance.usage && !glance.finish && !glance.error && !glance.terminal &&
        !named && event.data.size() != 6) {
        return true;
    }
    if (isDone(event.data)) {
        m_done = true;
        return true;
    }
    const auto root = m_json.parse(event.data);
    if (!root) {
        if (m_state == State::Holding && !event.data.trimmed().isEmpty()) {
            fail(FailureClass::BadAnswer, QStringLiteral("an event of the stream is not JSON"));
        }
        return true;
    }
    return readJson(event, *root);
}

bool StreamAnswer::readJson(const StreamEvent& event, const json::Element& root) {
    m_facts.meter.readAnswer(root);
    if (m_facts.model.isEmpty()) {
        std::string_view model = json::text(json::member(root, "model"));
        if (model.empty()) {
            model = json::text(json::member(json::member(root, "response"), "model"));
        }
        m_facts.model = json::toQString(model);
    }
    if (m_facts.answer == 0 && m_endpoint == Endpoint::Responses) {
        const std::string_view id = json::text(json::member(json::member(root, "response"), "id"));
        m_facts.answer = id.empty() ? 0 : answerHash(id);
    }
    const EventMeaning meaning = judge(m_endpoint, event.eventName, root);
    m_ended = m_ended || meaning.ends;
    switch (meaning.kind) {
        case EventMeaning::Kind::Neutral:
            break;
        case EventMeaning::Kind::Content:
            m_state = State::Streaming;
            break;
        case EventMeaning::Kind::Error: {
            const QString words = errorFacts(event.data).message;
            const QString message = words.isEmpty() ? QStringLiteral("the stream reports an error") : words;
            if (m_state == State::Holding) {
                fail(FailureClass::BadAnswer, message);
            } else {
                m_providerFailed = true;
                m_providerError = message;
            }
            break;
        }
    }
    return !(meaning.usageOnly && m_usageChunk == UsageChunk::LeaveOut);
}

void StreamAnswer::forward(AnswerSink& sink) {
    if (!m_out.isEmpty()) {
        sink.forward(m_out);
        m_out.resize(0);
    }
}

StreamAnswer::State StreamAnswer::fail(FailureClass kind, const QString& detail) {
    m_failure.afterContent = m_state == State::Streaming;
    m_failure.kind = kind;
    m_failure.detail = failureDetail(detail);
    m_state = State::Failed;
    return m_state;
}

}  // namespace signalbox
