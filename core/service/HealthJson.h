// HealthJson: the part of state.json that keeps health across a restart. Thread: pure functions.
#pragma once

#include "core/api/HealthRecord.h"

#include <QJsonObject>

namespace signalbox {

[[nodiscard]] QJsonObject healthToJson(const HealthRecord& record);
// What is damaged is left out: health is learnt again.
[[nodiscard]] HealthRecord healthFromJson(const QJsonObject& object);

}  // namespace signalbox
