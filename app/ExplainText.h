// ExplainText: what `explain` prints for people, made from the answer of the control socket. Thread: any;
// pure.
#pragma once

#include <QJsonObject>
#include <QString>

namespace signalbox {

// As from explanationToJson().
[[nodiscard]] QString explainText(const QJsonObject& explanation);

}  // namespace signalbox
