// StatusSnapshot: everything the dashboard, the tray and `signalbox status` show, as one copyable value. Made
// on the gateway thread at most 4 times a second, the latest wins. Facts only: sentences for people are made
// in ui/ and app/. Times are Unix ms UTC unless named otherwise.
#pragma once

#include "core/api/BudgetStatus.h"
#include "core/api/Config.h"
#include "core/api/Drill.h"
#include "core/api/Outcome.h"
#include "core/api/Switch.h"

#include <QByteArray>
#include <QString>
#include <QVector>

#include <array>
#include <optional>

namespace signalbox {

// The five signs of the window: healthy ●, attention ▲, resting ◆, out ■, failed ✕.
enum class HealthState { Healthy, Attention, Resting, Out, Failed };
[[nodiscard]] QString healthStateName(HealthState state);

// Why a provider or target is in its state.
struct HealthReason {
    enum class Kind {
        None,
        NotYetUsed,
        Disabled,         // "enabled": false
        Drained,          // by the user; until
        Cooldown,         // asked to wait (429); until, httpStatus
        QuotaExceeded,    // balance or spend limit; until, httpStatus
        BadKey,           // every key was refused; httpStatus
        NoKey,            // keys are named but none could be read
        BreakerOpen,      // until; outcome of the last failure
        HalfOpen,         // a probe decides
        RecentFailures,   // closed, but the last ones failed; outcome
        Offline,          // this machine has no network
        Unable,           // this target cannot do what the request needs (protocol, endpoint); detail
        PinnedElsewhere,  // the user pinned the route to another target
        ModelNotServed,   // the provider's list has not got the model
        ContextTooSmall,  // the prompt is larger than what the model takes
        NoVision,         // the request has images, the model takes none
        NoTools,          // the request has tools, the model takes none
        NoJsonSchema,     // the request wants a JSON schema kept, the model does not
        Busy,             // as many requests under way as `max_concurrent` allows
        LowHeadroom,      // what is left of its rate limit is less than the request needs; until
        OutOfBudget,      // a budget has no room for this request there; detail names it
    };
    Kind kind = Kind::None;
    std::optional<qint64> untilMs;
    std::optional<Outcome> outcome;
    int httpStatus = 0;
    QString detail;  // the provider's own words, shortened and redacted

    bool operator==(const HealthReason&) const = default;
};

struct MinuteCell {
    quint32 ok = 0;
    quint32 failed = 0;
    quint32 limited = 0;  // 429
};

struct TargetStatus {
    TargetRef target;
    QString model;  // what is sent; empty: as asked
    HealthState state = HealthState::Healthy;
    HealthReason reason;
};

struct ProviderStatus {
    QString id;
    QString name;
    Protocol protocol = Protocol::OpenAi;
    QString baseUrl;  // without credentials
    HealthState state = HealthState::Healthy;
    HealthReason reason;
    std::array<MinuteCell, 60> lastHour{};  // the last cell is the current minute
    std::optional<qint64> ttftP50Ms;
    std::optional<qint64> ttftP95Ms;
    std::optional<double> errorShare;  // of the last hour; nothing: no requests
    QVector<qint64> ttftTrend;         // median per slot of the last hour, oldest first; -1: none
    std::optional<double> headroom;    // 0..1, least of the rate limits named by the provider
    int inFlight = 0;
    int keysOutOfQuota = 0;  // of its keys; they rest, and the others are used
    bool drained = false;
    QStringList models;  // configured, or else as the provider's own list says
    std::optional<Drill> drill;
};

struct RouteStatus {
    QString name;
    Strategy strategy = Strategy::Priority;
    QVector<TargetStatus> targets;
    int active = -1;  // index of the target that the next request goes to; -1: none can be used
    Pin pin;
    std::optional<qint64> failedOverAtMs;  // when automatic failover moved it away from its first target
    int parked = 0;                        // requests on hold, waiting for the user's decision
};

struct LiveRequest {
    enum class Phase { Waiting, Parked, Streaming, Done };
    QByteArray requestId;
    qint64 startedAtMs = 0;
    QString client;
    QString model;
    QStringList providers;  // in the order tried
    Phase phase = Phase::Waiting;
    RequestStatus status = RequestStatus::Ok;  // meaningful when Done
    int httpStatus = 0;
    int attempts = 0;
    std::optional<qint64> ttftMs;
    qint64 tokens = 0;  // in + out
    Cost cost;
    bool estimated = false;
};

struct LedgerHealth {
    bool ok = true;
    QString problem;  // a sentence from the ledger when not ok
    qint64 waitingEntries = 0;
    qint64 droppedEntries = 0;
};

struct StatusSnapshot {
    QString version;
    bool listening = false;
    bool stopping = false;
    QString baseUrl;  // "http://127.0.0.1:5252/v1"
    qint64 atMs = 0;
    qint64 startedAtMs = 0;
    int openRequests = 0;
    quint64 requestsTotal = 0;
    QVector<ProviderStatus> providers;
    QVector<RouteStatus> routes;
    QVector<LiveRequest> live;  // newest first, at most 50
    LedgerHealth ledger;
    bool keysOnlyInMemory = false;
    bool offline = false;                    // this machine has no network: breakers are frozen
    std::optional<UndoableSwitch> undoable;  // the user's latest change of the switch that undo takes back
    QVector<BudgetStatus> budgets;           // as in the configuration
    QStringList configFaults;  // of a changed file that was refused; the last good one is in force
};

}  // namespace signalbox
