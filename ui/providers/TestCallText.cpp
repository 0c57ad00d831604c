#include "ui/providers/TestCallText.h"

#include "core/base/Redact.h"

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

// By the status alone, as the gateway hands it on.
Outcome outcomeOf(int status) {
    switch (status) {
        case 401:
        case 403:
            return Outcome::Auth;
        case 402:
            return Outcome::Quota;
        case 429:
            return Outcome::RateLimited;
        case 504:
            return Outcome::TimeoutFirstByte;
        default:
            return status >= 500 ? Outcome::ServerError : Outcome::ClientError;
    }
}

}  // namespace

QString TestCallText::expected(std::optional<NanoUsd> cost, const QString& provider, const Format& format) {
    if (!cost) {
        return tr("Sends one short question to %1. Its price is not known here; it is a few dozen tokens.")
            .arg(provider);
    }
    if (*cost == 0) {
        return tr("Sends one short question to %1. It costs nothing.").arg(provider);
    }
    return tr("Sends one short question to %1. It costs %2.", "provider, about how much")
        .arg(provider, format.about(*cost));
}

QString TestCallText::placeOf(KeySource::Kind kind) {
    switch (kind) {
        case KeySource::Kind::Keychain:
            return tr("keyring", "refused: keyring openai");
        case KeySource::Kind::Env:
            return tr("environment variable", "refused: environment variable OPENAI_API_KEY");
        case KeySource::Kind::File:
            return tr("file", "refused: file /home/me/key");
        case KeySource::Kind::Memory:
            return tr("this run only", "refused: this run only openai");
    }
    return {};
}

QString TestCallText::keysOf(const ProviderConfig& provider) {
    QStringList names;
    for (const KeySource& key : provider.keys) {
        names.append(tr("%1 %2", "where a key is kept, its name there").arg(placeOf(key.kind), key.name));
    }
    return names.join(tr(", ", "between names"));
}

TestCallVerdict TestCallText::of(const TestCallResult& result, const ProviderConfig& provider,
                                 const QString& model, const std::optional<RequestDetail>& detail,
                                 const Format& format) {
    TestCallVerdict verdict;
    verdict.works = result.works();
    verdict.said = redacted(result.text.simplified());
    if (detail) {
        const Cost& cost = detail->request.finished.cost;
        const Usage& usage = detail->request.finished.usage;
        verdict.cost = tr("%1 tokens, cost %2", "number, money or the word unknown")
                           .arg(format.number(usage.inputTokens + usage.outputTokens),
                                format.cost(cost, cost.source == CostSource::Estimated));
    }
    if (verdict.works) {
        verdict.headline = tr("It works: answered in %1").arg(format.latency(result.durationMs));
        return verdict;
    }
    if (result.code == u"budget_exceeded"_s) {
        verdict.headline = tr("A budget has no room for it");
        verdict.next = tr("Raise the budget in Settings, or wait until its day or month is over.");
        return verdict;
    }
    const bool asked = detail && !detail->request.finished.attempts.empty();
    if (detail && !asked) {
        verdict.headline = tr("Nothing was sent");
        verdict.next = provider.enabled ? tr("Look at its keys above: none may have been readable.")
                                        : tr("It is switched off. Switch it on, apply, and test again.");
        return verdict;
    }
    const AttemptRecord* last = asked ? &detail->request.finished.attempts.back() : nullptr;
    explain(last != nullptr ? last->outcome : outcomeOf(result.status),
            last != nullptr && last->httpStatus != 0 ? last->httpStatus : result.status, provider, model,
            verdict);
    return verdict;
}

void TestCallText::explain(Outcome outcome, int status, const ProviderConfig& provider, const QString& model,
                           TestCallVerdict& verdict) {
    const QString host = provider.baseUrl.host();
    switch (outcome) {
        case Outcome::Auth:
            if (provider.keys.empty()) {
                verdict.headline = tr("It wants a key, and has none");
                verdict.next = tr("Add a key above, apply, and test again.");
            } else {
                verdict.headline = provider.keys.size() == 1
                                       ? tr("The key was refused: %1").arg(keysOf(provider))
                                       : tr("All its keys were refused: %1").arg(keysOf(provider));
                verdict.next =
                    tr("Make a new key at the provider, enter it above in place of this one, apply, "
                       "and test again.");
            }
            return;
        case Outcome::Quota:
            verdict.headline = tr("Its balance or spend limit is used up");
            verdict.next =
                tr("Add credit or raise the limit at the provider, then press Reset on the "
                   "dashboard.");
            return;
        case Outcome::RateLimited:
            verdict.headline = tr("It has had too many requests lately");
            verdict.next = tr("Wait a minute and test again; the key and the address are right.");
            return;
        case Outcome::Connect:
            verdict.headline = tr("%1 cannot be reached").arg(host);
            verdict.next = tr("Look at the base URL; if it is a server of yours, see whether it runs.");
            return;
        case Outcome::TimeoutFirstByte:
        case Outcome::TimeoutIdle:
            verdict.headline = tr("It did not answer in time");
            verdict.next = tr("Test again in a minute; a local server may be loading the model.");
            return;
        case Outcome::BadAnswer:
        case Outcome::Cut:
            verdict.headline = tr("What answers there does not speak this protocol");
            verdict.next = tr("Look at the base URL: it mostly ends in /v1.");
            return;
        case Outcome::ServerError:
            verdict.headline = tr("It has a fault of its own (%1)", "HTTP status").arg(status);
            verdict.next = tr("Test again in a few minutes; nothing needs to be changed here.");
            return;
        default:
            break;
    }
    if (status == 404) {
        verdict.headline = tr("It has no model “%1”, or nothing at this address").arg(model);
        verdict.next = tr("Choose a model of its list. If all fail, look at the base URL.");
        return;
    }
    verdict.headline = tr("It refused the request (%1)", "HTTP status").arg(status);
    verdict.next = tr("Another model may take it; its own words say what it minds.");
}

}  // namespace signalbox
