// Log: the program's log on standard error, one line per message: time, level, part, text with keys taken
// out. Thread: install on main before other threads; messages come from any thread and are written whole.
#pragma once

#include "core/base/Clock.h"

namespace signalbox {

// From now on Qt's messages go there. `clock` must outlive every message, and be usable from any thread.
void installLog(const Clock& clock);

}  // namespace signalbox
