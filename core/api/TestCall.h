// A test call: one small chat request to one model of one provider, whatever the rules, the switch and its
// health say. It is a request like any other: it is in the ledger under the client "test call", costs what
// such a request costs, counts against budgets, and its success or failure is a fact about the provider's
// health. Thread: values.
#pragma once

#include "core/api/Endpoint.h"
#include "core/api/Switch.h"

#include <QByteArray>
#include <QString>

namespace signalbox {

// A request whose prompt was kept, to be sent once more.
struct ReplayRequest {
    Endpoint endpoint = Endpoint::ChatCompletions;
    QByteArray body;
    TargetRef target;  // an empty model: as the body asks
};

struct TestCallResult {
    QByteArray requestId;  // its detail in the ledger has the attempts, tokens and cost
    int status = 0;        // HTTP, as a client would get it; 200: it works; 502, too: the answer broke off
    QString text;          // what the model said, or the error's own words without keys; shortened
    QString code;          // of an error, where there is one: "budget_exceeded", "invalid_api_key", …
    qint64 durationMs = 0;

    [[nodiscard]] bool works() const { return status >= 200 && status < 300; }
};

}  // namespace signalbox
