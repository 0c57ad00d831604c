// Explanation: what would happen to a request, and what a throw of the lever would cost; asked before
// anything is sent or changed. Facts only: sentences are made in ui/ and app/. Thread: values. Money:
// nano-dollars.
#pragma once

#include "core/api/Config.h"
#include "core/api/RequestFacts.h"
#include "core/api/StatusSnapshot.h"
#include "core/api/Switch.h"
#include "core/base/Money.h"

#include <QByteArray>
#include <QString>
#include <QVector>

#include <optional>

namespace signalbox {

// A request to explain: one of the ledger, or one that was never sent.
struct ExplainQuery {
    QByteArray requestId;  // of the ledger; then the rest is not looked at
    Endpoint endpoint = Endpoint::ChatCompletions;
    QString client;
    QByteArray body;  // as a client would send it
    // A configuration that is being edited, as its file would say it; null: the one in force. Health, prices
    // of the catalogue and the switch are those of now.
    ConfigPtr draft;
};

// One rule of the list and whether it takes the request.
struct ExplainedRule {
    enum class Verdict {
        Matches,
        NotReached,  // an earlier rule matched
        OtherModel,
        OtherClient,
        OtherEndpoint,
        NeedMissing,  // the rule wants a need that the request has not
        PromptTooSmall,
        PromptTooLarge,
        OutsideHours,
        NamesProvider,  // the request names a provider, and the rule is for any model
        NamesRoute,     // the request names another route that takes it, and the rule is for any model
    };
    QString route;
    Verdict verdict = Verdict::NotReached;
};

struct ExplainedTarget {
    TargetRef target;
    QString model;   // the name that would be sent
    int place = -1;  // 0: asked first, 1: next … ; -1: not asked, `reason` says why
    HealthState state = HealthState::Healthy;
    HealthReason reason;
    std::optional<NanoUsd> estimatedCost;  // of this request there; nothing: no price known
    std::optional<qint64> latencyMs;       // measured time to first token; nothing: not measured
    int inFlight = 0;
    bool keepsConversation = false;  // it served this conversation before, and still holds its cache
};

struct Explanation {
    RequestFacts facts;
    QVector<ExplainedRule> rules;  // in list order
    QString route;                 // the rule that matched; empty: none, every provider that lists the model
    Strategy strategy = Strategy::Priority;
    Pin pin;                           // in force on that route
    QVector<ExplainedTarget> targets;  // in the order they would be asked, then those passed over
};

// What throwing a route's lever to another target would cost.
struct SwitchPreview {
    QString route;
    TargetRef from;  // where the next request goes now; empty provider: nowhere
    TargetRef to;
    qint64 warmConversations = 0;      // that would leave the cache of their target
    qint64 cachedTokensLost = 0;       // their prompts as last sent, which the new target reads at full price
    std::optional<NanoUsd> cacheCost;  // of reading those once more; nothing: no price known
    QVector<Need> missing;             // what requests of this route used lately and the new target lacks
    bool contextTooSmall = false;      // for the largest of the route's recent prompts
    // Of one request, of the size that this route's requests had lately; nothing: none yet, or no price.
    std::optional<NanoUsd> costBefore;
    std::optional<NanoUsd> costAfter;
};

}  // namespace signalbox
