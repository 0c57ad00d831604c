// What the gateway tells the ledger, in the order things happen. Thread: values; made on the gateway thread,
// moved through a bounded queue to the ledger thread. Times are Unix ms UTC, durations ms, money
// nano-dollars.
#pragma once

#include "core/api/Config.h"
#include "core/api/Endpoint.h"
#include "core/api/Outcome.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <variant>
#include <vector>

namespace signalbox {

struct RequestStarted {
    QByteArray requestId;
    qint64 startedAtMs = 0;
    QString client;
    QString project;
    Endpoint endpoint = Endpoint::ChatCompletions;
    QString requestedModel;
    QString route;  // empty: no rule matched, providers in order
    bool stream = false;
    std::vector<Need> needs;
    qint64 promptTokens = 0;  // estimated from the text; 0: not told
};

struct AttemptRecord {
    int number = 1;
    QString provider;
    QString model;
    qint64 startedAtMs = 0;
    Outcome outcome = Outcome::Ok;
    int httpStatus = 0;  // 0: no answer
    qint64 durationMs = 0;
    bool drill = false;
    Usage usage;
    Cost cost;
};

struct RequestFinished {
    QByteArray requestId;
    RequestStatus status = RequestStatus::Ok;
    int httpStatus = 0;  // what the client got
    QString provider;    // of the attempt that answered, or the last one
    QString servedModel;
    QString answeredModel;
    std::optional<qint64> ttftMs;
    qint64 durationMs = 0;
    Usage usage;         // of the attempt that answered
    Cost cost;           // of all attempts
    NanoUsd wasted = 0;  // of attempts that did not answer, and of cancelled or cut ones
    std::vector<AttemptRecord> attempts;
    std::optional<QString> project;  // where it was found after the start
};

struct SwitchChanged {
    qint64 atMs = 0;
    QString actor;  // "user", "schedule", "undo"
    QString scope;  // "route:NAME" or "provider:ID"
    QString from;   // "auto", "prefer TARGET", "only TARGET", "in use", "drained"
    QString to;
    std::optional<qint64> untilMs;
    QString reason;
};

// A prompt or an answer, where a client or a route is switched to keep them. Prompts and answers are in no
// other entry. What is longer than kCaptureLimit (bytes) is cut.
constexpr qsizetype kCaptureLimit = 1 << 20;
enum class CaptureKind { Prompt, Answer };
struct RequestCapture {
    QByteArray requestId;
    CaptureKind kind = CaptureKind::Prompt;
    qint64 capturedAtMs = 0;
    QByteArray content;
};

using LedgerEntry = std::variant<RequestStarted, RequestFinished, SwitchChanged, RequestCapture>;

}  // namespace signalbox
