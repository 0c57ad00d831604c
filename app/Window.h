// Window: the program with its window. Thread: main; makes the application object and runs the event loop.
#pragma once

#include "app/CommandLine.h"
#include "core/base/Clock.h"
#include "core/base/ProcessOrigin.h"

namespace signalbox {

// The exit code. A second start raises the first one's window and is done. `origin` is what programs get that
// the user starts from the window.
[[nodiscard]] int showWindow(int& argc, char** argv, const Invocation& invocation, const Clock& clock,
                             const ProcessOrigin& origin);

}  // namespace signalbox
