// WithoutEffect: settings that a file may hold and that this version does not act on. Nobody should
// wait for what does not come, so each is a warning under its JSON path. Thread: a pure function.
#pragma once

#include "core/api/Config.h"
#include "core/config/ConfigFields.h"

namespace signalbox {

void warnOfSettingsWithoutEffect(const Config& config, FaultLists& lists);

}  // namespace signalbox
