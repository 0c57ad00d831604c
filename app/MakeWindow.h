// MakeWindow: the one place where the program's window is put together out of ui/. Thread: GUI.
#pragma once

#include "core/api/GatewayService.h"
#include "core/base/Clock.h"
#include "core/base/ProcessOrigin.h"

#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace signalbox {

// The window with its tray icon; destroying it takes both away.
class ShownWindow {
public:
    virtual ~ShownWindow() = default;
    // To the front, also from the tray.
    virtual void raise() = 0;
};

struct WindowParts {
    GatewayService& service;
    const Clock& clock;
    Scheduler& scheduler;
    QString stateFile;                         // where the window's size is remembered
    std::function<void()> quit;                // the user wants the program to end; asks nothing
    bool hidden = false;                       // in the tray alone, or minimised where there is none
    QStringList command;                       // that starts the program as it was started now
    std::optional<ProcessOrigin> origin = {};  // what programs get that the user starts from the window
};

// Shown already, unless hidden; everything in `parts` outlives it.
[[nodiscard]] std::unique_ptr<ShownWindow> makeWindow(const WindowParts& parts);

}  // namespace signalbox
