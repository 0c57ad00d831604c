#include "ui/models/ProviderUses.h"

#include <algorithm>

namespace signalbox {

namespace {

// "cometapi" of "cometapi" and of "cometapi/gpt-5.5".
bool leadsTo(const QString& routeTo, const QString& provider) {
    return routeTo.section(u'/', 0, 0) == provider;
}

}  // namespace

ProviderUses ProviderUses::of(const Config& config, const QString& provider) {
    ProviderUses uses;
    for (const RouteConfig& route : config.routes) {
        const auto count =
            std::count_if(route.targets.begin(), route.targets.end(),
                          [&](const TargetConfig& target) { return target.provider == provider; });
        if (count > 0) {
            const bool all = static_cast<std::size_t>(count) == route.targets.size();
            (all ? uses.ended : uses.shortened).append(route.name);
        }
    }
    for (const BudgetConfig& budget : config.budgets) {
        if (budget.scope == BudgetConfig::Scope::Provider && budget.name == provider) {
            ++uses.budgets;
        } else if (uses.ended.contains(budget.routeTo) ||
                   (leadsTo(budget.routeTo, provider) && config.route(budget.routeTo) == nullptr)) {
            ++uses.refusing;
        }
    }
    return uses;
}

void leaveOut(Config& config, const QString& provider) {
    const QStringList ended = ProviderUses::of(config, provider).ended;
    for (RouteConfig& route : config.routes) {
        std::erase_if(route.targets, [&](const TargetConfig& target) { return target.provider == provider; });
    }
    std::erase_if(config.routes, [](const RouteConfig& route) { return route.targets.empty(); });
    std::erase_if(config.budgets, [&](const BudgetConfig& budget) {
        return budget.scope == BudgetConfig::Scope::Provider && budget.name == provider;
    });
    for (BudgetConfig& budget : config.budgets) {
        if (ended.contains(budget.routeTo) ||
            (leadsTo(budget.routeTo, provider) && config.route(budget.routeTo) == nullptr)) {
            budget.atLimit = BudgetConfig::AtLimit::Refuse;
            budget.routeTo.clear();
        }
    }
    std::erase_if(config.prices, [&](const PriceConfig& price) { return price.provider == provider; });
}

}  // namespace signalbox
