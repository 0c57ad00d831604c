// RateLimitHeaders: what an answer's headers say is left of the provider's rate limits. Knows the
// x-ratelimit-* names of OpenAI and those who follow it (Groq, xAI, OpenRouter, Mistral with its own endings)
// and Anthropic's. Thread: a pure function. No clock is read: points in time are taken against the answer's
// own Date header.
#pragma once

#include "core/api/RateLimits.h"
#include "core/base/Headers.h"

namespace signalbox {

// Limits whose number of what remains cannot be read are left out. Where no reset is named it is taken to be
// the length of the limit's period.
[[nodiscard]] RateLimits rateLimits(const Headers& headers);

}  // namespace signalbox
