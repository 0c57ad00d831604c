#include "ui/pages/DashboardPage.h"

#include "ui/ConnectTexts.h"
#include "ui/ReasonText.h"
#include "ui/SecretClipboard.h"
#include "ui/SwitchText.h"
#include "ui/models/LiveRequestsModel.h"
#include "ui/pages/SpendPanel.h"
#include "ui/pages/TestCallSheet.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/CardGrid.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/LeverRow.h"
#include "ui/widgets/ProviderCard.h"
#include "ui/widgets/Tables.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableView>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {
constexpr int kLeastCard = 240;
constexpr int kMostCard = 420;
constexpr int kSideBySide = 860;
constexpr int kSpendWidth = 280;
// Beyond this many rows of cards the levers would be far below: the cards leave out their figures.
constexpr int kFullRows = 2;
constexpr Milliseconds kSecond{1'000};
// Later the keyboard still undoes, but the button is out of the way.
constexpr Milliseconds kUndoShown{120'000};
constexpr int kUndoWidth = 340;
constexpr int kLeastName = 100;
constexpr int kScrollBar = 16;
}  // namespace

DashboardPage::DashboardPage(const Context& context, QWidget* parent)
    : QScrollArea(parent),
      m_context(context),
      m_page(new QWidget),
      m_cards(new QWidget),
      m_grid(new CardGrid(kLeastCard, kMostCard, space::kCard)),
      m_lower(new QBoxLayout(QBoxLayout::LeftToRight)),
      m_routes(new QVBoxLayout),
      m_undo(new QPushButton),
      m_spend(new SpendPanel(context)) {
    setObjectName(u"pageScroll"_s);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Dashboard"));
    m_page->setObjectName(u"page"_s);
    setWidget(m_page);
    auto* column = new QVBoxLayout(m_page);
    column->setContentsMargins(space::kGap, space::kGap, space::kGap, space::kGap);
    column->setSpacing(space::kGap);

    m_cards->setLayout(m_grid);
    column->addWidget(m_cards);
    m_noProviders =
        new EmptyState(tr("No providers yet"), tr("Add one, and your tools' requests can be answered."));
    m_noProviders->setGo(tr("Add a provider…"));
    connect(m_noProviders, &EmptyState::goAsked, this, &DashboardPage::providersAsked);
    column->addWidget(m_noProviders);

    m_lower->setSpacing(space::kCard);
    auto* left = new Card;
    left->setAccessibleName(tr("Routes and live requests"));
    left->column()->setSpacing(0);
    auto* head = new QHBoxLayout;
    head->addWidget(makeLabel(tr("Routes"), TextSize::Secondary, Tone::Secondary, Weight::Strong), 1);
    m_undo->setObjectName(u"undo"_s);
    m_undo->setProperty("link", true);
    QSizePolicy keepsItsPlace(QSizePolicy::Preferred, QSizePolicy::Fixed);
    keepsItsPlace.setRetainSizeWhenHidden(true);  // the levers do not jump when it comes and goes
    m_undo->setSizePolicy(keepsItsPlace);
    connect(m_undo, &QPushButton::clicked, this, [this] { m_context.commands.undo(); });
    head->addWidget(m_undo);
    left->column()->addLayout(head);
    left->column()->addSpacing(space::kStep / 2);
    m_routes->setSpacing(0);
    left->column()->addLayout(m_routes);
    m_noRoutes = new EmptyState(
        tr("No routes"), tr("Each request goes to the first usable provider that lists its model. Add a "
                            "rule to choose an order, and a lever appears here."));
    m_noRoutes->setGo(tr("Add a rule…"));
    connect(m_noRoutes, &EmptyState::goAsked, this, &DashboardPage::routesAsked);
    left->column()->addWidget(m_noRoutes);
    buildLive(*left->column());
    connect(m_spend, &SpendPanel::detailsAsked, this, &DashboardPage::spendAsked);
    m_lower->addWidget(left, 1);
    m_lower->addWidget(m_spend);
    column->addLayout(m_lower, 1);
    connect(&context.commands, &Commands::pendingChanged, this, &DashboardPage::refresh);
}

void DashboardPage::buildLive(QBoxLayout& column) {
    column.addSpacing(space::kCard);
    column.addWidget(makeLabel(tr("Live requests"), TextSize::Secondary, Tone::Secondary, Weight::Strong));
    column.addSpacing(space::kStep / 2);
    m_live = new LiveRequestsModel(m_context.theme, m_context.format, this);
    m_table = new QTableView;
    m_table->setObjectName(u"liveRequests"_s);
    m_table->setAccessibleName(tr("Live requests"));
    m_table->setModel(m_live);
    m_table->setAccessibleDescription(tr("Enter opens the request"));
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& at) {
        Q_EMIT requestAsked(at.data(LiveRequestsModel::kIdRole).toByteArray());
    });
    setUpTable(*m_table);
    m_table->setMinimumHeight(space::kRowHeight * 6);
    m_table->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    using Model = LiveRequestsModel;
    QHeaderView* header = m_table->horizontalHeader();
    const auto fit = [&](int section, const QString& sample) {
        fitColumn(*m_table, m_context.theme, section, sample);
    };
    fit(Model::Time, m_context.format.clockTime(Format::wideTime()));
    fit(Model::Client, u"nightly.py"_s);
    LiveRequest second;
    second.phase = LiveRequest::Phase::Done;
    second.attempts = 2;
    fit(Model::State, ReasonText::request(second));
    fit(Model::FirstToken, {});
    fit(Model::Tokens, u"~120,400"_s);
    fit(Model::CostColumn, u"~$0.00910"_s);
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionResizeMode(Model::Model, QHeaderView::Stretch);
    header->setSectionResizeMode(Model::Provider, QHeaderView::Stretch);
    column.addWidget(m_table, 1);
    m_noRequests = new EmptyState(
        tr("No requests yet"),
        tr("Point a tool at the base URL above with the local key, or try this in a terminal:"));
    connect(m_noRequests, &EmptyState::copyAsked, this, &DashboardPage::copyCurl);
    column.addWidget(m_noRequests);
    column.addStretch(0);
}

