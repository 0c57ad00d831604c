// AnswerFeed: feeds a recorded or invented answer to a reader in pieces and keeps what comes out. Thread: the
// test's.
#pragma once

#include "core/protocol/ProtocolAdapter.h"

#include <QByteArray>

namespace signalbox::test {

class KeepingSink final : public AnswerSink {
public:
    void forward(QByteArrayView bytes) override {
        m_bytes.append(bytes);
        ++m_writes;
    }
    [[nodiscard]] const QByteArray& bytes() const { return m_bytes; }
    [[nodiscard]] int writes() const { return m_writes; }

private:
    QByteArray m_bytes;
    int m_writes = 0;
};

struct AnswerScript {
    Endpoint endpoint = Endpoint::ChatCompletions;
    bool stream = true;
    bool includeUsage = true;
    int status = 200;
    Headers headers;
    QByteArray body;
    TransportEnd end;
    qint64 promptTokens = 11;
};

struct AnswerResult {
    AnswerReader::State state = AnswerReader::State::Holding;
    QByteArray out;
    qsizetype firstByteAt = -1;  // how many bytes had gone in when the first came out
    int writes = 0;
    Failure failure;
    Usage usage;
    QString model;
    QByteArray failedBody;
    bool forwardedFailure = false;
    bool eventStream = false;
    qint64 contentLength = -1;
};

inline RequestBody requestFor(const AnswerScript& script) {
    RequestBody request;
    request.endpoint = script.endpoint;
    request.stream = script.stream;
    request.includeUsage = script.includeUsage;
    request.estimatedPromptTokens = script.promptTokens;
    return request;
}

// `pieces`: where the body is cut. Each piece is a copy of its own, so that reading beyond it is an error
// that shows.
inline AnswerResult feedAnswer(const AnswerScript& script, const QList<qsizetype>& pieces) {
    const std::unique_ptr<AnswerReader> reader =
        protocolAdapter(Protocol::OpenAi)->readAnswer(requestFor(script));
    KeepingSink sink;
    AnswerResult result;
    reader->head(script.status, script.headers);
    qsizetype at = 0;
    for (const qsizetype length : pieces) {
        const QByteArray piece(script.body.constData() + at, length);
        reader->body(piece, sink);
        at += length;
        if (result.firstByteAt < 0 && !sink.bytes().isEmpty()) {
            result.firstByteAt = at;
        }
    }
    result.state = reader->end(script.end, sink);
    result.out = sink.bytes();
    result.writes = sink.writes();
    result.failure = reader->failure();
    result.usage = reader->usage();
    result.model = reader->answeredModel();
    result.failedBody = reader->failedBody();
    result.forwardedFailure = reader->failureWasForwarded();
    result.eventStream = reader->isEventStream();
    result.contentLength = reader->contentLength();
    return result;
}

inline AnswerResult feedWhole(const AnswerScript& script) {
    return feedAnswer(script, {script.body.size()});
}

inline AnswerResult feedBytes(const AnswerScript& script) {
    return feedAnswer(script, QList<qsizetype>(script.body.size(), 1));
}

inline Headers headersOf(const char* contentType) {
    Headers headers;
    if (*contentType != '\0') {
        headers.add("Content-Type", contentType);
    }
    return headers;
}

}  // namespace signalbox::test
