// SpendFeed: keeps one question to the ledger fresh while somebody looks: asked when watching begins, when
// requests came in since (at most every two seconds), and when the day changes. Thread: GUI.
#pragma once

#include "core/api/GatewayService.h"
#include "core/base/Clock.h"

#include <QObject>

#include <optional>

namespace signalbox {

class SpendFeed final : public QObject {
    Q_OBJECT

public:
    SpendFeed(GatewayService& service, const Clock& clock, Scheduler& scheduler, QObject* parent = nullptr);

    enum class Watching { No, Yes };
    void setWatching(Watching watching);
    void setBy(SpendBy by);
    [[nodiscard]] SpendBy by() const { return m_by; }

    // Split by day, from `firstDay` to `today`.
    [[nodiscard]] const std::optional<SpendReport>& report() const { return m_report; }
    [[nodiscard]] const QString& problem() const { return m_problem; }
    [[nodiscard]] QDate today() const;
    [[nodiscard]] QDate monthStart() const;
    // The start of the month, or two weeks back where that is earlier.
    [[nodiscard]] QDate firstDay() const;

Q_SIGNALS:
    void changed();

private:
    void ask();
    void answer(Ticket ticket, const Result<SpendReport>& report);
    void onStatus(const StatusSnapshot& status);

    GatewayService& m_service;
    const Clock& m_clock;
    Scheduler& m_scheduler;
    SpendBy m_by = SpendBy::Model;
    Watching m_watching = Watching::No;
    std::optional<Ticket> m_ticket;
    std::optional<SpendReport> m_report;
    QString m_problem;
    QDate m_askedDay;
    quint64 m_seenTotal = 0;
    int m_seenOpen = 0;
    Timer m_timer;
};

}  // namespace signalbox
