// writeConfig: Config → the bytes of config.json. With the document that the file held before, its order, its
// numbers as written and the keys that this version does not know stay; settings that have their default are
// written only where the file named them already. Thread: functions without state.
#pragma once

#include "core/api/Config.h"
#include "core/config/JsonNode.h"

#include <QByteArray>

namespace signalbox {

[[nodiscard]] JsonNode toJson(const Config& config, const JsonNode* previous = nullptr);
[[nodiscard]] QByteArray writeConfig(const Config& config, const JsonNode* previous = nullptr);

}  // namespace signalbox
