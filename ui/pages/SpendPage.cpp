#include "ui/pages/SpendPage.h"

#include "ui/charts/SpendChart.h"
#include "ui/models/SpendModel.h"
#include "ui/models/SpendSums.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Tables.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSortFilterProxyModel>
#include <QTableView>

#include <algorithm>

namespace signalbox {

namespace {
constexpr int kKeyWidth = 220;  // what figures leave to the names, margins included
constexpr int kSeries = 6;      // five by name, and the others
}  // namespace

SpendPage::SpendPage(const Context& context, QWidget* parent)
    : QScrollArea(parent),
      m_context(context),
      m_feed(context.service, context.clock, context.scheduler),
      m_content(new QWidget) {
    setObjectName(QStringLiteral("pageScroll"));
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Spend"));
    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("page"));
    setWidget(page);
    auto* outer = new QVBoxLayout(page);
    outer->setContentsMargins(space::kGap, space::kGap, space::kGap, space::kGap);
    outer->setSpacing(space::kGap);
    buildHead(*outer);
    m_problem = makeLabel({}, TextSize::Body, Tone::Bad);
    m_problem->setWordWrap(true);
    outer->addWidget(m_problem);
    m_empty = new EmptyState(
        tr("Nothing spent this month"),
        tr("Send a request through Signalbox: the dashboard has a line to try. It is here with "
           "its price within a second or two."));
    outer->addWidget(m_empty);

    auto* column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kGap);
    buildTiles(*column);
    auto* chartCard = new Card(tr("Cost per day"));
    m_chart = new SpendChart(context.theme, context.format);
    m_chart->setMinimumHeight(220);
    chartCard->column()->addWidget(m_chart, 1);
    column->addWidget(chartCard, 3);
    buildTable(*column);
    outer->addWidget(m_content, 1);
    outer->addStretch(0);
    connect(&m_feed, &SpendFeed::changed, this, &SpendPage::refresh);
    refresh();
}

void SpendPage::buildHead(QVBoxLayout& column) {
    auto* row = new QHBoxLayout;
    row->addWidget(makeLabel(tr("Spend"), TextSize::Title, Tone::Normal, Weight::Strong));
    m_period = makeLabel({}, TextSize::Body, Tone::Secondary);
    row->addWidget(m_period);
    row->addStretch(1);
    m_by = new QComboBox;
    m_by->setAccessibleName(tr("Sum by"));
    m_by->addItem(tr("By model"), static_cast<int>(SpendBy::Model));
    m_by->addItem(tr("By provider"), static_cast<int>(SpendBy::Provider));
    m_by->addItem(tr("By client"), static_cast<int>(SpendBy::Client));
    m_by->addItem(tr("By project"), static_cast<int>(SpendBy::Project));
    row->addWidget(m_by);
    connect(m_by, &QComboBox::currentIndexChanged, this, [this](int index) {
        const QString titles[] = {tr("Model"), tr("Provider"), tr("Client"), tr("Project")};
        m_model->setKeyTitle(titles[index]);
        m_feed.setBy(static_cast<SpendBy>(m_by->itemData(index).toInt()));
    });
    column.addLayout(row);
}

void SpendPage::buildTiles(QVBoxLayout& column) {
    auto* tiles = new QHBoxLayout;
    tiles->setSpacing(space::kCard);
    const auto add = [&](const QString& name) {
        auto* card = new Card;
        card->setAccessibleName(name);
        card->column()->setSpacing(2);
        card->column()->addWidget(makeLabel(name, TextSize::Secondary, Tone::Secondary));
        QLabel* value = makeLabel({}, TextSize::Figure, Tone::Normal, Weight::Strong);
        card->column()->addWidget(value);
        tiles->addWidget(card, 1);
        return value;
    };
    m_total = add(tr("Total"));
    m_list = add(tr("At list prices"));
    m_saved = add(tr("Saved"));
    m_wasted = add(tr("Wasted on failures"));
    m_unknown = add(tr("Price unknown"));
    column.addLayout(tiles);
}

void SpendPage::buildTable(QVBoxLayout& outer) {
    auto* card = new Card;
    card->setAccessibleName(tr("Sums"));
    m_model = new SpendModel(m_context.theme, m_context.format, this);
    m_sorted = new QSortFilterProxyModel(this);
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(SpendModel::kSortRole);
    m_sorted->setSortCaseSensitivity(Qt::CaseInsensitive);
    m_sorted->setSortLocaleAware(true);
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("spendTable"));
    m_table->setAccessibleName(tr("Spend this month"));
    m_table->setModel(m_sorted);
    setUpTable(*m_table);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(SpendModel::CostColumn, Qt::DescendingOrder);
    m_table->setIconSize(QSize(10, 10));
    QHeaderView* header = m_table->horizontalHeader();
    header->setMinimumSectionSize(72);
    header->setSectionResizeMode(SpendModel::Key, QHeaderView::Stretch);
    header->setSectionsClickable(true);
    card->column()->addWidget(m_table, 1);
    outer.addWidget(card, 2);
}

void SpendPage::refresh() {
    const Format& format = m_context.format;
    const QDate today = m_feed.today();
    const QDate first = m_feed.monthStart();
    m_period->setText(tr("%1 %2", "month, year").arg(format.month(today), QString::number(today.year())));
    m_problem->setVisible(!m_feed.problem().isEmpty());
    m_problem->setText(tr("Spend cannot be read: %1").arg(m_feed.problem()));
    QVector<SpendRow> sums;
    SpendRow total;
    if (m_feed.report()) {
        sums = spendByKey(m_feed.report()->rows, first, today);
        total = spendSum(m_feed.report()->rows, first, today);
        m_empty->setVisible(sums.isEmpty() && m_feed.problem().isEmpty());
        m_content->setVisible(!sums.isEmpty());
    } else {
        m_empty->hide();
        m_content->setVisible(false);
        return;
    }
    m_total->setText(format.money(total.cost));
    m_list->setText(format.money(total.listCost));
    const NanoUsd saved = total.listCost - total.cost;
    m_saved->setText(format.money(saved));
    setTone(*m_saved, saved > 0 ? Tone::Good : Tone::Normal);
    m_wasted->setText(format.money(total.wasted));
    m_unknown->setText(total.unknownCostRequests == 1
                           ? tr("1 request")
                           : tr("%1 requests").arg(format.number(total.unknownCostRequests)));
    const SpendSeries series = spendSeries(m_feed.report()->rows, first, today, kSeries);
    const bool others = !series.keys.isEmpty() && series.keys.last().isEmpty() && sums.size() > kSeries;
    m_chart->present(series);
    m_model->update(sums, static_cast<int>(others ? series.keys.size() - 1 : series.keys.size()));
    fitTable();
}

void SpendPage::fitTable() {
    const int rows = m_model->rowCount();
    m_table->setMinimumHeight(m_table->horizontalHeader()->sizeHint().height() + rows * space::kRowHeight +
                              4);
}

void SpendPage::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    const int figures = SpendModel::ColumnCount - 1;
    const int width = std::clamp((viewport()->width() - kKeyWidth) / figures, 72, 112);
    for (int column = SpendModel::Requests; column < SpendModel::ColumnCount; ++column) {
        m_table->setColumnWidth(column, width);
    }
}

void SpendPage::showEvent(QShowEvent* event) {
    QScrollArea::showEvent(event);
    m_feed.setWatching(SpendFeed::Watching::Yes);
}

void SpendPage::hideEvent(QHideEvent* event) {
    QScrollArea::hideEvent(event);
    m_feed.setWatching(SpendFeed::Watching::No);
}

}  // namespace signalbox
