// ListenPlace: where the gateway listens, in words. Pure but for portHolder's look at the processes; any
// thread.
#pragma once

#include "core/api/Config.h"
#include "core/base/Result.h"

namespace signalbox {

// "http://127.0.0.1:5252/v1"; an address that stands for all of the machine's is shown as loopback.
[[nodiscard]] QString baseUrlOf(const QString& address, quint16 port);
// Why it could not be listened there; of a taken one (Busy) with the process that holds it, as far as that
// may be seen, and the place.
[[nodiscard]] Error describeListenError(const ListenConfig& where, const Error& error);

}  // namespace signalbox
