// ProtocolAdapter: one per provider protocol. Builds the provider's request out of the client's, and reads
// the answer: when content begins, what is wrong with it, what was used. Stateless; the reader of an answer
// holds the state. Thread: gateway. Nothing here waits, sends or reads a clock.
#pragma once

#include "core/api/Config.h"
#include "core/api/Endpoint.h"
#include "core/api/Outcome.h"
#include "core/api/Price.h"
#include "core/protocol/Failure.h"
#include "core/protocol/RequestBody.h"
#include "core/upstream/Transport.h"

#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace signalbox {

// Where an answer's bytes go once the reader lets them pass.
class AnswerSink {
public:
    virtual ~AnswerSink() = default;
    virtual void forward(QByteArrayView bytes) = 0;
};

// Reads one answer. Bytes are held back until content begins (Streaming), so that until then another target
// can take over; then they pass unchanged, in whole events for event streams, except for the usage-only chunk
// that the gateway itself asked for.
class AnswerReader {
public:
    enum class State {
        Holding,    // nothing decided, nothing forwarded
        Streaming,  // content began, bytes go to the sink
        Failed,     // failure() says why; nothing more is forwarded
    };

    virtual ~AnswerReader() = default;
    virtual State head(int status, const Headers& headers) = 0;
    virtual State body(QByteArrayView bytes, AnswerSink& sink) = 0;
    // The transport has ended, well (None) or not. Streaming: the answer was whole. Failed: it was not, or
    // never began; a failure after content began has afterContent set.
    virtual State end(const TransportEnd& end, AnswerSink& sink) = 0;

    [[nodiscard]] virtual const Failure& failure() const = 0;
    // What is known so far; at any moment, also after a cut or a cancel. `usage().estimated` as long as the
    // provider has not said.
    [[nodiscard]] virtual Usage usage() const = 0;
    [[nodiscard]] virtual QString answeredModel() const = 0;
    // answerHash() of an answer that a later request can go on from (responses); 0: none.
    [[nodiscard]] virtual quint64 answerKept() const { return 0; }
    // For an answer that failed and goes back to the client unchanged: status and body as received.
    [[nodiscard]] virtual const QByteArray& failedBody() const = 0;
    // True if the failure after content is the provider's own error event, which has passed to the client:
    // then no other is added.
    [[nodiscard]] virtual bool failureWasForwarded() const { return false; }
    // The number of the event that would follow in a stream that numbers them; 0 in one that does not.
    [[nodiscard]] virtual qint64 nextSequence() const { return 0; }
    // True if the answer is an event stream (then a failure after content is told by an error event).
    [[nodiscard]] virtual bool isEventStream() const = 0;
    // A body whose end the provider names: fewer framing bytes to the client. -1: unknown or bytes may be
    // left out.
    [[nodiscard]] virtual qint64 contentLength() const = 0;
};

class ProtocolAdapter {
public:
    virtual ~ProtocolAdapter() = default;
    // False: this protocol has no such endpoint, the target is passed over.
    [[nodiscard]] virtual bool serves(Endpoint endpoint) const = 0;
    // `model`: the name to use there. The key is added by the caller of Transport::send, by keyHeader().
    [[nodiscard]] virtual UpstreamRequest buildRequest(const RequestBody& request,
                                                       const ProviderConfig& provider,
                                                       const QString& model) const = 0;
    // Asks the provider which models it serves. The key is added by the caller, as above.
    [[nodiscard]] virtual UpstreamRequest buildModelsRequest(const ProviderConfig& provider) const = 0;
    // The names in the answer to that, in its order, as they are; nothing if it is no such list.
    [[nodiscard]] virtual std::optional<QStringList> readModels(QByteArrayView bytes) const = 0;
    // The prices in it, where the provider states them there (PublishedPrices.h).
    [[nodiscard]] virtual std::vector<PriceConfig> readPrices(QByteArrayView /*bytes*/) const { return {}; }
    [[nodiscard]] virtual std::unique_ptr<AnswerReader> readAnswer(const RequestBody& request) const = 0;
    // The event that tells a streaming client of a failure after content, in the form its protocol has for
    // that. No [DONE] follows it. `sequence`: its number, where the protocol numbers events.
    [[nodiscard]] virtual QByteArray errorEvent(const RequestBody& request, const QString& message,
                                                qint64 sequence) const = 0;
};

// The adapter for a protocol; nothing where this version has none yet. Lives as long as the program.
[[nodiscard]] const ProtocolAdapter* protocolAdapter(Protocol protocol);

}  // namespace signalbox
