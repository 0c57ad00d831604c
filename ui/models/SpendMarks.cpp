#include "ui/models/SpendMarks.h"

#include "ui/SwitchText.h"

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLeastRequests = 10;
constexpr qint64 kFifth = 5;

// "provider" or "provider/model" as people call it.
QString targetName(QStringView target, const StatusSnapshot& status) {
    const qsizetype slash = target.indexOf(u'/');
    TargetRef ref;
    ref.provider = (slash < 0 ? target : target.first(slash)).toString();
    ref.model = slash < 0 ? QString() : target.sliced(slash + 1).toString();
    return SwitchText::targetName(status, ref);
}

}  // namespace

QString SpendMarks::text(const SwitchChanged& change, const StatusSnapshot& status) {
    const qsizetype colon = change.scope.indexOf(u':');
    const QString name = change.scope.sliced(colon + 1);
    if (change.scope.startsWith(u"provider:"_s)) {
        const QString provider = SwitchText::providerName(status, name);
        return change.to == u"drained"_s ? tr("%1 taken out of use").arg(provider)
                                         : tr("%1 put back into use").arg(provider);
    }
    const qsizetype space = change.to.indexOf(u' ');
    const QString target =
        space < 0 ? QString() : targetName(QStringView(change.to).sliced(space + 1), status);
    if (change.to.startsWith(u"prefer "_s)) {
        return tr("%1 moved to %2", "route, target").arg(name, target);
    }
    if (change.to.startsWith(u"only "_s)) {
        return tr("%1 moved to only %2", "route, target").arg(name, target);
    }
    return tr("%1 back to automatic", "route").arg(name);
}

QString SpendMarks::count(SpendMark::Kind kind, int count, const Format& format) {
    switch (kind) {
        case SpendMark::Kind::Switch:
            return count == 1 ? tr("1 switch") : tr("%1 switches").arg(format.number(count));
        case SpendMark::Kind::Incident:
            return count == 1 ? tr("1 incident") : tr("%1 incidents").arg(format.number(count));
        case SpendMark::Kind::Drill:
            break;
    }
    return count == 1 ? tr("1 drill") : tr("%1 drills").arg(format.number(count));
}

QVector<SpendMark> SpendMarks::of(const QVector<SwitchChanged>& history, const StatusSnapshot& status,
                                  const SpendSeries& series, const Format& format) {
    using Kind = SpendMark::Kind;
    QVector<SpendMark> marks;
    for (const SwitchChanged& change : history) {
        marks.append({Kind::Switch, change.atMs, text(change, status)});
    }
    for (const RouteStatus& route : status.routes) {
        if (route.failedOverAtMs && route.active >= 0 && route.active < route.targets.size()) {
            marks.append(
                {Kind::Incident, *route.failedOverAtMs,
                 tr("%1 failed over to %2", "route, target")
                     .arg(route.name, SwitchText::targetName(status, route.targets[route.active].target))});
        }
    }
    for (const ProviderStatus& provider : status.providers) {
        if (provider.drill) {
            marks.append({Kind::Drill, provider.drill->sinceMs,
                          tr("Drill: %1")
                              .arg(SwitchText::drillOf(SwitchText::providerName(status, provider.id),
                                                       provider.drill->kind))});
        }
    }
    for (const SpendBar& bar : series.bars) {
        const SpendRow& sum = bar.sum;
        if (sum.requests >= kLeastRequests && sum.failedRequests * kFifth >= sum.requests) {
            marks.append({Kind::Incident, bar.beginMs,
                          tr("%1 of %2 requests did not complete")
                              .arg(format.number(sum.failedRequests), format.number(sum.requests))});
        }
    }
    marks.removeIf([&series](const SpendMark& mark) { return series.barAt(mark.atMs) < 0; });
    std::stable_sort(marks.begin(), marks.end(),
                     [](const SpendMark& a, const SpendMark& b) { return a.atMs < b.atMs; });
    return marks;
}

}  // namespace signalbox