void DashboardPage::present(const StatusSnapshot&) {
    m_stale = true;
    if (isVisible()) {
        refresh();
    }
}

void DashboardPage::refresh() {
    if (!isVisible()) {
        m_stale = true;
        return;
    }
    m_stale = false;
    const StatusSnapshot& status = m_context.service.status();
    QHash<QString, QString> names;
    for (const ProviderStatus& provider : status.providers) {
        names.insert(provider.id, provider.name.isEmpty() ? provider.id : provider.name);
    }
    m_names = std::move(names);
    presentProviders(status);
    presentRoutes(status);
    presentUndo(status);
    presentLive(status);
    m_spend->present(status);
    orderTabs();
}

void DashboardPage::tick() {
    refresh();
    m_tick = m_context.scheduler.after(kSecond, [this] { tick(); });
}

void DashboardPage::presentProviders(const StatusSnapshot& status) {
    QStringList order;
    for (const ProviderStatus& provider : status.providers) {
        order.append(provider.id);
    }
    if (order != m_providerOrder) {
        while (m_grid->count() > 0) {
            delete m_grid->takeAt(0);
        }
        QHash<QString, ProviderCard*> kept;
        for (const QString& id : std::as_const(order)) {
            ProviderCard* card = m_cardOf.take(id);
            if (card == nullptr) {
                card = new ProviderCard(m_context, id, m_cards);
                connect(card, &ProviderCard::testAsked, this,
                        [this, id] { (new TestCallSheet(m_context, id, window()))->open(); });
            }
            m_grid->addWidget(card);
            card->QWidget::show();
            kept.insert(id, card);
        }
        qDeleteAll(m_cardOf);
        m_cardOf = std::move(kept);
        m_providerOrder = order;
    }
    const qint64 nowMs = m_context.clock.wallMs();
    QHash<QString, QStringList> carried;
    for (const RouteStatus& route : status.routes) {
        if (route.active >= 0 && route.active < route.targets.size()) {
            carried[route.targets[route.active].target.provider].append(route.name);
        }
    }
    for (const ProviderStatus& provider : status.providers) {
        m_cardOf.value(provider.id)->present(provider, carried.value(provider.id), nowMs);
    }
    fitCards();
    m_cards->setVisible(!order.isEmpty());
    m_noProviders->setVisible(order.isEmpty() && !status.version.isEmpty());
}

