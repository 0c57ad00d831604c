#include "ui/models/SpendFeed.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {
constexpr Milliseconds kPause{2'000};
}

SpendFeed::SpendFeed(GatewayService& service, const Clock& clock, Scheduler& scheduler, Questions questions,
                     QObject* parent)
    : QObject(parent),
      m_service(service),
      m_clock(clock),
      m_scheduler(scheduler),
      m_questions(std::move(questions)) {
    connect(&m_service, &GatewayService::spendReady, this, &SpendFeed::answer);
    connect(&m_service, &GatewayService::statusChanged, this, &SpendFeed::onStatus);
}

QDate SpendFeed::today() const {
    return QDateTime::fromMSecsSinceEpoch(m_clock.wallMs()).date();
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

void SpendFeed::askAnew() {
    drop();
    if (m_watching == Watching::Yes) {
        ask();
    }
    Q_EMIT changed();
}

void SpendFeed::drop() {
    for (const Ticket ticket : std::exchange(m_tickets, {})) {
        if (ticket != 0) {
            m_service.cancel(ticket);
        }
    }
}

void SpendFeed::ask() {
    drop();
    m_timer.cancel();
    m_askedDay = today();
    const StatusSnapshot& status = m_service.status();
    m_seenTotal = status.requestsTotal;
    m_seenOpen = status.openRequests;
    const QVector<SpendQuery> queries = m_questions(m_askedDay);
    m_answers = QVector<SpendReport>(queries.size());
    for (const SpendQuery& query : queries) {
        m_tickets.append(m_service.spend(query));
    }
}

void SpendFeed::answer(Ticket ticket, const Result<SpendReport>& report) {
    const qsizetype place = m_tickets.indexOf(ticket);
    if (place < 0) {
        return;
    }
    m_tickets[place] = 0;
    if (report) {
        m_answers[place] = report.value();
        if (std::any_of(m_tickets.cbegin(), m_tickets.cend(), [](Ticket one) { return one != 0; })) {
            return;
        }
        m_reports = std::exchange(m_answers, {});
        m_problem.clear();
        m_tickets.clear();
    } else {
        drop();
        if (report.error().code != ErrorCode::Cancelled) {
            m_problem = report.error().message;
        }
    }
    Q_EMIT changed();
}

void SpendFeed::onStatus(const StatusSnapshot& status) {
    const bool moved = status.requestsTotal != m_seenTotal || status.openRequests != m_seenOpen;
    if (m_watching == Watching::Yes && !isAsking() && !m_timer.isActive() &&
        (moved || today() != m_askedDay)) {
        m_timer = m_scheduler.after(kPause, [this] { ask(); });
    }
}

}  // namespace signalbox
