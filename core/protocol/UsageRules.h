// UsageRules: where each number of a usage object stands and what it includes, protocol by protocol. The
// facts are those of the providers' documents and of recorded answers. Thread: constants.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace signalbox {

// The form of the answer that the usage stands in.
enum class UsageForm { OpenAi, Anthropic, Gemini };

enum class UsageField {
    Input,
    ToolInput,  // what tools that run at the provider added to the prompt
    Output,
    Total,
    Cached,
    CacheWrite,
    CacheWriteLong,
    Reasoning,
    AudioInput,
    ImageInput,
    AudioOutput,
    ImageOutput,
    AudioSeconds,  // of sound in the prompt, whose tokens are in the total alone
    Seconds,       // of sound, which is what is billed; kept in ms
    Searches,
};
inline constexpr std::size_t kUsageFields = static_cast<std::size_t>(UsageField::Searches) + 1;

// Where a number stands. Several rows for one field: the largest of those present counts, because some
// providers repeat a number and leave it 0 in the place that they do not use.
struct UsagePlace {
    UsageField field;
    std::string_view outer;     // empty: at the top
    std::string_view name;      // in a list: of the number in each entry
    std::string_view modality;  // not empty: `outer` is a list; the entries with this "modality" count
};

// Where a usage object stands in an answer or an event; from the least to the most authoritative copy.
struct UsageHolder {
    std::string_view outer;  // empty: at the top
    std::string_view name;
    bool inFirst = false;  // of the list `outer`, in its first entry
};

struct UsageRules {
    std::span<const UsagePlace> places;
    std::span<const UsageHolder> holders;
    bool cacheBesideInput;        // cached reads and writes are not in the input
    bool reasoningBesideOutput;   // reasoning is not in the output
    bool totalTells;              // what is in the total alone was left out of a part
    std::string_view iterations;  // a list of turns; those whose "type" is not "message" are billed beside
};

[[nodiscard]] const UsageRules& usageRules(UsageForm form);

}  // namespace signalbox
