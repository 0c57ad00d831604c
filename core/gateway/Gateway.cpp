#include "core/gateway/Gateway.h"

#include "core/gateway/AnswerHeaders.h"
#include "core/gateway/GatewayContext.h"
#include "core/gateway/LoopGuard.h"
#include "core/gateway/Metrics.h"
#include "core/gateway/ModelLists.h"
#include "core/gateway/ModelsAnswer.h"
#include "core/gateway/PlanFacts.h"
#include "core/gateway/ProxyRequest.h"
#include "core/gateway/RequestIds.h"
#include "core/gateway/SnapshotBuilder.h"
#include "core/gateway/SwitchBoard.h"
#include "core/http/ErrorBody.h"
#include "core/routing/Explain.h"
#include "core/routing/Preview.h"

#include <QRandomGenerator>

#include <unordered_map>

namespace signalbox {

namespace {

constexpr QByteArrayView kPrefix("/v1/");
constexpr QByteArrayView kMetrics("/metrics");
// Changes of health come in bursts; what is kept of them is written once.
constexpr Milliseconds kKeepAfter{500};

// What providers can do, as far as their protocol, their configuration and their own lists say.
class KnownAbilities final : public ProviderAbilities {
public:
    explicit KnownAbilities(const ModelLists& lists) : m_lists(lists) {}
    [[nodiscard]] bool serves(const ProviderConfig& provider, Endpoint endpoint) const override {
        const ProtocolAdapter* adapter = protocolAdapter(provider.protocol);
        return adapter != nullptr && adapter->serves(endpoint);
    }
    [[nodiscard]] bool lists(const ProviderConfig& provider, const QString& model) const override {
        return m_lists.lists(provider, model);
    }

private:
    const ModelLists& m_lists;
};

// Looks at what is booked on its way to the host.
class CountingHost final : public Gateway::Host {
public:
    CountingHost(Gateway::Host& host, Metrics& metrics, ModelLists& lists)
        : m_host(host), m_metrics(metrics), m_lists(lists) {}

    void book(LedgerEntry entry) override {
        m_metrics.note(entry);
        if (const auto* end = std::get_if<RequestFinished>(&entry)) {
            for (const AttemptRecord& attempt : end->attempts) {
                if (attempt.httpStatus == 404 && !attempt.drill) {
                    m_lists.doubt(attempt.provider);
                }
            }
        }
        m_host.book(std::move(entry));
    }
    void statusTouched() override { m_host.statusTouched(); }
    void switchesExpired() override { m_host.switchesExpired(); }
    void healthChanged() override { m_host.healthChanged(); }
    void modelListsChanged() override { m_host.modelListsChanged(); }

private:
    Gateway::Host& m_host;
    Metrics& m_metrics;
    ModelLists& m_lists;
};

// The endpoints that some adapter serves; the others are unknown paths to the client.
bool servedByAnyone(Endpoint endpoint) {
    for (const Protocol protocol : {Protocol::OpenAi, Protocol::Anthropic, Protocol::Gemini}) {
        const ProtocolAdapter* adapter = protocolAdapter(protocol);
        if (adapter != nullptr && adapter->serves(endpoint)) {
            return true;
        }
    }
    return false;
}

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

void send(ResponseWriter& writer, int status, const QByteArray& contentType, Headers headers,
          const QByteArray& body) {
    headers.add(QByteArrayLiteral("content-type"), contentType);
    writer.writeHead(status, headers, body.size());
    writer.write(body);
    writer.finish();
}

void sendJson(ResponseWriter& writer, int status, Headers headers, const QByteArray& body) {
    send(writer, status, QByteArrayLiteral("application/json"), std::move(headers), body);
}

}  // namespace

class Gateway::Private {
public:
    explicit Private(const Parts& parts)
        : metrics(parts.clock.wallMs()),
          host(parts.host, metrics, lists),
          health(parts.clock),
          lists({parts.clock, parts.scheduler, parts.network, parts.simulated,
                 [this](const ProviderConfig& provider) { return listKey(provider); },
                 [this] {
                     host.modelListsChanged();
                     host.statusTouched();
                 }}),
          abilities(lists),
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
                  [] { return QRandomGenerator::global()->generateDouble(); },
                  drills,
                  hedges} {
        health.onKeep = [this] { keepHealth(); };
        health.onNetworkBack = [this] {
            context.network.dropIdleConnections();
            // Not inside the call of the attempt that found it out.
            releasing = context.scheduler.after(Milliseconds(0), [this] { releaseParked(); });
        };
    }

