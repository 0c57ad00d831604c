// FailureRules: which class of product.md's failure table an answer falls into, by a table of status and of
// words in the error body. Thread: pure functions. The words are the provider's; what goes on as detail is
// cut to 300 characters and holds no key.
#pragma once

#include "core/base/Headers.h"
#include "core/protocol/Failure.h"
#include "core/upstream/Transport.h"

#include <QByteArray>
#include <QByteArrayView>

namespace signalbox {

// What an error body says, whichever of the known shapes it has. Text is lower-case except `message`.
struct ErrorFacts {
    QByteArray codes;       // code, type, status and reason, joined by blanks
    QByteArray text;        // every sentence in it
    QByteArray retryDelay;  // RetryInfo's
    QString message;        // for people; not redacted yet
    bool isError = false;   // the body is an error object
};

[[nodiscard]] ErrorFacts errorFacts(QByteArrayView body);

// An answer with a status other than 2xx.
[[nodiscard]] Failure classifyAnswer(int status, const Headers& headers, QByteArrayView body);
// The transport ended badly before a status came.
[[nodiscard]] Failure classifyTransport(const TransportEnd& end);
// A 200 that is no answer; `message` is redacted and cut.
[[nodiscard]] Failure badAnswer(int status, const QString& message);

// At most 300 characters, one line, no key.
[[nodiscard]] QString failureDetail(const QString& message);

}  // namespace signalbox
