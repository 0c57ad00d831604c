#include "core/gateway/FaultInjector.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr Milliseconds kSlow{10'000};
constexpr auto kRetryAfter = "10";  // seconds

struct Words {
    const char* message;
    const char* openAiType;
    const char* openAiCode;
    const char* anthropicType;
    const char* googleStatus;
};
constexpr Words kLimited{"Rate limit reached (a drill)", "requests", "\"rate_limit_exceeded\"",
                         "rate_limit_error", "RESOURCE_EXHAUSTED"};
constexpr Words kBroken{"The server had an error (a drill)", "server_error", "null", "api_error", "INTERNAL"};

QByteArray errorBody(Protocol protocol, int status, const Words& words) {
    const QByteArray message(words.message);
    switch (protocol) {
        case Protocol::Anthropic:
            return QByteArrayLiteral("{\"type\":\"error\",\"error\":{\"type\":\"") + words.anthropicType +
                   QByteArrayLiteral("\",\"message\":\"") + message + QByteArrayLiteral("\"}}");
        case Protocol::Gemini:
            return QByteArrayLiteral("{\"error\":{\"code\":") + QByteArray::number(status) +
                   QByteArrayLiteral(",\"message\":\"") + message + QByteArrayLiteral("\",\"status\":\"") +
                   words.googleStatus + QByteArrayLiteral("\"}}");
        case Protocol::OpenAi:
        case Protocol::Simulated:
            break;
    }
    return QByteArrayLiteral("{\"error\":{\"message\":\"") + message + QByteArrayLiteral("\",\"type\":\"") +
           words.openAiType + QByteArrayLiteral("\",\"param\":null,\"code\":") + words.openAiCode +
           QByteArrayLiteral("}}");
}

// An answer that no provider gave: whole, on the next turn of the event loop.
class InventedExchange final : public Exchange {
public:
    InventedExchange(Scheduler& scheduler, DrillKind kind, Protocol protocol, ExchangeListener& listener)
        : m_listener(listener), m_kind(kind), m_protocol(protocol) {
        m_timer = scheduler.after(Milliseconds(0), [this] { answer(); });
    }
    void pause() override {}
    void resume() override {}

private:
    void answer() {
        if (m_kind == DrillKind::Offline) {
            m_listener.onEnd({TransportError::Connect, QStringLiteral("connection refused (a drill)")});
            return;
        }
        const bool limited = m_kind == DrillKind::RateLimited;
        const int status = limited ? 429 : 500;
        const QByteArray body = errorBody(m_protocol, status, limited ? kLimited : kBroken);
        Headers headers;
        headers.add(QByteArrayLiteral("content-type"), QByteArrayLiteral("application/json"));
        if (limited) {
            headers.add(QByteArrayLiteral("retry-after"), QByteArray(kRetryAfter));
        }
        // Any of these calls may destroy this exchange.
        const std::weak_ptr<bool> alive = m_alive;
        ExchangeListener& listener = m_listener;
        listener.onHead(status, headers);
        if (!alive.expired()) {
            listener.onBody(body);
        }
        if (!alive.expired()) {
            listener.onEnd({});
        }
    }

    ExchangeListener& m_listener;
    DrillKind m_kind;
    Protocol m_protocol;
    Timer m_timer;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

class SlowExchange final : public Exchange {
public:
    SlowExchange(Scheduler& scheduler, Transport& real, UpstreamRequest request, ExchangeListener& listener)
        : m_request(std::move(request)) {
        m_timer = scheduler.after(
            kSlow, [this, &real, &listener] { m_real = real.send(std::move(m_request), listener); });
    }
    void pause() override {
        if (m_real) {
            m_real->pause();
        }
    }
    void resume() override {
        if (m_real) {
            m_real->resume();
        }
    }

private:
    UpstreamRequest m_request;
    std::unique_ptr<Exchange> m_real;
    Timer m_timer;
};

// Lets an answer through up to its first content.
class BrokenExchange final : public Exchange, private ExchangeListener {
public:
    BrokenExchange(Scheduler& scheduler, Transport& real, DrillKind kind, std::function<bool()> contentBegan,
                   UpstreamRequest request, ExchangeListener& listener)
        : m_scheduler(scheduler),
          m_listener(listener),
          m_kind(kind),
          m_contentBegan(std::move(contentBegan)),
          m_real(real.send(std::move(request), *this)) {}

    void pause() override {
        if (m_real) {
            m_real->pause();
        }
    }
    void resume() override {
        if (m_real) {
            m_real->resume();
        }
    }

private:
    void onHead(int status, const Headers& headers) override {
        m_answers = status >= 200 && status < 300;
        m_events = headers.value("content-type").trimmed().startsWith(QByteArrayView("text/event-stream"));
        m_listener.onHead(status, headers);
    }

    void onBody(QByteArrayView bytes) override {
        if (!m_answers) {
            m_listener.onBody(bytes);
            return;
        }
        if (!m_events) {
            // Such an answer is no content before it is whole: half of what comes first.
            if (const QByteArrayView half = bytes.first(bytes.size() / 2); !half.isEmpty()) {
                const std::weak_ptr<bool> alive = m_alive;
                m_listener.onBody(half);
                if (alive.expired()) {
                    return;
                }
            }
            breakNow();
            return;
        }
        // Line by line: what comes at once may hold the whole answer.
        const std::weak_ptr<bool> alive = m_alive;
        while (!bytes.isEmpty()) {
            const auto end = std::find_if(bytes.begin(), bytes.end(), [](char c) { return c == '\n'; });
            const qsizetype length =
                end == bytes.end() ? bytes.size() : static_cast<qsizetype>(end - bytes.begin()) + 1;
            m_listener.onBody(bytes.first(length));
            bytes = bytes.sliced(length);
            if (alive.expired()) {
                return;
            }
            if (m_contentBegan()) {
                breakNow();
                return;
            }
        }
    }

    void onEnd(const TransportEnd& end) override { m_listener.onEnd(end); }

    void breakNow() {
        m_real.reset();
        if (m_kind == DrillKind::Cut) {
            m_timer = m_scheduler.after(Milliseconds(0), [this] {
                m_listener.onEnd({TransportError::Reset, QStringLiteral("connection reset (a drill)")});
            });
        }
    }

    Scheduler& m_scheduler;
    ExchangeListener& m_listener;
    DrillKind m_kind;
    std::function<bool()> m_contentBegan;
    bool m_answers = false;
    bool m_events = false;
    Timer m_timer;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    std::unique_ptr<Exchange> m_real;
};

}  // namespace

FaultInjector::FaultInjector(Scheduler& scheduler, Transport& real, DrillKind kind, Protocol protocol,
                             std::function<bool()> contentBegan)
    : m_scheduler(scheduler),
      m_real(real),
      m_kind(kind),
      m_protocol(protocol),
      m_contentBegan(std::move(contentBegan)) {}

std::unique_ptr<Exchange> FaultInjector::send(UpstreamRequest request, ExchangeListener& listener) {
    switch (m_kind) {
        case DrillKind::Slow:
            return std::make_unique<SlowExchange>(m_scheduler, m_real, std::move(request), listener);
        case DrillKind::Stall:
        case DrillKind::Cut:
            return std::make_unique<BrokenExchange>(m_scheduler, m_real, m_kind, std::move(m_contentBegan),
                                                    std::move(request), listener);
        case DrillKind::RateLimited:
        case DrillKind::ServerError:
        case DrillKind::Offline:
            break;
    }
    return std::make_unique<InventedExchange>(m_scheduler, m_kind, m_protocol, listener);
}

}  // namespace signalbox
