// ControlProtocol: what is said over the control socket: one JSON object a line each way, in order.
//   question  {"command": "switch", "route": …, "target": …, "mode": "prefer", "for_ms": …}
//   answer    {"ok": true, "answer": {…}}  or  {"ok": false, "error": {"code", "message", "place"}}
// Names are snake_case, times ISO 8601 UTC with ms, money integer nano-dollars. Thread: pure functions, any
// thread.
#pragma once

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
};
struct KeyCommand {
    QString client;  // empty: the first
};
struct RaiseCommand {};

using ControlCommand = std::variant<StatusCommand, SwitchCommand, DrainCommand, UndrainCommand, ResetCommand,
                                    SpendCommand, KeyCommand, RaiseCommand>;

[[nodiscard]] QJsonObject writeCommand(const ControlCommand& command);
// `today`: the local day that "today" stands for in "since" and "until".
[[nodiscard]] Result<ControlCommand> readCommand(const QByteArray& line, QDate today);

// Lines with their line end.
[[nodiscard]] QByteArray writeAnswer(const QJsonObject& answer);
[[nodiscard]] QByteArray writeError(const Error& error);
[[nodiscard]] Result<QJsonObject> readAnswer(const QByteArray& line);

// "provider" or "provider/model"; a model may hold further slashes.
[[nodiscard]] TargetRef targetFromText(const QString& text);

[[nodiscard]] QString spendByName(SpendBy by);
[[nodiscard]] std::optional<SpendBy> spendByFromName(const QString& name);

[[nodiscard]] QJsonObject statusToJson(const StatusSnapshot& status);
[[nodiscard]] QJsonObject spendToJson(const SpendReport& report);
[[nodiscard]] QString isoTime(qint64 unixMs);

}  // namespace signalbox
