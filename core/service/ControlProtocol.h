// ControlProtocol: what is said over the control socket: one JSON object a line each way, in order.
//   question  {"command": "switch", "route": …, "target": …, "mode": "prefer", "for_ms": …}
//   answer    {"ok": true, "answer": {…}}  or  {"ok": false, "error": {"code", "message", "place"}}
// Names are snake_case, times ISO 8601 UTC with ms, money integer nano-dollars. Thread: pure functions, any
// thread.
#pragma once

#include "core/api/Drill.h"
#include "core/api/Explanation.h"
#include "core/api/LedgerEntry.h"
#include "core/api/LedgerExport.h"
#include "core/api/SpendReport.h"
#include "core/api/StatusSnapshot.h"
#include "core/base/Result.h"

#include <QByteArray>
#include <QJsonObject>

#include <variant>

namespace signalbox {

struct StatusCommand {};
struct SwitchCommand {
    QString route;
    PinMode mode = PinMode::Auto;
    TargetRef target;
    std::optional<qint64> forMs;
    WaitingRequests waiting = WaitingRequests::Stay;
};
struct UndoCommand {};
struct DrillCommand {
    static constexpr qint64 kUsualMs = 2 * 60'000;

    QString provider;
    std::optional<DrillKind> kind;  // nothing: end the drill
    qint64 forMs = kUsualMs;
};
struct DrainCommand {
    QString provider;
    std::optional<qint64> forMs;
};
struct UndrainCommand {
    QString provider;
};
struct ResetCommand {
    QString provider;
    QString model;  // empty: all of the provider
};
struct SpendCommand {
    SpendQuery query;
    bool forecast = false;  // of the month of today
};
// The running instance writes the file.
struct ExportCommand {
    enum class What { Requests, Spend };

    What what = What::Requests;
    ExportFormat format = ExportFormat::Csv;
    QString path;  // absolute
    SpendQuery query;
};
struct ImportCommand {
    QString path;  // absolute
};
// The switch history, newest first.
struct SwitchesCommand {
    static constexpr int kUsual = 20;
    static constexpr int kMost = 10'000;

    int limit = kUsual;
};
struct KeyCommand {
    QString client;  // empty: the first
};
// Bodies go over the socket whole, as base64.
struct ExplainCommand {
    static constexpr qsizetype kMostBytes = 4 * 1024 * 1024;

    ExplainQuery query;
};
struct RaiseCommand {};

using ControlCommand = std::variant<StatusCommand, SwitchCommand, UndoCommand, DrillCommand, DrainCommand,
                                    UndrainCommand, ResetCommand, SpendCommand, ExportCommand, ImportCommand,
                                    SwitchesCommand, KeyCommand, ExplainCommand, RaiseCommand>;

[[nodiscard]] QJsonObject writeCommand(const ControlCommand& command);
// `today`: the local day that "today" stands for in "since" and "until".
[[nodiscard]] Result<ControlCommand> readCommand(const QByteArray& line, QDate today);

// Lines with their line end.
[[nodiscard]] QByteArray writeAnswer(const QJsonObject& answer);
[[nodiscard]] QByteArray writeError(const Error& error);
[[nodiscard]] Result<QJsonObject> readAnswer(const QByteArray& line);

// "provider" or "provider/model"; a model may hold further slashes.
[[nodiscard]] TargetRef targetFromText(const QString& text);

[[nodiscard]] QJsonObject statusToJson(const StatusSnapshot& status);
// `nowMs`: when it was made; what ends in it counts from there.
[[nodiscard]] QJsonObject explanationToJson(const Explanation& explanation, qint64 nowMs);
[[nodiscard]] QJsonObject spendToJson(const SpendReport& report);
[[nodiscard]] QJsonObject switchesToJson(const QVector<SwitchChanged>& switches);
[[nodiscard]] QJsonObject reasonToJson(const HealthReason& reason);
[[nodiscard]] QJsonObject pinToJson(const Pin& pin);
[[nodiscard]] QString isoTime(qint64 unixMs);

}  // namespace signalbox
