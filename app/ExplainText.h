// ExplainText: what `explain` and `undo` print for people, made from the answers of the control socket.
// Thread: any; pure.
#pragma once

#include <QJsonObject>
#include <QString>

namespace signalbox {

// As from explanationToJson().
[[nodiscard]] QString explainText(const QJsonObject& explanation);
// "undo" of a status: what has been brought back. Empty object: nobody told.
[[nodiscard]] QString undoneText(const QJsonObject& change);

}  // namespace signalbox
