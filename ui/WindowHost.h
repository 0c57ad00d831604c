// WindowHost: the window and the tray icon over one service; the only thing app/ needs. Thread: GUI.
// Everything handed in outlives it. Closing the window keeps the gateway running: it hides to the tray, or
// minimises where there is none, and says so the first time. Quitting asks only about changes that were not
// applied: it calls `quit`, which stops the service and ends the event loop in its own time.
#pragma once

#include "ui/Autostart.h"
#include "ui/Commands.h"
#include "ui/Context.h"
#include "ui/Languages.h"
#include "ui/Notices.h"
#include "ui/Notifier.h"
#include "ui/PlainTips.h"
#include "ui/SecretClipboard.h"
#include "ui/Theme.h"
#include "ui/WindowSettings.h"

#include <QObject>
#include <QThreadPool>

#include <functional>
#include <memory>

namespace signalbox {

class MainWindow;
class TrayIcon;

enum class TrayUse { IfAvailable, Never };

struct WindowOptions {
    QString stateFile;  // where size and "said once" are remembered; empty: nowhere
    TrayUse tray = TrayUse::IfAvailable;
    bool hidden = false;           // shown in the tray alone, or minimised where there is none
    QStringList command = {};      // that starts the program, for the desktop's autostart; empty: not offered
    QString autostartFolder = {};  // where the desktop looks for what starts with it
    Notifier* notifier = nullptr;  // null, or refused by it: the tray's own messages are used
    std::optional<ProcessOrigin> origin = {};  // what programs get that the user starts from the window
};

class WindowHost final : public QObject {
    Q_OBJECT

public:
    WindowHost(GatewayService& service, const Clock& clock, Scheduler& scheduler, WindowOptions options,
               std::function<void()> quit, QObject* parent = nullptr);
    ~WindowHost() override;

    void show();
    [[nodiscard]] MainWindow& window() { return *m_window; }
    [[nodiscard]] TrayIcon& tray() { return *m_tray; }
    [[nodiscard]] Theme& theme() { return m_theme; }
    [[nodiscard]] WindowSettings& settings() { return m_settings; }

public Q_SLOTS:
    // Another start of the program, or a click on the tray icon.
    void raiseWindow();

private:
    // Before anything is made that shows text.
    [[nodiscard]] Format readSettings();
    // Welcomes who has configured nothing yet; once.
    void welcome();
    void onCloseAsked();
    void onQuitAsked();
    void askQuit(const QStringList& unapplied);
    void quit();
    [[nodiscard]] Notification notificationOf(const Notice& notice, const StatusSnapshot& status);
    void tellNotices(const StatusSnapshot& status);
    void restoreState();
    void saveState();
    [[nodiscard]] bool saysFirstTime();

    WindowOptions m_options;
    std::function<void()> m_quit;
    PlainTips m_plainTips;
    Translation m_translation;
    WindowSettings m_settings;
    Autostart m_autostart;
    Theme m_theme;
    QThreadPool m_saving;  // writes the state file, one after the other: a disk may stand still
    Commands m_commands;
    SecretClipboard m_clipboard;
    Context m_context;
    Notices m_notices;
    bool m_said = false;
    bool m_welcomed = false;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<TrayIcon> m_tray;
};

}  // namespace signalbox
