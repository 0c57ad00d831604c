#include "core/gateway/FailureReport.h"

#include <QStringList>

#include <algorithm>

namespace signalbox {

namespace {

// A full provider has room again soon, nobody knows when.
constexpr Milliseconds kBusyFor{1'000};

QString withStatus(const Failure& failure, const QString& words) {
    return failure.httpStatus > 0
               ? QString(QString::number(failure.httpStatus) + QStringLiteral(", ") + words)
               : words;
}

QString seconds(Milliseconds delay) {
    return QString::number((delay.count() + 999) / 1000) + QStringLiteral(" s");
}

QString wordsFor(const Failure& failure) {
    switch (failure.kind) {
        case FailureClass::None:
            return QStringLiteral("answered");
        case FailureClass::Connect:
            return QStringLiteral("connection failed");
        case FailureClass::ServerError:
            return withStatus(failure, QStringLiteral("server error"));
        case FailureClass::FirstByteTimeout:
            return QStringLiteral("no answer in time");
        case FailureClass::RateLimited:
            return withStatus(failure, failure.retryAfter
                                           ? QStringLiteral("asked to wait ") + seconds(*failure.retryAfter)
                                           : QStringLiteral("rate limited"));
        case FailureClass::Quota:
            return withStatus(failure, QStringLiteral("quota or balance used up"));
        case FailureClass::BadKey:
            return withStatus(failure, QStringLiteral("key refused"));
        case FailureClass::ModelNotFound:
            return withStatus(failure, QStringLiteral("no such model"));
        case FailureClass::ContextTooLong:
            return withStatus(failure, QStringLiteral("prompt too long"));
        case FailureClass::ClientError:
            return withStatus(failure, QStringLiteral("request refused"));
        case FailureClass::BadAnswer:
            return withStatus(failure, QStringLiteral("unusable answer"));
        case FailureClass::Cut:
            return QStringLiteral("answer broke off");
        case FailureClass::IdleTimeout:
            return QStringLiteral("answer stalled");
        case FailureClass::TotalTimeout:
            return QStringLiteral("total time used up");
    }
    return {};
}

QString wordsFor(const HealthReason& reason) {
    switch (reason.kind) {
        case HealthReason::Kind::Drained:
            return QStringLiteral("drained by the user");
        case HealthReason::Kind::Disabled:
            return QStringLiteral("disabled");
        case HealthReason::Kind::Cooldown:
            return QStringLiteral("cooling down after a rate limit");
        case HealthReason::Kind::QuotaExceeded:
            return QStringLiteral("resting, quota or balance used up");
        case HealthReason::Kind::BadKey:
            return QStringLiteral("every key was refused");
        case HealthReason::Kind::NoKey:
            return QStringLiteral("no key could be read");
        case HealthReason::Kind::BreakerOpen:
            return QStringLiteral("resting after repeated failures");
        case HealthReason::Kind::HalfOpen:
            return QStringLiteral("being probed after failures");
        case HealthReason::Kind::Offline:
            return QStringLiteral("this machine has no network");
        case HealthReason::Kind::Unable:
            return QStringLiteral("cannot serve ") + reason.detail;
        case HealthReason::Kind::PinnedElsewhere:
            return QStringLiteral("not asked, the route is pinned to another target");
        case HealthReason::Kind::ModelNotServed:
            return QStringLiteral("its list of models has not got this one");
        case HealthReason::Kind::ContextTooSmall:
            return QStringLiteral("the prompt is larger than what the model takes");
        case HealthReason::Kind::NoVision:
            return QStringLiteral("the model takes no images");
        case HealthReason::Kind::NoTools:
            return QStringLiteral("the model takes no tools");
        case HealthReason::Kind::NoJsonSchema:
            return QStringLiteral("the model keeps no JSON schema");
        case HealthReason::Kind::Busy:
            return QStringLiteral("as many requests under way as max_concurrent allows");
        case HealthReason::Kind::LowHeadroom:
            return QStringLiteral("its rate limit has too little left");
        case HealthReason::Kind::OutOfBudget:
            return QStringLiteral("no room in the budget ") + reason.detail;
        case HealthReason::Kind::RecentFailures:
        case HealthReason::Kind::NotYetUsed:
        case HealthReason::Kind::None:
            break;
    }
    return QStringLiteral("not asked");
}

}  // namespace

FailureReport::Kind FailureReport::kindOf(HealthReason::Kind reason) {
    switch (reason) {
        case HealthReason::Kind::Cooldown:
        case HealthReason::Kind::Busy:
        case HealthReason::Kind::LowHeadroom:
            return Kind::Limited;
        case HealthReason::Kind::OutOfBudget:
            return Kind::OverBudget;
        // Not for want of health: waiting for the others helps all the same.
        case HealthReason::Kind::None:  // the attempts were used up before its turn came
        case HealthReason::Kind::PinnedElsewhere:
        case HealthReason::Kind::Drained:
        case HealthReason::Kind::Disabled:
        case HealthReason::Kind::Unable:
        case HealthReason::Kind::ModelNotServed:
        case HealthReason::Kind::ContextTooSmall:
        case HealthReason::Kind::NoVision:
        case HealthReason::Kind::NoTools:
        case HealthReason::Kind::NoJsonSchema:
            return Kind::SetAside;
        default:
            return Kind::Failed;
    }
}

QString describe(const Failure& failure) {
    const QString words = wordsFor(failure);
    return failure.detail.isEmpty()
               ? words
               : QString(words + QStringLiteral(" (") + failure.detail + QLatin1Char(')'));
}

void FailureReport::attemptFailed(const TargetRef& target, const Failure& failure,
                                  std::optional<Milliseconds> rests) {
    const bool limited = failure.kind == FailureClass::RateLimited;
    add({target.toString(), describe(failure), limited ? Kind::Limited : Kind::Failed,
         rests ? rests : failure.retryAfter});
}

void FailureReport::passedOver(const TargetRef& target, const HealthReason& reason, qint64 wallMs) {
    const Kind kind = kindOf(reason.kind);
    QString words = wordsFor(reason);
    std::optional<Milliseconds> delay;
    if (reason.untilMs) {
        delay = Milliseconds(std::max<qint64>(0, *reason.untilMs - wallMs));
        words += QStringLiteral(", ") + seconds(*delay) + QStringLiteral(" left");
    } else if (reason.kind == HealthReason::Kind::Busy) {
        delay = kBusyFor;
    }
    add({target.toString(), words, kind, delay});
}

void FailureReport::tooSmall(const TargetRef& target, qint64 contextTokens, qint64 promptTokens) {
    add({target.toString(),
         QStringLiteral("takes %1 tokens, the prompt is estimated at %2")
             .arg(contextTokens)
             .arg(promptTokens),
         Kind::TooSmall,
         {}});
}

bool FailureReport::allTooSmall() const {
    return !m_lines.empty() && std::all_of(m_lines.begin(), m_lines.end(),
                                           [](const Line& line) { return line.kind == Kind::TooSmall; });
}

bool FailureReport::overBudget() const {
    return std::any_of(m_lines.begin(), m_lines.end(),
                       [](const Line& line) { return line.kind == Kind::OverBudget; }) &&
           std::none_of(m_lines.begin(), m_lines.end(), [](const Line& line) {
               return line.kind == Kind::Failed || line.kind == Kind::Limited;
           });
}

void FailureReport::add(Line line) {
    const auto same = std::find_if(m_lines.begin(), m_lines.end(),
                                   [&](const Line& known) { return known.target == line.target; });
    if (same == m_lines.end()) {
        m_lines.push_back(std::move(line));
    } else {
        *same = std::move(line);
    }
}

int FailureReport::status() const {
    if (allTooSmall()) {
        return 400;
    }
    bool limited = false;
    for (const Line& line : m_lines) {
        if (line.kind == Kind::Failed) {
            return 503;
        }
        limited = limited || line.kind == Kind::Limited;
    }
    return limited ? 429 : 503;
}

std::optional<Milliseconds> FailureReport::retryAfter() const {
    if (status() != 429) {
        return std::nullopt;
    }
    std::optional<Milliseconds> shortest;
    for (const Line& line : m_lines) {
        if (line.kind == Kind::Limited && line.delay && (!shortest || *line.delay < *shortest)) {
            shortest = line.delay;
        }
    }
    return shortest;
}

QString FailureReport::message() const {
    QStringList parts;
    for (const Line& line : m_lines) {
        parts << line.target + QStringLiteral(": ") + line.reason;
    }
    if (allTooSmall()) {
        return QStringLiteral("The prompt is too long: ") + parts.join(QStringLiteral("; "));
    }
    const QString head = m_lines.size() == 1 ? QStringLiteral("The only target failed: ")
                                             : QStringLiteral("All %1 targets failed: ").arg(m_lines.size());
    return head + parts.join(QStringLiteral("; "));
}

}  // namespace signalbox