void DashboardPage::presentRoutes(const StatusSnapshot& status) {
    QStringList names;
    for (const RouteStatus& route : status.routes) {
        names.append(route.name);
    }
    QStringList shown;
    for (const LeverRow* row : std::as_const(m_rows)) {
        shown.append(row->route());
    }
    if (names != shown) {
        qDeleteAll(m_rows);
        m_rows.clear();
        while (QLayoutItem* item = m_routes->takeAt(0)) {
            delete item->widget();
            delete item;
        }
        for (const QString& name : std::as_const(names)) {
            auto* row = new LeverRow(m_context, name);
            m_routes->addWidget(row);
            auto* rule = new QFrame;
            rule->setProperty("rule", true);
            m_routes->addWidget(rule);
            m_rows.append(row);
        }
    }
    const qint64 nowMs = m_context.clock.wallMs();
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        m_rows[i]->present(status.routes[i], m_names, nowMs);
    }
    m_noRoutes->setVisible(names.isEmpty() && !status.version.isEmpty());
}

void DashboardPage::presentUndo(const StatusSnapshot& status) {
    const std::optional<UndoableSwitch>& last = status.undoable;
    const qint64 nowMs = m_context.clock.wallMs();
    const bool fresh = last && nowMs - last->atMs < kUndoShown.count();
    if (fresh) {
        const QString what = SwitchText::undo(*last, status);
        const QString whole = tr("Undo: %1").arg(what);
        m_undo->setText(m_undo->fontMetrics().elidedText(whole, Qt::ElideMiddle, kUndoWidth));
        m_undo->setAccessibleName(whole);
        m_undo->setToolTip(
            tr("%1 (%2)", "what, key")
                .arg(whole, QKeySequence(QKeySequence::Undo).toString(QKeySequence::NativeText)));
    }
    if (!fresh && m_undo->hasFocus()) {
        m_table->setFocus(Qt::OtherFocusReason);
    }
    m_undo->setVisible(fresh);
}

void DashboardPage::showLever(const QString& route) {
    refresh();
    for (LeverRow* row : std::as_const(m_rows)) {
        if (row->route() == route) {
            ensureWidgetVisible(row);
            row->takeFocus();
        }
    }
}

void DashboardPage::presentLive(const StatusSnapshot& status) {
    m_live->update(status.live, m_names, m_context.clock.wallMs());
    const bool empty = status.live.isEmpty();
    m_table->setVisible(!empty);
    m_noRequests->setVisible(empty);
    if (empty) {
        const ConfigPtr config = m_context.service.config();
        const bool hasKey = config && !config->clients.empty();
        m_noRequests->setCode(curlLine(hasKey ? maskedKey(config->clients.front().key) : u"sb-…"_s),
                              tr("Example call with curl"));
    }
}

QString DashboardPage::curlLine(const QString& key) const {
    const StatusSnapshot& status = m_context.service.status();
    QString model = u"demo-fast"_s;
    for (const ProviderStatus& provider : status.providers) {
        if (!provider.models.isEmpty()) {
            model = provider.models.first();
            break;
        }
    }
    // A model's name is the provider's; it is quoted there as the shell and JSON need it.
    return ConnectTexts::curlLine({status.baseUrl, key, model});
}

