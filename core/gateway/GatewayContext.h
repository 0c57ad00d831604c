// GatewayContext: the parts of the gateway that a request uses, owned by Gateway, which outlives every
// request. Thread: gateway.
#pragma once

#include "core/gateway/BudgetQueue.h"
#include "core/gateway/Budgets.h"
#include "core/gateway/Drills.h"
#include "core/gateway/Gateway.h"
#include "core/gateway/HealthBoard.h"
#include "core/gateway/HedgeBudget.h"
#include "core/gateway/LiveRequests.h"
#include "core/pricing/CostCalculator.h"
#include "core/routing/ModelCatalog.h"
#include "core/routing/RouteUse.h"
#include "core/routing/Stickiness.h"

#include <functional>

namespace signalbox {

// What is fixed for a request when it starts, however the settings change while it runs.
struct GatewaySettings {
    ConfigPtr config;
    std::shared_ptr<const PriceBook> prices;
};

struct GatewayContext {
    const Clock& clock;
    Scheduler& scheduler;
    Transport& network;
    Transport& simulated;
    Gateway::Host& host;
    const ProviderAbilities& abilities;
    const ModelCatalog& catalog;
    const SwitchState& switches;
    HealthBoard& health;
    LiveRequests& live;
    Stickiness& conversations;
    RouteUse& uses;
    std::function<double()> random;  // uniform in [0, 1)
    const Drills& drills;
    HedgeBudget& hedges;
    Budgets& budgets;
    BudgetQueue& budgetQueue;
};

}  // namespace signalbox
