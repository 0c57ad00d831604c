// WindowSettings: what the window keeps for itself, apart from the gateway's configuration: its look, what it
// tells and when. In force at once, and remembered in the window's own file. Thread: GUI.
#pragma once

#include "ui/Theme.h"

#include <QHash>
#include <QObject>
#include <QSize>
#include <QTime>

#include <functional>

class QSettings;
class QWidget;

namespace signalbox {

// Local times; the end may lie before the start, over midnight.
struct QuietHours {
    bool on = false;
    QTime from{22, 0};
    QTime to{7, 0};

    // From the first minute on, up to the last one.
    [[nodiscard]] bool holdAt(const QTime& time) const;
    bool operator==(const QuietHours&) const = default;
};

struct WindowChoices {
    ThemeChoice theme = ThemeChoice::System;
    QString language;    // of the texts: "en"; empty: as the system. Holds from the next start.
    bool notify = true;  // through the desktop
    QuietHours quiet;
    QHash<QString, QSize> sheets;  // sizes, by object name
    bool operator==(const WindowChoices&) const = default;
};

class WindowSettings final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] const WindowChoices& choices() const { return m_choices; }
    void change(const std::function<void(WindowChoices&)>& edit);
    // Of a sheet, as it was when it was closed last.
    [[nodiscard]] QSize sheetSize(const QString& name, const QSize& otherwise) const;
    void rememberSheet(const QWidget& sheet);
    // Whether a notification may be shown at that local time.
    [[nodiscard]] bool mayNotify(const QTime& now) const;

    void read(const QSettings& file);
    static void write(const WindowChoices& choices, QSettings& file);

Q_SIGNALS:
    void changed();

private:
    WindowChoices m_choices;
};

}  // namespace signalbox
