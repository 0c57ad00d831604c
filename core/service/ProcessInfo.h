// ProcessInfo: who a process is, for messages that name a holder. Thread: any; reads /proc, so never on the
// gateway thread. On systems without /proc names are empty.
#pragma once

#include <QString>

namespace signalbox {

// "nginx (process 1234)"; "process 1234" when the name cannot be read.
[[nodiscard]] QString describeProcess(qint64 pid);

// Who listens on that port of that address (or of all addresses): as describeProcess(), or a phrase for a
// process that cannot be looked into; empty if nobody is found. `address` as in the configuration.
[[nodiscard]] QString portHolder(const QString& address, quint16 port);

}  // namespace signalbox
