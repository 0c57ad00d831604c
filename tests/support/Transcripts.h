// Transcripts: recorded answers of providers that speak the OpenAI protocol or a dialect of it, read from
// where the recordings are at hand (the environment variable SIGNALBOX_SHARED, else ../shared beside the
// sources), and a handful of own ones, so that no test is empty without them. Thread: the test's.
#pragma once

#include "core/api/Endpoint.h"
#include "core/api/Failure.h"
#include "core/base/Headers.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <vector>

namespace signalbox::test {

struct Transcript {
    QString name;  // "groq/011-completions-…", "own/…"
    Endpoint endpoint = Endpoint::ChatCompletions;
    bool stream = false;  // the answer is an event stream
    int status = 200;
    Headers headers;     // of the answer, without Content-Length
    QByteArray request;  // as recorded; empty: none, or no JSON object with a model
    QByteArray body;     // of the answer
    // Of an answer with an error status. A 200 may fail as well: see endsInError().
    FailureClass failure = FailureClass::None;
};

// A recording of an endpoint that the protocol's adapter does not serve.
struct LeftOut {
    QString name;
    QByteArray path;  // as a client of the gateway would ask for it
};

struct Recordings {
    std::vector<Transcript> transcripts;
    std::vector<LeftOut> leftOut;
};

// Empty where the recordings are not at hand.
[[nodiscard]] Recordings recordings();
[[nodiscard]] bool haveRecordings();
// The folders that are read.
[[nodiscard]] QStringList recordingFolders();

[[nodiscard]] std::vector<Transcript> ownTranscripts();
// Own ones first.
[[nodiscard]] std::vector<Transcript> allTranscripts();

}  // namespace signalbox::test
