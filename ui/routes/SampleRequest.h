// SampleRequest: a request that was never sent, for the simulator: its body as a tool would write it. Thread:
// values; GUI.
#pragma once

#include "core/api/Explanation.h"

#include <QVector>

namespace signalbox {

struct SampleRequest {
    QString model;
    QString client;
    Endpoint endpoint = Endpoint::ChatCompletions;
    QVector<Need> needs;
    qint64 promptTokens = 1'000;
    bool operator==(const SampleRequest&) const = default;

    // What a request of that endpoint may need, as far as the gateway reads it.
    [[nodiscard]] static bool supports(Endpoint endpoint, Need need);
    // Those whose requests are JSON, so that a body says all there is.
    [[nodiscard]] static QVector<Endpoint> endpoints();
    // One that `route` takes, as far as it says: its client, its needs, a model of those known that it is
    // for, or else one made up.
    [[nodiscard]] static SampleRequest fitting(const RouteConfig& route, const QStringList& known);

    [[nodiscard]] QByteArray body() const;
    [[nodiscard]] ExplainQuery query() const;
};

}  // namespace signalbox
