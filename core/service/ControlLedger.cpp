#include "core/service/ControlLedger.h"

#include <QJsonArray>

#include <array>

namespace signalbox {

namespace {

struct FilterRow {
    const char* name;
    std::optional<QString> SpendFilter::*field;
};
constexpr std::array kFilters{
    FilterRow{"model", &SpendFilter::model}, FilterRow{"provider", &SpendFilter::provider},
    FilterRow{"client", &SpendFilter::client}, FilterRow{"project", &SpendFilter::project}};

void writeQuery(QJsonObject& object, const SpendQuery& query) {
    object.insert(QStringLiteral("by"), spendByName(query.by));
    if (query.since) {
        object.insert(QStringLiteral("since"), query.since->toString(Qt::ISODate));
    }
    if (query.until) {
        object.insert(QStringLiteral("until"), query.until->toString(Qt::ISODate));
    }
    for (const FilterRow& row : kFilters) {
        if (const auto& value = query.filter.*row.field) {
            object.insert(QLatin1String(row.name), *value);
        }
    }
}

SpendQuery readQuery(ControlFields& fields, QDate today) {
    SpendQuery query;
    const QString by = fields.optionalName(QStringLiteral("by"));
    const std::optional<SpendBy> key = by.isEmpty() ? SpendBy::Model : spendByFromName(by);
    if (!key) {
        fields.fail(QStringLiteral("by"),
                    QStringLiteral("is not model, provider, client, project, day or hour"));
    }
    query.by = key.value_or(SpendBy::Model);
    query.since = fields.day(QStringLiteral("since"), today);
    query.until = fields.day(QStringLiteral("until"), today);
    if (query.since && query.until && *query.since > *query.until) {
        fields.fail(QStringLiteral("since"), QStringLiteral("is after until"));
    }
    for (const FilterRow& row : kFilters) {
        if (fields.has(QLatin1String(row.name))) {
            query.filter.*row.field = fields.optionalName(QLatin1String(row.name));
        }
    }
    return query;
}

QJsonObject spendRowToJson(const SpendRow& row) {
    QJsonObject object{{QStringLiteral("key"), row.key},
                       {QStringLiteral("requests"), row.requests},
                       {QStringLiteral("failed_requests"), row.failedRequests},
                       {QStringLiteral("input_tokens"), row.inputTokens},
                       {QStringLiteral("cached_input_tokens"), row.cachedInputTokens},
                       {QStringLiteral("output_tokens"), row.outputTokens},
                       {QStringLiteral("cost_nanousd"), row.cost},
                       {QStringLiteral("list_cost_nanousd"), row.listCost},
                       {QStringLiteral("wasted_nanousd"), row.wasted},
                       {QStringLiteral("unknown_cost_requests"), row.unknownCostRequests},
                       {QStringLiteral("estimated_requests"), row.estimatedRequests},
                       {QStringLiteral("cache_write_tokens"), row.cacheWriteTokens},
                       {QStringLiteral("reasoning_tokens"), row.reasoningTokens},
                       {QStringLiteral("saved_nanousd"), row.saved()}};
    if (row.day) {
        object.insert(QStringLiteral("day"), row.day->toString(Qt::ISODate));
    }
    return object;
}

QJsonObject sumsToJson(const SpendRow& row) {
    QJsonObject object = spendRowToJson(row);
    object.remove(QStringLiteral("key"));
    return object;
}

}  // namespace

QJsonObject writeSpend(const SpendCommand& command) {
    QJsonObject object{{QStringLiteral("command"), QStringLiteral("spend")}};
    writeQuery(object, command.query);
    if (command.query.withPrevious) {
        object.insert(QStringLiteral("previous"), true);
    }
    if (command.forecast) {
        object.insert(QStringLiteral("forecast"), true);
    }
    return object;
}

QJsonObject writeExport(const ExportCommand& command) {
    QJsonObject object{
        {QStringLiteral("command"), QStringLiteral("export")},
        {QStringLiteral("what"),
         command.what == ExportCommand::What::Spend ? QStringLiteral("spend") : QStringLiteral("requests")},
        {QStringLiteral("format"),
         command.format == ExportFormat::Json ? QStringLiteral("json") : QStringLiteral("csv")},
        {QStringLiteral("path"), command.path}};
    writeQuery(object, command.query);
    return object;
}

SpendCommand readSpend(ControlFields& fields, QDate today) {
    SpendCommand command;
    command.query = readQuery(fields, today);
    command.query.withPrevious = fields.flag(QStringLiteral("previous"));
    command.forecast = fields.flag(QStringLiteral("forecast"));
    if (command.forecast) {
        command.query.forecastOn = today;
    }
    if (command.query.withPrevious && (!command.query.since || !command.query.until)) {
        fields.fail(QStringLiteral("previous"), QStringLiteral("needs both since and until"));
    }
    return command;
}

ExportCommand readExport(ControlFields& fields, QDate today) {
    ExportCommand command;
    const QString what = fields.name(QStringLiteral("what"));
    if (what != QLatin1String("requests") && what != QLatin1String("spend")) {
        fields.fail(QStringLiteral("what"), QStringLiteral("is not requests or spend"));
    }
    command.what =
        what == QLatin1String("spend") ? ExportCommand::What::Spend : ExportCommand::What::Requests;
    const QString format = fields.name(QStringLiteral("format"));
    if (format != QLatin1String("csv") && format != QLatin1String("json")) {
        fields.fail(QStringLiteral("format"), QStringLiteral("is not csv or json"));
    }
    command.format = format == QLatin1String("json") ? ExportFormat::Json : ExportFormat::Csv;
    command.path = fields.path(QStringLiteral("path"));
    command.query = readQuery(fields, today);
    return command;
}

QJsonObject spendToJson(const SpendReport& report) {
    const auto day = [](const std::optional<QDate>& date) {
        return date ? QJsonValue(date->toString(Qt::ISODate)) : QJsonValue(QJsonValue::Null);
    };
    QJsonArray rows;
    for (const SpendRow& row : report.rows) {
        rows.append(spendRowToJson(row));
    }
    QJsonObject answer{{QStringLiteral("by"), spendByName(report.query.by)},
                       {QStringLiteral("since"), day(report.query.since)},
                       {QStringLiteral("until"), day(report.query.until)},
                       {QStringLiteral("rows"), rows},
                       {QStringLiteral("total"), sumsToJson(report.total)}};
    if (report.previous) {
        answer.insert(QStringLiteral("previous"), sumsToJson(*report.previous));
    }
    if (report.forecast) {
        answer.insert(QStringLiteral("forecast"),
                      QJsonObject{{QStringLiteral("month_so_far_nanousd"), report.forecast->soFar},
                                  {QStringLiteral("month_expected_nanousd"), report.forecast->expected},
                                  {QStringLiteral("based_on_days"), report.forecast->basedOnDays}});
    }
    return answer;
}

QJsonObject switchesToJson(const QVector<SwitchChanged>& switches) {
    QJsonArray rows;
    for (const SwitchChanged& change : switches) {
        rows.append(QJsonObject{
            {QStringLiteral("at"), isoTime(change.atMs)},
            {QStringLiteral("actor"), change.actor},
            {QStringLiteral("scope"), change.scope},
            {QStringLiteral("from"), change.from},
            {QStringLiteral("to"), change.to},
            {QStringLiteral("until"),
             change.untilMs ? QJsonValue(isoTime(*change.untilMs)) : QJsonValue(QJsonValue::Null)},
            {QStringLiteral("reason"), change.reason},
        });
    }
    return {{QStringLiteral("switches"), rows}};
}

}  // namespace signalbox
