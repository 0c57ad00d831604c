// BudgetText: how a budget stands, in words. Thread: GUI.
#pragma once

#include "core/api/StatusSnapshot.h"
#include "ui/Format.h"

#include <QCoreApplication>

namespace signalbox {

class BudgetText {
    Q_DECLARE_TR_FUNCTIONS(BudgetText)

public:
    // "Daily budget of openai"
    [[nodiscard]] static QString name(const BudgetConfig& budget);
    // "$3.20 of $5.00"; "unknown" where the ledger cannot be read.
    [[nodiscard]] static QString spent(const BudgetStatus& budget, const Format& format);
    // What it means: "84 % is spent; at the limit requests that cost are refused"; empty: nothing to say.
    [[nodiscard]] static QString consequence(const BudgetStatus& budget, const Format& format, qint64 nowMs);
    [[nodiscard]] static HealthState severity(BudgetStatus::State state);
    // Of its kind and whom it is about, for names of controls and notices; the same for all its periods.
    [[nodiscard]] static QString id(const BudgetConfig& budget);
};

}  // namespace signalbox
