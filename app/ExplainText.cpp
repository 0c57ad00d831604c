#include "app/ExplainText.h"

#include "app/JsonText.h"
#include "app/Table.h"
#include "app/Text.h"

#include <QDateTime>
#include <QJsonArray>

#include <array>

namespace signalbox {

namespace {

struct VerdictRow {
    const char* name;
    const char* sentence;
};
constexpr std::array kVerdicts{
    VerdictRow{"matches", QT_TRANSLATE_NOOP("signalbox", "matches")},
    VerdictRow{"not_reached", QT_TRANSLATE_NOOP("signalbox", "not looked at: an earlier one matches")},
    VerdictRow{"other_model", QT_TRANSLATE_NOOP("signalbox", "is for another model")},
    VerdictRow{"other_client", QT_TRANSLATE_NOOP("signalbox", "is for another client")},
    VerdictRow{"other_endpoint", QT_TRANSLATE_NOOP("signalbox", "is for another endpoint")},
    VerdictRow{"need_missing", QT_TRANSLATE_NOOP("signalbox", "wants a need that the request has not")},
    VerdictRow{"prompt_too_small", QT_TRANSLATE_NOOP("signalbox", "the prompt is too small for it")},
    VerdictRow{"prompt_too_large", QT_TRANSLATE_NOOP("signalbox", "the prompt is too large for it")},
    VerdictRow{"outside_hours", QT_TRANSLATE_NOOP("signalbox", "does not hold at this hour")},
    VerdictRow{"names_provider", QT_TRANSLATE_NOOP("signalbox", "the request names a provider itself")},
    VerdictRow{"names_route", QT_TRANSLATE_NOOP("signalbox", "the request names another route")},
};

QString verdictText(const QString& verdict) {
    for (const VerdictRow& row : kVerdicts) {
        if (verdict == QLatin1String(row.name)) {
            return text(row.sentence);
        }
    }
    return verdict;
}

QString requestLine(const QJsonObject& request) {
    QStringList parts{text("%1 for %2")
                          .arg(textOf(request, "endpoint"), textOf(request, "model").isEmpty()
                                                                ? text("no model")
                                                                : textOf(request, "model"))};
    if (const QString client = textOf(request, "client"); !client.isEmpty()) {
        parts.append(text("client %1").arg(client));
    }
    parts.append(text("about %1 prompt tokens").arg(numberText(numberOf(request, "prompt_tokens"))));
    QStringList needs;
    const QJsonArray list = request.value(QLatin1String("needs")).toArray();
    for (const auto& need : list) {
        needs.append(need.toString());
    }
    if (!needs.isEmpty()) {
        parts.append(text("needs %1").arg(needs.join(QStringLiteral(", "))));
    }
    return text("Request: %1").arg(parts.join(QStringLiteral(", "))) + QLatin1Char('\n');
}

QString ruleTable(const QJsonArray& rules) {
    Table table({{text("RULE")}, {text("VERDICT")}});
    for (const auto& value : rules) {
        const QJsonObject rule = value.toObject();
        table.add({textOf(rule, "route"), verdictText(textOf(rule, "verdict"))});
    }
    return table.isEmpty() ? QString() : QString(QLatin1Char('\n') + table.aligned());
}

QString whyText(const QJsonObject& target, qint64 nowMs) {
    QString why = reasonText(objectOf(target, "reason"), nowMs);
    if (target.value(QLatin1String("keeps_conversation")).toBool()) {
        const QString holds = text("holds this conversation's cache");
        why = why.isEmpty() ? holds : QString(holds + QStringLiteral("; ") + why);
    }
    return why;
}

QString targetTable(const QJsonArray& targets, qint64 nowMs) {
    Table table({{text("TRIED"), Align::Right},
                 {text("TARGET")},
                 {text("MODEL")},
                 {text("STATE")},
                 {text("COST"), Align::Right},
                 {text("FIRST TOKEN"), Align::Right},
                 {text("OPEN"), Align::Right},
                 {text("WHY")}});
    for (const auto& value : targets) {
        const QJsonObject target = value.toObject();
        const QJsonValue cost = target.value(QLatin1String("estimated_cost_nanousd"));
        const QJsonValue latency = target.value(QLatin1String("latency_ms"));
        const qint64 place = numberOf(target, "place");
        table.add(
            {place > 0 ? QString::number(place) : text("no"), textOf(target, "target"),
             textOf(target, "model"), stateText(textOf(target, "state")),
             cost.isDouble() ? QString(QStringLiteral("~") + moneyText(cost.toInteger())) : text("unknown"),
             latency.isDouble() ? text("%1 ms").arg(latency.toInteger()) : QStringLiteral("\u2013"),
             QString::number(numberOf(target, "in_flight")), whyText(target, nowMs)});
    }
    return table.isEmpty()
               ? QString(QLatin1Char('\n') + text("No provider serves this model.") + QLatin1Char('\n'))
               : QString(QLatin1Char('\n') + table.aligned());
}

}  // namespace

QString explainText(const QJsonObject& explanation) {
    const qint64 nowMs = msOf(textOf(explanation, "at"));
    QString out = requestLine(objectOf(explanation, "request"));
    const QString route = textOf(explanation, "route");
    if (route.isEmpty()) {
        out += text("Route: none matches; every provider that lists the model, in order");
    } else {
        out += text("Route: %1, strategy %2, %3")
                   .arg(route, textOf(explanation, "strategy"), pinText(objectOf(explanation, "pin"), nowMs));
    }
    return out + QLatin1Char('\n') + ruleTable(explanation.value(QLatin1String("rules")).toArray()) +
           targetTable(explanation.value(QLatin1String("targets")).toArray(), nowMs);
}

}  // namespace signalbox
