#include "ui/models/SpendMarks.h"

#include "ui/SwitchText.h"

#include <QSet>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLeastRequests = 10;
constexpr qint64 kFifth = 5;
constexpr qint64 kNearMs = 60'000;

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

QString SpendMarks::text(const Incident& incident, const StatusSnapshot& status, const Format& format) {
    const QString provider = SwitchText::providerName(status, incident.provider);
    const QString until = format.minute(incident.endMs);
    const QString failures = format.number(incident.failures);
    if (incident.unanswered == 0) {
        return tr("%1 failed %2 times until %3; others answered", "provider, how often, time")
            .arg(provider, failures, until);
    }
    return tr("%1 failed %2 times until %3; requests without an answer: %4", "provider, how often, time")
        .arg(provider, failures, until, format.number(incident.unanswered));
}

QVector<SpendMark> SpendMarks::of(const QVector<SwitchChanged>& history, const QVector<Incident>& incidents,
                                  const StatusSnapshot& status, const SpendSeries& series,
                                  const Format& format) {
    using Kind = SpendMark::Kind;
    QVector<SpendMark> marks;
    for (const SwitchChanged& change : history) {
        marks.append({Kind::Switch, change.atMs, text(change, status)});
    }
    QSet<qsizetype> barsOfIncidents;
    const auto explained = [&incidents](qint64 atMs) {
        return std::any_of(incidents.cbegin(), incidents.cend(), [atMs](const Incident& incident) {
            return atMs >= incident.beginMs - kNearMs && atMs <= incident.endMs + kNearMs;
        });
    };
    for (const Incident& incident : incidents) {
        marks.append({Kind::Incident, incident.beginMs, text(incident, status, format)});
        const qsizetype last = series.barAt(incident.endMs);
        for (qsizetype bar = std::max<qsizetype>(0, series.barAt(incident.beginMs)); bar <= last; ++bar) {
            barsOfIncidents.insert(bar);
        }
    }
    for (const RouteStatus& route : status.routes) {
        if (route.failedOverAtMs && !explained(*route.failedOverAtMs) && route.active >= 0 &&
            route.active < route.targets.size()) {
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
    for (qsizetype i = 0; i < series.bars.size(); ++i) {
        const SpendBar& bar = series.bars[i];
        const SpendRow& sum = bar.sum;
        if (!barsOfIncidents.contains(i) && sum.requests >= kLeastRequests &&
            sum.failedRequests * kFifth >= sum.requests) {
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
