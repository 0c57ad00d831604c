#include "core/service/GatewayRoom.h"

#include "core/base/EventLoopScheduler.h"
#include "core/http/GatePolicy.h"
#include "core/http/HttpServer.h"
#include "core/http/ProjectFinder.h"
#include "core/service/ModelFacts.h"
#include "core/service/PriceCatalogue.h"
#include "core/service/ResumeWatch.h"
#include "core/simulated/SimulatedTransport.h"
#include "core/upstream/UpstreamClient.h"

#include <QDir>

#include <algorithm>
#include <vector>

namespace signalbox {

namespace {

constexpr Milliseconds kDrainLook{20};
// After the deadline nothing should be left; if it is, the stop goes on all the same.
constexpr Milliseconds kDrainGrace{1'000};
constexpr qint64 kMinuteMs = 60'000;

// When the first of the timed states in a snapshot ends; `most` if there is none before.
qint64 nextEnd(const StatusSnapshot& status, qint64 most) {
    qint64 next = most;
    const auto consider = [&](const std::optional<qint64>& untilMs) {
        if (untilMs && *untilMs >= status.atMs) {
            next = std::min(next, *untilMs + 1);
        }
    };
    for (const ProviderStatus& provider : status.providers) {
        consider(provider.reason.untilMs);
        if (provider.drill) {
            consider(provider.drill->untilMs);
        }
    }
    for (const RouteStatus& route : status.routes) {
        consider(route.pin.untilMs);
        for (const TargetStatus& target : route.targets) {
            consider(target.reason.untilMs);
        }
    }
    return next;
}

Error shutError() {
    return {ErrorCode::Cancelled, QStringLiteral("Signalbox is not running"), {}};
}

}  // namespace

// Declared in the order of need: what is below uses what is above, and goes first.
struct GatewayRoom::Parts {
    Parts(const Clock& clock, Gateway::Host& host)
        : scheduler(clock),
          network(clock, scheduler),
          simulated(clock, scheduler),
          projects(QDir::homePath()),
          gateway({clock, scheduler, network, simulated, host}),
          resume(clock, scheduler, [this](Milliseconds slept) { gateway.resumed(slept); }) {}

    EventLoopScheduler scheduler;
    UpstreamClient network;
    SimulatedTransport simulated;
    ProjectFinder projects;
    Gateway gateway;
    ResumeWatch resume;

    struct Door {
        std::unique_ptr<HttpServer> server;
        ListenConfig where;
        Timer deadline;  // of a door that closes
    };
    std::unique_ptr<Door> door;
    std::vector<std::unique_ptr<Door>> closing;

    Timer snapshotTimer;  // for a change
    Timer timedTimer;     // for the end of a timed state
    qint64 lastSnapshotMs = 0;
    bool hasSnapshot = false;

