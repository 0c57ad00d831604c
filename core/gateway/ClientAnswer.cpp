#include "core/gateway/ClientAnswer.h"

#include "core/http/ErrorBody.h"
#include "core/protocol/ProtocolAdapter.h"

#include <utility>

namespace signalbox {

namespace {

constexpr Milliseconds kFirstKeepAlive{20'000};
constexpr Milliseconds kKeepAliveEvery{15'000};
// The official client for Node (6.49) sleeps through any retry-after, the one for Python through two minutes:
// beyond this a tool had better say so than stand still.
constexpr Milliseconds kLongestClientWait{60'000};

// The endpoints whose streams are server-sent events, where a comment may be sent while waiting.
bool mayKeepAlive(const RequestBody& body) {
    return body.stream && (body.endpoint == Endpoint::ChatCompletions ||
                           body.endpoint == Endpoint::Completions || body.endpoint == Endpoint::Responses);
}

}  // namespace

ClientAnswer::ClientAnswer(Scheduler& scheduler, To to, ResponseWriter& writer)
    : m_scheduler(scheduler), m_to(to), m_writer(&writer) {}

void ClientAnswer::setOnGone(std::function<void()> gone) {
    m_writer->onGone = std::move(gone);
}

void ClientAnswer::keepWaiting() {
    if (mayKeepAlive(m_to.body)) {
        m_keepAlive = m_scheduler.after(kFirstKeepAlive, [this] { keepAlive(); });
    }
}

// A streaming client that waits for long is kept from giving up by comments. They carry nothing, so another
// target can still take over; only the status can no longer tell of a failure.
void ClientAnswer::keepAlive() {
    if (!m_headWritten) {
        Headers headers;
        headers.add(QByteArrayLiteral("content-type"), QByteArrayLiteral("text/event-stream"));
        addMarksOf(headers, nullptr, 0);
        m_writer->writeHead(200, headers, std::nullopt);
        m_headWritten = true;
    }
    write(": keep-alive\n\n");
    m_keepAlive = m_scheduler.after(kKeepAliveEvery, [this] { keepAlive(); });
}

void ClientAnswer::write(QByteArrayView bytes) {
    if (m_capture != nullptr) {
        m_capture->add(bytes);
    }
    m_writer->write(bytes);
}

void ClientAnswer::forward(Attempt& attempt, int attempts, QByteArrayView bytes) {
    if (!m_committed) {
        m_committed = true;
        m_keepAlive.cancel();
        if (!m_headWritten) {
            writeHead(attempt, attempts);
        }
    }
    write(bytes);
    if (m_writer->pendingBytes() > ResponseWriter::kHighWater) {
        m_writer->onDrained = [&attempt] { attempt.resume(); };
        attempt.pause();
    }
}

void ClientAnswer::addMarksOf(Headers& headers, const Attempt* attempt, int attempts) const {
    if (attempt == nullptr) {
        addMarks(headers, {m_to.requestId, {}, {}, 0});
        return;
    }
    const HealthBoard::Pass& pass = attempt->plan().pass;
    addMarks(headers, {m_to.requestId, pass.provider, pass.model, attempts});
}

void ClientAnswer::writeHead(const Attempt& attempt, int attempts) {
    Headers headers;
    headers.reserve(attempt.headers().size() + 4);
    addUpstreamFields(headers, attempt.headers());
    addMarksOf(headers, &attempt, attempts);
    const qint64 length = attempt.reader().contentLength();
    m_writer->writeHead(attempt.httpStatus(), headers, length >= 0 ? std::optional(length) : std::nullopt);
    m_headWritten = true;
}

void ClientAnswer::complete(const Attempt& attempt, int attempts) {
    if (!m_headWritten) {
        writeHead(attempt, attempts);
    }
    letGo().finish();
}

int ClientAnswer::unchanged(const Attempt& attempt, int attempts) {
    if (m_headWritten) {
        breakOff(describe(attempt.failure()), nullptr);
        return attempt.httpStatus();
    }
    const QByteArray body = attempt.refusal();
    Headers headers;
    addUpstreamFields(headers, attempt.headers());
    addMarksOf(headers, &attempt, attempts);
    m_writer->writeHead(attempt.httpStatus(), headers, body.size());
    write(body);
    letGo().finish();
    return attempt.httpStatus();
}

int ClientAnswer::error(int status, const QString& message, const QString& code, Headers headers,
                        const Attempt* last, int attempts) {
    if (m_headWritten) {
        breakOff(message, nullptr);
        return status;
    }
    const QByteArray body = gatewayErrorBody(m_to.path, status, message, code);
    headers.add(QByteArrayLiteral("content-type"), QByteArrayLiteral("application/json"));
    addMarksOf(headers, last, attempts);
    m_writer->writeHead(status, headers, body.size());
    write(body);
    letGo().finish();
    return status;
}

int ClientAnswer::allFailed(const FailureReport& report, const Attempt* last, int attempts) {
    Headers headers;
    const auto delay = report.retryAfter();
    if (delay) {
        headers.add(QByteArrayLiteral("retry-after"), QByteArray::number((delay->count() + 999) / 1000));
        headers.add(QByteArrayLiteral("retry-after-ms"),
                    QByteArray::number(static_cast<qint64>(delay->count())));
    }
    if (!delay || *delay > kLongestClientWait) {
        // The official clients would otherwise ask again by themselves, and multiply what was tried here
        // already or sleep for as long as they were told.
        headers.add(QByteArrayLiteral("x-should-retry"), QByteArrayLiteral("false"));
    }
    const QString code =
        report.allTooSmall() ? QStringLiteral("invalid_request") : QStringLiteral("all_targets_failed");
    return error(report.status(), report.message(), code, std::move(headers), last, attempts);
}

// An event stream tells its client by an error event, anything else can only break off. Never a [DONE], and
// the connection ends, so that no client takes it for a whole answer.
void ClientAnswer::breakOff(const QString& message, const Attempt* attempt) {
    const bool events = attempt == nullptr || attempt->reader().isEventStream();
    const bool told =
        attempt != nullptr && attempt->reader().failureWasForwarded();  // by the provider's own event
    if (events && !told) {
        const Protocol protocol =
            attempt == nullptr ? Protocol::OpenAi : attempt->plan().target->provider->protocol;
        write(protocolAdapter(protocol)->errorEvent(
            m_to.body, message, attempt == nullptr ? 0 : attempt->reader().nextSequence()));
    }
    letGo().abort();
}

ResponseWriter& ClientAnswer::letGo() {
    m_writer->onGone = nullptr;
    m_keepAlive.cancel();
    return *std::exchange(m_writer, nullptr);
}

void ClientAnswer::gone() {
    m_keepAlive.cancel();
    m_writer = nullptr;
}

void ClientAnswer::abort() {
    if (m_writer != nullptr) {
        letGo().abort();
    }
}

}  // namespace signalbox
