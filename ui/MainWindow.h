// MainWindow: navigation, top bar, banners, one page at a time. Thread: GUI. Closing it is a question to its
// owner (closeAsked); it never ends the program by itself.
#pragma once

#include "ui/Context.h"
#include "ui/widgets/Banner.h"

#include <QMainWindow>

class QBoxLayout;
class QButtonGroup;
class QPushButton;
class QStackedWidget;

namespace signalbox {

class ConnectSheet;
class DashboardPage;
class ProvidersPage;
class RequestsPage;
class RoutesPage;
class SettingsPage;
class SpendPage;
class TopBar;

class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    enum class Page { Dashboard, Routes, Providers, Spend, Requests, Settings };

    explicit MainWindow(const Context& context, QWidget* parent = nullptr);

    void showPage(Page page);
    // A sentence across the window until dismissed or replaced by one with the same id.
    void notice(const QString& id, HealthState severity, const QString& text);
    // Shows one request of the ledger.
    void showRequest(const QByteArray& requestId);
    // What would happen to one request of the ledger.
    void simulate(const QByteArray& requestId);
    // The pages with changes that were not applied.
    [[nodiscard]] QStringList unapplied() const;
    // How a tool is pointed at the gateway.
    void showConnect();
    // The program that was last started from there, to be remembered.
    [[nodiscard]] QString command() const;
    void setCommand(const QString& command) { m_command = command; }
    // Widths and the like of the pages, to be remembered.
    [[nodiscard]] QByteArray requestsState() const;
    void setRequestsState(const QByteArray& state);
    [[nodiscard]] TopBar& topBar() const { return *m_topBar; }
    [[nodiscard]] BannerStack& banners() const { return *m_banners; }

    // While set, a close event closes; else it asks.
    void setMayClose() { m_mayClose = true; }

Q_SIGNALS:
    void closeAsked();
    void quitAsked();

protected:
    void closeEvent(QCloseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildNavigation();
    void addEntry(QBoxLayout& column, Page page, const QString& name, const QString& icon,
                  const QKeySequence& keys);
    void applyTheme();
    void present(const StatusSnapshot& status);
    void presentBanners();
    void dismiss(const QString& id);
    // The page, made if it was not yet.
    QWidget* pageWidget(Page page);
    // Does what a banner's button says.
    void act(const QString& banner);

    Context m_context;
    bool m_mayClose = false;
    QButtonGroup* m_entries = nullptr;
    QVector<QPair<QPushButton*, QString>> m_icons;
    QPushButton* m_quit = nullptr;
    TopBar* m_topBar;
    BannerStack* m_banners;
    QStackedWidget* m_pages;
    DashboardPage* m_dashboard;
    RoutesPage* m_routes = nullptr;  // made when first shown, and so are those below
    SpendPage* m_spend = nullptr;
    ProvidersPage* m_providers = nullptr;
    RequestsPage* m_requests = nullptr;
    SettingsPage* m_settings = nullptr;
    QByteArray m_requestsState;  // until the page is made
    ConnectSheet* m_connect = nullptr;
    QString m_command;  // until the sheet is made
    QVector<BannerItem> m_notices;
};

}  // namespace signalbox
