#include "ui/BudgetText.h"

namespace signalbox {

using namespace Qt::StringLiterals;

QString BudgetText::name(const BudgetConfig& budget) {
    const QString name =
        budget.period == BudgetConfig::Period::Day ? tr("Daily budget") : tr("Monthly budget");
    return budget.scope == BudgetConfig::Scope::All
               ? name
               : tr("%1 of %2", "Daily budget of openai").arg(name, budget.name);
}

QString BudgetText::spent(const BudgetStatus& budget, const Format& format) {
    const QString limit = format.money(budget.budget.limit);
    return budget.state == BudgetStatus::State::Unread
               ? tr("unknown of %1", "what is spent, of the limit").arg(limit)
               : tr("%1 of %2", "what is spent, of the limit").arg(format.money(budget.spent), limit);
}

QString BudgetText::consequence(const BudgetStatus& budget, const Format& format, qint64 nowMs) {
    const bool routes = budget.budget.atLimit == BudgetConfig::AtLimit::Route;
    switch (budget.state) {
        case BudgetStatus::State::Unread:
            return budget.problem.isEmpty()
                       ? tr("What was spent is being read; until then requests that cost are refused.")
                       : tr("What was spent cannot be read, so requests that cost are refused: %1")
                             .arg(budget.problem);
        case BudgetStatus::State::Open:
            return {};
        case BudgetStatus::State::Warning: {
            const double share = budget.budget.limit > 0 ? static_cast<double>(budget.spent) /
                                                               static_cast<double>(budget.budget.limit)
                                                         : 1.0;
            const QString percent = format.percent(share, 0);
            return routes ? tr("%1 is spent. At the limit requests that cost go to %2.")
                                .arg(percent, budget.budget.routeTo)
                          : tr("%1 is spent. At the limit requests that cost are refused.").arg(percent);
        }
        case BudgetStatus::State::Reached:
            break;
    }
    const QString until = format.time(budget.endMs, nowMs);
    return routes ? tr("Used up: requests that cost go to %1 until %2.").arg(budget.budget.routeTo, until)
                  : tr("Used up: requests that cost are refused until %1.").arg(until);
}

HealthState BudgetText::severity(BudgetStatus::State state) {
    switch (state) {
        case BudgetStatus::State::Open:
            return HealthState::Healthy;
        case BudgetStatus::State::Warning:
            return HealthState::Attention;
        case BudgetStatus::State::Unread:
        case BudgetStatus::State::Reached:
            break;
    }
    return HealthState::Failed;
}

QString BudgetText::id(const BudgetConfig& budget) {
    return budgetScopeName(budget.scope) + u':' + budget.name +
           (budget.period == BudgetConfig::Period::Day ? u":day"_s : u":month"_s);
}

}  // namespace signalbox
