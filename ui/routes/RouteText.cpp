#include "ui/routes/RouteText.h"

namespace signalbox {

using namespace Qt::StringLiterals;

QString RouteText::need(Need need) {
    switch (need) {
        case Need::Tools:
            return tr("tools");
        case Need::Image:
            return tr("images");
        case Need::JsonSchema:
            return tr("JSON schema");
    }
    return {};
}

QString RouteText::match(const RouteMatch& match, const Format& format) {
    QStringList parts;
    if (!match.model.isEmpty()) {
        parts.append(tr("model = %1").arg(match.model));
    }
    if (!match.client.isEmpty()) {
        parts.append(tr("client = %1").arg(match.client));
    }
    if (match.endpoint) {
        parts.append(endpointName(*match.endpoint));
    }
    if (!match.needs.empty()) {
        QStringList needs;
        for (const Need one : match.needs) {
            needs.append(need(one));
        }
        parts.append(tr("needs %1").arg(needs.join(tr(", ", "between needs"))));
    }
    if (match.minPromptTokens && match.maxPromptTokens) {
        parts.append(tr("%1 to %2 tokens in")
                         .arg(format.number(*match.minPromptTokens), format.number(*match.maxPromptTokens)));
    } else if (match.minPromptTokens) {
        parts.append(tr("from %1 tokens in").arg(format.number(*match.minPromptTokens)));
    } else if (match.maxPromptTokens) {
        parts.append(tr("up to %1 tokens in").arg(format.number(*match.maxPromptTokens)));
    }
    if (match.hours) {
        parts.append(tr("%1–%2", "hours")
                         .arg(format.locale().toString(match.hours->from, QLocale::ShortFormat),
                              format.locale().toString(match.hours->to, QLocale::ShortFormat)));
    }
    return parts.isEmpty() ? tr("any request") : parts.join(tr(", ", "between conditions"));
}

QString RouteText::target(const TargetConfig& target, const NameOf& nameOf) {
    const QString name = target.provider.isEmpty() ? tr("no provider") : nameOf(target.provider);
    return target.model.isEmpty() ? name : tr("%1 · %2", "provider, model").arg(name, target.model);
}

QString RouteText::targets(const RouteConfig& route, const NameOf& nameOf) {
    QStringList names;
    for (const TargetConfig& one : route.targets) {
        names.append(target(one, nameOf));
    }
    return names.isEmpty() ? tr("no target") : names.join(tr(" › ", "between targets in order"));
}

QString RouteText::verdict(ExplainedRule::Verdict verdict) {
    using Verdict = ExplainedRule::Verdict;
    switch (verdict) {
        case Verdict::Matches:
            return tr("takes it");
        case Verdict::NotReached:
            return tr("not looked at: an earlier rule takes it");
        case Verdict::OtherModel:
            return tr("is for another model");
        case Verdict::OtherClient:
            return tr("is for another client");
        case Verdict::OtherEndpoint:
            return tr("is for another endpoint");
        case Verdict::NeedMissing:
            return tr("wants a need that the request has not");
        case Verdict::PromptTooSmall:
            return tr("the prompt is too small for it");
        case Verdict::PromptTooLarge:
            return tr("the prompt is too large for it");
        case Verdict::OutsideHours:
            return tr("does not hold at this hour");
        case Verdict::NamesProvider:
            return tr("the request names a provider itself");
        case Verdict::NamesRoute:
            return tr("the request names another rule");
    }
    return {};
}

QString RouteText::request(const RequestFacts& facts, const Format& format) {
    QStringList parts{facts.model.isEmpty() ? tr("no model named") : facts.model};
    if (facts.endpoint != Endpoint::ChatCompletions) {
        parts.append(endpointName(facts.endpoint));
    }
    parts.append(tr("about %1 tokens in").arg(format.number(facts.promptTokens)));
    for (const Need one : needsOf(facts)) {
        parts.append(tr("with %1", "a need").arg(need(one)));
    }
    if (!facts.client.isEmpty()) {
        parts.append(tr("from %1", "a client").arg(facts.client));
    }
    return parts.join(tr(", ", "between facts"));
}

}  // namespace signalbox
