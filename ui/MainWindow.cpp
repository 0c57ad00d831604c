#include "ui/MainWindow.h"

#include "ui/Icons.h"
#include "ui/pages/ConnectSheet.h"
#include "ui/pages/DashboardPage.h"
#include "ui/pages/ProvidersPage.h"
#include "ui/pages/RequestsPage.h"
#include "ui/pages/RoutesPage.h"
#include "ui/pages/SettingsPage.h"
#include "ui/pages/SpendPage.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/TopBar.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QButtonGroup>
#include <QCloseEvent>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QStyle>

namespace signalbox {

using namespace Qt::StringLiterals;

MainWindow::MainWindow(const Context& context, QWidget* parent)
    : QMainWindow(parent),
      m_context(context),
      m_topBar(new TopBar(context)),
      m_banners(new BannerStack(context.theme)),
      m_pages(new QStackedWidget),
      m_dashboard(new DashboardPage(context)) {
    setObjectName(u"window"_s);
    setWindowTitle(tr("Signalbox"));
    setWindowIcon(applicationIcon());
    setMinimumSize(900, 600);
    resize(1280, 800);

    auto* central = new QWidget;
    central->setObjectName(u"page"_s);
    auto* row = new QHBoxLayout(central);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(buildNavigation());
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(m_topBar);
    column->addWidget(m_banners);
    column->addWidget(m_pages, 1);
    row->addLayout(column, 1);
    setCentralWidget(central);
    central->setFocus();  // no control looks chosen before the user chooses one

    m_pages->addWidget(m_dashboard);
    connect(m_dashboard, &DashboardPage::spendAsked, this, [this] { showPage(Page::Spend); });
    connect(m_dashboard, &DashboardPage::providersAsked, this, [this] { showPage(Page::Providers); });
    connect(m_dashboard, &DashboardPage::routesAsked, this, [this] { showPage(Page::Routes); });
    connect(m_dashboard, &DashboardPage::requestAsked, this, &MainWindow::showRequest);
    connect(m_banners, &BannerStack::dismissed, this, &MainWindow::dismiss);
    connect(m_banners, &BannerStack::actionAsked, this, &MainWindow::act);
    connect(&context.commands, &Commands::failed, this,
            [this](const QString& sentence) { notice(u"command"_s, HealthState::Failed, sentence); });
    connect(&context.service, &GatewayService::statusChanged, this, &MainWindow::present);
    connect(&context.theme, &Theme::changed, this, &MainWindow::applyTheme);
    auto* close = new QShortcut(QKeySequence(QKeySequence::Close), this);
    connect(close, &QShortcut::activated, this, &QWidget::close);
    auto* undo = new QShortcut(QKeySequence(QKeySequence::Undo), this);
    connect(undo, &QShortcut::activated, this, [this] {
        if (m_pages->currentWidget() == m_dashboard) {  // elsewhere it would not be what was meant
            m_context.commands.undo();
        }
    });
    auto* connectTool = new QShortcut(QKeySequence(u"Ctrl+K"_s), this);
    connect(connectTool, &QShortcut::activated, this, &MainWindow::showConnect);
    connect(m_topBar, &TopBar::connectAsked, this, &MainWindow::showConnect);
    auto* quit = new QShortcut(QKeySequence(u"Ctrl+Q"_s), this);
    connect(quit, &QShortcut::activated, this, &MainWindow::quitAsked);
    qApp->installEventFilter(this);
    context.theme.follow(QApplication::palette(), QApplication::font());
    applyTheme();
    present(context.service.status());
}

QWidget* MainWindow::buildNavigation() {
    auto* nav = new QFrame;
    nav->setObjectName(u"nav"_s);
    nav->setFixedWidth(space::kNavWidth);
    nav->setAccessibleName(tr("Pages"));
    auto* column = new QVBoxLayout(nav);
    column->setContentsMargins(space::kStep, space::kGap, space::kStep, space::kStep);
    column->setSpacing(2);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(space::kStep, 0, 0, space::kCard);
    head->setSpacing(space::kStep);
    auto* sign = new QLabel;
    sign->setPixmap(applicationIcon().pixmap(QSize(22, 22), devicePixelRatioF()));
    head->addWidget(sign);
    head->addWidget(makeLabel(tr("Signalbox"), TextSize::Title, Tone::Normal, Weight::Strong), 1);
    column->addLayout(head);
    m_entries = new QButtonGroup(this);
    addEntry(*column, Page::Dashboard, tr("Dashboard"), u"dashboard"_s, QKeySequence(u"Ctrl+1"_s));
    addEntry(*column, Page::Routes, tr("Routes"), u"routes"_s, QKeySequence(u"Ctrl+2"_s));
    addEntry(*column, Page::Providers, tr("Providers"), u"providers"_s, QKeySequence(u"Ctrl+3"_s));
    addEntry(*column, Page::Spend, tr("Spend"), u"spend"_s, QKeySequence(u"Ctrl+4"_s));
    addEntry(*column, Page::Requests, tr("Requests"), u"requests"_s, QKeySequence(u"Ctrl+5"_s));
    addEntry(*column, Page::Settings, tr("Settings"), u"settings"_s, QKeySequence(u"Ctrl+6"_s));
    column->addStretch(1);
    m_quit = new QPushButton(tr("Quit Signalbox"));
    m_quit->setObjectName(u"quit"_s);
    m_quit->setProperty("nav", true);
    m_quit->setToolTip(tr("Stop the gateway and close (%1)")
                           .arg(QKeySequence(u"Ctrl+Q"_s).toString(QKeySequence::NativeText)));
    m_icons.append({m_quit, u"quit"_s});
    connect(m_quit, &QPushButton::clicked, this, &MainWindow::quitAsked);
    column->addWidget(m_quit);
    return nav;
}

void MainWindow::addEntry(QBoxLayout& column, Page page, const QString& name, const QString& icon,
                          const QKeySequence& keys) {
    auto* entry = new QPushButton(name);
    entry->setCheckable(true);
    entry->setChecked(page == Page::Dashboard);
    entry->setProperty("nav", true);
    entry->setObjectName(u"nav:"_s + icon);
    entry->setIconSize(QSize(18, 18));
    entry->setToolTip(keys.toString(QKeySequence::NativeText));
    m_entries->addButton(entry, static_cast<int>(page));
    m_icons.append({entry, icon});
    connect(entry, &QPushButton::clicked, this, [this, page] { showPage(page); });
    auto* shortcut = new QShortcut(keys, this);
    connect(shortcut, &QShortcut::activated, this, [this, page] { showPage(page); });
    column.addWidget(entry);
}

void MainWindow::showPage(Page page) {
    m_entries->button(static_cast<int>(page))->setChecked(true);
    m_pages->setCurrentWidget(pageWidget(page));
    applyTheme();
}

QWidget* MainWindow::pageWidget(Page page) {
    const auto made = [this](auto*& widget) -> QWidget* {
        if (widget == nullptr) {
            m_pages->addWidget(widget = new std::remove_reference_t<decltype(*widget)>(m_context));
        }
        return widget;
    };
    switch (page) {
        case Page::Dashboard:
            break;
        case Page::Routes:
            return made(m_routes);
        case Page::Providers:
            return made(m_providers);
        case Page::Spend:
            return made(m_spend);
        case Page::Requests:
            if (m_requests == nullptr) {
                made(m_requests);
                m_requests->restoreState(m_requestsState);
                connect(m_requests, &RequestsPage::simulateAsked, this, &MainWindow::simulate);
            }
            return m_requests;
        case Page::Settings:
            return made(m_settings);
    }
    return m_dashboard;
}

QStringList MainWindow::unapplied() const {
    QStringList pages;
    const auto add = [&](Page page, bool isChanged) {
        if (isChanged) {
            pages.append(m_entries->button(static_cast<int>(page))->text());
        }
    };
    add(Page::Routes, m_routes != nullptr && m_routes->draft().isDirty());
    add(Page::Providers, m_providers != nullptr && m_providers->draft().changes() > 0);
    add(Page::Settings, m_settings != nullptr && m_settings->draft().isDirty());
    return pages;
}

void MainWindow::simulate(const QByteArray& requestId) {
    showPage(Page::Routes);
    m_routes->simulate(requestId);
}

void MainWindow::showConnect() {
    if (m_connect == nullptr) {
        m_connect = new ConnectSheet(m_context, this);
        m_connect->setCommand(m_command);
    }
    m_connect->show();
    m_connect->raise();
    m_connect->activateWindow();
}

QString MainWindow::command() const {
    return m_connect == nullptr ? m_command : m_connect->command();
}

QByteArray MainWindow::requestsState() const {
    return m_requests == nullptr ? m_requestsState : m_requests->saveState();
}

void MainWindow::setRequestsState(const QByteArray& state) {
    m_requestsState = state;
}

void MainWindow::showRequest(const QByteArray& requestId) {
    showPage(Page::Requests);
    m_requests->open(requestId);
}

void MainWindow::applyTheme() {
    const Theme& theme = m_context.theme;
    setPalette(theme.palette());
    const QString sheet = theme.styleSheet();
    if (sheet != styleSheet()) {
        setStyleSheet(sheet);
    }
    for (const auto& [button, icon] : std::as_const(m_icons)) {
        const QColor color = button->isChecked()
                                 ? readable(theme.colors().accent, theme.tint(theme.colors().accent))
                                 : theme.colors().secondary;
        button->setIcon(themedIcon(icon, color));
    }
}

void MainWindow::present(const StatusSnapshot& status) {
    presentBanners();
    if (isVisible()) {
        m_topBar->present(status);
    }
    m_dashboard->present(status);
}

void MainWindow::presentBanners() {
    QVector<BannerItem> items = BannerText::of(m_context.service.status(), m_context.format);
    items += m_notices;
    m_banners->present(items);
}

void MainWindow::notice(const QString& id, HealthState severity, const QString& text) {
    dismiss(id);
    m_notices.append({id, severity, text, {}, BannerItem::Dismiss::Yes});
    presentBanners();
}

void MainWindow::dismiss(const QString& id) {
    m_notices.removeIf([&](const BannerItem& item) { return item.id == id; });
    presentBanners();
}

void MainWindow::act(const QString& banner) {
    const StatusSnapshot& status = m_context.service.status();
    for (const ProviderStatus& provider : status.providers) {
        if (banner == BannerText::drillId(provider.id)) {
            m_context.commands.endDrill(provider.id);
            return;
        }
    }
    for (const BudgetStatus& budget : status.budgets) {
        if (banner == BannerText::budgetId(budget.budget)) {
            showPage(Page::Spend);
            return;
        }
    }
    for (const RouteStatus& route : status.routes) {
        if (banner == BannerText::parkedId(route.name)) {
            showPage(Page::Dashboard);
            m_dashboard->showLever(route.name);
            return;
        }
    }
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (m_mayClose) {
        event->accept();
        return;
    }
    event->ignore();
    Q_EMIT closeAsked();
}

namespace {

// A wheel that was meant for the page must not change a value on its way.
bool isUnfocusedControl(QObject* watched) {
    auto* control = qobject_cast<QWidget*>(watched);
    if (qobject_cast<QLineEdit*>(control) != nullptr) {
        control = control->parentWidget();  // a spin box's, or a combo box's
    }
    const bool hasValue =
        qobject_cast<QAbstractSpinBox*>(control) != nullptr || qobject_cast<QComboBox*>(control) != nullptr;
    return hasValue && !control->hasFocus() && !control->isAncestorOf(QApplication::focusWidget());
}

}  // namespace

// The system turned light or dark: only the application object is told.
bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Wheel && isUnfocusedControl(watched)) {
        event->ignore();  // what it stands in may scroll
        return true;
    }
    if (watched == qApp && (event->type() == QEvent::ApplicationPaletteChange ||
                            event->type() == QEvent::ApplicationFontChange)) {
        m_context.theme.follow(QApplication::palette(), QApplication::font());
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::showEvent(QShowEvent* event) {
    QMainWindow::showEvent(event);
    m_topBar->present(m_context.service.status());
}

}  // namespace signalbox
