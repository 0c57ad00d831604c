#include "core/gateway/Gateway.h"

#include "core/gateway/GatewayPrivate.h"
#include "core/protocol/PrivateHost.h"
#include "core/routing/Explain.h"
#include "core/routing/Preview.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

// Changes of health come in bursts; what is kept of them is written once.
constexpr Milliseconds kKeepAfter{50};

bool namesModel(const Config& config, const ModelLists& lists, const QString& provider,
                const QString& model) {
    return lists.modelsOf(*config.provider(provider)).contains(model) ||
           std::any_of(config.routes.begin(), config.routes.end(), [&](const RouteConfig& route) {
               return std::any_of(route.targets.begin(), route.targets.end(),
                                  [&](const TargetConfig& target) {
                                      return target.provider == provider && target.model == model;
                                  });
           });
}

PriceBook::Providers pricedProviders(const Config& config) {
    PriceBook::Providers providers;
    for (const ProviderConfig& provider : config.providers) {
        const QString host = provider.baseUrl.host();
        // A name of one label may be a gateway of the company's, which somebody pays for.
        const bool named = !host.contains(QLatin1Char('.')) && !host.contains(QLatin1Char(':')) &&
                           host != QLatin1String("localhost");
        if (const QString vendor = vendorOfHost(host); !vendor.isEmpty()) {
            providers.vendors.insert(provider.id, vendor);
        } else if (provider.protocol != Protocol::Simulated && isPrivateHost(host) && !named) {
            providers.local.insert(provider.id);
        }
    }
    return providers;
}

}  // namespace

Gateway::Gateway(const Parts& parts) : d(std::make_unique<Private>(parts)) {}

Gateway::~Gateway() {
    abortAll();
}

void Gateway::setConfig(ConfigPtr config) {
    d->health.setConfig(*config);
    d->uses.setConfig(*config);
    d->importedPrices = std::make_shared<const PriceShelf>(config->importedPrices);
    d->settings.prices = d->priceBook(*config);
    const ConfigPtr before = std::exchange(d->settings.config, std::move(config));
    if (before) {
        d->bookSwitches(d->switchBoard.follow(*before, *d->settings.config, d->context.clock.wallMs()));
    }
    d->lists.setConfig(d->settings.config);
    d->budgets.setConfig(*d->settings.config);
    d->armDrills();
    d->host.statusTouched();
}

std::shared_ptr<const PriceBook> Gateway::Private::priceBook(const Config& config) const {
    PriceBook::Shelves shelves;
    shelves.imported = importedPrices;
    shelves.published = publishedPrices;
    shelves.catalogue = listPrices;
    return std::make_shared<const PriceBook>(config.prices, std::move(shelves), pricedProviders(config));
}

void Gateway::Private::publishedPricesChanged() {
    std::vector<PriceConfig> stated = lists.prices();
    if (stated == statedPrices) {
        return;
    }
    statedPrices = std::move(stated);
    publishedPrices = std::make_shared<const PriceShelf>(statedPrices);
    settings.prices = priceBook(*settings.config);
}

void Gateway::setListPrices(std::shared_ptr<const PriceShelf> prices) {
    d->listPrices = std::move(prices);
}

void Gateway::setSpent(const SpentAnswer& answer) {
    d->budgets.setSpent(answer);
    d->host.statusTouched();
}

void Gateway::setCatalog(ModelCatalog catalog) {
    d->catalog = std::move(catalog);
}

void Gateway::setKeys(ProviderKeys keys) {
    d->health.setKeys(std::move(keys));
    d->lists.lookAgain();
    d->releaseParked();
}

void Gateway::setSwitches(SwitchState state) {
    d->switchBoard.restore(std::move(state));
    d->expireSwitches();  // what came to its end while nobody was there
    d->switchesChanged();
}

const SwitchState& Gateway::switches() const {
    return d->switchBoard.state();
}

Result<void> Gateway::setPin(const QString& route, const Pin& pin, const QString& actor,
                             const QString& reason) {
    return d->switched(d->switchBoard.setPin(*d->settings.config, route, pin, d->context.clock.wallMs()),
                       actor, reason);
}

Result<void> Gateway::setDrain(const QString& provider, const std::optional<Drain>& drain,
                               const QString& actor, const QString& reason) {
    return d->switched(
        d->switchBoard.setDrain(*d->settings.config, provider, drain, d->context.clock.wallMs()), actor,
        reason);
}

Result<void> Gateway::reset(const QString& provider, const QString& model) {
    if (d->settings.config->provider(provider) == nullptr) {
        return Error{ErrorCode::NotFound, QStringLiteral("There is no provider \"%1\".").arg(provider),
                     provider};
    }
    if (!d->health.reset(provider, model) && !namesModel(*d->settings.config, d->lists, provider, model)) {
        return Error{ErrorCode::NotFound,
                     QStringLiteral("Nothing is known here of a model \"%1\" at %2.").arg(model, provider),
                     model};
    }
    d->lists.doubt(provider);
    d->keeping.cancel();
    d->host.healthChanged();  // at once: a reset is to hold on disk too
    d->releaseParked();
    return {};
}

