#include "ui/pages/SpendPage.h"

#include "ui/charts/SpendChart.h"
#include "ui/charts/SpendLegend.h"
#include "ui/models/SpendModel.h"
#include "ui/pages/SpendControls.h"
#include "ui/pages/SpendTiles.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Tables.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {
constexpr int kKeyWidth = 200;
constexpr int kLeastKeyWidth = 150;
constexpr int kLeastWidth = 82;
constexpr int kMostSpare = 34;
constexpr int kSeries = 6;  // five by name, and the others
constexpr int kChartHeight = 250;
}  // namespace

SpendPage::SpendPage(const Context& context, QWidget* parent)
    : PageScroll(tr("Spend"), space::kGap, parent),
      m_context(context),
      m_controls(new SpendControls(context)),
      m_feed(context.service, context.clock, context.scheduler,
             [this](const QDate& today) { return m_controls->choice().queries(today); }),
      m_marks(context.service, context.clock),
      m_exports(new ExportBar(context)),
      m_content(new QWidget),
      m_tiles(new SpendTiles(context.format)) {
    QVBoxLayout* outer = PageScroll::column();
    outer->addWidget(m_controls);
    outer->addWidget(m_exports);
    buildStates(*outer);
    auto* column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kCard);
    column->addWidget(m_tiles);
    buildChart(*column);
    buildTable(*column);
    outer->addWidget(m_content, 1);
    outer->addStretch(0);
    connectAll();
    refresh();
}

void SpendPage::buildStates(QVBoxLayout& column) {
    m_problemRow = new QWidget;
    m_problemRow->setObjectName(u"spendProblem"_s);
    auto* problem = new QHBoxLayout(m_problemRow);
    problem->setContentsMargins(0, 0, 0, 0);
    m_problem = makeLabel({}, TextSize::Body, Tone::Bad);
    m_problem->setWordWrap(true);
    problem->addWidget(m_problem, 1);
    m_again = new QPushButton(tr("&Try again"));
    m_again->setObjectName(u"spendAgain"_s);
    problem->addWidget(m_again);
    column.addWidget(m_problemRow);
    m_loading = makeLabel(tr("Reading the ledger…"), TextSize::Body, Tone::Secondary);
    column.addWidget(m_loading);

    m_emptyRow = new QWidget;
    m_emptyRow->setObjectName(u"spendEmpty"_s);
    auto* empty = new QVBoxLayout(m_emptyRow);
    empty->setContentsMargins(0, 0, 0, 0);
    empty->addWidget(new EmptyState(
        tr("Nothing spent in this time"),
        tr("Send a request through Signalbox: the dashboard has a line to try. It is here with its price "
           "within a second or two. What was spent earlier is in a longer period.")));
    m_emptyStep = new QPushButton;
    m_emptyStep->setObjectName(u"spendEmptyStep"_s);
    empty->addWidget(m_emptyStep, 0, Qt::AlignLeft);
    column.addWidget(m_emptyRow);
}

void SpendPage::buildChart(QVBoxLayout& column) {
    auto* card = new Card;
    card->setAccessibleName(tr("Cost over time"));
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kGap);
    m_chartTitle = makeLabel({}, TextSize::Secondary, Tone::Secondary, Weight::Strong);
    head->addWidget(m_chartTitle);
    m_words = new ElidedLabel(TextSize::Secondary);
    m_words->setObjectName(u"chartWords"_s);
    m_words->setAlignment(Qt::AlignVCenter | Qt::AlignTrailing);
    head->addWidget(m_words, 1);
    card->column()->addLayout(head);
    m_legend = new SpendLegend(m_context.theme, m_context.format);
    card->column()->addWidget(m_legend);
    m_chart = new SpendChart(m_context.theme, m_context.format);
    m_chart->setMinimumHeight(kChartHeight);
    card->column()->addWidget(m_chart, 1);
    column.addWidget(card, 3);
}

