// DesktopNotifier: notifications by org.freedesktop.Notifications on the session's bus (Desktop Notifications
// Specification 1.2). Thread: GUI; asks and does not wait. Where there is no such service it refuses.
#pragma once

#include "ui/Notifier.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QHash>

namespace signalbox {

class DesktopNotifier final : public Notifier {
    Q_OBJECT

public:
    explicit DesktopNotifier(const QDBusConnection& bus = QDBusConnection::sessionBus(),
                             QObject* parent = nullptr);
    void tell(const Notification& notification, std::function<void()> refused) override;

private Q_SLOTS:
    // (id, action)
    void onAction(const QDBusMessage& told);
    // (id, reason)
    void onClosed(const QDBusMessage& told);

private:
    QDBusConnection m_bus;
    QHash<uint, std::function<void(int)>> m_shown;  // ours
};

}  // namespace signalbox
