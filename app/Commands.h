// Commands: everything the program does and ends: the commands that speak to the running instance, and
// check-config. Thread: main; blocks. Prints answers on standard output, errors on standard error.
#pragma once

#include "app/CommandLine.h"
#include "core/base/Clock.h"

namespace signalbox {

// The exit code. For every command but Window and Serve.
[[nodiscard]] int runCommand(const Invocation& invocation, const Clock& clock);

// Asks the instance that runs with this data folder to show its window; true if it does.
[[nodiscard]] bool raiseRunningWindow(const QString& dataFolder, const Clock& clock);

}  // namespace signalbox