void SpendPage::buildTable(QVBoxLayout& column) {
    auto* card = new Card;
    card->setAccessibleName(tr("Sums"));
    m_model = new SpendModel(m_context.theme, m_context.format, this);
    m_order = new SpendOrder(this);
    m_order->setSourceModel(m_model);
    m_table = new QTableView;
    m_table->setObjectName(u"spendTable"_s);
    m_table->setModel(m_order);
    setUpTable(*m_table);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setAccessibleDescription(tr("Enter shows only the row; the context menu sorts"));
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(SpendModel::CostColumn, Qt::DescendingOrder);
    m_table->setIconSize(QSize(10, 10));
    QHeaderView* header = m_table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Fixed);  // the page gives each what it needs
    header->setMinimumSectionSize(60);
    header->setSectionsClickable(true);
    header->setStretchLastSection(false);
    card->column()->addWidget(m_table, 1);
    column.addWidget(card, 2);
}

void SpendPage::connectAll() {
    connect(&m_feed, &SpendFeed::changed, this, &SpendPage::refresh);
    connect(m_controls, &SpendControls::changed, &m_feed, &SpendFeed::askAnew);
    connect(m_controls, &SpendControls::exportAsked, m_exports, &ExportBar::start);
    connect(m_exports, &ExportBar::runningChanged, m_controls, &SpendControls::setExporting);
    connect(m_again, &QPushButton::clicked, &m_feed, &SpendFeed::askAnew);
    connect(m_emptyStep, &QPushButton::clicked, this, [this] {
        const SpendChoice& choice = m_controls->choice();
        if (choice.within || choice.filter != SpendFilter()) {
            m_controls->widen();
        } else {
            m_controls->setPeriod(Period::ThisYear);
        }
    });
    connect(m_chart, &SpendChart::told, this, [this](const QString& words) {
        m_words->setFullText(words.isEmpty() ? tr("Point at a bar, or use the arrow keys") : words);
        setTone(*m_words, words.isEmpty() ? Tone::Secondary : Tone::Normal);
    });
    connect(m_chart, &SpendChart::barChosen, this, [this](int bar) {
        if (m_series.grain != Grain::Hour || m_series.bars[bar].days != range()) {
            m_controls->narrow(m_series.bars[bar].days);
        }
    });
    const auto chooseSeries = [this](int key) { m_controls->narrow(m_series.keys[key]); };
    connect(m_chart, &SpendChart::seriesChosen, this, chooseSeries);
    connect(m_legend, &SpendLegend::seriesChosen, this, chooseSeries);
    connect(m_table, &QTableView::activated, this, &SpendPage::chooseRow);
    connect(m_table, &QWidget::customContextMenuRequested, this, &SpendPage::showTableMenu);
    connect(&m_marks, &MarkFeed::changed, this, &SpendPage::presentChart);
    m_words->setFullText(tr("Point at a bar, or use the arrow keys"));
    setTone(*m_words, Tone::Secondary);
}

DayRange SpendPage::range() const {
    const SpendQuery& query = m_feed.reports().first().query;
    return {*query.since, *query.until};
}

QVector<SpendRow> SpendPage::rowsBefore() const {
    const SpendReport& before = m_feed.reports().last();
    return before.query.perHour ? untilThisHour(before.rows, m_context.clock.wallMs()) : before.rows;
}

QString SpendPage::nameOfBefore() const {
    const SpendQuery& query = m_feed.reports().last().query;
    const Format& format = m_context.format;
    if (query.perHour) {
        return tr("yesterday until %1")
            .arg(format.locale().toString(
                QTime((QDateTime::fromMSecsSinceEpoch(m_context.clock.wallMs()).time().hour() + 1) % 24, 0),
                QLocale::ShortFormat));
    }
    return SpendControls::rangeName({*query.since, *query.until}, format);
}

