// Serve: the gateway without a window, until it is told to stop. Thread: main; runs the event loop. Owns the
// service and the control server.
#pragma once

#include "app/CommandLine.h"
#include "core/base/Clock.h"
#include "core/service/Service.h"

namespace signalbox {

[[nodiscard]] ServiceOptions serviceOptions(const Invocation& invocation);

// The exit code. A QCoreApplication exists.
[[nodiscard]] int serve(const Invocation& invocation, const Clock& clock);

}  // namespace signalbox
