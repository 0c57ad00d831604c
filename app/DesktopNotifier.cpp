#include "app/DesktopNotifier.h"

#include "ui/TrayIcon.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QVariantMap>

#include <utility>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {
const QString kService = u"org.freedesktop.Notifications"_s;
const QString kPath = u"/org/freedesktop/Notifications"_s;
const QString kClick = u"default"_s;  // the action of a click on the notification itself
constexpr int kAsTheDesktopSays = -1;
constexpr int kAnswerMs = 5'000;
}  // namespace

DesktopNotifier::DesktopNotifier(const QDBusConnection& bus, QObject* parent) : Notifier(parent), m_bus(bus) {
    m_bus.connect(kService, kPath, kService, u"ActionInvoked"_s, this, SLOT(onAction(QDBusMessage)));
    m_bus.connect(kService, kPath, kService, u"NotificationClosed"_s, this, SLOT(onClosed(QDBusMessage)));
}

void DesktopNotifier::tell(const Notification& notification, std::function<void()> refused) {
    if (!m_bus.isConnected()) {
        refused();
        return;
    }
    QStringList actions{kClick, TrayIcon::tr("Show Signalbox")};
    for (int i = 0; i < notification.choices.size(); ++i) {
        actions += {QString::number(i), notification.choices[i]};
    }
    QDBusMessage call = QDBusMessage::createMethodCall(kService, kPath, kService, u"Notify"_s);
    // The body may be read as markup.
    call << u"Signalbox"_s << 0U << u"signalbox"_s << notification.title << notification.text.toHtmlEscaped()
         << actions << QVariantMap{{u"desktop-entry"_s, u"signalbox"_s}} << kAsTheDesktopSays;
    auto* answer = new QDBusPendingCallWatcher(m_bus.asyncCall(call, kAnswerMs), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this,
            [this, answer, chosen = notification.chosen, refused = std::move(refused)] {
                answer->deleteLater();
                const QDBusPendingReply<uint> id = *answer;
                if (id.isError()) {
                    refused();
                } else {
                    m_shown.insert(id.value(), chosen);
                }
            });
}

void DesktopNotifier::onAction(const QDBusMessage& told) {
    const uint id = told.arguments().value(0).toUInt();
    const QString action = told.arguments().value(1).toString();
    if (!m_shown.contains(id)) {
        return;
    }
    if (action == kClick) {
        Q_EMIT clicked();
        return;
    }
    bool isChoice = false;
    const int choice = action.toInt(&isChoice);
    if (const auto chosen = std::exchange(m_shown[id], {}); isChoice && chosen) {
        chosen(choice);
    }
}

void DesktopNotifier::onClosed(const QDBusMessage& told) {
    m_shown.remove(told.arguments().value(0).toUInt());
}

}  // namespace signalbox