    Timer drainDeadline;
    Timer drainLook;
    bool draining = false;
    bool drainIsOver = false;
};

GatewayRoom::GatewayRoom(const Clock& clock, Book book) : m_clock(clock), m_book(std::move(book)) {}

GatewayRoom::~GatewayRoom() = default;

void GatewayRoom::open(const ConfigPtr& config, const SwitchState& switches, const ProviderKeys& keys) {
    m_config = config;
    Gateway::Host& host = *this;
    m_parts = std::make_unique<Parts>(m_clock, host);
    // Parts of the program: no disk is touched.
    m_parts->gateway.setCatalog(loadModelCatalog());
    m_parts->gateway.setListPrices(loadPriceCatalogue());
    m_parts->gateway.setConfig(config);
    m_parts->gateway.setSwitches(switches);
    m_parts->gateway.setKeys(keys);
    statusTouched();
}

void GatewayRoom::restoreModelLists(const ModelListRecord& record) {
    m_parts->gateway.restoreModelLists(record);
}

void GatewayRoom::restoreHealth(const HealthRecord& health) {
    if (m_parts) {
        m_parts->gateway.restoreHealth(health);
    }
}

void GatewayRoom::restoreLastHour(const LastHour& hour) {
    if (m_parts) {
        m_parts->gateway.restoreLastHour(hour);
    }
}

void GatewayRoom::setNetworkGone(bool gone) {
    if (m_parts) {
        m_parts->gateway.setNetworkGone(gone);
    }
}

void GatewayRoom::shut() {
    m_parts.reset();
}

void GatewayRoom::setConfig(const ConfigPtr& config, const ProviderKeys& keys) {
    if (!m_parts) {
        return;
    }
    m_config = config;
    m_parts->gateway.setConfig(config);
    m_parts->gateway.setKeys(keys);
    if (const auto& door = m_parts->door) {
        door->server->setProjectFinder(config->whoCalled ? &m_parts->projects : nullptr);
        door->server->setGatePolicy(
            makeGatePolicy(door->where.address, door->server->port(), config->clients));
    }
    statusTouched();
}

void GatewayRoom::setKeys(const ProviderKeys& keys) {
    if (m_parts) {
        m_parts->gateway.setKeys(keys);
        statusTouched();
    }
}

void GatewayRoom::setSpent(const SpentAnswer& answer) {
    if (m_parts) {
        m_parts->gateway.setSpent(answer);
    }
}

void GatewayRoom::setDesktopProxies(const ProxySettings::ByHost& proxies) {
    if (m_parts) {
        ProxySettings settings = ProxySettings::fromEnvironment();
        settings.setDesktop(proxies);
        m_parts->network.setProxies(std::move(settings));
        m_parts->gateway.waysChanged();
    }
}

void GatewayRoom::listen(const ListenConfig& where) {
    if (!m_parts || m_parts->draining) {
        return;
    }
    if (const Parts::Door* door = m_parts->door.get(); door && door->where == where) {
        Q_EMIT listened(where, door->server->port());
        return;
    }
    const auto openAt = [this](const ListenConfig& place, Result<void>& result) {
        auto door = std::make_unique<Parts::Door>();
        door->where = place;
        door->server =
            std::make_unique<HttpServer>(m_clock, m_parts->scheduler, m_parts->gateway, ServerLimits());
        result = door->server->listen(place.address, place.port);
        if (!result) {
            return std::unique_ptr<Parts::Door>();
        }
        door->server->setGatePolicy(makeGatePolicy(place.address, door->server->port(), m_config->clients));
        door->server->setProjectFinder(m_config->whoCalled ? &m_parts->projects : nullptr);
        return door;
    };
    const auto retire = [this](std::unique_ptr<Parts::Door> door) {
        door->server->closeListener();
        HttpServer* server = door->server.get();
        door->deadline = m_parts->scheduler.after(kDrainTime, [server] { server->abortAll(); });
        m_parts->closing.push_back(std::move(door));
    };

    Result<void> result;
    std::unique_ptr<Parts::Door> door = openAt(where, result);
    std::unique_ptr<Parts::Door>& current = m_parts->door;
    if (!door && current && where.port == current->server->port()) {
        // The own listener may be in the way, as when only the address changes.
        const ListenConfig former = current->where;
        const quint16 port = current->server->port();
        retire(std::move(current));
        door = openAt(where, result);
        if (!door) {
            Result<void> ignored;
            current = openAt({former.address, port}, ignored);
            if (current) {
                current->where = former;
            }
        }
    }
    if (!door) {
        Q_EMIT listened(where, result.error());
        return;
    }
    if (current) {
        retire(std::move(current));
    }
    current = std::move(door);
    // Doors that have nothing left to do are taken away with the next change.
    std::erase_if(m_parts->closing,
                  [](const auto& closing) { return closing->server->openConnections() == 0; });
    Q_EMIT listened(where, current->server->port());
}

void GatewayRoom::setPin(Ticket ticket, const QString& route, const Pin& pin, const QString& reason,
                         WaitingRequests waiting) {
    if (!m_parts) {
        finishShut(ticket);
        return;
    }
    Result<void> result = m_parts->gateway.setPin(route, pin, QStringLiteral("user"), reason);
    const Switches switches = result ? Switches::Changed : Switches::Same;
    if (result && waiting == WaitingRequests::Move) {
        if (const Result<int> moved = m_parts->gateway.moveWaiting(route); !moved) {
            result = moved.error();
        }
    }
    finish(ticket, result, switches);
}

void GatewayRoom::setDrain(Ticket ticket, const QString& provider, const std::optional<Drain>& drain,
                           const QString& reason) {
    if (!m_parts) {
        finishShut(ticket);
        return;
    }
    const Result<void> result = m_parts->gateway.setDrain(provider, drain, QStringLiteral("user"), reason);
    finish(ticket, result, result ? Switches::Changed : Switches::Same);
}

void GatewayRoom::undo(Ticket ticket, const QString& reason) {
    if (!m_parts) {
        finishShut(ticket);
        return;
    }
    const Result<void> result = m_parts->gateway.undoSwitch(reason);
    finish(ticket, result, result ? Switches::Changed : Switches::Same);
}

void GatewayRoom::setDrill(Ticket ticket, const QString& provider, const std::optional<Drill>& drill) {
    if (!m_parts) {
        finishShut(ticket);
        return;
    }
    finish(ticket, m_parts->gateway.setDrill(provider, drill), Switches::Same);
}

void GatewayRoom::reset(Ticket ticket, const QString& provider, const QString& model) {
    if (!m_parts) {
        finishShut(ticket);
        return;
    }
    finish(ticket, m_parts->gateway.reset(provider, model), Switches::Same);
}

void GatewayRoom::refresh(Ticket ticket) {
    if (!m_parts) {
        finishShut(ticket);
        return;
    }
    finish(ticket, {}, Switches::Same);
}

// The answer carries a status of its own: who asks for it next must see the effect, whatever the pace of
// snapshots.
void GatewayRoom::finish(Ticket ticket, const Result<void>& result, Switches switches) {
    CommandResult answer{result, {}, snapshot()};
    if (switches == Switches::Changed) {
        answer.switches = m_parts->gateway.switches();
    }
    Q_EMIT commandFinished(ticket, answer);
    statusTouched();
}

void GatewayRoom::finishShut(Ticket ticket) {
    Q_EMIT commandFinished(ticket, {shutError(), {}, {}});
}

void GatewayRoom::explain(Ticket ticket, const ExplainQuery& query) {
    if (!m_parts) {
        Q_EMIT explained(ticket, shutError());
        return;
    }
    const Result<RequestFacts> facts =
        m_parts->gateway.factsOf(query.endpoint, query.client, query.body, query.draft);
    if (!facts) {
        Q_EMIT explained(ticket, facts.error());
        return;
    }
    Q_EMIT explained(ticket, m_parts->gateway.explain(facts.value(), query.draft));
}

void GatewayRoom::explainFacts(Ticket ticket, const RequestFacts& facts, const ConfigPtr& draft) {
    if (!m_parts) {
        Q_EMIT explained(ticket, shutError());
        return;
    }
    Q_EMIT explained(ticket, m_parts->gateway.explain(facts, draft));
}

void GatewayRoom::previewPin(Ticket ticket, const QString& route, const Pin& pin) {
    if (!m_parts) {
        Q_EMIT previewReady(ticket, shutError());
        return;
    }
    Q_EMIT previewReady(ticket, m_parts->gateway.preview(route, pin));
}

void GatewayRoom::testCall(Ticket ticket, const TargetRef& target) {
    if (!m_parts) {
        Q_EMIT testCallDone(ticket, shutError());
        return;
    }
    m_parts->gateway.testCall(ticket, target, [this, ticket](const Result<TestCallResult>& result) {
        Q_EMIT testCallDone(ticket, result);
    });
}

void GatewayRoom::replay(Ticket ticket, const ReplayRequest& request) {
    if (!m_parts) {
        Q_EMIT testCallDone(ticket, shutError());
        return;
    }
    m_parts->gateway.replay(ticket, request, [this, ticket](const Result<TestCallResult>& result) {
        Q_EMIT testCallDone(ticket, result);
    });
}

void GatewayRoom::cancelTestCall(Ticket ticket) {
    if (m_parts) {
        m_parts->gateway.cancelTestCall(ticket);
    }
}

void GatewayRoom::drain() {
    if (!m_parts || m_parts->draining) {
        return;
    }
    m_parts->draining = true;
    m_parts->gateway.refuseNew();
    if (m_parts->door) {
        m_parts->door->server->closeListener();
    }
    m_parts->drainDeadline = m_parts->scheduler.after(kDrainTime, [this] {
        abortAll();
        m_parts->drainDeadline =
            m_parts->scheduler.after(kDrainGrace, [this] { m_parts->drainIsOver = true; });
    });
    statusTouched();
    checkDrained();
}

void GatewayRoom::abortAll() {
    if (!m_parts) {
        return;
    }
    m_parts->gateway.abortAll();
    const auto abort = [](const std::unique_ptr<Parts::Door>& door) { door->server->abortAll(); };
    if (m_parts->door) {
        abort(m_parts->door);
    }
    std::for_each(m_parts->closing.begin(), m_parts->closing.end(), abort);
}

void GatewayRoom::checkDrained() {
    const auto isOpen = [](const std::unique_ptr<Parts::Door>& door) {
        return door && door->server->openConnections() > 0;
    };
    const bool busy = m_parts->gateway.openRequests() > 0 || isOpen(m_parts->door) ||
                      std::any_of(m_parts->closing.begin(), m_parts->closing.end(), isOpen);
    if (busy && !m_parts->drainIsOver) {
        m_parts->drainLook = m_parts->scheduler.after(kDrainLook, [this] { checkDrained(); });
    } else {
        healthChanged();  // what has changed since it was last kept
        Q_EMIT drained();
    }
}

void GatewayRoom::statusTouched() {
    if (!m_parts || m_parts->snapshotTimer.isActive()) {
        return;
    }
    qint64 wait = 0;
    if (m_parts->hasSnapshot) {
        wait = std::max<qint64>(0, m_parts->lastSnapshotMs + kSnapshotGap.count() - m_clock.monotonicMs());
    }
    m_parts->snapshotTimer = m_parts->scheduler.after(Milliseconds(wait), [this] { makeSnapshot(); });
}

void GatewayRoom::switchesExpired() {
    Q_EMIT switchesChanged(m_parts->gateway.switches());
}

void GatewayRoom::modelListsChanged() {
    Q_EMIT modelListsKept(m_parts->gateway.modelLists());
}

void GatewayRoom::healthChanged() {
    Q_EMIT healthKept(m_parts->gateway.healthRecord());
}

NumberedStatus GatewayRoom::snapshot() {
    StatusSnapshot status = m_parts->gateway.snapshot();
    status.listening = m_parts->door && !m_parts->draining;
    status.stopping = m_parts->draining;
    return {++m_lastNumber, std::move(status)};
}

void GatewayRoom::makeSnapshot() {
    m_parts->lastSnapshotMs = m_clock.monotonicMs();
    m_parts->hasSnapshot = true;
    NumberedStatus made = snapshot();
    const StatusSnapshot& status = made.status;
    // The minute that begins next moves the last hour on.
    const qint64 nextMinute = (status.atMs / kMinuteMs + 1) * kMinuteMs;
    const qint64 wait = std::max<qint64>(1, nextEnd(status, nextMinute) - status.atMs);
    m_parts->timedTimer = m_parts->scheduler.after(Milliseconds(wait), [this] { statusTouched(); });

    const QMutexLocker lock(&m_mailMutex);
    const bool isFirst = !m_mail;
    m_mail = std::move(made);
    if (isFirst) {
        Q_EMIT snapshotWaiting();
    }
}

std::optional<NumberedStatus> GatewayRoom::takeSnapshot() {
    const QMutexLocker lock(&m_mailMutex);
    return std::exchange(m_mail, std::nullopt);
}

}  // namespace signalbox