// As the eye goes: cards, levers, live requests, spend.
void DashboardPage::orderTabs() {
    QVector<QWidget*> order;
    for (const QString& id : std::as_const(m_providerOrder)) {
        const auto controls = m_cardOf.value(id)->findChildren<QPushButton*>();
        std::copy(controls.cbegin(), controls.cend(), std::back_inserter(order));
    }
    order.append(m_undo);
    for (const LeverRow* row : std::as_const(m_rows)) {
        order += row->controls();
    }
    order.append(m_table);
    for (QWidget* panel : {static_cast<QWidget*>(m_noRequests), static_cast<QWidget*>(m_spend)}) {
        const auto controls = panel->findChildren<QWidget*>();
        std::copy_if(controls.cbegin(), controls.cend(), std::back_inserter(order),
                     [](const QWidget* one) { return (one->focusPolicy() & Qt::TabFocus) != 0; });
    }
    if (order == m_tabs) {
        return;
    }
    m_tabs = order;
    for (qsizetype i = 1; i < order.size(); ++i) {
        setTabOrder(order[i - 1], order[i]);
    }
}

void DashboardPage::copyCurl() {
    const ConfigPtr config = m_context.service.config();
    if (config && !config->clients.empty()) {
        m_context.clipboard.copySecret(
            Secret(curlLine(QString::fromUtf8(config->clients.front().key.expose())).toUtf8()));
    }
}

void DashboardPage::fitCards() {
    const int width = viewport()->width() - 2 * space::kGap;
    const int across = m_grid->columns(width);
    const int rows = (m_grid->count() + across - 1) / std::max(1, across);
    for (ProviderCard* card : std::as_const(m_cardOf)) {
        card->setDensity(rows > kFullRows ? ProviderCard::Density::Compact : ProviderCard::Density::Full);
    }
    for (qsizetype first = 0; first < m_providerOrder.size(); first += across) {
        const QStringList row = m_providerOrder.mid(first, across);
        int lines = 1;
        for (const QString& id : row) {
            lines = std::max(lines, m_cardOf.value(id)->reasonLines(m_grid->cardWidth(width)));
        }
        for (const QString& id : row) {
            m_cardOf.value(id)->setReasonLines(lines);
        }
    }
    const int height = m_grid->height(width);
    if (height != m_cards->height()) {
        m_cards->setFixedHeight(height);
    }
}

void DashboardPage::showEvent(QShowEvent* event) {
    QScrollArea::showEvent(event);
    m_spend->setWatching(SpendFeed::Watching::Yes);
    tick();
    fitCards();  // those that came meanwhile have their sizes only now
}

void DashboardPage::hideEvent(QHideEvent* event) {
    QScrollArea::hideEvent(event);
    m_tick.cancel();
    m_spend->setWatching(SpendFeed::Watching::No);
}

void DashboardPage::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    const bool wide = viewport()->width() >= kSideBySide;
    m_lower->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_spend->setMaximumWidth(wide ? kSpendWidth : QWIDGETSIZE_MAX);
    m_spend->setMinimumWidth(wide ? kSpendWidth : 0);
    fitCards();
    fitTable();
}

// The names have what the figures leave; where that is too little, some of those give way. The request has
// them all.
void DashboardPage::fitTable() {
    using Model = LiveRequestsModel;
    const bool wide = m_lower->direction() == QBoxLayout::LeftToRight;
    int room = viewport()->width() - 2 * (space::kGap + space::kCard) - kScrollBar -
               (wide ? kSpendWidth + space::kCard : 0);
    for (const int column : {Model::Client, Model::FirstToken}) {
        m_table->setColumnHidden(column, false);
    }
    for (int column = 0; column < Model::ColumnCount; ++column) {
        if (column != Model::Model && column != Model::Provider) {
            room -= m_table->columnWidth(column);
        }
    }
    for (const int column : {Model::Client, Model::FirstToken}) {
        if (room < 2 * kLeastName) {
            room += m_table->columnWidth(column);
            m_table->setColumnHidden(column, true);
        }
    }
}

}  // namespace signalbox
