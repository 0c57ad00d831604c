// Notifier: the desktop's own notifications, which there are also where there is no tray. Thread: GUI; never
// waits.
#pragma once

#include <QObject>
#include <QStringList>

#include <functional>

namespace signalbox {

struct Notification {
    QString title;
    QString text;
    QStringList choices = {};                     // one button each; a desktop may leave them out
    std::function<void(int choice)> chosen = {};  // at most once
};

class Notifier : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    // `refused` is called where the desktop does not show it; maybe at once.
    virtual void tell(const Notification& notification, std::function<void()> refused) = 0;

Q_SIGNALS:
    // The user wants to see what it is about.
    void clicked();
};

}  // namespace signalbox
