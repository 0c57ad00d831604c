// The requests of the ledger: the question for a page of them, one with all its attempts, and what was kept
// of prompts and answers. Thread: values, any thread. Times are Unix ms UTC, money nano-dollars.
#pragma once

#include "core/api/LedgerEntry.h"

#include <QVector>

#include <optional>
#include <vector>

namespace signalbox {

// What all of a page's requests have in common. An empty name: those that have none.
struct RequestFilter {
    // Within any name of the request (model asked for, served, answered, provider, client, project, route,
    // endpoint), upper and lower case alike, or the beginning of its request id.
    QString text;
    std::optional<RequestStatus> status;
    bool failedOnly = false;       // any status but ok
    std::optional<QString> model;  // sent upstream, or asked for where nothing was sent
    std::optional<QString> provider;
    std::optional<QString> client;
    std::optional<QString> project;
    std::optional<qint64> sinceMs;  // started at or after
    std::optional<qint64> untilMs;  // started before
    bool operator==(const RequestFilter&) const = default;
};

// A place in the order of requests, newest start first: just behind the request it names.
struct RequestCursor {
    qint64 startedAtMs = 0;
    qint64 row = 0;
    bool operator==(const RequestCursor&) const = default;
};

struct RequestQuery {
    RequestFilter filter;
    std::optional<RequestCursor> after;  // nothing: from the newest
    int limit = 100;
};

// A request that has ended. In a page, finished.attempts is empty and `attempts` counts them.
struct LoggedRequest {
    qint64 row = 0;
    RequestStarted started;
    RequestFinished finished;
    int attempts = 0;

    [[nodiscard]] RequestCursor cursor() const { return {started.startedAtMs, row}; }
    // The model sent upstream, or asked for where nothing was sent.
    [[nodiscard]] const QString& model() const {
        return finished.servedModel.isEmpty() ? started.requestedModel : finished.servedModel;
    }
};

struct RequestPage {
    RequestQuery query;
    QVector<LoggedRequest> requests;  // newest start first; requests still under way are not among them
    // Where to go on. A page may end early, even empty, when a rare filter would make it search for long:
    // then this is where it got to. Nothing: there are no more.
    std::optional<RequestCursor> next;
};

struct CapturedText {
    CaptureKind kind = CaptureKind::Prompt;
    qint64 capturedAtMs = 0;
    QByteArray content;
    bool cut = false;  // it was longer
};

struct RequestDetail {
    LoggedRequest request;  // with its attempts
    QVector<CapturedText> captured;
};

}  // namespace signalbox
