#include "core/protocol/UsageMeter.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace signalbox {

namespace {

using namespace std::string_view_literals;
using Numbers = std::array<std::optional<qint64>, kUsageFields>;

std::optional<json::Element> inside(const json::Element& from, std::string_view outer) {
    return outer.empty() ? std::optional(from) : json::member(from, outer);
}

// The sum over the entries of a list that are of one modality.
std::optional<qint64> ofModality(const std::optional<json::Element>& list, const UsagePlace& place) {
    json::Array entries;
    if (!list || list->get(entries) != simdjson::SUCCESS) {
        return std::nullopt;
    }
    std::optional<qint64> sum;
    for (const json::Element entry : entries) {
        const auto number = json::count(json::member(entry, place.name));
        if (number && json::text(json::member(entry, "modality")) == place.modality) {
            sum = sum.value_or(0) + *number;
        }
    }
    return sum;
}

// Times are kept in ms: some providers give fractions of a second.
std::optional<qint64> inMs(const std::optional<json::Element>& seconds) {
    constexpr double kMost = 1e9;
    const auto number = json::number(seconds);
    return number && *number >= 0 && *number < kMost ? std::optional<qint64>(std::llround(*number * 1000))
                                                     : std::nullopt;
}

Numbers numbersOf(const json::Element& usage, std::span<const UsagePlace> places) {
    Numbers found;
    for (const UsagePlace& place : places) {
        const auto holder = inside(usage, place.outer);
        const auto number = !place.modality.empty() ? ofModality(holder, place)
                            : place.field == UsageField::Seconds
                                ? inMs(json::member(holder, place.name))
                                : json::count(json::member(holder, place.name));
        if (number) {
            auto& field = found[static_cast<std::size_t>(place.field)];
            field = std::max(field.value_or(0), *number);
        }
    }
    return found;
}

std::optional<double> usd(const std::optional<json::Element>& value) {
    const auto cost = json::number(value);
    return cost && *cost >= 0 && *cost < 1e6 ? cost : std::nullopt;
}

}  // namespace

void UsageMeter::readAnswer(const json::Element& answer) {
    for (const UsageHolder& holder : m_rules->holders) {
        auto outer = inside(answer, holder.outer);
        if (holder.inFirst) {
            outer = json::first(outer);
        }
        if (const auto usage = json::member(outer, holder.name)) {
            readUsage(*usage);
        }
    }
    readClass(json::member(answer, "service_tier"));
    readClass(json::member(json::member(answer, "response"), "service_tier"));
    countSearches(answer);
}

void UsageMeter::readUsage(const json::Element& usage) {
    const Numbers found = numbersOf(usage, m_rules->places);
    for (std::size_t field = 0; field < found.size(); ++field) {
        if (found[field]) {
            m_fields[field] = found[field];
        }
    }
    json::Array turns;
    if (const auto list =
            m_rules->iterations.empty() ? std::nullopt : json::member(usage, m_rules->iterations);
        list && list->get(turns) == simdjson::SUCCESS) {
        m_beyond.fill(0);
        for (const json::Element turn : turns) {
            if (json::text(json::member(turn, "type")) == "message"sv) {
                continue;
            }
            const Numbers beside = numbersOf(turn, m_rules->places);
            for (std::size_t field = 0; field < beside.size(); ++field) {
                m_beyond[field] += beside[field].value_or(0);
            }
        }
    }
    readClass(json::member(usage, "service_tier"));
    readClass(json::member(usage, "serviceTier"));
    readCost(usage);
}

void UsageMeter::readCost(const json::Element& usage) {
    const auto said = json::member(usage, "cost");
    if (const auto cost = usd(said)) {
        m_costUsd = cost;
        // OpenRouter, with the user's own key at the vendor: its cost is its fee alone, and the vendor sends
        // a bill of its own.
        bool ownKey = false;
        if (const auto flag = json::member(usage, "is_byok");
            flag && flag->get(ownKey) == simdjson::SUCCESS && ownKey) {
            *m_costUsd +=
                usd(json::member(json::member(usage, "cost_details"), "upstream_inference_cost")).value_or(0);
        }
    } else if (const auto total = usd(json::member(said, "total_cost"))) {  // Perplexity
        m_costUsd = total;
    }
    // No call is free by this field: resellers of the same models send it as 0.
    if (const auto ticks = json::count(json::member(usage, "cost_in_usd_ticks")); ticks && *ticks > 0) {
        m_costTicks = ticks;
    }
}

