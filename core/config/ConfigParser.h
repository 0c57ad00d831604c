// parseConfig: the bytes of config.json (contract.md "Configuration") → Config, or every fault with its JSON
// path.
//
// Faults refuse the file: wrong kinds, ranges, missing or double names, references to what is not there, keys
// that are nearly a known one. Warnings do not: keys that this version does not know (they are kept when the
// file is written again, so that a newer version's file survives an older one) and settings that are allowed
// and rarely meant. Prices are read from their text, not through a binary fraction. Thread: functions without
// state.
#pragma once

#include "core/api/Config.h"
#include "core/api/ConfigFault.h"
#include "core/config/JsonNode.h"

#include <QByteArray>

#include <optional>

namespace signalbox {

struct ConfigDocument {
    Config config;
    JsonNode source;  // what the file says, with the keys that this version does not know
};

struct ParsedConfig {
    std::optional<ConfigDocument> document;  // absent exactly when there are faults
    ConfigFaults faults;
    ConfigFaults warnings;
};

[[nodiscard]] ParsedConfig parseConfig(const QByteArray& text);

}  // namespace signalbox
