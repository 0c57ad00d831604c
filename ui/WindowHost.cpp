#include "ui/WindowHost.h"

#include "ui/Icons.h"
#include "ui/Languages.h"
#include "ui/MainWindow.h"
#include "ui/SwitchText.h"
#include "ui/TrayIcon.h"
#include "ui/pages/FirstStart.h"

#include <QApplication>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QSettings>

#include <algorithm>
#include <utility>

namespace signalbox {

using namespace Qt::StringLiterals;

WindowHost::WindowHost(GatewayService& service, const Clock& clock, Scheduler& scheduler,
                       WindowOptions options, std::function<void()> quit, QObject* parent)
    : QObject(parent),
      m_options(std::move(options)),
      m_quit(std::move(quit)),
      m_autostart(m_options.command, m_options.autostartFolder),
      m_commands(service, clock),
      m_clipboard(scheduler),
      m_context{service,     clock,      scheduler,   m_theme,        m_commands,
                m_clipboard, m_settings, m_autostart, readSettings(), m_options.origin},
      m_notices(m_context.format) {
    m_theme.choose(m_settings.choices().theme);
    m_saving.setMaxThreadCount(1);
    QApplication::setQuitOnLastWindowClosed(false);
    QApplication::setWindowIcon(applicationIcon());
    // A dear throw is asked about at its lever, also where it was thrown in the tray's menu. Before the
    // levers are made, so that theirs is in sight when it asks.
    connect(&m_commands, &Commands::costly, this, [this] {
        m_window->showPage(MainWindow::Page::Dashboard);
        if (!m_window->isVisible() || m_window->isMinimized()) {
            raiseWindow();
        }
    });
    m_window = std::make_unique<MainWindow>(m_context);
    m_tray = std::make_unique<TrayIcon>(m_context, m_options.notifier);
    connect(m_window.get(), &MainWindow::closeAsked, this, &WindowHost::onCloseAsked);
    connect(m_window.get(), &MainWindow::quitAsked, this, &WindowHost::onQuitAsked);
    connect(m_tray.get(), &TrayIcon::showAsked, this, &WindowHost::raiseWindow);
    connect(m_tray.get(), &TrayIcon::quitAsked, this, &WindowHost::onQuitAsked);
    connect(&service, &GatewayService::statusChanged, this, &WindowHost::tellNotices);
    connect(&m_commands, &Commands::failed, this, [this](const QString& sentence) {
        if (!m_window->isVisible() || m_window->isMinimized()) {
            m_tray->say({tr("That did not work"), sentence});  // asked for in the tray's menu
        }
    });
    connect(&m_settings, &WindowSettings::changed, this, [this] {
        m_theme.choose(m_settings.choices().theme);
        saveState();
    });
    tellNotices(service.status());
    restoreState();
    if (m_options.tray == TrayUse::IfAvailable) {
        m_tray->show();  // also where the panel comes after us: Qt adds it then
    }
}

WindowHost::~WindowHost() {
    saveState();
    m_saving.waitForDone();
}

Format WindowHost::readSettings() {
    initIcons();
    if (!m_options.stateFile.isEmpty()) {
        m_settings.read(QSettings(m_options.stateFile, QSettings::IniFormat));
    }
    const QString& language = m_settings.choices().language;
    m_translation.use(language);
    return Format(localeFor(language));
}

void WindowHost::show() {
    if (m_options.hidden && m_tray->isInReach()) {
        return;  // the tray shows it
    }
    if (m_options.hidden) {
        m_window->showMinimized();
        return;
    }
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
    if (m_tray->isInReach()) {
        m_window->hide();
        if (first) {
            m_tray->say({title, text});
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
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(m_context.clock.wallMs());
    if (!m_settings.mayNotify(now.time())) {
        return;  // the window says it all the same
    }
    for (const Notice& notice : notices) {
        m_tray->say(notificationOf(notice, status));
    }
}

// Of requests that wait: where they go is one click there, unless that costs much.
Notification WindowHost::notificationOf(const Notice& notice, const StatusSnapshot& status) {
    constexpr qsizetype kMostChoices = 3;
    Notification notification{notice.title, notice.text};
    const auto route = std::find_if(status.routes.begin(), status.routes.end(), [&](const RouteStatus& one) {
        return !notice.waitingAt.isEmpty() && one.name == notice.waitingAt;
    });
    if (route == status.routes.end()) {
        return notification;
    }
    QVector<TargetRef> targets;
    for (const TargetStatus& target : route->targets.mid(0, kMostChoices)) {
        targets.append(target.target);
        notification.choices.append(SwitchText::targetName(status, target.target));
    }
    notification.chosen = [self = QPointer(this), targets, name = route->name](int choice) {
        if (self && choice >= 0 && choice < targets.size()) {
            LeverThrow wanted;
            wanted.route = name;
            wanted.target = targets[choice];
            wanted.waiting = WaitingRequests::Move;
            self->m_commands.throwLever(wanted);
        }
    };
    return notification;
}

void WindowHost::onQuitAsked() {
    if (const QStringList unapplied = m_window->unapplied(); !unapplied.isEmpty()) {
        askQuit(unapplied);
    } else {
        quit();
    }
}

void WindowHost::askQuit(const QStringList& unapplied) {
    raiseWindow();
    if (m_window->findChild<QMessageBox*>(u"quitQuestion"_s) != nullptr) {
        return;
    }
    auto* question = new QMessageBox(
        QMessageBox::Question, tr("Quit Signalbox?"),
        tr("Changes that were not applied would be lost: %1.").arg(unapplied.join(tr(", ", "between pages"))),
        QMessageBox::NoButton, m_window.get());
    question->setObjectName(u"quitQuestion"_s);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->addButton(tr("Quit without them"), QMessageBox::DestructiveRole);
    QPushButton* stay = question->addButton(tr("Stay"), QMessageBox::RejectRole);
    question->setDefaultButton(stay);
    question->setEscapeButton(stay);
    connect(question, &QMessageBox::buttonClicked, this, [this, question](QAbstractButton* button) {
        if (question->buttonRole(button) == QMessageBox::DestructiveRole) {
            quit();
        }
    });
    question->open();
}

void WindowHost::quit() {
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
    const QVariantMap values{
        {u"saidKeepsRunning"_s, m_said},
        {u"welcomed"_s, m_welcomed},
        {u"geometry"_s, m_window->saveGeometry()},
        {u"command"_s, m_window->command()},
        {u"requests"_s, m_window->requestsState()},
    };
    m_saving.start([file = m_options.stateFile, values, choices = m_settings.choices()] {
        QSettings state(file, QSettings::IniFormat);
        for (auto value = values.cbegin(); value != values.cend(); ++value) {
            state.setValue(value.key(), value.value());
        }
        WindowSettings::write(choices, state);
    });
}

}  // namespace signalbox
