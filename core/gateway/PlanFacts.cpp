#include "core/gateway/PlanFacts.h"

#include "core/pricing/CostCalculator.h"

#include <QDateTime>
#include <QHashFunctions>

#include <algorithm>

namespace signalbox {

RequestFacts requestFacts(const RequestBody& body, const QString& client, const Config& config,
                          qint64 wallMs) {
    RequestFacts facts;
    facts.endpoint = body.endpoint;
    facts.model = body.model;
    facts.client = client;
    facts.needsTools = body.needsTools;
    facts.needsImage = body.needsImage;
    facts.needsJsonSchema = body.needsJsonSchema;
    facts.promptTokens = body.estimatedPromptTokens;
    facts.maxOutputTokens = body.maxOutputTokens;
    if (body.previousAnswer != 0) {
        facts.conversation = body.previousAnswer;
        facts.continuesAnswer = true;
    } else if (body.conversation != 0 && body.estimatedPromptTokens >= Stickiness::kLeastPromptTokens) {
        // The same words to another model are another cache.
        facts.conversation = qHash(body.model, body.conversation) | 1U;
    }
    const bool hoursMatter =
        std::any_of(config.routes.begin(), config.routes.end(),
                    [](const RouteConfig& route) { return route.match.hours.has_value(); });
    if (hoursMatter) {
        facts.localTime = QDateTime::fromMSecsSinceEpoch(wallMs);
    }
    return facts;
}

std::optional<NanoUsd> BookedCosts::cost(const ProviderConfig& provider, const QString& model,
                                         const Usage& usage) const {
    const Cost cost = costOf(m_prices, usage, provider, model, m_wallMs);
    return cost.source == CostSource::Unknown ? std::nullopt : std::optional(cost.charged);
}

}  // namespace signalbox
