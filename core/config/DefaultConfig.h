// What holds when nobody has written anything: the file of the first start, and the route of the
// demonstration. Thread: functions without state.
#pragma once

#include "core/api/Config.h"

namespace signalbox {

// One client "default" with a fresh key, the simulated providers demo-north and demo-south, no route.
[[nodiscard]] Config defaultConfig();

// The configuration that is in force when the file says `fromFile`. The same, except while every provider is
// a simulated one: then a last route named "demo" answers any model name from those enabled, as asked, in
// their order. This route is a rule and not part of the file: it is there from the first start, and gone as
// soon as any other provider exists, with nothing for the user to tidy up. A route of the file that is named
// "demo" stands instead.
[[nodiscard]] Config effectiveConfig(Config fromFile);

}  // namespace signalbox
