// MakeWindow: the one place where the program's window is put together out of ui/. Thread: GUI.
#pragma once

#include "core/api/GatewayService.h"
#include "core/base/Clock.h"

#include <QString>

#include <functional>
#include <memory>

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
    QString stateFile;           // where the window's size is remembered
    std::function<void()> quit;  // the user wants the program to end; asks nothing
};

// Shown already; everything in `parts` outlives it.
[[nodiscard]] std::unique_ptr<ShownWindow> makeWindow(const WindowParts& parts);

}  // namespace signalbox
