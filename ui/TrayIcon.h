// TrayIcon: the state in the system's tray, and the quick switch menu. Thread: GUI. Exists also without a
// tray: then it is invisible and its menu unused.
#pragma once

#include "ui/Context.h"

#include <QMenu>
#include <QSystemTrayIcon>

namespace signalbox {

class TrayIcon final : public QObject {
    Q_OBJECT

public:
    explicit TrayIcon(const Context& context, QObject* parent = nullptr);

    [[nodiscard]] bool isShown() const { return m_icon.isVisible(); }
    void show() { m_icon.show(); }
    void say(const QString& title, const QString& text);
    [[nodiscard]] QMenu& menu() { return m_menu; }
    [[nodiscard]] QString toolTip() const { return m_icon.toolTip(); }

Q_SIGNALS:
    void showAsked();
    void quitAsked();

private:
    void present();
    void buildMenu();
    void addRoute(const RouteStatus& route);
    [[nodiscard]] QString signature() const;

    Context m_context;
    QSystemTrayIcon m_icon;
    QMenu m_menu;
    QString m_signature;
    std::optional<HealthState> m_state;
};

}  // namespace signalbox
