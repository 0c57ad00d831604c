#include "core/service/ControlProtocol.h"

#include <QDateTime>
#include <QJsonArray>

#include <array>

namespace signalbox {

namespace {

QString reasonName(HealthReason::Kind kind) {
    using Kind = HealthReason::Kind;
    switch (kind) {
        case Kind::None:
            return QStringLiteral("none");
        case Kind::NotYetUsed:
            return QStringLiteral("not_yet_used");
        case Kind::Disabled:
            return QStringLiteral("disabled");
        case Kind::Drained:
            return QStringLiteral("drained");
        case Kind::Cooldown:
            return QStringLiteral("cooldown");
        case Kind::QuotaExceeded:
            return QStringLiteral("quota_exceeded");
        case Kind::BadKey:
            return QStringLiteral("bad_key");
        case Kind::NoKey:
            return QStringLiteral("no_key");
        case Kind::BreakerOpen:
            return QStringLiteral("breaker_open");
        case Kind::HalfOpen:
            return QStringLiteral("half_open");
        case Kind::RecentFailures:
            return QStringLiteral("recent_failures");
        case Kind::Offline:
            return QStringLiteral("offline");
        case Kind::Unable:
            return QStringLiteral("unable");
        case Kind::PinnedElsewhere:
            return QStringLiteral("pinned_elsewhere");
        case Kind::ModelNotServed:
            return QStringLiteral("model_not_served");
        case Kind::ContextTooSmall:
            return QStringLiteral("context_too_small");
        case Kind::NoVision:
            return QStringLiteral("no_vision");
        case Kind::NoTools:
            return QStringLiteral("no_tools");
        case Kind::NoJsonSchema:
            return QStringLiteral("no_json_schema");
        case Kind::Busy:
            return QStringLiteral("busy");
        case Kind::LowHeadroom:
            return QStringLiteral("low_headroom");
        case Kind::OutOfBudget:
            return QStringLiteral("out_of_budget");
    }
    return {};
}

template <class T>
QJsonValue orNull(const std::optional<T>& value) {
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

QJsonValue timeOrNull(const std::optional<qint64>& unixMs) {
    return unixMs ? QJsonValue(isoTime(*unixMs)) : QJsonValue(QJsonValue::Null);
}

QJsonValue drillToJson(const std::optional<Drill>& drill) {
    if (!drill) {
        return QJsonValue::Null;
    }
    return QJsonObject{{QStringLiteral("kind"), drillName(drill->kind)},
                       {QStringLiteral("since"), isoTime(drill->sinceMs)},
                       {QStringLiteral("until"), isoTime(drill->untilMs)}};
}

// What undo would bring back.
QJsonValue undoableToJson(const std::optional<UndoableSwitch>& change) {
    if (!change) {
        return QJsonValue::Null;
    }
    QJsonObject object{{QStringLiteral("at"), isoTime(change->atMs)}};
    if (change->provider.isEmpty()) {
        object.insert(QStringLiteral("route"), change->route);
        object.insert(QStringLiteral("pin"), pinToJson(change->pin));
    } else {
        object.insert(QStringLiteral("provider"), change->provider);
        object.insert(QStringLiteral("drained"), change->drain.has_value());
    }
    return object;
}

QJsonObject providerToJson(const ProviderStatus& provider) {
    MinuteCell hour;
    for (const MinuteCell& cell : provider.lastHour) {
        hour.ok += cell.ok;
        hour.failed += cell.failed;
        hour.limited += cell.limited;
    }
    const QJsonObject lastHour{{QStringLiteral("ok"), qint64{hour.ok}},
                               {QStringLiteral("failed"), qint64{hour.failed}},
                               {QStringLiteral("limited"), qint64{hour.limited}}};
    return {{QStringLiteral("id"), provider.id},
            {QStringLiteral("name"), provider.name},
            {QStringLiteral("protocol"), protocolName(provider.protocol)},
            {QStringLiteral("base_url"), provider.baseUrl},
            {QStringLiteral("state"), healthStateName(provider.state)},
            {QStringLiteral("reason"), reasonToJson(provider.reason)},
            {QStringLiteral("last_hour"), lastHour},
            {QStringLiteral("ttft_p50_ms"), orNull(provider.ttftP50Ms)},
            {QStringLiteral("ttft_p95_ms"), orNull(provider.ttftP95Ms)},
            {QStringLiteral("error_share"), orNull(provider.errorShare)},
            {QStringLiteral("headroom"), orNull(provider.headroom)},
            {QStringLiteral("in_flight"), provider.inFlight},
            {QStringLiteral("keys_out_of_quota"), provider.keysOutOfQuota},
            {QStringLiteral("drained"), provider.drained},
            {QStringLiteral("models"), QJsonArray::fromStringList(provider.models)},
            {QStringLiteral("drill"), drillToJson(provider.drill)}};
}

QJsonObject routeToJson(const RouteStatus& route) {
    QJsonArray targets;
    for (const TargetStatus& target : route.targets) {
        targets.append(QJsonObject{{QStringLiteral("target"), target.target.toString()},
                                   {QStringLiteral("model"), target.model},
                                   {QStringLiteral("state"), healthStateName(target.state)},
                                   {QStringLiteral("reason"), reasonToJson(target.reason)}});
    }
    const bool usable = route.active >= 0 && route.active < route.targets.size();
    return {{QStringLiteral("name"), route.name},
            {QStringLiteral("strategy"), strategyName(route.strategy)},
            {QStringLiteral("active"), usable ? QJsonValue(route.targets[route.active].target.toString())
                                              : QJsonValue(QJsonValue::Null)},
            {QStringLiteral("pin"), pinToJson(route.pin)},
            {QStringLiteral("failed_over_at"), timeOrNull(route.failedOverAtMs)},
            {QStringLiteral("parked"), route.parked},
            {QStringLiteral("targets"), targets}};
}

QJsonObject budgetToJson(const BudgetStatus& status) {
    const BudgetConfig& budget = status.budget;
    const bool daily = budget.period == BudgetConfig::Period::Day;
    return {{QStringLiteral("scope"), budgetScopeName(budget.scope)},
            {QStringLiteral("name"), budget.name},
            {QStringLiteral("period"), daily ? QStringLiteral("day") : QStringLiteral("month")},
            {QStringLiteral("state"), budgetStateName(status.state)},
            {QStringLiteral("limit_nanousd"), budget.limit},
            {QStringLiteral("spent_nanousd"), status.spent},
            {QStringLiteral("reserved_nanousd"), status.reserved},
            {QStringLiteral("unknown_attempts"), status.unknownAttempts},
            {QStringLiteral("renews_at"), isoTime(status.endMs)},
            {QStringLiteral("problem"), status.problem}};
}

}  // namespace

QString isoTime(qint64 unixMs) {
    return QDateTime::fromMSecsSinceEpoch(unixMs, Qt::UTC).toString(Qt::ISODateWithMs);
}

QJsonObject reasonToJson(const HealthReason& reason) {
    return {{QStringLiteral("kind"), reasonName(reason.kind)},
            {QStringLiteral("until"), timeOrNull(reason.untilMs)},
            {QStringLiteral("outcome"),
             reason.outcome ? QJsonValue(outcomeName(*reason.outcome)) : QJsonValue(QJsonValue::Null)},
            {QStringLiteral("http_status"), reason.httpStatus},
            {QStringLiteral("detail"), reason.detail}};
}

QJsonObject pinToJson(const Pin& pin) {
    static constexpr std::array kModes{"auto", "prefer", "only"};
    const bool pinned = pin.mode != PinMode::Auto;
    const QJsonValue null(QJsonValue::Null);
    return {{QStringLiteral("mode"), QLatin1String(kModes.at(static_cast<std::size_t>(pin.mode)))},
            {QStringLiteral("target"), pinned ? QJsonValue(pin.target.toString()) : null},
            {QStringLiteral("since"), pinned ? QJsonValue(isoTime(pin.sinceMs)) : null},
            {QStringLiteral("until"), timeOrNull(pin.untilMs)}};
}

QJsonObject statusToJson(const StatusSnapshot& status) {
    QJsonArray providers;
    for (const ProviderStatus& provider : status.providers) {
        providers.append(providerToJson(provider));
    }
    QJsonArray routes;
    for (const RouteStatus& route : status.routes) {
        routes.append(routeToJson(route));
    }
    QJsonArray budgets;
    for (const BudgetStatus& budget : status.budgets) {
        budgets.append(budgetToJson(budget));
    }
    const QJsonObject ledger{{QStringLiteral("ok"), status.ledger.ok},
                             {QStringLiteral("problem"), status.ledger.problem},
                             {QStringLiteral("waiting_entries"), status.ledger.waitingEntries},
                             {QStringLiteral("dropped_entries"), status.ledger.droppedEntries}};
    return {{QStringLiteral("version"), status.version},
            {QStringLiteral("listening"), status.listening},
            {QStringLiteral("stopping"), status.stopping},
            {QStringLiteral("base_url"), status.baseUrl},
            {QStringLiteral("at"), isoTime(status.atMs)},
            {QStringLiteral("started_at"), isoTime(status.startedAtMs)},
            {QStringLiteral("open_requests"), status.openRequests},
            {QStringLiteral("requests_total"), static_cast<qint64>(status.requestsTotal)},
            {QStringLiteral("providers"), providers},
            {QStringLiteral("routes"), routes},
            {QStringLiteral("budgets"), budgets},
            {QStringLiteral("ledger"), ledger},
            {QStringLiteral("offline"), status.offline},
            {QStringLiteral("undo"), undoableToJson(status.undoable)},
            {QStringLiteral("keys_only_in_memory"), status.keysOnlyInMemory},
            {QStringLiteral("config_faults"), QJsonArray::fromStringList(status.configFaults)}};
}

}  // namespace signalbox
