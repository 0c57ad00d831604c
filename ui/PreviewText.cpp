#include "ui/PreviewText.h"

namespace signalbox {

namespace {
constexpr NanoUsd kDearCache = 50'000'000;  // five cents
// Where no price is known, this much of lost cache is worth a question.
constexpr qint64 kManyTokens = 50'000;

bool isDearer(const SwitchPreview& preview) {
    return preview.costBefore && preview.costAfter && *preview.costAfter > *preview.costBefore &&
           *preview.costAfter * 2 >= *preview.costBefore * 3;
}

// Two prices of one request differ by less than a cent.
QString oneRequest(NanoUsd amount, const Format& format) {
    return format.cost({amount, amount, CostSource::Computed}, false);
}

bool losesCache(const SwitchPreview& preview) {
    return preview.cacheCost ? *preview.cacheCost >= kDearCache : preview.cachedTokensLost >= kManyTokens;
}
}  // namespace

bool PreviewText::isCostly(const SwitchPreview& preview) {
    return !preview.missing.isEmpty() || preview.contextTooSmall || losesCache(preview) || isDearer(preview);
}

QStringList PreviewText::facts(const SwitchPreview& preview, const Format& format) {
    QStringList facts;
    for (const Need need : preview.missing) {
        switch (need) {
            case Need::Tools:
                facts.append(tr("Recent requests used tools; this model takes none."));
                break;
            case Need::Image:
                facts.append(tr("Recent requests had images; this model takes none."));
                break;
            case Need::JsonSchema:
                facts.append(tr("Recent requests wanted a JSON schema kept; this model keeps none."));
                break;
        }
    }
    if (preview.contextTooSmall) {
        facts.append(tr("The largest recent prompt is more than this model takes."));
    }
    if (preview.costBefore && preview.costAfter && *preview.costAfter != *preview.costBefore) {
        facts.append(
            tr("A request like the recent ones costs about %1 there, %2 now.")
                .arg(oneRequest(*preview.costAfter, format), oneRequest(*preview.costBefore, format)));
    } else if (preview.costBefore && !preview.costAfter) {
        facts.append(tr("No price is known there; a request costs about %1 now.")
                         .arg(oneRequest(*preview.costBefore, format)));
    }
    if (preview.cachedTokensLost > 0) {
        const QString tokens = format.tokens(preview.cachedTokensLost);
        const QString lost =
            preview.warmConversations == 1
                ? tr("One conversation leaves its cache")
                : tr("%1 conversations leave their caches").arg(format.number(preview.warmConversations));
        facts.append(preview.cacheCost ? tr("%1: %2 tokens are read once more, for about %3.")
                                             .arg(lost, tokens, format.money(*preview.cacheCost))
                                       : tr("%1: %2 tokens are read once more.").arg(lost, tokens));
    }
    return facts;
}

}  // namespace signalbox
