// JsonText: what the tables for people share: reading the control socket's answers, and the words for states
// and reasons in them. Thread: any; pure. Times in the answers are ISO 8601, UTC.
#pragma once

#include <QJsonObject>
#include <QString>

namespace signalbox {

[[nodiscard]] QString textOf(const QJsonObject& object, const char* name);
[[nodiscard]] qint64 numberOf(const QJsonObject& object, const char* name);
[[nodiscard]] QJsonObject objectOf(const QJsonObject& object, const char* name);
[[nodiscard]] qint64 msOf(const QString& isoTime);

// "12 min left", from "until"; empty: it has no end.
[[nodiscard]] QString untilText(const QJsonObject& object, qint64 nowMs);
// One sentence from a "reason"; empty: there is nothing to say.
[[nodiscard]] QString reasonText(const QJsonObject& reason, qint64 nowMs);
// "● healthy"
[[nodiscard]] QString stateText(const QString& state);
// "prefer b, 12 min left", "automatic", from a "pin".
[[nodiscard]] QString pinText(const QJsonObject& pin, qint64 nowMs);

}  // namespace signalbox