void SpendPage::refresh() {
    const bool loaded = !m_feed.reports().isEmpty();
    const bool empty = loaded && m_feed.reports().first().rows.isEmpty();
    presentStates(empty);
    if (loaded && !empty) {
        presentSums();
        presentChart();
        m_marks.look(m_series.bars.first().beginMs, m_series.bars.last().endMs);
    }
    orderTabs();
}

// As the eye goes. Chips and series come and go.
void SpendPage::orderTabs() {
    QVector<QPointer<QWidget>> order;
    const auto add = [&order](QWidget* one) {
        if ((one->focusPolicy() & Qt::TabFocus) != 0 && one->focusProxy() == nullptr) {
            order.append(one);
        }
    };
    for (QWidget* part :
         {static_cast<QWidget*>(m_controls), static_cast<QWidget*>(m_exports), m_problemRow, m_emptyRow,
          static_cast<QWidget*>(m_legend), static_cast<QWidget*>(m_chart), static_cast<QWidget*>(m_table)}) {
        add(part);
        for (QWidget* one : part->findChildren<QWidget*>()) {
            if (one->window() == window()) {
                add(one);
            }
        }
    }
    if (order == m_tabs) {
        return;
    }
    m_tabs = order;
    for (qsizetype i = 1; i < order.size(); ++i) {
        setTabOrder(order[i - 1], order[i]);
    }
}

void SpendPage::presentStates(bool empty) {
    const bool loaded = !m_feed.reports().isEmpty();
    const bool failed = !m_feed.problem().isEmpty();
    m_problemRow->setVisible(failed);
    m_problem->setText(tr("Spend cannot be read: %1").arg(m_feed.problem()));
    m_again->setEnabled(!m_feed.isAsking());
    m_again->setText(m_feed.isAsking() ? tr("Trying…") : tr("&Try again"));
    m_loading->setVisible(!loaded && !failed);
    m_emptyRow->setVisible(empty);
    m_content->setVisible(loaded && !empty);
    m_controls->setNothingToExport(!loaded || empty);
    const SpendChoice& choice = m_controls->choice();
    const bool narrowed = choice.within || choice.filter != SpendFilter();
    m_emptyStep->setText(narrowed ? tr("Show &all of the period") : tr("Show this &year"));
    m_emptyStep->setVisible(narrowed || choice.period != Period::ThisYear);
    const QString days = loaded ? SpendControls::rangeName(range(), m_context.format) : QString();
    m_controls->setStatus(loaded && m_feed.isAsking() ? tr("%1 · reading…", "days").arg(days) : days);
}

void SpendPage::presentSums() {
    const SpendReport& report = m_feed.reports().first();
    const QVector<SpendRow> before = rowsBefore();
    SpendRow total;
    SpendRow totalBefore;
    for (const SpendRow& row : report.rows) {
        total += row;
    }
    for (const SpendRow& row : before) {
        totalBefore += row;
    }
    m_tiles->present({total, totalBefore, nameOfBefore(), report.forecast, m_feed.today()});
    m_series = spendSeries(report.rows, range(), grainOf(range()), kSeries);
    const int named = static_cast<int>(m_series.keys.size()) - (m_series.others ? 1 : 0);
    m_model->setKeyTitle(SpendControls::dimensionName(report.query.by));
    m_model->update({spendByKey(report.rows), total, before, nameOfBefore(), named});
    m_table->setAccessibleName(tr("Spend by %1, %2", "dimension, days")
                                   .arg(SpendControls::dimensionName(report.query.by),
                                        SpendControls::rangeName(range(), m_context.format)));
    fitTable();
}

