// PublishedPrices: the prices that a provider states in its own list of models. Thread: functions without
// state.
//
// OpenRouter's GET /models ("Models API", openrouter.ai/docs): beside each id a `pricing` object of decimal
// strings in dollars: prompt, completion, input_cache_read, input_cache_write and internal_reasoning per
// token, request per request, web_search per search. "0" is free, for prompt and completion alone: elsewhere
// it says that nothing is priced apart. "-1" says that it varies, so that it is not known. Prices of images
// sent are not read: what they count as is not stated.
#pragma once

#include "core/api/Price.h"

#include <QByteArrayView>

#include <vector>

namespace signalbox {

// One price a model, without provider and day; none of those that say nothing, or something that cannot be
// meant (below 0, or above a dollar a token). Empty where the answer is of another form.
[[nodiscard]] std::vector<PriceConfig> readPublishedPrices(QByteArrayView bytes);

}  // namespace signalbox
