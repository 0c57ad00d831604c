#include "core/protocol/UsageMeter.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace signalbox {

namespace {

// Where a number of a usage object stands. Several rows for one field: the largest of those present counts,
// because some providers repeat a number and leave it 0 in the place that they do not use.
struct Place {
    UsageMeter::Field field;
    std::string_view outer;  // empty: at the top
    std::string_view name;
};

constexpr std::array kPlaces{
    Place{UsageMeter::Input, "", "prompt_tokens"},
    Place{UsageMeter::Input, "", "input_tokens"},
    Place{UsageMeter::Output, "", "completion_tokens"},
    Place{UsageMeter::Output, "", "output_tokens"},
    Place{UsageMeter::Total, "", "total_tokens"},
    Place{UsageMeter::Cached, "prompt_tokens_details", "cached_tokens"},
    Place{UsageMeter::Cached, "input_tokens_details", "cached_tokens"},
    Place{UsageMeter::Cached, "", "prompt_cache_hit_tokens"},  // DeepSeek
    Place{UsageMeter::Cached, "", "cached_tokens"},            // Moonshot
    Place{UsageMeter::Cached, "", "num_cached_tokens"},        // Mistral
    Place{UsageMeter::CacheWrite, "prompt_tokens_details", "cache_write_tokens"},
    Place{UsageMeter::CacheWrite, "input_tokens_details", "cache_write_tokens"},
    Place{UsageMeter::CacheWrite, "prompt_tokens_details", "cache_creation_input_tokens"},  // Qwen
    Place{UsageMeter::Reasoning, "completion_tokens_details", "reasoning_tokens"},
    Place{UsageMeter::Reasoning, "output_tokens_details", "reasoning_tokens"},
    Place{UsageMeter::AudioSeconds, "", "prompt_audio_seconds"},  // Mistral
};

}  // namespace

void UsageMeter::readAnswer(const json::Element& answer) {
    // Later ones are the more authoritative copy of the same numbers.
    if (const auto usage = json::member(json::member(answer, "x_groq"), "usage")) {
        readUsage(*usage);
    }
    if (const auto usage = json::member(json::first(json::member(answer, "choices")), "usage")) {
        readUsage(*usage);
    }
    if (const auto usage = json::member(json::member(answer, "response"), "usage")) {
        readUsage(*usage);
    }
    if (const auto usage = json::member(answer, "usage")) {
        readUsage(*usage);
    }
}

void UsageMeter::readUsage(const json::Element& usage) {
    std::array<std::optional<qint64>, kFieldCount> found;
    for (const Place& place : kPlaces) {
        const auto holder = place.outer.empty() ? std::optional(usage) : json::member(usage, place.outer);
        if (const auto number = json::count(json::member(holder, place.name))) {
            found[place.field] = std::max(found[place.field].value_or(0), *number);
        }
    }
    for (std::size_t field = 0; field < found.size(); ++field) {
        if (found[field]) {
            m_fields[field] = found[field];
        }
    }
    const auto usd = [](const std::optional<json::Element>& value) {
        const auto cost = json::number(value);
        return cost && *cost >= 0 && *cost < 1e6 ? cost : std::nullopt;
    };
    if (const auto cost = usd(json::member(usage, "cost"))) {
        m_costUsd = cost;
        // OpenRouter, with the user's own key at the vendor: its cost is its fee alone, and the vendor sends
        // a bill of its own.
        bool ownKey = false;
        if (const auto flag = json::member(usage, "is_byok");
            flag && flag->get(ownKey) == simdjson::SUCCESS && ownKey) {
            *m_costUsd +=
                usd(json::member(json::member(usage, "cost_details"), "upstream_inference_cost")).value_or(0);
        }
    }
    // No call is free by this field: resellers of the same models send it as 0.
    if (const auto ticks = json::count(json::member(usage, "cost_in_usd_ticks")); ticks && *ticks > 0) {
        m_costTicks = ticks;
    }
}

bool UsageMeter::told() const {
    return m_fields[Input] || m_fields[Output] || m_fields[Total] || m_costUsd || m_costTicks;
}

Usage UsageMeter::usage() const {
    Usage result;
    result.inputTokens = value(Input);
    result.outputTokens = value(Output);
    result.reasoningTokens = value(Reasoning);

    // Every provider's total is the sum of what it counted. What is in the total and in neither part was left
    // out of one of them: the reasoning that was reported beside (xAI's chat), sound that is no part of the
    // prompt's tokens (Mistral), or reasoning that was not reported at all (Gemini's OpenAI form).
    if (m_fields[Input] && m_fields[Output] && m_fields[Total]) {
        const qint64 left = value(Total) - value(Input) - value(Output);
        if (left > 0 && left == result.reasoningTokens) {
            result.outputTokens += left;
        } else if (left > 0 && value(AudioSeconds) > 0) {
            result.inputTokens += left;
        } else if (left > 0 && result.reasoningTokens == 0) {
            result.reasoningTokens = left;
            result.outputTokens += left;
        }
    } else if (m_fields[Total] && !m_fields[Output]) {
        result.inputTokens = std::max(result.inputTokens, value(Total));
    }
    if (result.reasoningTokens > result.outputTokens) {
        result.outputTokens += result.reasoningTokens;  // a part larger than the whole was not in it
    }
    result.cachedInputTokens = value(Cached);
    result.cacheWriteTokens = value(CacheWrite);

    if (m_costUsd) {
        result.reportedCost = std::llround(*m_costUsd * 1e9);
    } else if (m_costTicks) {
        result.reportedCost = (*m_costTicks + 5) / 10;
    }
    return result;
}

}  // namespace signalbox