void SpendPage::presentChart() {
    if (m_feed.reports().isEmpty() || m_series.bars.isEmpty()) {
        return;
    }
    const QString by = SpendControls::dimensionWord(m_feed.reports().first().query.by);
    const QString title = m_series.grain == Grain::Hour  ? tr("Cost per hour by %1")
                          : m_series.grain == Grain::Day ? tr("Cost per day by %1")
                                                         : tr("Cost per month by %1");
    m_chartTitle->setText(title.arg(by));
    m_chart->setAccessibleName(
        tr("%1. Left and right go from bar to bar, up and down through its parts, Enter shows only that.")
            .arg(m_chartTitle->text()));
    m_legend->present(m_series);
    m_chart->present(m_series, SpendMarks::of(m_marks.history(), m_marks.incidents(),
                                              m_context.service.status(), m_series, m_context.format));
}

void SpendPage::chooseRow(const QModelIndex& at) {
    const int row = m_order->mapToSource(at).row();
    if (at.isValid() && !m_model->isTotal(row)) {
        m_controls->narrow(m_model->row(row).key);
    }
}

// What the header and a double-click do, for the keyboard.
void SpendPage::showTableMenu(const QPoint& at) {
    auto* menu = new QMenu(m_table);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"spendTableMenu"_s);
    const QModelIndex row = m_table->currentIndex();
    if (row.isValid() && !m_model->isTotal(m_order->mapToSource(row).row())) {
        const QString name = row.siblingAtColumn(SpendModel::Key).data().toString();
        menu->addAction(tr("Show &only %1").arg(nameForButton(name)), this,
                        [this, row = QPersistentModelIndex(row)] { chooseRow(row); });
        menu->addSeparator();
    }
    const Qt::SortOrder order = m_order->sortOrder();
    for (int column = 0; column < SpendModel::ColumnCount; ++column) {
        QAction* action = menu->addAction(
            tr("Sort by %1").arg(m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString()),
            this, [this, column, order] { m_table->sortByColumn(column, order); });
        action->setCheckable(true);
        action->setChecked(column == m_order->sortColumn());
    }
    menu->addSeparator();
    menu->addAction(
        order == Qt::DescendingOrder ? tr("&Smallest first") : tr("&Largest first"), this, [this, order] {
            m_table->sortByColumn(m_order->sortColumn(),
                                  order == Qt::DescendingOrder ? Qt::AscendingOrder : Qt::DescendingOrder);
        });
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

void SpendPage::fitTable() {
    const bool scrolls = m_table->horizontalScrollBar()->maximum() > 0;
    m_table->setMinimumHeight(m_table->horizontalHeader()->sizeHint().height() +
                              m_order->rowCount() * space::kRowHeight + 4 +
                              (scrolls ? m_table->horizontalScrollBar()->sizeHint().height() : 0));
}

// The names take what the figures leave; where that is too little, the figures scroll.
void SpendPage::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    const int figures = SpendModel::ColumnCount - 1;
    const int room = viewport()->width() - 2 * (space::kGap + space::kCard) - 2;
    int taken = 0;
    for (int column = 1; column < SpendModel::ColumnCount; ++column) {
        m_table->setColumnWidth(column,
                                std::max(kLeastWidth, m_table->horizontalHeader()->sectionSizeHint(column)));
        taken += m_table->columnWidth(column);
    }
    const int spare = std::clamp((room - kKeyWidth - taken) / figures, 0, kMostSpare);
    for (int column = 1; column < SpendModel::ColumnCount; ++column) {
        m_table->setColumnWidth(column, m_table->columnWidth(column) + spare);
    }
    taken += spare * figures;
    m_table->setColumnWidth(SpendModel::Key, std::max(kLeastKeyWidth, room - taken));
    fitTable();
}

void SpendPage::showEvent(QShowEvent* event) {
    QScrollArea::showEvent(event);
    m_marks.setWatching(true);
    m_feed.setWatching(SpendFeed::Watching::Yes);
}

void SpendPage::hideEvent(QHideEvent* event) {
    QScrollArea::hideEvent(event);
    m_feed.setWatching(SpendFeed::Watching::No);
    m_marks.setWatching(false);
}

}  // namespace signalbox
