// SpendFeed: keeps questions to the ledger fresh while somebody looks: asked when watching begins, when
// requests came in since (at most every two seconds, and never before the last answer is there), and when the
// day changes. Thread: GUI.
#pragma once

#include "core/api/GatewayService.h"
#include "core/base/Clock.h"

#include <QObject>

#include <functional>
#include <optional>

namespace signalbox {

class SpendFeed final : public QObject {
    Q_OBJECT

public:
    // What to ask on that day.
    using Questions = std::function<QVector<SpendQuery>(const QDate& today)>;

    SpendFeed(GatewayService& service, const Clock& clock, Scheduler& scheduler, Questions questions,
              QObject* parent = nullptr);

    enum class Watching { No, Yes };
    void setWatching(Watching watching);
    // The questions have changed, or somebody wants to try again. Without a watcher: when one comes.
    void askAnew();

    // One for each question, all of one time; empty until the first came.
    [[nodiscard]] const QVector<SpendReport>& reports() const { return m_reports; }
    // Why the last question was not answered; the reports are older then.
    [[nodiscard]] const QString& problem() const { return m_problem; }
    [[nodiscard]] bool isAsking() const { return !m_tickets.isEmpty(); }
    [[nodiscard]] QDate today() const;

Q_SIGNALS:
    void changed();

private:
    void ask();
    void drop();
    void answer(Ticket ticket, const Result<SpendReport>& report);
    void onStatus(const StatusSnapshot& status);

    GatewayService& m_service;
    const Clock& m_clock;
    Scheduler& m_scheduler;
    Questions m_questions;
    Watching m_watching = Watching::No;
    QVector<Ticket> m_tickets;  // of the questions that are open, 0 where the answer is there
    QVector<SpendReport> m_answers;
    QVector<SpendReport> m_reports;
    QString m_problem;
    QDate m_askedDay;
    quint64 m_seenTotal = 0;
    int m_seenOpen = 0;
    Timer m_timer;
};

}  // namespace signalbox
