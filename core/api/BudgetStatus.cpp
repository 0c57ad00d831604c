#include "core/api/BudgetStatus.h"

namespace signalbox {

QString budgetStateName(BudgetStatus::State state) {
    switch (state) {
        case BudgetStatus::State::Unread:
            return QStringLiteral("unread");
        case BudgetStatus::State::Open:
            return QStringLiteral("open");
        case BudgetStatus::State::Warning:
            return QStringLiteral("warning");
        case BudgetStatus::State::Reached:
            return QStringLiteral("reached");
    }
    return {};
}

QString budgetScopeName(BudgetConfig::Scope scope) {
    switch (scope) {
        case BudgetConfig::Scope::All:
            return QStringLiteral("all");
        case BudgetConfig::Scope::Client:
            return QStringLiteral("client");
        case BudgetConfig::Scope::Model:
            return QStringLiteral("model");
        case BudgetConfig::Scope::Provider:
            return QStringLiteral("provider");
    }
    return {};
}

}  // namespace signalbox
