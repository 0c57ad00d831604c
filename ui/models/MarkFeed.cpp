#include "ui/models/MarkFeed.h"

namespace signalbox {

namespace {

constexpr int kHistory = 2'000;  // more switches than anybody throws in a year

// Of what is in force by hand and of what went wrong: it changes when a mark comes or goes.
size_t digestOf(const StatusSnapshot& status) {
    size_t digest = 0;
    for (const RouteStatus& route : status.routes) {
        digest = qHashMulti(digest, route.name, static_cast<int>(route.pin.mode), route.pin.sinceMs,
                            route.pin.target.toString(), route.failedOverAtMs.value_or(0));
    }
    for (const ProviderStatus& provider : status.providers) {
        digest =
            qHashMulti(digest, provider.id, provider.drained, provider.drill ? provider.drill->sinceMs : 0);
    }
    return qHashMulti(digest, status.undoable ? status.undoable->atMs : 0);
}

}  // namespace

MarkFeed::MarkFeed(GatewayService& service, const Clock& clock, QObject* parent)
    : QObject(parent), m_service(service), m_clock(clock) {
    connect(&service, &GatewayService::statusChanged, this, &MarkFeed::onStatus);
    connect(&service, &GatewayService::historyReady, this,
            [this](Ticket ticket, const Result<QVector<SwitchChanged>>& history) {
                if (m_historyTicket == 0 || m_historyTicket != ticket) {
                    return;
                }
                m_historyTicket = 0;
                if (history) {
                    m_history = history.value();
                    Q_EMIT changed();
                }
            });
    connect(&service, &GatewayService::incidentsReady, this,
            [this](Ticket ticket, const Result<QVector<Incident>>& incidents) {
                if (m_incidentsTicket == 0 || m_incidentsTicket != ticket) {
                    return;
                }
                m_incidentsTicket = 0;
                if (incidents) {
                    m_incidents = incidents.value();
                    Q_EMIT changed();
                }
            });
}

void MarkFeed::setWatching(bool watching) {
    m_watching = watching;
    if (watching) {
        askHistory();
    } else {
        drop(m_incidentsTicket);
        m_shown = {0, 0};
    }
}

void MarkFeed::look(qint64 sinceMs, qint64 untilMs) {
    const std::pair shown(sinceMs, untilMs);
    const bool same = shown == m_shown;
    const bool fresh = m_clock.monotonicMs() - m_incidentsAskedMs < kIncidentsAge.count();
    if (!m_watching || (same && (fresh || m_incidentsTicket != 0))) {
        return;
    }
    drop(m_incidentsTicket);
    m_shown = shown;
    m_incidentsAskedMs = m_clock.monotonicMs();
    m_incidentsTicket = m_service.incidents(sinceMs, untilMs);
}

void MarkFeed::askHistory() {
    drop(m_historyTicket);
    m_switchSeen = digestOf(m_service.status());
    m_historyTicket = m_service.switchHistory(kHistory);
}

void MarkFeed::onStatus(const StatusSnapshot& status) {
    if (m_watching && digestOf(status) != m_switchSeen) {
        askHistory();
    }
}

void MarkFeed::drop(Ticket& ticket) {
    if (const Ticket open = std::exchange(ticket, 0); open != 0) {
        m_service.cancel(open);
    }
}

}  // namespace signalbox
