#include "ui/WindowHost.h"

#include "ui/Icons.h"
#include "ui/MainWindow.h"
#include "ui/TrayIcon.h"
#include "ui/pages/FirstStart.h"

#include <QApplication>
#include <QSettings>

#include <utility>

namespace signalbox {

using namespace Qt::StringLiterals;

WindowHost::WindowHost(GatewayService& service, const Clock& clock, Scheduler& scheduler,
                       WindowOptions options, std::function<void()> quit, QObject* parent)
    : QObject(parent),
      m_options(std::move(options)),
      m_quit(std::move(quit)),
      m_commands(service, clock),
      m_clipboard(scheduler),
      m_context{service, clock, scheduler, m_theme, m_commands, m_clipboard, Format()},
      m_notices(Format()) {
    initIcons();
    QApplication::setQuitOnLastWindowClosed(false);
    QApplication::setWindowIcon(applicationIcon());
    m_window = std::make_unique<MainWindow>(m_context);
    m_tray = std::make_unique<TrayIcon>(m_context);
    connect(m_window.get(), &MainWindow::closeAsked, this, &WindowHost::onCloseAsked);
    connect(m_window.get(), &MainWindow::quitAsked, this, &WindowHost::onQuitAsked);
    connect(m_tray.get(), &TrayIcon::showAsked, this, &WindowHost::raiseWindow);
    connect(m_tray.get(), &TrayIcon::quitAsked, this, &WindowHost::onQuitAsked);
    connect(&service, &GatewayService::statusChanged, this, &WindowHost::tellNotices);
    tellNotices(service.status());
    restoreState();
    if (m_options.tray == TrayUse::IfAvailable && QSystemTrayIcon::isSystemTrayAvailable()) {
        m_tray->show();
    }
}

WindowHost::~WindowHost() {
    saveState();
}

void WindowHost::show() {
    m_window->show();
    welcome();
}

void WindowHost::welcome() {
    const ConfigPtr config = m_context.service.fileConfig();
    if (m_options.stateFile.isEmpty() || m_welcomed || !config || !FirstStart::fits(*config)) {
        return;
    }
    m_welcomed = true;
    auto* first = new FirstStart(m_context, m_window.get());
    connect(first, &FirstStart::finished, this, &WindowHost::saveState);
    connect(first, &FirstStart::connectAsked, m_window.get(), &MainWindow::showConnect);
    first->show();
}

void WindowHost::raiseWindow() {
    m_window->setWindowState(m_window->windowState() & ~Qt::WindowMinimized);
    m_window->show();
    m_window->raise();
    m_window->activateWindow();
}

void WindowHost::onCloseAsked() {
    const bool first = saysFirstTime();
    const QString title = tr("Signalbox keeps running");
    const QString text = tr("Your tools can go on using it. To stop the gateway, choose Quit.");
    if (m_tray->isShown()) {
        m_window->hide();
        if (first) {
            m_tray->say(title, text);
        }
    } else {
        if (first) {
            m_window->notice(u"closing"_s, HealthState::Healthy, title + u". "_s + text);
        }
        m_window->showMinimized();
    }
    saveState();
}

void WindowHost::tellNotices(const StatusSnapshot& status) {
    if (status.version.isEmpty()) {
        return;  // not started yet
    }
    const QVector<Notice> notices = m_notices.update(status);
    for (const Notice& notice : notices) {
        m_tray->say(notice.title, notice.text);
    }
}

void WindowHost::onQuitAsked() {
    saveState();
    m_window->setMayClose();
    m_window->hide();
    if (m_quit) {
        m_quit();
    }
}

bool WindowHost::saysFirstTime() {
    return !std::exchange(m_said, true);
}

void WindowHost::restoreState() {
    if (m_options.stateFile.isEmpty()) {
        return;
    }
    const QSettings state(m_options.stateFile, QSettings::IniFormat);
    m_said = state.value(u"saidKeepsRunning"_s, false).toBool();
    m_welcomed = state.value(u"welcomed"_s, false).toBool();
    m_window->setCommand(state.value(u"command"_s).toString());
    m_window->setRequestsState(state.value(u"requests"_s).toByteArray());
    m_window->restoreGeometry(state.value(u"geometry"_s).toByteArray());
}

void WindowHost::saveState() {
    if (m_options.stateFile.isEmpty() || !m_window) {
        return;
    }
    QSettings state(m_options.stateFile, QSettings::IniFormat);
    state.setValue(u"saidKeepsRunning"_s, m_said);
    state.setValue(u"welcomed"_s, m_welcomed);
    state.setValue(u"geometry"_s, m_window->saveGeometry());
    state.setValue(u"command"_s, m_window->command());
    state.setValue(u"requests"_s, m_window->requestsState());
}

}  // namespace signalbox
