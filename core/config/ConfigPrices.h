// ConfigPrices: a price as it stands in a file, read and written: in config.json and in the catalogue that is
// part of the program. Per million tokens in dollars with up to six decimals, per unit with up to twelve.
// Thread: functions without state.
#pragma once

#include "core/api/Price.h"
#include "core/config/ConfigFields.h"

namespace signalbox {

// Every fault is noted under its JSON path; what is wrong keeps its default.
[[nodiscard]] PriceConfig readPrice(const JsonNode& node, const QString& path, FaultLists& lists);
[[nodiscard]] JsonNode priceNode(const PriceConfig& price);

}  // namespace signalbox
