// Spend: the question that window and command line ask the ledger, and its answer. Thread: values, any
// thread.
#pragma once

#include "core/base/Money.h"

#include <QDate>
#include <QString>
#include <QVector>

#include <optional>

namespace signalbox {

enum class SpendBy { Model, Provider, Client, Project, Day };

struct SpendQuery {
    SpendBy by = SpendBy::Model;
    std::optional<QDate> since;  // local days, both included; nothing: from the first, to today
    std::optional<QDate> until;
    bool perDay = false;  // also split each key by local day (for the chart)
};

struct SpendRow {
    QString key;
    std::optional<QDate> day;  // with perDay
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

    // Sums; key and day stay.
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
        return *this;
    }
};

struct SpendReport {
    SpendQuery query;
    QVector<SpendRow> rows;  // dearest first; by day in order of days
    SpendRow total;
};

}  // namespace signalbox
