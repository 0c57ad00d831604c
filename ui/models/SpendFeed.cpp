#include "ui/models/SpendFeed.h"

#include <QDateTime>

namespace signalbox {

namespace {
constexpr Milliseconds kPause{2'000};
}

SpendFeed::SpendFeed(GatewayService& service, const Clock& clock, Scheduler& scheduler, QObject* parent)
    : QObject(parent), m_service(service), m_clock(clock), m_scheduler(scheduler) {
    connect(&m_service, &GatewayService::spendReady, this, &SpendFeed::answer);
    connect(&m_service, &GatewayService::statusChanged, this, &SpendFeed::onStatus);
}

QDate SpendFeed::today() const {
    return QDateTime::fromMSecsSinceEpoch(m_clock.wallMs()).date();
}

QDate SpendFeed::monthStart() const {
    const QDate day = today();
    return {day.year(), day.month(), 1};
}

QDate SpendFeed::firstDay() const {
    return qMin(monthStart(), today().addDays(-13));
}

void SpendFeed::setWatching(Watching watching) {
    if (watching != m_watching) {
        m_watching = watching;
        if (watching == Watching::Yes) {
            ask();
        } else {
            m_timer.cancel();
        }
    }
}

void SpendFeed::setBy(SpendBy by) {
    if (by != m_by) {
        m_by = by;
        m_report.reset();
        Q_EMIT changed();
        if (m_watching == Watching::Yes) {
            ask();
        }
    }
}

void SpendFeed::ask() {
    m_timer.cancel();
    m_askedDay = today();
    const StatusSnapshot& status = m_service.status();
    m_seenTotal = status.requestsTotal;
    m_seenOpen = status.openRequests;
    m_ticket = m_service.spend(SpendQuery{m_by, firstDay(), std::nullopt, true});
}

void SpendFeed::answer(Ticket ticket, const Result<SpendReport>& report) {
    if (m_ticket != ticket) {
        return;
    }
    if (report) {
        m_report = report.value();
        m_problem.clear();
    } else if (report.error().code != ErrorCode::Cancelled) {
        m_problem = report.error().message;
    }
    m_ticket.reset();
    Q_EMIT changed();
}

void SpendFeed::onStatus(const StatusSnapshot& status) {
    const bool moved = status.requestsTotal != m_seenTotal || status.openRequests != m_seenOpen;
    if (m_watching == Watching::Yes && !m_timer.isActive() && (moved || today() != m_askedDay)) {
        m_timer = m_scheduler.after(kPause, [this] { ask(); });
    }
}

}  // namespace signalbox
