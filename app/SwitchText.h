// SwitchText: what the commands that change something say for people when it is done, and the switch history.
// Thread: any; pure.
#pragma once

#include "core/service/ControlProtocol.h"

#include <QJsonObject>
#include <QString>

namespace signalbox {

// One line on what holds now. Empty: the command changes nothing.
[[nodiscard]] QString doneText(const ControlCommand& command);
// "undo" of a status: what has been brought back. Empty object: nobody told.
[[nodiscard]] QString undoneText(const QJsonObject& change);
// As from switchesToJson(), in local time.
[[nodiscard]] QString switchesText(const QJsonObject& history);

}  // namespace signalbox
