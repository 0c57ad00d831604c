#include "core/protocol/UsageRules.h"

#include <array>

namespace signalbox {

namespace {

using F = UsageField;

// The OpenAI protocol and its dialects.
constexpr std::array kOpenAiPlaces{
    UsagePlace{F::Input, "", "prompt_tokens", ""},
    UsagePlace{F::Input, "", "input_tokens", ""},
    UsagePlace{F::Output, "", "completion_tokens", ""},
    UsagePlace{F::Output, "", "output_tokens", ""},
    UsagePlace{F::Total, "", "total_tokens", ""},
    UsagePlace{F::Cached, "prompt_tokens_details", "cached_tokens", ""},
    UsagePlace{F::Cached, "input_tokens_details", "cached_tokens", ""},
    UsagePlace{F::Cached, "", "prompt_cache_hit_tokens", ""},  // DeepSeek
    UsagePlace{F::Cached, "", "cached_tokens", ""},            // Moonshot
    UsagePlace{F::Cached, "", "num_cached_tokens", ""},        // Mistral
    UsagePlace{F::CacheWrite, "prompt_tokens_details", "cache_write_tokens", ""},
    UsagePlace{F::CacheWrite, "input_tokens_details", "cache_write_tokens", ""},
    UsagePlace{F::CacheWrite, "prompt_tokens_details", "cache_creation_input_tokens", ""},  // Qwen
    UsagePlace{F::Reasoning, "completion_tokens_details", "reasoning_tokens", ""},
    UsagePlace{F::Reasoning, "output_tokens_details", "reasoning_tokens", ""},
    UsagePlace{F::AudioInput, "prompt_tokens_details", "audio_tokens", ""},
    UsagePlace{F::AudioInput, "input_tokens_details", "audio_tokens", ""},
    UsagePlace{F::AudioInput, "input_token_details", "audio_tokens", ""},  // transcriptions
    UsagePlace{F::AudioOutput, "completion_tokens_details", "audio_tokens", ""},
    UsagePlace{F::AudioOutput, "output_tokens_details", "audio_tokens", ""},
    UsagePlace{F::ImageInput, "prompt_tokens_details", "image_tokens", ""},
    UsagePlace{F::ImageInput, "input_tokens_details", "image_tokens", ""},
    UsagePlace{F::ImageOutput, "completion_tokens_details", "image_tokens", ""},
    UsagePlace{F::ImageOutput, "output_tokens_details", "image_tokens", ""},
    UsagePlace{F::AudioSeconds, "", "prompt_audio_seconds", ""},  // Mistral
    UsagePlace{F::Seconds, "", "seconds", ""},                    // transcriptions billed by time
    UsagePlace{F::Searches, "server_side_tool_usage_details", "web_search_calls", ""},  // xAI
};
constexpr std::array kOpenAiHolders{
    UsageHolder{"x_groq", "usage", false},
    UsageHolder{"choices", "usage", true},  // Moonshot
    UsageHolder{"response", "usage", false},
    UsageHolder{"", "usage", false},
};

constexpr std::array kAnthropicPlaces{
    UsagePlace{F::Input, "", "input_tokens", ""},
    UsagePlace{F::Output, "", "output_tokens", ""},
    UsagePlace{F::Cached, "", "cache_read_input_tokens", ""},
    UsagePlace{F::CacheWrite, "", "cache_creation_input_tokens", ""},
    UsagePlace{F::CacheWriteLong, "cache_creation", "ephemeral_1h_input_tokens", ""},
    UsagePlace{F::Reasoning, "output_tokens_details", "thinking_tokens", ""},
    UsagePlace{F::Searches, "server_tool_use", "web_search_requests", ""},
};
constexpr std::array kAnthropicHolders{
    UsageHolder{"message", "usage", false},
    UsageHolder{"", "usage", false},
};

constexpr std::array kGeminiPlaces{
    UsagePlace{F::Input, "", "promptTokenCount", ""},
    UsagePlace{F::ToolInput, "", "toolUsePromptTokenCount", ""},
    UsagePlace{F::Output, "", "candidatesTokenCount", ""},
    UsagePlace{F::Total, "", "totalTokenCount", ""},
    UsagePlace{F::Cached, "", "cachedContentTokenCount", ""},
    UsagePlace{F::Reasoning, "", "thoughtsTokenCount", ""},
    UsagePlace{F::AudioInput, "promptTokensDetails", "tokenCount", "AUDIO"},
    UsagePlace{F::ImageInput, "promptTokensDetails", "tokenCount", "IMAGE"},
    UsagePlace{F::AudioOutput, "candidatesTokensDetails", "tokenCount", "AUDIO"},
    UsagePlace{F::ImageOutput, "candidatesTokensDetails", "tokenCount", "IMAGE"},
};
constexpr std::array kGeminiHolders{
    UsageHolder{"", "usageMetadata", false},
};

constexpr UsageRules kOpenAi{kOpenAiPlaces, kOpenAiHolders, false, false, true, ""};
constexpr UsageRules kAnthropic{kAnthropicPlaces, kAnthropicHolders, true, false, false, "iterations"};
constexpr UsageRules kGemini{kGeminiPlaces, kGeminiHolders, false, true, false, ""};

}  // namespace

const UsageRules& usageRules(UsageForm form) {
    switch (form) {
        case UsageForm::Anthropic:
            return kAnthropic;
        case UsageForm::Gemini:
            return kGemini;
        case UsageForm::OpenAi:
            break;
    }
    return kOpenAi;
}

}  // namespace signalbox
