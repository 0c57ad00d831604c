// SpendPanel: spend today and this month on the dashboard, and how the budgets stand. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/SpendFeed.h"
#include "ui/widgets/Card.h"

class QPushButton;

namespace signalbox {

class BudgetBars;
class EmptyState;
class StackedDays;

class SpendPanel final : public Card {
    Q_OBJECT

public:
    explicit SpendPanel(const Context& context, QWidget* parent = nullptr);
    void setWatching(SpendFeed::Watching watching) { m_feed.setWatching(watching); }
    // How the budgets stand.
    void present(const StatusSnapshot& status);

Q_SIGNALS:
    void detailsAsked();

private:
    void refresh();
    QLabel* addLine(QVBoxLayout& column, const QString& name);

    Context m_context;
    SpendFeed m_feed;
    QWidget* m_sums;
    QWidget* m_figures;
    QLabel* m_today = nullptr;
    QLabel* m_month = nullptr;
    QLabel* m_monthName;
    StackedDays* m_chart;
    QLabel* m_forecast;
    QLabel* m_saved;
    QLabel* m_wasted;
    QLabel* m_unknown;
    QPushButton* m_details;
    BudgetBars* m_budgets;
    EmptyState* m_empty;
    QLabel* m_problem;
};

}  // namespace signalbox
