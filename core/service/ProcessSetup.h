// ProcessSetup: what the process asks of the operating system before anything else: files for the owner
// alone, no core dumps (keys are in memory), no SIGPIPE, as many descriptors as allowed. Thread: main, once,
// before other threads.
#pragma once

#include <QtGlobal>

namespace signalbox {

// umask 077, core dumps off, not dumpable, SIGPIPE ignored. Does what the platform offers; nothing here can
// fail.
void hardenProcess();

// Raises the soft limit of open descriptors to the hard one. Returns the limit in force; 0: unknown.
quint64 raiseDescriptorLimit();

}  // namespace signalbox
