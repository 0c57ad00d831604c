// Spend: the question that window and command line ask the ledger, and its answer. Thread: values, any
// thread. Days and hours are local ones.
#pragma once

#include "core/base/Money.h"

#include <QDate>
#include <QString>
#include <QVector>

#include <optional>

namespace signalbox {

enum class SpendBy { Model, Provider, Client, Project, Day, Hour };
// "model", … as on the command line.
[[nodiscard]] QString spendByName(SpendBy by);
[[nodiscard]] std::optional<SpendBy> spendByFromName(const QString& name);

// Each value keeps only the requests that have it; an empty one those that have none (no project, no
// provider).
struct SpendFilter {
    std::optional<QString> model;  // sent upstream, or asked for where nothing was sent
    std::optional<QString> provider;
    std::optional<QString> client;
    std::optional<QString> project;
    bool operator==(const SpendFilter&) const = default;
};

struct SpendQuery {
    SpendBy by = SpendBy::Model;
    std::optional<QDate> since;  // local days, both included; nothing: from the first, to today
    std::optional<QDate> until;
    bool perDay = false;  // also split each key by local day (for the chart); not with Hour
    SpendFilter filter = {};
    // Also sum the period of the same length that ends the day before `since`; needs both dates.
    bool withPrevious = false;
    // Also foretell the month of this day, which is today; the ledger reads no clock.
    std::optional<QDate> forecastOn = std::nullopt;
    bool perHour = false;  // also split each key by local hour; not with Day or Hour, nor in an export
};

struct SpendRow {
    QString key;               // by day: 2026-05-31; by hour: 2026-05-31T14:00
    std::optional<QDate> day;  // with perDay or perHour, by day and by hour
    qint64 requests = 0;
    qint64 failedRequests = 0;
    qint64 inputTokens = 0;
    qint64 cachedInputTokens = 0;
    qint64 outputTokens = 0;
    NanoUsd cost = 0;
    NanoUsd listCost = 0;
    NanoUsd wasted = 0;
    qint64 unknownCostRequests = 0;
    qint64 estimatedRequests = 0;
    qint64 cacheWriteTokens = 0;
    qint64 reasoningTokens = 0;
    std::optional<qint64> hourMs = std::nullopt;  // by hour or with perHour: when it began

    // What the same would have cost at list prices beyond what was charged.
    [[nodiscard]] NanoUsd saved() const { return listCost - cost; }

    // Sums; key, day and hour stay.
    SpendRow& operator+=(const SpendRow& row) {
        requests += row.requests;
        failedRequests += row.failedRequests;
        inputTokens += row.inputTokens;
        cachedInputTokens += row.cachedInputTokens;
        outputTokens += row.outputTokens;
        cost += row.cost;
        listCost += row.listCost;
        wasted += row.wasted;
        unknownCostRequests += row.unknownCostRequests;
        estimatedRequests += row.estimatedRequests;
        cacheWriteTokens += row.cacheWriteTokens;
        reasoningTokens += row.reasoningTokens;
        return *this;
    }
};

// What the month will have cost at its end, if it goes on as the last weeks went. Each day that is left is
// taken to cost the mean of its own weekday over the last 28 complete days, or, with less than 14 complete
// days on record, the mean of them all; today costs at least what it has cost already. Requests of unknown
// price are in neither number.
struct SpendForecast {
    NanoUsd soFar = 0;     // the month up to now
    NanoUsd expected = 0;  // the whole month
    int basedOnDays = 0;   // complete days that the mean is taken over
};

struct SpendReport {
    SpendQuery query;
    QVector<SpendRow> rows;  // dearest first; by day and by hour in order of time
    SpendRow total;
    std::optional<SpendRow> previous = std::nullopt;       // with withPrevious
    std::optional<SpendForecast> forecast = std::nullopt;  // with forecastOn, from the first complete day on
};

}  // namespace signalbox
