// TrayIcon: the state in the system's tray, and the quick switch menu. Thread: GUI. Exists also without a
// tray: then it is invisible and its menu unused.
#pragma once

#include "ui/Context.h"
#include "ui/Notifier.h"

#include <QMenu>
#include <QSystemTrayIcon>

namespace signalbox {

class TrayIcon final : public QObject {
    Q_OBJECT

public:
    // `notifier` may be null, and outlives it.
    explicit TrayIcon(const Context& context, Notifier* notifier = nullptr, QObject* parent = nullptr);

    // There is a tray at this moment, with the icon in it.
    [[nodiscard]] bool isInReach() const;
    void show() { m_icon.show(); }
    // Through the desktop, or where that does not work by the tray, which has no choices.
    void say(const Notification& notification);
    [[nodiscard]] QMenu& menu() { return m_menu; }
    [[nodiscard]] QString toolTip() const { return m_icon.toolTip(); }

Q_SIGNALS:
    // What was to be said, whether or not the desktop shows it.
    void told(const QString& title, const QString& text);
    void showAsked();
    void quitAsked();

private:
    void sayByTray(const QString& title, const QString& text);
    void present();
    void buildMenu();
    void addRoute(const RouteStatus& route);
    [[nodiscard]] QString signature() const;

    Context m_context;
    Notifier* m_notifier;
    QSystemTrayIcon m_icon;
    QMenu m_menu;
    QString m_signature;
    std::optional<HealthState> m_state;
};

}  // namespace signalbox
