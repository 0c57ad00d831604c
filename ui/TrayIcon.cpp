#include "ui/TrayIcon.h"

#include "ui/Icons.h"
#include "ui/ReasonText.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/LeverRow.h"
#include "ui/widgets/Signs.h"

#include <QActionGroup>
#include <QPointer>

namespace signalbox {

TrayIcon::TrayIcon(const Context& context, Notifier* notifier, QObject* parent)
    : QObject(parent), m_context(context), m_notifier(notifier) {
    if (m_notifier != nullptr) {
        connect(m_notifier, &Notifier::clicked, this, &TrayIcon::showAsked);
    }
    // A tick is what is so, not what was asked for and came to nothing. Later: it may be the action's own
    // signal.
    connect(
        &context.commands, &Commands::pendingChanged, this,
        [this] {
            m_signature.clear();
            present();
        },
        Qt::QueuedConnection);
    m_icon.setContextMenu(&m_menu);
    connect(&context.service, &GatewayService::statusChanged, this, &TrayIcon::present);
    connect(&context.theme, &Theme::changed, this, [this] {
        m_state.reset();
        present();
    });
    connect(&m_icon, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick) {
            Q_EMIT showAsked();
        }
    });
    connect(&m_icon, &QSystemTrayIcon::messageClicked, this, &TrayIcon::showAsked);
    // What came while the menu was open.
    connect(&m_menu, &QMenu::aboutToShow, this, &TrayIcon::present);
    present();
}

void TrayIcon::say(const Notification& notification) {
    if (m_notifier != nullptr) {
        m_notifier->tell(notification, [self = QPointer(this), notification] {
            if (self) {
                self->sayByTray(notification.title, notification.text);
            }
        });
    } else {
        sayByTray(notification.title, notification.text);
    }
    Q_EMIT told(notification.title, notification.text);
}

void TrayIcon::sayByTray(const QString& title, const QString& text) {
    if (isInReach() && QSystemTrayIcon::supportsMessages()) {
        m_icon.showMessage(title, text, applicationIcon());
    }
}

bool TrayIcon::isInReach() const {
    return m_icon.isVisible() && QSystemTrayIcon::isSystemTrayAvailable();
}

void TrayIcon::present() {
    const StatusSnapshot& status = m_context.service.status();
    const HealthState state = overallState(status);
    if (m_state != state) {
        m_state = state;
        m_icon.setIcon(trayIcon(state, m_context.theme.colors()));
    }
    QString tip = tr("Signalbox: all is well");
    if (status.stopping) {
        tip = tr("Signalbox: stopping");
    } else if (state == HealthState::Failed) {
        tip = status.listening ? tr("Signalbox: needs you") : tr("Signalbox: not listening");
    } else if (state != HealthState::Healthy) {
        QStringList lines{tr("Signalbox")};
        for (const ProviderStatus& provider : status.providers) {
            if (provider.state != HealthState::Healthy && provider.state != HealthState::Out) {
                lines.append(tr("%1: %2").arg(
                    provider.name,
                    ReasonText::word(provider.state, provider.reason, m_context.format, status.atMs)));
            }
        }
        tip = lines.join(QLatin1Char('\n'));
    }
    if (tip != m_icon.toolTip()) {
        m_icon.setToolTip(tip);
    }
    if (const QString next = signature(); next != m_signature && !m_menu.isVisible()) {
        m_signature = next;
        buildMenu();
    }
}

// All that the menu shows, so that it is made anew only when that changes.
QString TrayIcon::signature() const {
    const StatusSnapshot& status = m_context.service.status();
    QString text;
    const auto add = [&text](const QString& part) { text += part + QChar(u'\x1f'); };
    for (const RouteStatus& route : status.routes) {
        add(route.name);
        add(QString::number(route.active));
        add(QString::number(static_cast<int>(route.pin.mode)));
        add(route.pin.target.toString());
        for (const TargetStatus& target : route.targets) {
            add(target.target.toString());
            add(QString::number(static_cast<int>(target.state)));
        }
    }
    for (const ProviderStatus& provider : status.providers) {
        add(provider.id);
        add(provider.name);
        add(QString::number(static_cast<int>(provider.state)));
        add(provider.drained ? QStringLiteral("1") : QStringLiteral("0"));
    }
    return text.isEmpty() ? QStringLiteral("\x1f") : text;
}

void TrayIcon::buildMenu() {
    const QList<QMenu*> old = m_menu.findChildren<QMenu*>(QString(), Qt::FindDirectChildrenOnly);
    m_menu.clear();
    qDeleteAll(old);
    const StatusSnapshot& status = m_context.service.status();
    m_menu.addAction(tr("Show Signalbox"), this, &TrayIcon::showAsked);
    m_menu.addSeparator();
    for (const RouteStatus& route : status.routes) {
        addRoute(route);
    }
    if (!status.providers.isEmpty()) {
        m_menu.addSeparator();
        QMenu* drains = m_menu.addMenu(tr("Take out of use"));
        for (const ProviderStatus& provider : status.providers) {
            QAction* action = drains->addAction(
                tr("%1 %2", "sign, provider").arg(signText(provider.state), nameForButton(provider.name)));
            action->setCheckable(true);
            action->setChecked(provider.drained);
            connect(action, &QAction::triggered, this, [this, id = provider.id, drained = provider.drained] {
                if (drained) {
                    m_context.commands.undrain(id);
                } else {
                    m_context.commands.drain(id, std::nullopt);
                }
            });
        }
    }
    m_menu.addSeparator();
    m_menu.addAction(tr("Quit"), this, &TrayIcon::quitAsked);
}

void TrayIcon::addRoute(const RouteStatus& route) {
    QHash<QString, QString> names;
    for (const ProviderStatus& provider : m_context.service.status().providers) {
        names.insert(provider.id, provider.name);
    }
    const QString active = route.active >= 0 && route.active < route.targets.size()
                               ? LeverRow::targetName(route.targets[route.active], names)
                               : tr("none can be used");
    QMenu* menu =
        m_menu.addMenu(tr("%1: %2", "route, target").arg(nameForButton(route.name), nameForButton(active)));
    auto* group = new QActionGroup(menu);
    const auto add = [&](const QString& text, bool checked) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(checked);
        group->addAction(action);
        return action;
    };
    QAction* automatic = add(tr("Automatic"), route.pin.mode == PinMode::Auto);
    connect(automatic, &QAction::triggered, this,
            [this, name = route.name] { m_context.commands.automatic(name); });
    menu->addSeparator();
    for (const TargetStatus& target : route.targets) {
        QAction* action =
            add(tr("%1 %2", "sign, target")
                    .arg(signText(target.state), nameForButton(LeverRow::targetName(target, names))),
                route.pin.mode != PinMode::Auto && route.pin.target == target.target);
        connect(action, &QAction::triggered, this, [this, name = route.name, ref = target.target] {
            LeverThrow wanted;
            wanted.route = name;
            wanted.target = ref;
            m_context.commands.throwLever(wanted);
        });
    }
}

}  // namespace signalbox
