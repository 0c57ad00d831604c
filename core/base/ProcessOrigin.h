// ProcessOrigin: what the program was started with and has changed for itself since: a program that it starts
// gets it back. Thread: a value; any thread.
#pragma once

#include <QtGlobal>

namespace signalbox {

struct ProcessOrigin {
    unsigned fileMask = 0;    // umask
    quint64 descriptors = 0;  // that may be open (soft limit); 0: unknown
};

// At the start of the program, before it changes them.
[[nodiscard]] ProcessOrigin processOrigin();

}  // namespace signalbox
