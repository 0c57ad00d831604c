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

Verdict verdictOf(const RouteConfig& route, const RequestFacts& facts, Named named) {
    const RouteMatch& match = route.match;
    if (facts.model != route.name) {
        if (named != Named::Model && !namesAModel(match)) {
            return named == Named::Route ? Verdict::NamesRoute : Verdict::NamesProvider;
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

Named namedBy(const RequestFacts& facts, const Config& config) {
    const Named otherwise = namedProvider(facts.model, config) != nullptr ? Named::Provider : Named::Model;
    const RouteConfig* route = config.route(facts.model);
    if (route == nullptr || verdictOf(*route, facts, otherwise) != Verdict::Matches) {
        return otherwise;
    }
    const bool alsoModel = namesAModel(route->match) && globMatches(route->match.model, facts.model);
    return alsoModel ? otherwise : Named::Route;
}

const RouteConfig* matchRoute(const RequestFacts& facts, const Config& config) {
    if (facts.only) {
        return nullptr;
    }
    if (!facts.sentTo.isEmpty()) {
        return config.route(facts.sentTo);
    }
    const Named named = namedBy(facts, config);
    const auto found = std::find_if(
        config.routes.begin(), config.routes.end(),
        [&](const RouteConfig& route) { return verdictOf(route, facts, named) == Verdict::Matches; });
    return found == config.routes.end() ? nullptr : &*found;
}

QVector<ExplainedRule> explainRules(const RequestFacts& facts, const Config& config) {
    const Named named = namedBy(facts, config);
    QVector<ExplainedRule> rules;
    bool matched = false;
    for (const RouteConfig& route : config.routes) {
        const Verdict verdict = matched ? Verdict::NotReached : verdictOf(route, facts, named);
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