    // For what is asked without sending anything; without chance.
    [[nodiscard]] PlanInputs planInputs(const CostView& costs) const {
        return {*settings.config,
                switchBoard.state(),
                health,
                abilities,
                catalog,
                costs,
                conversations,
                uses,
                context.clock.wallMs(),
                context.clock.monotonicMs(),
                nullptr};
    }
    [[nodiscard]] BookedCosts costsNow() const { return {*settings.prices, context.clock.wallMs()}; }
    void proxy(Endpoint endpoint, HttpRequest&& request, ResponseWriter& writer);
    void ended(ProxyRequest& request);
    Result<void> switched(Result<SwitchChanged> change, const QString& actor, const QString& reason);
    void switchesChanged();
    void armExpiry();
    void keepHealth();
    void drillsChanged();
    // Something has changed that those on hold may have waited for.
    void releaseParked();
    [[nodiscard]] std::vector<ProxyRequest*> open() const;
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
    LoopGuard loopGuard;
    FailoverMemory failovers;
    GatewayContext context;
    GatewaySettings settings;
    RequestIds ids;
    std::unordered_map<ProxyRequest*, std::unique_ptr<ProxyRequest>> requests;
    std::vector<std::unique_ptr<ProxyRequest>> ended_;
    Timer burial;
    Timer expiry;
    Timer keeping;
    Timer drillEnd;
    Timer releasing;
    quint64 requestsTotal = 0;
    bool refusing = false;
};

Gateway::Gateway(const Parts& parts) : d(std::make_unique<Private>(parts)) {}

Gateway::~Gateway() {
    abortAll();
}

void Gateway::setConfig(ConfigPtr config) {
    d->health.setConfig(*config);
    d->uses.setConfig(*config);
    d->settings.prices = std::make_shared<const PriceBook>(config->prices);
    d->settings.config = std::move(config);
    d->lists.setConfig(d->settings.config);
    d->drillsChanged();
}

void Gateway::setCatalog(ModelCatalog catalog) {
    d->catalog = std::move(catalog);
}

void Gateway::setKeys(ProviderKeys keys) {
    d->health.setKeys(std::move(keys));
    d->lists.keysChanged();
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
    Result<void> taken = d->drills.set(*d->settings.config, provider, drill, d->context.clock.wallMs());
    if (!taken) {
        return taken;
    }
    if (drill) {
        d->health.beginDrill(provider);
    } else {
        d->health.endDrill(provider);
    }
    d->drillsChanged();
    return {};
}

Result<RequestFacts> Gateway::factsOf(Endpoint endpoint, const QString& client,
                                      const QByteArray& body) const {
    const Result<RequestBody> parsed = parseRequestBody(endpoint, body);
    if (!parsed) {
        return parsed.error();
    }
    return requestFacts(parsed.value(), client, *d->settings.config, d->context.clock.wallMs());
}

