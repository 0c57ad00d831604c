#include "core/routing/RouteUse.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr std::array kNeeds{Need::Tools, Need::Image, Need::JsonSchema};

quint8 needBits(const RequestFacts& facts) {
    const std::array has{facts.needsTools, facts.needsImage, facts.needsJsonSchema};
    quint8 bits = 0;
    for (std::size_t i = 0; i < has.size(); ++i) {
        bits = static_cast<quint8>(bits | (has[i] ? 1U << i : 0U));
    }
    return bits;
}

}  // namespace

void RouteUse::answered(const QString& route, const RequestFacts& facts, const Usage& usage, qint64 nowMs) {
    Route& found = m_routes[route];
    Sample& sample = found.ring[found.count++ % kSamples];
    found.outputSum += usage.outputTokens - sample.output;
    sample = {nowMs, usage.inputTokens, usage.cachedInputTokens, usage.outputTokens, needBits(facts)};
    found.model = facts.model;
}

RouteUse::Summary RouteUse::summary(const QString& route, qint64 nowMs) const {
    Summary summary;
    const auto found = m_routes.constFind(route);
    if (found == m_routes.cend()) {
        return summary;
    }
    quint8 needs = 0;
    const std::size_t held = std::min(found->count, kSamples);
    for (std::size_t i = 0; i < held; ++i) {
        const Sample& sample = found->ring[i];
        if (nowMs - sample.atMs >= kLatelyMs) {
            continue;
        }
        ++summary.requests;
        summary.average.inputTokens += sample.input;
        summary.average.cachedInputTokens += sample.cached;
        summary.average.outputTokens += sample.output;
        summary.largestPrompt = std::max(summary.largestPrompt, sample.input);
        needs |= sample.needs;
    }
    if (summary.requests == 0) {
        return summary;
    }
    summary.average.inputTokens /= summary.requests;
    summary.average.cachedInputTokens /= summary.requests;
    summary.average.outputTokens /= summary.requests;
    summary.model = found->model;
    for (std::size_t i = 0; i < kNeeds.size(); ++i) {
        if ((needs & (1U << i)) != 0) {
            summary.needs.push_back(kNeeds[i]);
        }
    }
    return summary;
}

Usage RouteUse::expected(const QString& route, const RequestFacts& facts) const {
    Usage usage;
    usage.estimated = true;
    usage.inputTokens = facts.promptTokens;
    if (facts.endpoint == Endpoint::Embeddings || facts.endpoint == Endpoint::Moderations) {
        return usage;  // their answers are no tokens
    }
    usage.outputTokens = kGuessedOutputTokens;
    const auto found = m_routes.constFind(route);
    if (found != m_routes.cend() && found->count > 0) {
        usage.outputTokens = found->outputSum / static_cast<qint64>(std::min(found->count, kSamples));
    }
    if (facts.maxOutputTokens > 0) {
        usage.outputTokens = std::min(usage.outputTokens, facts.maxOutputTokens);
    }
    return usage;
}

void RouteUse::setConfig(const Config& config) {
    m_routes.removeIf([&](const QHash<QString, Route>::iterator& entry) {
        return !entry.key().isEmpty() && config.route(entry.key()) == nullptr;
    });
}

}  // namespace signalbox
