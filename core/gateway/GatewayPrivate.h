// What Gateway is made of. Included by the files that implement it and by no other: Gateway.cpp (commands,
// queries, what ends by itself) and GatewayDoor.cpp (a client's request on its way in). Thread: gateway.
#pragma once

#include "core/gateway/CountingHost.h"
#include "core/gateway/Gateway.h"
#include "core/gateway/GatewayContext.h"
#include "core/gateway/KnownAbilities.h"
#include "core/gateway/LoopGuard.h"
#include "core/gateway/Metrics.h"
#include "core/gateway/ModelLists.h"
#include "core/gateway/PlanFacts.h"
#include "core/gateway/ProxyRequest.h"
#include "core/gateway/RequestIds.h"
#include "core/gateway/SnapshotBuilder.h"
#include "core/gateway/SwitchBoard.h"
#include "core/gateway/TestCalls.h"

#include <QRandomGenerator>

#include <unordered_map>

namespace signalbox {

class Gateway::Private {
public:
    explicit Private(const Parts& parts)
        : metrics(parts.clock.wallMs()),
          host(parts.host, metrics, lists),
          health(parts.clock),
          lists({parts.clock, parts.scheduler, parts.network, parts.simulated,
                 [this](const ProviderConfig& provider) { return listKey(provider); },
                 [this] {
                     publishedPricesChanged();
                     host.modelListsChanged();
                     host.statusTouched();
                 }}),
          abilities(lists),
          budgets(parts.clock),
          context{parts.clock,
                  parts.scheduler,
                  parts.network,
                  parts.simulated,
                  host,
                  abilities,
                  catalog,
                  switchBoard.state(),
                  health,
                  live,
                  conversations,
                  uses,
                  parts.random ? parts.random : [] { return QRandomGenerator::global()->generateDouble(); },
                  drills,
                  hedges,
                  budgets,
                  budgetQueue},
          testCalls(parts.clock, parts.scheduler) {
        budgets.onUnread = [this] { askSpent(); };
        budgets.onRoom = [this] {
            if (!budgetQueue.empty() && !budgetLook.isActive()) {
                budgetLook = context.scheduler.after(Milliseconds(0), [this] { lookForRoom(); });
            }
        };
        health.onKeep = [this] { keepHealth(); };
        health.onNetworkBack = [this] {
            context.network.dropIdleConnections();
            // Not inside the call of the attempt that found it out.
            releasing = context.scheduler.after(Milliseconds(0), [this] { releaseParked(); });
        };
    }

    // For what is asked without sending anything; without chance.
    [[nodiscard]] PlanInputs planInputs(const Config& config, const CostView& costs,
                                        const BudgetView* budgeted = nullptr) const {
        return {config,
                switchBoard.state(),
                health,
                abilities,
                catalog,
                costs,
                conversations,
                uses,
                context.clock.wallMs(),
                context.clock.sleeplessMs(),
                nullptr,
                budgeted};
    }
    [[nodiscard]] BookedCosts costsNow() const { return {*settings.prices, context.clock.wallMs()}; }
    // By the price files in force: a draft's own are not read.
    [[nodiscard]] std::shared_ptr<const PriceBook> priceBook(const Config& config) const;
    // Requests under way keep the prices that they began with.
    void publishedPricesChanged();
    void proxy(Endpoint endpoint, HttpRequest&& request, ResponseWriter& writer);
    void run(ProxyRequest::Start start, ResponseWriter& writer);
    // Of that target alone; for nobody's tool.
    void callOnly(quint64 number, const ReplayRequest& request, const QString& client,
                  ProxyRequest::Keep keep, TestCallDone done);
    void ended(ProxyRequest& request);
    Result<void> switched(Result<SwitchChanged> change, const QString& actor, const QString& reason);
    void switchesChanged();
    void armExpiry();
    void keepHealth();
    void askSpent();
    // Those who wait for room in a budget look anew.
    void lookForRoom();
    void drillsChanged();
    void armDrills();
    // Something has changed that those on hold may have waited for.
    void releaseParked();
    [[nodiscard]] std::vector<ProxyRequest*> open() const;
    // Into the ledger and the state file. True: there were some.
    bool bookSwitches(std::vector<SwitchChanged> changes);
    bool expireSwitches();

    [[nodiscard]] std::optional<Secret> listKey(const ProviderConfig& provider) const;
    [[nodiscard]] QByteArray metricsText() const;

    Metrics metrics;
    CountingHost host;
    ModelCatalog catalog;
    SwitchBoard switchBoard;
    HealthBoard health;
    ModelLists lists;
    KnownAbilities abilities;
    LiveRequests live;
    Stickiness conversations;
    RouteUse uses;
    Drills drills;
    HedgeBudget hedges;
    Budgets budgets;
    BudgetQueue budgetQueue;
    LoopGuard loopGuard;
    FailoverMemory failovers;
    GatewayContext context;
    GatewaySettings settings;
    std::shared_ptr<const PriceShelf> listPrices;
    std::shared_ptr<const PriceShelf> importedPrices;
    std::vector<PriceConfig> statedPrices;  // by providers themselves
    std::shared_ptr<const PriceShelf> publishedPrices;
    RequestIds ids;
    TestCalls testCalls;
    std::unordered_map<ProxyRequest*, std::unique_ptr<ProxyRequest>> requests;
    std::vector<std::unique_ptr<ProxyRequest>> ended_;
    Timer burial;
    Timer budgetLook;
    Timer expiry;
    Timer keeping;
    Timer drillEnd;
    Timer releasing;
    quint64 requestsTotal = 0;
    bool refusing = false;
};

}  // namespace signalbox
