// BudgetStatus: how a budget stands, for the window, `signalbox status` and the refusal that a client gets;
// and the question that the gateway asks about what has been spent, with its answer. Thread: values. Money:
// nano-dollars; times: Unix ms; days: local.
#pragma once

#include "core/api/Config.h"

#include <QDate>
#include <QString>
#include <QVector>

namespace signalbox {

struct BudgetStatus {
    enum class State {
        Unread,  // what was spent is not known: requests that cost are not sent; `problem` says why, if known
        Open,    // less than 80 % spent
        Warning,  // 80 % or more spent
        Reached,  // nothing is left
    };
    BudgetConfig budget;
    State state = State::Unread;
    qint64 startMs = 0;  // of the period
    qint64 endMs = 0;    // when it renews
    NanoUsd spent = 0;
    NanoUsd reserved = 0;        // for attempts under way, at most
    qint64 unknownAttempts = 0;  // since this start, of unknown cost: not in `spent`
    QString problem;             // why the ledger could not be read
};

// "open", "warning", "reached", "unread".
[[nodiscard]] QString budgetStateName(BudgetStatus::State state);
// "all", "client", "model", "provider".
[[nodiscard]] QString budgetScopeName(BudgetConfig::Scope scope);

// What was spent from that day on in the scope of each budget.
struct SpentQuestion {
    struct Item {
        BudgetConfig budget;
        QDate since;
        qint64 startMs = 0;  // of that day
    };
    quint64 number = 0;
    QVector<Item> items;
};

struct SpentAnswer {
    SpentQuestion question;
    QVector<NanoUsd> spent;  // item by item; empty where `problem` is not
    QString problem;
};

}  // namespace signalbox
