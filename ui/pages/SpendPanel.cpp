#include "ui/pages/SpendPanel.h"

#include "ui/charts/StackedDays.h"
#include "ui/models/SpendSums.h"
#include "ui/widgets/BudgetBars.h"
#include "ui/widgets/EmptyState.h"

#include <QHBoxLayout>
#include <QPushButton>

#include <algorithm>

namespace signalbox {

namespace {
constexpr int kDays = 14;
constexpr int kSeries = 3;
constexpr int kChartHeight = 260;
constexpr int kMostOfIt = 100;  // of the height, before what is left stays empty

QDate monthStart(const QDate& day) {
    return {day.year(), day.month(), 1};
}
}  // namespace

SpendPanel::SpendPanel(const Context& context, QWidget* parent)
    : Card(tr("Spend"), parent),
      m_context(context),
      m_feed(context.service, context.clock, context.scheduler,
             [](const QDate& today) {
                 SpendQuery query;
                 query.since = std::min(monthStart(today), today.addDays(1 - kDays));
                 query.until = today;
                 query.perDay = true;
                 query.forecastOn = today;
                 return QVector<SpendQuery>{query};
             }),
      m_sums(new QWidget),
      m_figures(new QWidget),
      m_budgets(new BudgetBars(context)) {
    auto* figures = new QVBoxLayout(m_figures);
    figures->setContentsMargins(0, 0, 0, 0);
    figures->setSpacing(space::kStep);
    auto* sums = new QHBoxLayout(m_sums);
    sums->setContentsMargins(0, 0, 0, 0);
    sums->setSpacing(space::kStep * 3);
    const auto addSum = [&](QLabel*& value, QLabel* name) {
        auto* pair = new QVBoxLayout;
        pair->setSpacing(0);
        value = makeLabel(Format::none(), TextSize::Figure, Tone::Normal, Weight::Strong);
        pair->addWidget(value);
        pair->addWidget(name);
        sums->addLayout(pair);
    };
    m_monthName = makeLabel({}, TextSize::Body, Tone::Secondary);
    addSum(m_today, makeLabel(tr("today"), TextSize::Body, Tone::Secondary));
    addSum(m_month, m_monthName);
    sums->addStretch(1);
    column()->addWidget(m_sums);
    column()->addWidget(m_budgets);
    m_chart = new StackedDays(context.theme, context.format);
    m_chart->setMaximumHeight(kChartHeight);
    figures->addWidget(m_chart, kMostOfIt);
    auto* lines = new QVBoxLayout;
    lines->setSpacing(2);
    m_forecast = addLine(*lines, tr("Forecast for the month"));
    m_saved = addLine(*lines, tr("Saved against list"));
    m_wasted = addLine(*lines, tr("Wasted on failures"));
    m_unknown = addLine(*lines, tr("Price unknown"));
    figures->addLayout(lines);
    m_details = new QPushButton(tr("Show by model"));
    m_details->setObjectName(QStringLiteral("spendDetails"));
    figures->addWidget(m_details, 0, Qt::AlignLeft);
    figures->addStretch(1);
    connect(m_details, &QPushButton::clicked, this, &SpendPanel::detailsAsked);
    column()->addWidget(m_figures, kMostOfIt);

    m_empty =
        new EmptyState(tr("Nothing spent in the last two weeks"),
                       tr("Each answered request appears here with its price, within a second or two."));
    column()->addWidget(m_empty);
    m_problem = makeLabel({}, TextSize::Body, Tone::Bad);
    m_problem->setWordWrap(true);
    column()->addWidget(m_problem);
    column()->addStretch(1);
    connect(&m_feed, &SpendFeed::changed, this, &SpendPanel::refresh);
    refresh();
}

QLabel* SpendPanel::addLine(QVBoxLayout& column, const QString& name) {
    auto* row = new QHBoxLayout;
    row->addWidget(makeLabel(name, TextSize::Secondary, Tone::Secondary));
    row->addStretch(1);
    QLabel* value = makeLabel(Format::none(), TextSize::Secondary, Tone::Normal, Weight::Strong);
    row->addWidget(value);
    column.addLayout(row);
    return value;
}

void SpendPanel::present(const StatusSnapshot& status) {
    m_budgets->present(status.budgets);
}

void SpendPanel::refresh() {
    m_problem->setVisible(!m_feed.problem().isEmpty());
    m_problem->setText(m_feed.problem().isEmpty() ? QString()
                                                  : tr("Spend cannot be read: %1").arg(m_feed.problem()));
    const bool loaded = !m_feed.reports().isEmpty();
    const bool empty = loaded && m_feed.reports().first().rows.isEmpty();
    m_empty->setVisible(empty && m_feed.problem().isEmpty());
    m_sums->setVisible(!empty);
    m_figures->setVisible(!empty);
    if (!loaded || empty) {
        return;
    }
    const Format& format = m_context.format;
    const SpendReport& report = m_feed.reports().first();
    const QVector<SpendRow>& rows = report.rows;
    const QDate today = m_feed.today();
    const SpendRow month = spendSum(rows, monthStart(today), today);
    const auto sum = [&format](const SpendRow& row) {
        return format.sum(row.cost, row.requests, row.unknownCostRequests);
    };
    m_today->setText(sum(spendSum(rows, today, today)));
    m_month->setText(sum(month));
    m_monthName->setText(format.month(today));
    m_chart->present(spendSeries(rows, {today.addDays(1 - kDays), today}, Grain::Day, kSeries));
    m_forecast->setText(report.forecast ? format.money(report.forecast->expected) : Format::none());
    const NanoUsd saved = month.saved();
    m_saved->setText(format.money(saved));
    setTone(*m_saved, saved > 0 ? Tone::Good : Tone::Normal);
    m_wasted->setText(format.money(month.wasted));
    m_unknown->setText(month.unknownCostRequests == 1
                           ? tr("1 request")
                           : tr("%1 requests").arg(format.number(month.unknownCostRequests)));
}

}  // namespace signalbox
