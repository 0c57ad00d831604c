#include "core/routing/RouteMatching.h"

#include "core/base/Glob.h"

#include <algorithm>

namespace signalbox {

namespace {

using Verdict = ExplainedRule::Verdict;

bool withinHours(const RouteMatch::Hours& hours, QTime now) {
    if (hours.from <= hours.to) {
        return hours.from <= now && now < hours.to;
    }
    return now >= hours.from || now < hours.to;
}

bool has(Need need, const RequestFacts& facts) {
    switch (need) {
        case Need::Tools:
            return facts.needsTools;
        case Need::Image:
            return facts.needsImage;
        case Need::JsonSchema:
            return facts.needsJsonSchema;
    }
    return false;
}

bool namesAModel(const RouteMatch& match) {
    return !match.model.isEmpty() && match.model != QLatin1String("*");
}

}  // namespace

Verdict verdictOf(const RouteConfig& route, const RequestFacts& facts, bool namesProvider) {
    const RouteMatch& match = route.match;
    if (facts.model != route.name) {
        if (namesProvider && !namesAModel(match)) {
            return Verdict::NamesProvider;
        }
        if (!match.model.isEmpty() && !globMatches(match.model, facts.model)) {
            return Verdict::OtherModel;
        }
    }
    if (!match.client.isEmpty() && match.client != facts.client) {
        return Verdict::OtherClient;
    }
    if (match.endpoint && *match.endpoint != facts.endpoint) {
        return Verdict::OtherEndpoint;
    }
    if (!std::all_of(match.needs.begin(), match.needs.end(), [&](Need need) { return has(need, facts); })) {
        return Verdict::NeedMissing;
    }
    if (match.minPromptTokens && facts.promptTokens < *match.minPromptTokens) {
        return Verdict::PromptTooSmall;
    }
    if (match.maxPromptTokens && facts.promptTokens > *match.maxPromptTokens) {
        return Verdict::PromptTooLarge;
    }
    if (match.hours && !withinHours(*match.hours, facts.localTime.time())) {
        return Verdict::OutsideHours;
    }
    return Verdict::Matches;
}

const RouteConfig* matchRoute(const RequestFacts& facts, const Config& config) {
    const bool namesProvider = namedProvider(facts.model, config) != nullptr;
    const auto found = std::find_if(
        config.routes.begin(), config.routes.end(),
        [&](const RouteConfig& route) { return verdictOf(route, facts, namesProvider) == Verdict::Matches; });
    return found == config.routes.end() ? nullptr : &*found;
}

QVector<ExplainedRule> explainRules(const RequestFacts& facts, const Config& config) {
    const bool namesProvider = namedProvider(facts.model, config) != nullptr;
    QVector<ExplainedRule> rules;
    bool matched = false;
    for (const RouteConfig& route : config.routes) {
        const Verdict verdict = matched ? Verdict::NotReached : verdictOf(route, facts, namesProvider);
        matched = matched || verdict == Verdict::Matches;
        rules.push_back({route.name, verdict});
    }
    return rules;
}

const ProviderConfig* namedProvider(const QString& model, const Config& config) {
    const qsizetype slash = model.indexOf(QLatin1Char('/'));
    if (slash <= 0) {
        return nullptr;
    }
    const QStringView id = QStringView(model).first(slash);
    const auto found = std::find_if(config.providers.begin(), config.providers.end(),
                                    [&](const ProviderConfig& provider) { return provider.id == id; });
    return found == config.providers.end() ? nullptr : &*found;
}

}  // namespace signalbox