Explanation Gateway::explain(const RequestFacts& facts) const {
    const BookedCosts costs = d->costsNow();
    return explainRequest(facts, d->planInputs(costs));
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
    const PlanInputs inputs = d->planInputs(costs);
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

void Gateway::setNetworkGone(bool gone) {
    d->health.setNetworkGone(gone);
    d->host.statusTouched();
}

void Gateway::resumed(Milliseconds slept) {
    d->health.slept(slept.count());
    d->host.statusTouched();
}

ModelListRecord Gateway::modelLists() const {
    return d->lists.record();
}

void Gateway::restoreModelLists(const ModelListRecord& record) {
    d->lists.restore(record);
}

StatusSnapshot Gateway::snapshot() const {
    const BookedCosts costs = d->costsNow();
    StatusSnapshot status = buildSnapshot(d->planInputs(costs), d->health, d->failovers);
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
    status.undoable = d->switchBoard.undoable();
    return status;
}

void Gateway::handle(HttpRequest&& request, ResponseWriter& writer) {
    const QByteArrayView path(request.path);
    const auto refuse = [&](int status, const QString& message, const QString& code, Headers headers = {}) {
        sendJson(writer, status, std::move(headers), gatewayErrorBody(request.path, status, message, code));
    };
    if (path == QByteArrayView("/health")) {
        sendJson(writer, 200, {},
                 QByteArrayLiteral("{\"status\":\"ok\",\"version\":\"" SIGNALBOX_VERSION "\"}"));
        return;
    }
    const QByteArrayView name = path.startsWith(kPrefix) ? path.sliced(kPrefix.size()) : QByteArrayView();
    const bool models = name == QByteArrayView("models") || name.startsWith(QByteArrayView("models/"));
    const std::optional<Endpoint> endpoint = endpointFromName(name);
    const bool isMetrics = path == kMetrics;
    if (!models && !isMetrics && (!endpoint || !servedByAnyone(*endpoint))) {
        refuse(404, QStringLiteral("There is no %1 here.").arg(QString::fromUtf8(request.path)),
               QStringLiteral("invalid_request"));
        return;
    }
    const QByteArrayView wanted(models || isMetrics ? "GET" : "POST");
    if (request.method != wanted) {
        Headers headers;
        headers.add(QByteArrayLiteral("allow"), wanted.toByteArray());
        refuse(405,
               QStringLiteral("%1 takes %2 only.")
                   .arg(QString::fromUtf8(request.path), QString::fromLatin1(wanted.data(), wanted.size())),
               QStringLiteral("invalid_request"), std::move(headers));
        return;
    }
    if (isMetrics) {
        send(writer, 200, QByteArrayLiteral("text/plain; version=0.0.4; charset=utf-8"), {},
             d->metricsText());
        return;
    }
    if (models) {
        if (name.size() == 6) {
            sendJson(writer, 200, {}, modelsAnswer(*d->settings.config, d->lists));
            return;
        }
        const QString id = QString::fromUtf8(QByteArray::fromPercentEncoding(name.sliced(7).toByteArray()));
        if (const auto body = modelAnswer(*d->settings.config, d->lists, id)) {
            sendJson(writer, 200, {}, *body);
        } else {
            refuse(404, QStringLiteral("There is no model \"%1\" here.").arg(id), QStringLiteral("no_route"));
        }
        return;
    }
    if (d->refusing) {
        refuse(503, QStringLiteral("Signalbox is stopping."), QStringLiteral("gateway_stopping"));
        return;
    }
    d->proxy(*endpoint, std::move(request), writer);
}

void Gateway::Private::proxy(Endpoint endpoint, HttpRequest&& request, ResponseWriter& writer) {
    if (const auto refusal = loopGuard.refusal(request.headers, *settings.config)) {
        Headers headers;
        headers.add(QByteArrayLiteral("x-should-retry"), QByteArrayLiteral("false"));
        sendJson(
            writer, LoopGuard::kStatus, std::move(headers),
            gatewayErrorBody(request.path, LoopGuard::kStatus, *refusal, QStringLiteral("invalid_request")));
        return;
    }
    auto body = parseRequestBody(endpoint, std::move(request.body));
    if (!body) {
        const Error& error = body.error();
        sendJson(writer, 400, {},
                 gatewayErrorBody(request.path, 400, error.message, QStringLiteral("invalid_request"),
                                  error.place));
        return;
    }
    RequestBody& parsed = body.value();
    parsed.contentType = request.headers.value("content-type").toByteArray();
    parsed.accept = request.headers.value("accept").toByteArray();
    parsed.query = request.query;
    parsed.passHeaders = fieldsForProvider(request.headers);
    auto [viaName, via] = loopGuard.field(request.headers);
    parsed.passHeaders.add(std::move(viaName), std::move(via));

    ++requestsTotal;
    auto proxied =
        std::make_unique<ProxyRequest>(context, settings,
                                       ProxyRequest::Start{ids.next(context.clock.wallMs()), request.path,
                                                           request.client, std::move(parsed)},
                                       writer, [this](ProxyRequest& one) { ended(one); });
    ProxyRequest& running = *proxied;
    requests.emplace(&running, std::move(proxied));
    running.run();
}

// The key to ask for the model list with; nothing where all are bad or none could be read.
std::optional<Secret> Gateway::Private::listKey(const ProviderConfig& provider) const {
    const std::optional<int> index = health.anyKey(provider);
    return index ? std::optional(health.key(provider.id, *index)) : std::nullopt;
}

QByteArray Gateway::Private::metricsText() const {
    Metrics::Now now;
    for (const ProviderConfig& provider : settings.config->providers) {
        ProviderStatus status;
        health.fill(provider, status);
        now.providers.push_back({provider.id, status.inFlight});
    }
    health.eachBreaker([&](const QString& provider, const QString& model, CircuitBreaker::State state) {
        now.breakers.push_back({provider, model, state});
    });
    return metrics.text(now);
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
    host.statusTouched();
}

// Like the ends of the switch, those of drills are looked at once a minute at least.
void Gateway::Private::drillsChanged() {
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
    releaseParked();
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
    std::vector<SwitchChanged> changes = switchBoard.expire(context.clock.wallMs());
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
