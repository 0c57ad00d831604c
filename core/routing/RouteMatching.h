// RouteMatching: which rule of the list a request falls under, and why others do not take it. Thread: pure
// functions. Hours are those of the clock on the wall where the gateway runs (facts.localTime), also on the
// days when that clock is changed.
#pragma once

#include "core/api/Config.h"
#include "core/api/Explanation.h"
#include "core/api/RequestFacts.h"

namespace signalbox {

// What the model asked for names, beside a model. Rules for any model stand back for it.
enum class Named { Model, Provider, Route };

// Whether one rule takes the request, looked at alone; never NotReached.
[[nodiscard]] ExplainedRule::Verdict verdictOf(const RouteConfig& route, const RequestFacts& facts,
                                               Named named);

// A route is named by its name, where that route takes the request and its own rule has no such model: "fast"
// for a route of the models "gpt-*". Where the rule has it, it is a model's name as well, and the first rule
// in the list that matches takes it. A provider is named by "provider/model".
[[nodiscard]] Named namedBy(const RequestFacts& facts, const Config& config);

// The rule that a request falls under; nothing if none matches.
[[nodiscard]] const RouteConfig* matchRoute(const RequestFacts& facts, const Config& config);

// Every rule of the list with its verdict; those behind the one that matches are NotReached.
[[nodiscard]] QVector<ExplainedRule> explainRules(const RequestFacts& facts, const Config& config);

// "provider/model" with a provider of ours in front, enabled or not; else nothing.
[[nodiscard]] const ProviderConfig* namedProvider(const QString& model, const Config& config);

}  // namespace signalbox