Result<int> Gateway::moveWaiting(const QString& route) {
    if (d->settings.config->route(route) == nullptr) {
        return Error{ErrorCode::NotFound, QStringLiteral("There is no route \"%1\".").arg(route), route};
    }
    int moved = 0;
    for (ProxyRequest* request : d->open()) {
        moved += request->route() == route && request->moveNow(d->settings) ? 1 : 0;
    }
    return moved;
}

Result<void> Gateway::setDrill(const QString& provider, const std::optional<Drill>& drill) {
    const bool another = d->drills.at(provider, d->context.clock.wallMs()).has_value();
    Result<void> taken = d->drills.set(*d->settings.config, provider, drill, d->context.clock.wallMs());
    if (!taken) {
        return taken;
    }
    // What another drill did to its health must not keep this one from being met.
    if (another || !drill) {
        d->health.endDrill(provider);
    }
    if (drill) {
        d->health.beginDrill(provider);
    }
    d->drillsChanged();
    return {};
}

Result<RequestFacts> Gateway::factsOf(Endpoint endpoint, const QString& client, const QByteArray& body,
                                      const ConfigPtr& draft) const {
    const Result<RequestBody> parsed = parseRequestBody(endpoint, body);
    if (!parsed) {
        return parsed.error();
    }
    return requestFacts(parsed.value(), client, draft ? *draft : *d->settings.config,
                        d->context.clock.wallMs());
}

Explanation Gateway::explain(const RequestFacts& facts, const ConfigPtr& draft) const {
    const Config& config = draft ? *draft : *d->settings.config;
    const std::shared_ptr<const PriceBook> prices = draft ? d->priceBook(config) : d->settings.prices;
    const BookedCosts costs(*prices, d->context.clock.wallMs());
    const BudgetedTargets budgeted(d->budgets, costs);
    return explainRequest(facts, d->planInputs(config, costs, d->budgets.empty() ? nullptr : &budgeted));
}

Result<SwitchPreview> Gateway::preview(const QString& name, const Pin& pin) const {
    const RouteConfig* route = d->settings.config->route(name);
    if (route == nullptr) {
        return Error{ErrorCode::NotFound, QStringLiteral("There is no route \"%1\".").arg(name), name};
    }
    Pin asked = pin;
    if (pin.mode != PinMode::Auto) {
        const std::optional<TargetRef> target = findTarget(*route, pin.target);
        if (!target) {
            return Error{ErrorCode::NotFound,
                         QStringLiteral("The route \"%1\" has no single target \"%2\".")
                             .arg(name, pin.target.toString()),
                         pin.target.toString()};
        }
        asked.target = *target;
    }
    const BookedCosts costs = d->costsNow();
    const PlanInputs inputs = d->planInputs(*d->settings.config, costs);
    const Pin inForce = pinInForce(inputs.switches, name, inputs.wallMs);
    return previewSwitch(*route, leverNow(*route, inForce, inputs, d->health),
                         leverNow(*route, asked, inputs, d->health), asked, inputs);
}

Result<void> Gateway::undoSwitch(const QString& reason) {
    return d->switched(d->switchBoard.undo(*d->settings.config, d->context.clock.wallMs()),
                       QStringLiteral("undo"), reason);
}

HealthRecord Gateway::healthRecord() const {
    return d->health.record();
}

void Gateway::restoreHealth(const HealthRecord& record) {
    d->health.restore(record);
    d->releaseParked();
}

void Gateway::restoreLastHour(const LastHour& hour) {
    d->health.restore(hour);
    d->host.statusTouched();
}

void Gateway::setNetworkGone(bool gone) {
    d->health.setNetworkGone(gone);
    d->host.statusTouched();
}

// Timers stood still meanwhile; what they wait for may be due.
void Gateway::resumed(Milliseconds /*slept*/) {
    d->health.resumed();
    d->lists.lookAgain();
    d->armExpiry();
    d->armDrills();
    d->host.statusTouched();
}

void Gateway::waysChanged() {
    d->lists.lookAgain();
}

ModelListRecord Gateway::modelLists() const {
    return d->lists.record();
}

void Gateway::restoreModelLists(const ModelListRecord& record) {
    d->lists.restore(record);
}

