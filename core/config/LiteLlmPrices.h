// LiteLlmPrices: reads prices in the form of LiteLLM's model_prices_and_context_window.json: an object of
// models, each with its costs in dollars per token or per unit; "_above_200k_tokens" names a tier,
// "_priority", "_flex" and "_batches" a class of service, "tiered_pricing" prices by ranges of the prompt.
// Fields that Signalbox does not meter are passed over, and so are models that have no others. Thread:
// functions without state.
#pragma once

#include "core/api/Config.h"
#include "core/api/ConfigFault.h"
#include "core/base/Result.h"

#include <QByteArray>

#include <vector>

namespace signalbox {

constexpr qsizetype kMaxPriceFileBytes = qsizetype{16} * 1024 * 1024;

// Errors are InvalidInput with the place, such as "gpt-5.5.input_cost_per_token": one that is no number from
// 0 on, or not exact to a pico-dollar.
[[nodiscard]] Result<std::vector<PriceConfig>> readLiteLlmPrices(const QByteArray& json);

// Reads the files that the configuration names under price_files, waiting for the disk, into its
// importedPrices. A fault is noted under the file's place in the list.
void readPriceFiles(Config& config, ConfigFaults& faults);

}  // namespace signalbox
