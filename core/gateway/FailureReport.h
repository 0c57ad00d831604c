// FailureReport: why no target answered, target by target, and the one error that the client gets for it.
// Collected while a request goes from target to target. Thread: gateway.
#pragma once

#include "core/api/Failure.h"
#include "core/api/StatusSnapshot.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace signalbox {

class FailureReport {
public:
    // `rests`: how long the target rests now, for a rate limit that named no delay itself.
    void attemptFailed(const TargetRef& target, const Failure& failure, std::optional<Milliseconds> rests);
    // `wallMs`: now, to turn the end of a rest into a delay.
    void passedOver(const TargetRef& target, const HealthReason& reason, qint64 wallMs);

    // Its model takes fewer tokens than the prompt is estimated to have.
    void tooSmall(const TargetRef& target, qint64 contextTokens, qint64 promptTokens);

    [[nodiscard]] bool empty() const { return m_lines.empty(); }
    // The prompt is too long for every target: neither waiting nor asking again helps.
    [[nodiscard]] bool allTooSmall() const;
    // Nothing but budgets stands in the way: no target that has room was there to fail.
    [[nodiscard]] bool overBudget() const;
    // 400 if all are too small; 429 if every target that could have been asked was rate limited; else 503.
    [[nodiscard]] int status() const;
    // The shortest delay any target named, where all were rate limited.
    [[nodiscard]] std::optional<Milliseconds> retryAfter() const;
    // "All 2 targets failed: openai: 429, asked to wait 41 s; cometapi: connection failed (…)"
    [[nodiscard]] QString message() const;

private:
    enum class Kind { Failed, Limited, SetAside, TooSmall, OverBudget };
    struct Line {
        QString target;
        QString reason;
        Kind kind = Kind::Failed;
        std::optional<Milliseconds> delay;
    };
    [[nodiscard]] static Kind kindOf(HealthReason::Kind reason);
    void add(Line line);

    std::vector<Line> m_lines;  // one per target; a later failure of the same target replaces the earlier
};

// "connection failed", "429, asked to wait 41 s" …: for clients and logs.
[[nodiscard]] QString describe(const Failure& failure);

}  // namespace signalbox
