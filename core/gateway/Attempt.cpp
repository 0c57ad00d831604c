#include "core/gateway/Attempt.h"

#include "core/base/Redact.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace signalbox {

namespace {

// Comments show that a provider is there; without any content they do so for this long and no longer.
constexpr Milliseconds kLongestWithoutContent{600'000};

// Whole events of a stream that say nothing.
bool onlyComments(QByteArrayView events) {
    while (!events.isEmpty()) {
        const char first = events.front();
        if (first == ':') {
            const qsizetype end = events.indexOf('\n');
            events = end < 0 ? QByteArrayView() : events.sliced(end + 1);
        } else if (first == '\n' || first == '\r') {
            events = events.sliced(1);
        } else {
            return false;
        }
    }
    return true;
}

bool namesPointsInTime(int status, const Headers& headers) {
    return status >= 400 || std::any_of(headers.begin(), headers.end(), [](const auto& field) {
               return QByteArrayView(field.first).contains("-reset");
           });
}

QByteArray httpDateOf(qint64 wallMs) {
    return QLocale::c()
        .toString(QDateTime::fromMSecsSinceEpoch(wallMs, Qt::UTC),
                  QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"))
        .toLatin1();
}

}  // namespace

Attempt::Attempt(const Clock& clock, Scheduler& scheduler, AttemptOwner& owner, Plan plan)
    : m_clock(clock), m_scheduler(scheduler), m_owner(owner), m_plan(std::move(plan)) {}

Attempt::~Attempt() = default;

void Attempt::start(Transport& transport, UpstreamRequest request, std::unique_ptr<AnswerReader> reader) {
    m_reader = std::move(reader);
    m_key = request.key;
    m_startedMs = m_clock.monotonicMs();
    m_endedMs = m_startedMs;
    m_lastContentMs = m_startedMs;
    m_startedWallMs = m_clock.wallMs();
    m_waitTimer = m_scheduler.after(m_plan.timeouts.firstByte, [this] { waitCheck(); });
    m_totalTimer = m_scheduler.after(m_plan.totalLeft, [this] { timedOut(FailureClass::TotalTimeout); });
    m_exchange = transport.send(std::move(request), *this);
}

void Attempt::cancel() {
    if (m_ended) {
        return;
    }
    m_ended = true;
    m_endedMs = m_clock.monotonicMs();
    m_waitTimer.cancel();
    m_totalTimer.cancel();
    m_exchange.reset();
}

void Attempt::pause() {
    if (m_exchange && !m_paused) {
        m_paused = true;
        m_exchange->pause();
    }
}

void Attempt::resume() {
    if (m_exchange && m_paused) {
        m_paused = false;
        m_lastBytesMs = m_clock.monotonicMs();
        m_lastContentMs = m_lastBytesMs;
        m_exchange->resume();
    }
}

QByteArray Attempt::refusal() const {
    return withoutKey(m_reader->failedBody(), m_key);
}

std::optional<qint64> Attempt::ttftMs() const {
    return m_firstContentMs ? std::optional(*m_firstContentMs - m_startedMs) : std::nullopt;
}

Usage Attempt::usage() const {
    if (!m_reader) {
        return {};
    }
    Usage usage = m_reader->usage();
    const bool answered = m_httpStatus >= 200 && m_httpStatus < 300;
    const bool failedBeforeContent = m_failure.kind != FailureClass::None && !m_failure.afterContent;
    if (usage.estimated && (!answered || failedBeforeContent)) {
        return {};
    }
    return usage;
}

void Attempt::onHead(int status, const Headers& headers) {
    m_httpStatus = status;
    m_headers = headers;
    // Points in time, as of a limit's end, are taken against the answer's Date; without one, against the time
    // that it came. Few answers name any, and writing a date is dear.
    if (namesPointsInTime(status, m_headers) && m_headers.value("date").isEmpty()) {
        m_headers.add(QByteArrayLiteral("date"), httpDateOf(m_clock.wallMs()));
    }
    m_lastBytesMs = m_clock.monotonicMs();
    m_owner.attemptHead(*this);
    // The timer that waits for the first byte goes on as that of the idle time, unless that is due sooner.
    if (m_plan.timeouts.idle < m_plan.timeouts.firstByte) {
        m_waitTimer = m_scheduler.after(m_plan.timeouts.idle, [this] { waitCheck(); });
    }
    if (m_reader->head(status, m_headers) == AnswerReader::State::Failed) {
        end(m_reader->failure());
    }
}

void Attempt::onBody(QByteArrayView bytes) {
    m_lastBytesMs = m_clock.monotonicMs();
    if (m_reader->body(bytes, *this) == AnswerReader::State::Failed && !m_ended) {
        end(m_reader->failure());
    }
}

void Attempt::onEnd(const TransportEnd& transportEnd) {
    if (m_reader->end(transportEnd, *this) == AnswerReader::State::Failed) {
        end(m_reader->failure());
    } else {
        end({});
    }
}

void Attempt::forward(QByteArrayView bytes) {
    if (!m_firstContentMs) {
        m_firstContentMs = m_clock.monotonicMs();
        m_lastContentMs = *m_firstContentMs;
    } else if (!onlyComments(bytes)) {
        m_lastContentMs = m_lastBytesMs;
    }
    m_owner.attemptForward(*this, bytes);
}

// The timer runs on while bytes arrive and is only looked at when it fires: a stream of fifty events a second
// would otherwise set it anew fifty times. A reader that is paused by its client is not the provider's fault.
void Attempt::waitCheck() {
    if (m_httpStatus == 0) {
        timedOut(FailureClass::FirstByteTimeout);
        return;
    }
    const qint64 idle = m_paused ? 0 : m_clock.monotonicMs() - m_lastBytesMs;
    Milliseconds left = m_plan.timeouts.idle - Milliseconds(idle);
    if (!m_paused && m_reader->isEventStream()) {
        left = std::min(left, kLongestWithoutContent - Milliseconds(m_clock.monotonicMs() - m_lastContentMs));
    }
    if (left.count() <= 0) {
        timedOut(FailureClass::IdleTimeout);
        return;
    }
    m_waitTimer = m_scheduler.after(left, [this] { waitCheck(); });
}

void Attempt::timedOut(FailureClass kind) {
    Failure failure;
    failure.kind = kind;
    failure.httpStatus = m_httpStatus;
    failure.afterContent = contentBegan();
    end(std::move(failure));
}

void Attempt::end(Failure failure) {
    if (m_ended) {
        return;
    }
    cancel();
    m_failure = std::move(failure);
    m_failure.detail = withoutKey(m_failure.detail, m_key);
    m_owner.attemptEnded(*this);
}

}  // namespace signalbox
