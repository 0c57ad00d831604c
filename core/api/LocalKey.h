// LocalKey: the keys that clients have for this gateway. Thread: any.
#pragma once

#include "core/base/Secret.h"

namespace signalbox {

// A fresh one: "sb-" and 40 hexadecimal digits from the system's random numbers.
[[nodiscard]] Secret freshLocalKey();

}  // namespace signalbox
