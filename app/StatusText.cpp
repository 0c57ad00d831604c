#include "app/StatusText.h"

#include "app/JsonText.h"
#include "app/Table.h"
#include "app/Text.h"

#include <QHash>
#include <QJsonArray>

namespace signalbox {

namespace {

QString msText(const QJsonValue& value) {
    return value.isDouble() ? text("%1 ms").arg(value.toInteger()) : QStringLiteral("\u2013");
}

QString percentText(const QJsonValue& share, int decimals) {
    return share.isDouble()
               ? QString(QString::number(share.toDouble() * 100, 'f', decimals) + QStringLiteral(" %"))
               : QStringLiteral("\u2013");
}

QString whyText(const QJsonObject& provider, qint64 nowMs) {
    QString why = reasonText(objectOf(provider, "reason"), nowMs);
    const QJsonObject drill = objectOf(provider, "drill");
    if (drill.isEmpty()) {
        return why;
    }
    const QString running = text("drill %1, %2").arg(textOf(drill, "kind"), untilText(drill, nowMs));
    return why.isEmpty() ? running : QString(running + QStringLiteral("; ") + why);
}

QString providerTable(const QJsonObject& status, qint64 nowMs) {
    Table table({{text("PROVIDER")},
                 {text("STATE")},
                 {text("OPEN"), Align::Right},
                 {text("FIRST TOKEN P50"), Align::Right},
                 {text("P95"), Align::Right},
                 {text("ERRORS 1 H"), Align::Right},
                 {text("HEADROOM"), Align::Right},
                 {text("WHY")}});
    const QJsonArray providers = status.value(QLatin1String("providers")).toArray();
    for (const auto& value : providers) {
        const QJsonObject provider = value.toObject();
        const QJsonValue share = provider.value(QLatin1String("error_share"));
        table.add({textOf(provider, "id"), stateText(textOf(provider, "state")),
                   QString::number(numberOf(provider, "in_flight")),
                   msText(provider.value(QLatin1String("ttft_p50_ms"))),
                   msText(provider.value(QLatin1String("ttft_p95_ms"))), percentText(share, 1),
                   percentText(provider.value(QLatin1String("headroom")), 0), whyText(provider, nowMs)});
    }
    return table.isEmpty() ? QString(text("No providers: add one to the configuration.") + QLatin1Char('\n'))
                           : table.aligned();
}

QString deciderText(const QJsonObject& route, qint64 nowMs) {
    QString decider = pinText(objectOf(route, "pin"), nowMs);
    if (!textOf(route, "failed_over_at").isEmpty()) {
        decider += text(", failed over");
    }
    if (const qint64 parked = numberOf(route, "parked"); parked > 0) {
        decider += text(", %1 parked").arg(parked);
    }
    return decider;
}

QString routeTable(const QJsonObject& status, qint64 nowMs) {
    Table table({{text("ROUTE")}, {text("GOES TO")}, {text("DECIDED BY")}, {text("TARGETS")}});
    const QJsonArray routes = status.value(QLatin1String("routes")).toArray();
    for (const auto& value : routes) {
        const QJsonObject route = value.toObject();
        QStringList targets;
        const QJsonArray list = route.value(QLatin1String("targets")).toArray();
        for (const auto& target : list) {
            targets.append(textOf(target.toObject(), "target"));
        }
        const QString active = textOf(route, "active");
        table.add({textOf(route, "name"), active.isEmpty() ? text("no target") : active,
                   deciderText(route, nowMs), targets.join(QStringLiteral(", "))});
    }
    return table.isEmpty() ? QString() : QString(QLatin1Char('\n') + table.aligned());
}

// Money of a row: what is known, and never a sum that hides what is not.
QString costText(const QJsonObject& row) {
    const qint64 unknown = numberOf(row, "unknown_cost_requests");
    const qint64 requests = numberOf(row, "requests");
    if (unknown > 0 && unknown == requests) {
        return text("unknown");
    }
    const QString amount = moneyText(numberOf(row, "cost_nanousd"));
    const QString about = numberOf(row, "estimated_requests") > 0 ? QStringLiteral("~") : QString();
    return unknown > 0 ? QString(about + amount + QStringLiteral(" + ?")) : QString(about + amount);
}

// "Budget per month for all: $41.20 of $50.00 spent, $0.30 reserved, renews in 3 days"
QString budgetLine(const QJsonObject& budget, qint64 nowMs) {
    const QString scope = textOf(budget, "scope");
    const QString name = textOf(budget, "name");
    const QString whose = name.isEmpty() ? text("all") : QString(scope + QLatin1Char(' ') + name);
    const bool daily = textOf(budget, "period") == QLatin1String("day");
    QString line = (daily ? text("Budget per day for %1: ") : text("Budget per month for %1: ")).arg(whose);
    const QString state = textOf(budget, "state");
    if (state == QLatin1String("unread")) {
        const QString problem = textOf(budget, "problem");
        return line +
               (problem.isEmpty()
                    ? text("the ledger is being read; requests that cost wait")
                    : text("the ledger cannot be read, requests that cost are refused: %1").arg(problem));
    }
    line +=
        text("%1 of %2 spent")
            .arg(moneyText(numberOf(budget, "spent_nanousd")), moneyText(numberOf(budget, "limit_nanousd")));
    if (const qint64 reserved = numberOf(budget, "reserved_nanousd"); reserved > 0) {
        line += text(", %1 reserved").arg(moneyText(reserved));
    }
    if (const qint64 unknown = numberOf(budget, "unknown_attempts"); unknown > 0) {
        line += text(", %1 attempts at an unknown price").arg(unknown);
    }
    if (state == QLatin1String("reached")) {
        line += text(", used up");
    } else if (state == QLatin1String("warning")) {
        line += text(", nearly used up");
    }
    return line + text(", renews in %1").arg(durationText(msOf(textOf(budget, "renews_at")) - nowMs));
}

}  // namespace

QString statusText(const QJsonObject& status, const QJsonObject& spendToday) {
    const qint64 nowMs = msOf(textOf(status, "at"));
    QString state = text("not listening");
    if (status.value(QLatin1String("stopping")).toBool()) {
        state = text("stopping");
    } else if (status.value(QLatin1String("listening")).toBool()) {
        state = text("listening on %1").arg(textOf(status, "base_url"));
    }
    QString out =
        text("Signalbox %1, %2, up %3, %4 open of %5 requests")
            .arg(textOf(status, "version"), state, durationText(nowMs - msOf(textOf(status, "started_at"))))
            .arg(numberOf(status, "open_requests"))
            .arg(numberOf(status, "requests_total")) +
        QLatin1Char('\n');
    if (!spendToday.isEmpty()) {
        const QJsonObject total = objectOf(spendToday, "total");
        out += text("Spend today: %1 in %2 requests").arg(costText(total)).arg(numberOf(total, "requests"));
        if (const qint64 unknown = numberOf(total, "unknown_cost_requests"); unknown > 0) {
            out += text(", %1 of them at an unknown price").arg(unknown);
        }
        out += QLatin1Char('\n');
    }
    if (status.value(QLatin1String("offline")).toBool()) {
        out += text("Network: this machine has none; providers are tried again when it is back") +
               QLatin1Char('\n');
    }
    const QJsonArray budgets = status.value(QLatin1String("budgets")).toArray();
    for (const auto& value : budgets) {
        out += budgetLine(value.toObject(), nowMs) + QLatin1Char('\n');
    }
    const QJsonObject ledger = objectOf(status, "ledger");
    if (const QString problem = textOf(ledger, "problem"); !problem.isEmpty()) {
        out += text("Ledger: %1").arg(problem) + QLatin1Char('\n');
    }
    if (status.value(QLatin1String("keys_only_in_memory")).toBool()) {
        out += text("Keys: no keyring here, entered keys are gone when Signalbox ends") + QLatin1Char('\n');
    }
    const QJsonArray faults = status.value(QLatin1String("config_faults")).toArray();
    for (const auto& fault : faults) {
        out += text("Configuration: %1").arg(fault.toString()) + QLatin1Char('\n');
    }
    return out + QLatin1Char('\n') + providerTable(status, nowMs) + routeTable(status, nowMs);
}

QString spendText(const QJsonObject& spend) {
    const QString by = textOf(spend, "by");
    Table table({{by.toUpper()},
                 {text("REQUESTS"), Align::Right},
                 {text("FAILED"), Align::Right},
                 {text("INPUT"), Align::Right},
                 {text("CACHED"), Align::Right},
                 {text("OUTPUT"), Align::Right},
                 {text("COST"), Align::Right},
                 {text("LIST"), Align::Right},
                 {text("SAVED"), Align::Right},
                 {text("WASTED"), Align::Right}});
    const auto add = [&table](const QString& key, const QJsonObject& row) {
        table.add({key, numberText(numberOf(row, "requests")), numberText(numberOf(row, "failed_requests")),
                   numberText(numberOf(row, "input_tokens")),
                   numberText(numberOf(row, "cached_input_tokens")),
                   numberText(numberOf(row, "output_tokens")), costText(row),
                   moneyText(numberOf(row, "list_cost_nanousd")), moneyText(numberOf(row, "saved_nanousd")),
                   moneyText(numberOf(row, "wasted_nanousd"))});
    };
    const QJsonArray rows = spend.value(QLatin1String("rows")).toArray();
    if (rows.isEmpty()) {
        return text("No requests in that time.") + QLatin1Char('\n');
    }
    for (const auto& value : rows) {
        const QString key = textOf(value.toObject(), "key");
        add(key.isEmpty() ? text("(none)") : key, value.toObject());
    }
    const QJsonObject total = objectOf(spend, "total");
    add(text("total"), total);
    QString out = table.aligned();
    if (const qint64 unknown = numberOf(total, "unknown_cost_requests"); unknown > 0) {
        out += text("%1 requests have no known price; their cost is not in these sums.")
                   .arg(numberText(unknown)) +
               QLatin1Char('\n');
    }
    if (const QJsonObject previous = objectOf(spend, "previous"); !previous.isEmpty()) {
        out += text("The period of the same length before: %1 in %2 requests")
                   .arg(costText(previous), numberText(numberOf(previous, "requests"))) +
               QLatin1Char('\n');
    }
    if (const QJsonObject forecast = objectOf(spend, "forecast"); !forecast.isEmpty()) {
        out += text("This month so far: %1; by its end about %2, from the last %3 days")
                   .arg(moneyText(numberOf(forecast, "month_so_far_nanousd")),
                        moneyText(numberOf(forecast, "month_expected_nanousd")),
                        numberText(numberOf(forecast, "based_on_days"))) +
               QLatin1Char('\n');
    }
    return out;
}

QString spendCsv(const QJsonObject& spend) {
    static constexpr std::array kNames{"requests",
                                       "failed_requests",
                                       "input_tokens",
                                       "cached_input_tokens",
                                       "output_tokens",
                                       "cost_nanousd",
                                       "list_cost_nanousd",
                                       "wasted_nanousd",
                                       "unknown_cost_requests",
                                       "estimated_requests",
                                       "cache_write_tokens",
                                       "reasoning_tokens",
                                       "saved_nanousd"};
    QVector<Column> columns{{textOf(spend, "by")}};
    for (const char* name : kNames) {
        columns.append({QString::fromLatin1(name)});
    }
    Table table(columns);
    const QJsonArray rows = spend.value(QLatin1String("rows")).toArray();
    for (const auto& value : rows) {
        const QJsonObject row = value.toObject();
        QStringList cells{textOf(row, "key")};
        for (const char* name : kNames) {
            cells.append(QString::number(numberOf(row, name)));
        }
        table.add(cells);
    }
    return table.csv();
}

}  // namespace signalbox