// "default", "standard", "scale" and what nobody knows yet are billed at the standard price.
void UsageMeter::readClass(const std::optional<json::Element>& tier) {
    const std::string_view name = json::text(tier);
    if (name.empty()) {
        return;
    }
    m_class = name == "priority"sv ? ServiceClass::Priority
              : name == "flex"sv   ? ServiceClass::Flex
              : name == "batch"sv  ? ServiceClass::Batch
                                   : ServiceClass::Standard;
}

// The responses endpoint lists the searches it made among its output; each is billed.
void UsageMeter::countSearches(const json::Element& answer) {
    if (m_rules != &usageRules(UsageForm::OpenAi)) {
        return;
    }
    for (const auto& holder :
         {json::member(answer, "output"), json::member(json::member(answer, "response"), "output")}) {
        json::Array items;
        if (!holder || holder->get(items) != simdjson::SUCCESS) {
            continue;
        }
        qint64 calls = 0;
        for (const json::Element item : items) {
            calls += json::text(json::member(item, "type")) == "web_search_call"sv ? 1 : 0;
        }
        auto& searches = m_fields[static_cast<std::size_t>(Field::Searches)];
        if (calls > searches.value_or(0)) {
            searches = calls;
        }
    }
}

bool UsageMeter::told() const {
    return at(Field::Input) || at(Field::Output) || at(Field::Total) || at(Field::Seconds) || m_costUsd ||
           m_costTicks;
}

// Every provider's total is the sum of what it counted. What is in the total and in neither part was left
// out of one of them: the reasoning that was reported beside (xAI's chat), sound that is no part of the
// prompt's tokens (Mistral), or reasoning that was not reported at all (Gemini's OpenAI form).
void UsageMeter::foldTotal(Usage& usage) const {
    if (at(Field::Input) && at(Field::Output) && at(Field::Total)) {
        const qint64 left = value(Field::Total) - value(Field::Input) - value(Field::Output);
        if (left > 0 && left == usage.reasoningTokens) {
            usage.outputTokens += left;
        } else if (left > 0 && value(Field::AudioSeconds) > 0) {
            usage.inputTokens += left;
            usage.audioInputTokens = left;
        } else if (left > 0 && usage.reasoningTokens == 0) {
            usage.reasoningTokens = left;
            usage.outputTokens += left;
        }
    } else if (at(Field::Total) && !at(Field::Output)) {
        usage.inputTokens = std::max(usage.inputTokens, value(Field::Total));
    }
    if (usage.reasoningTokens > usage.outputTokens) {
        usage.outputTokens += usage.reasoningTokens;  // a part larger than the whole was not in it
    }
}

Usage UsageMeter::usage() const {
    const auto sum = [this](Field field) { return value(field) + m_beyond[static_cast<std::size_t>(field)]; };
    Usage result;
    result.inputTokens = sum(Field::Input) + sum(Field::ToolInput);
    result.outputTokens = sum(Field::Output);
    result.cachedInputTokens = sum(Field::Cached);
    result.cacheWriteTokens = sum(Field::CacheWrite);
    result.cacheWriteLongTokens = sum(Field::CacheWriteLong);
    result.reasoningTokens = sum(Field::Reasoning);
    result.audioInputTokens = value(Field::AudioInput);
    result.imageInputTokens = value(Field::ImageInput);
    result.audioOutputTokens = value(Field::AudioOutput);
    result.imageOutputTokens = value(Field::ImageOutput);
    result.audioMs = value(Field::Seconds);
    result.searches = value(Field::Searches);
    result.serviceClass = m_class;
    if (m_rules->cacheBesideInput) {
        result.inputTokens += result.cachedInputTokens + result.cacheWriteTokens;
    }
    if (m_rules->reasoningBesideOutput) {
        result.outputTokens += result.reasoningTokens;
    }
    if (m_rules->totalTells) {
        foldTotal(result);
    }
    if (m_costUsd) {
        result.reportedCost = std::llround(*m_costUsd * 1e9);
    } else if (m_costTicks) {
        result.reportedCost = (*m_costTicks + 5) / 10;
    }
    return result;
}

}  // namespace signalbox
