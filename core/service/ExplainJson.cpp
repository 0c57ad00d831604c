#include "core/service/ControlProtocol.h"

#include <QJsonArray>

namespace signalbox {

namespace {

QString verdictName(ExplainedRule::Verdict verdict) {
    using Verdict = ExplainedRule::Verdict;
    switch (verdict) {
        case Verdict::Matches:
            return QStringLiteral("matches");
        case Verdict::NotReached:
            return QStringLiteral("not_reached");
        case Verdict::OtherModel:
            return QStringLiteral("other_model");
        case Verdict::OtherClient:
            return QStringLiteral("other_client");
        case Verdict::OtherEndpoint:
            return QStringLiteral("other_endpoint");
        case Verdict::NeedMissing:
            return QStringLiteral("need_missing");
        case Verdict::PromptTooSmall:
            return QStringLiteral("prompt_too_small");
        case Verdict::PromptTooLarge:
            return QStringLiteral("prompt_too_large");
        case Verdict::OutsideHours:
            return QStringLiteral("outside_hours");
        case Verdict::NamesProvider:
            return QStringLiteral("names_provider");
        case Verdict::NamesRoute:
            return QStringLiteral("names_route");
    }
    return {};
}

QJsonObject factsToJson(const RequestFacts& facts) {
    QJsonArray needs;
    for (const Need need : needsOf(facts)) {
        needs.append(needName(need));
    }
    return {{QStringLiteral("endpoint"), endpointName(facts.endpoint)},
            {QStringLiteral("model"), facts.model},
            {QStringLiteral("client"), facts.client},
            {QStringLiteral("needs"), needs},
            {QStringLiteral("prompt_tokens"), facts.promptTokens},
            {QStringLiteral("max_output_tokens"), facts.maxOutputTokens}};
}

template <class T>
QJsonValue orNull(const std::optional<T>& value) {
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

QJsonObject targetToJson(const ExplainedTarget& target) {
    return {{QStringLiteral("target"), target.target.toString()},
            {QStringLiteral("model"), target.model},
            {QStringLiteral("place"),
             target.place >= 0 ? QJsonValue(target.place + 1) : QJsonValue(QJsonValue::Null)},
            {QStringLiteral("state"), healthStateName(target.state)},
            {QStringLiteral("reason"), reasonToJson(target.reason)},
            {QStringLiteral("estimated_cost_nanousd"), orNull(target.estimatedCost)},
            {QStringLiteral("latency_ms"), orNull(target.latencyMs)},
            {QStringLiteral("in_flight"), target.inFlight},
            {QStringLiteral("keeps_conversation"), target.keepsConversation}};
}

}  // namespace

QJsonObject explanationToJson(const Explanation& explanation, qint64 nowMs) {
    QJsonArray rules;
    for (const ExplainedRule& rule : explanation.rules) {
        rules.append(QJsonObject{{QStringLiteral("route"), rule.route},
                                 {QStringLiteral("verdict"), verdictName(rule.verdict)}});
    }
    QJsonArray targets;
    for (const ExplainedTarget& target : explanation.targets) {
        targets.append(targetToJson(target));
    }
    return {{QStringLiteral("at"), isoTime(nowMs)},
            {QStringLiteral("request"), factsToJson(explanation.facts)},
            {QStringLiteral("route"),
             explanation.route.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(explanation.route)},
            {QStringLiteral("strategy"), strategyName(explanation.strategy)},
            {QStringLiteral("pin"), pinToJson(explanation.pin)},
            {QStringLiteral("rules"), rules},
            {QStringLiteral("targets"), targets}};
}

}  // namespace signalbox
