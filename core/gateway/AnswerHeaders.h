// AnswerHeaders: which of a provider's header fields reach the client, and those of our own. An allow-list:
// cookies, hop-by-hop fields and anything with control characters never pass. Thread: any.
#pragma once

#include "core/base/Headers.h"

#include <QByteArray>
#include <QString>

namespace signalbox {

struct AnswerMarks {
    QByteArray requestId;
    QString provider;
    QString model;  // the name sent upstream
    int attempts = 0;
};

// x-signalbox-*; provider, model and attempts only where there was an attempt.
void addMarks(Headers& headers, const AnswerMarks& marks);
// The provider's content type, request id, rate-limit and retry fields.
void addUpstreamFields(Headers& headers, const Headers& upstream);
// Of the client's fields those that mean something to a provider; never credentials.
[[nodiscard]] Headers fieldsForProvider(const Headers& client);

}  // namespace signalbox
