// Window: the program with its window. Thread: main; makes the application object and runs the event loop.
#pragma once

#include "app/CommandLine.h"
#include "core/base/Clock.h"

namespace signalbox {

// The exit code. A second start raises the first one's window and is done.
[[nodiscard]] int showWindow(int& argc, char** argv, const Invocation& invocation, const Clock& clock);

}  // namespace signalbox
