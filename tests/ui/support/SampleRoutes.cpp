#include "tests/ui/support/SampleRoutes.h"

#include "tests/ui/support/Samples.h"

namespace signalbox::test {

using namespace Qt::StringLiterals;

ConfigPtr routesConfig() {
    auto config = std::make_shared<Config>(*providersConfig());
    config->clients.clear();
    config->clients = {{u"default"_s, Secret("sb-0123456789abcdef0123456789abcdef"), false},
                       {u"aider"_s, Secret("sb-1123456789abcdef0123456789abcde1"), false},
                       {u"Claude Code"_s, Secret("sb-2123456789abcdef0123456789abcde2"), false}};
    RouteConfig coding;
    coding.name = u"coding"_s;
    coding.match.client = u"aider"_s;
    coding.targets = {
        {u"anthropic"_s, u"claude-opus-4-7"_s, 1}, {u"cometapi"_s, u"kimi-k2.6"_s, 1}, {u"openai"_s, {}, 1}};
    RouteConfig vision;
    vision.name = u"vision"_s;
    vision.match.needs = {Need::Image};
    vision.strategy = Strategy::LowestCost;
    vision.targets = {{u"openai"_s, u"gpt-5.5"_s, 1}, {u"cometapi"_s, u"gpt-5.5"_s, 1}};
    RouteConfig main;
    main.name = u"gpt-5.5"_s;
    main.match.model = u"gpt-5.5*"_s;
    main.targets = {{u"openai"_s, {}, 1}, {u"cometapi"_s, {}, 1}, {u"anthropic"_s, u"claude-opus-4-7"_s, 1}};
    RouteConfig fast;
    fast.name = u"fast"_s;
    fast.match.model = u"fast"_s;
    fast.match.maxPromptTokens = 8'000;
    fast.strategy = Strategy::LowestLatency;
    fast.targets = {{u"cometapi"_s, u"deepseek-v4-flash"_s, 1}, {u"ollama"_s, u"llama4"_s, 1}};
    RouteConfig night;
    night.name = u"night"_s;
    night.match.hours = RouteMatch::Hours{QTime(22, 0), QTime(6, 0)};
    night.targets = {{u"ollama"_s, u"llama4"_s, 1}};
    config->routes = {coding, vision, main, fast, night};
    return config;
}

Explanation sampleExplanation(const Config& config, qint64 nowMs) {
    using Verdict = ExplainedRule::Verdict;
    Explanation told;
    told.facts.model = u"gpt-5.5"_s;
    told.facts.client = u"default"_s;
    told.facts.promptTokens = 1'904;
    told.facts.needsTools = true;
    told.route = u"gpt-5.5"_s;
    bool taken = false;
    for (const RouteConfig& route : config.routes) {
        const bool takes = route.name == told.route;
        told.rules.append({route.name, takes                           ? Verdict::Matches
                                       : taken                         ? Verdict::NotReached
                                       : !route.match.needs.empty()    ? Verdict::NeedMissing
                                       : !route.match.client.isEmpty() ? Verdict::OtherClient
                                                                       : Verdict::OtherModel});
        taken = taken || takes;
    }
    ExplainedTarget comet;
    comet.target = {u"cometapi"_s, {}};
    comet.model = u"gpt-5.5"_s;
    comet.place = 0;
    comet.estimatedCost = 12'000'000;
    comet.latencyMs = 420;
    ExplainedTarget claude;
    claude.target = {u"anthropic"_s, u"claude-opus-4-7"_s};
    claude.model = u"claude-opus-4-7"_s;
    claude.place = 1;
    claude.estimatedCost = 21'000'000;
    claude.latencyMs = 1'900;
    claude.inFlight = 2;
    ExplainedTarget openai;
    openai.target = {u"openai"_s, {}};
    openai.model = u"gpt-5.5"_s;
    openai.state = HealthState::Resting;
    openai.reason.kind = HealthReason::Kind::Cooldown;
    openai.reason.httpStatus = 429;
    openai.reason.untilMs = nowMs + 41'000;
    told.targets = {comet, claude, openai};
    return told;
}

}  // namespace signalbox::test