StatusSnapshot Gateway::snapshot() const {
    const BookedCosts costs = d->costsNow();
    StatusSnapshot status = buildSnapshot(d->planInputs(*d->settings.config, costs), d->health, d->failovers);
    for (ProviderStatus& provider : status.providers) {
        if (const ProviderConfig* config = d->settings.config->provider(provider.id)) {
            provider.models = d->lists.modelsOf(*config);
        }
    }
    status.offline = d->health.offline();
    status.openRequests = openRequests();
    status.requestsTotal = d->requestsTotal;
    status.stopping = d->refusing;
    status.live = d->live.list();
    for (ProviderStatus& provider : status.providers) {
        provider.drill = d->drills.at(provider.id, status.atMs);
    }
    for (const auto& [request, owned] : d->requests) {
        if (!request->parked()) {
            continue;
        }
        for (RouteStatus& route : status.routes) {
            route.parked += request->route() == route.name ? 1 : 0;
        }
    }
    status.budgets = d->budgets.status();
    status.undoable = d->switchBoard.undoable(*d->settings.config, d->context.clock.wallMs());
    return status;
}

// The key to ask for the model list with; nothing where all are bad or none could be read. Who is drained is
// asked nothing at all.
std::optional<Secret> Gateway::Private::listKey(const ProviderConfig& provider) const {
    const auto drain = switchBoard.state().drains.constFind(provider.id);
    if (drain != switchBoard.state().drains.cend() && holds(drain->untilMs, context.clock.wallMs())) {
        return std::nullopt;
    }
    const std::optional<int> index = health.anyKey(provider);
    return index ? std::optional(health.key(provider.id, *index)) : std::nullopt;
}

// A request ends inside calls from its own attempt; it is destroyed on the next turn.
void Gateway::Private::ended(ProxyRequest& request) {
    const auto found = requests.find(&request);
    ended_.push_back(std::move(found->second));
    requests.erase(found);
    if (!burial.isActive()) {
        burial = context.scheduler.after(Milliseconds(0), [this] { ended_.clear(); });
    }
}

Result<void> Gateway::Private::switched(Result<SwitchChanged> change, const QString& actor,
                                        const QString& reason) {
    if (!change) {
        return change.error();
    }
    change.value().actor = actor;
    change.value().reason = reason;
    host.book(std::move(change).value());
    switchesChanged();
    return {};
}

void Gateway::Private::switchesChanged() {
    health.setDrains(switchBoard.state().drains);
    lists.lookAgain();
    armExpiry();
    releaseParked();
}

std::vector<ProxyRequest*> Gateway::Private::open() const {
    std::vector<ProxyRequest*> found;
    found.reserve(requests.size());
    for (const auto& [request, owned] : requests) {
        found.push_back(request);
    }
    return found;
}

// One that ends meanwhile stays until the next turn.
void Gateway::Private::releaseParked() {
    for (ProxyRequest* request : open()) {
        request->release(settings);
    }
    lookForRoom();
    host.statusTouched();
}

void Gateway::Private::askSpent() {
    if (const std::optional<SpentQuestion> question = budgets.takeQuestion()) {
        host.spentWanted(*question);
    }
}

void Gateway::Private::lookForRoom() {
    budgetQueue.look([this](ProxyRequest& request) { return request.releaseForBudget(settings); });
}

void Gateway::Private::drillsChanged() {
    armDrills();
    releaseParked();
}

// Like the ends of the switch, those of drills are looked at once a minute at least.
void Gateway::Private::armDrills() {
    const qint64 wallMs = context.clock.wallMs();
    for (const QString& provider : drills.expire(*settings.config, wallMs)) {
        health.endDrill(provider);
    }
    if (const auto next = drills.nextEndMs()) {
        drillEnd = context.scheduler.after(Milliseconds(std::clamp<qint64>(*next - wallMs, 0, 60'000)),
                                           [this] { drillsChanged(); });
    } else {
        drillEnd.cancel();
    }
}

// Ends are wall-clock times, which may jump: a look at least once a minute finds an end that a jump has
// moved.
void Gateway::Private::armExpiry() {
    const auto next = switchBoard.nextEndMs();
    if (!next) {
        expiry.cancel();
        return;
    }
    const qint64 wait = std::clamp<qint64>(*next - context.clock.wallMs(), 0, 60'000);
    expiry = context.scheduler.after(Milliseconds(wait), [this] {
        if (expireSwitches()) {
            switchesChanged();
        } else {
            armExpiry();
        }
    });
}

void Gateway::Private::keepHealth() {
    if (!keeping.isActive()) {
        keeping = context.scheduler.after(kKeepAfter, [this] { host.healthChanged(); });
    }
}

bool Gateway::Private::expireSwitches() {
    return bookSwitches(switchBoard.expire(context.clock.wallMs()));
}

bool Gateway::Private::bookSwitches(std::vector<SwitchChanged> changes) {
    for (SwitchChanged& change : changes) {
        host.book(std::move(change));
    }
    if (!changes.empty()) {
        host.switchesExpired();
    }
    return !changes.empty();
}

void Gateway::refuseNew() {
    d->refusing = true;
    d->host.statusTouched();
}

int Gateway::openRequests() const {
    return static_cast<int>(d->requests.size());
}

void Gateway::abortAll() {
    while (!d->requests.empty()) {
        d->requests.begin()->second->abort();
    }
    d->burial.cancel();
    d->ended_.clear();
}

}  // namespace signalbox
