// MarkFeed: what the marks of a chart tell of, kept fresh while somebody looks: throws of the switch, asked
// when one happens, and incidents of the days that are shown, asked at most once a minute. What could not be
// read stays as it was. Thread: GUI.
#pragma once

#include "core/api/GatewayService.h"
#include "core/base/Clock.h"

#include <QObject>

#include <utility>

namespace signalbox {

class MarkFeed final : public QObject {
    Q_OBJECT

public:
    static constexpr Milliseconds kIncidentsAge{60'000};

    MarkFeed(GatewayService& service, const Clock& clock, QObject* parent = nullptr);

    void setWatching(bool watching);
    // The time that is shown, [sinceMs, untilMs), or that there is news of it.
    void look(qint64 sinceMs, qint64 untilMs);

    // Newest first.
    [[nodiscard]] const QVector<SwitchChanged>& history() const { return m_history; }
    // Of the time that is shown, in order of time; empty until they are known.
    [[nodiscard]] const QVector<Incident>& incidents() const { return m_incidents; }

Q_SIGNALS:
    void changed();

private:
    void askHistory();
    void onStatus(const StatusSnapshot& status);
    void drop(Ticket& ticket);

    GatewayService& m_service;
    const Clock& m_clock;
    bool m_watching = false;
    QVector<SwitchChanged> m_history;
    QVector<Incident> m_incidents;
    Ticket m_historyTicket = 0;    // of the question that is open
    Ticket m_incidentsTicket = 0;  // likewise
    size_t m_switchSeen = 0;       // a digest of what marks tell of
    std::pair<qint64, qint64> m_shown{0, 0};
    qint64 m_incidentsAskedMs = 0;  // monotonic
};

}  // namespace signalbox
