// Samples: a day at the gateway, for tests and screenshots: states of every kind, long names, spend of a
// month.
#pragma once

#include "core/api/Config.h"
#include "core/api/Incident.h"
#include "core/api/LedgerEntry.h"
#include "core/api/SpendReport.h"
#include "core/api/StatusSnapshot.h"

namespace signalbox::test {

// Four providers (healthy, cooling, healthy, drained), three routes, a dozen requests.
[[nodiscard]] StatusSnapshot sampleStatus(qint64 nowMs);
// Everything goes wrong at once, with names too long for their places.
[[nodiscard]] StatusSnapshot troubledStatus(qint64 nowMs);
// A gateway that has just started over an empty configuration.
[[nodiscard]] StatusSnapshot emptyStatus(qint64 nowMs);
// `providers` providers and `requests` live requests; `step` makes successive snapshots differ.
[[nodiscard]] StatusSnapshot busyStatus(qint64 nowMs, int providers, int requests, int step);
[[nodiscard]] ConfigPtr sampleConfig();
// Budgets of every state.
[[nodiscard]] QVector<BudgetStatus> sampleBudgets(qint64 nowMs);
// Throws of the switch in the last two weeks, newest first.
[[nodiscard]] QVector<SwitchChanged> sampleHistory(qint64 nowMs);
// One night four days ago, and one whose requests were lost, in order of time.
[[nodiscard]] QVector<Incident> sampleIncidents(qint64 nowMs);
// One request of a day, at half its list price.
[[nodiscard]] SpendRow spendRow(const QString& key, const QDate& day, NanoUsd cost);
// Rows by model and hour of one day, until `nowMs`.
[[nodiscard]] QVector<SpendRow> sampleHours(qint64 nowMs);
// The providers of sampleStatus() with keys, headers, prices, and two routes.
[[nodiscard]] ConfigPtr providersConfig();
// Rows by model and day, from `first` to `last`.
[[nodiscard]] QVector<SpendRow> sampleSpend(const QDate& first, const QDate& last);

}  // namespace signalbox::test
