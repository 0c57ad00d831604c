// Editing the configuration: what a check says of a draft, and what a save does about somebody else's change.
// Thread: values.
#pragma once

#include "core/api/ConfigFault.h"

namespace signalbox {

// The same as `check-config` says of a file with that content.
struct ConfigCheck {
    ConfigFaults faults;  // it would be refused
    ConfigFaults warnings;
};

enum class OnForeignChange {
    Refuse,   // Busy, nothing is written
    SetAside  // the file on disk is kept as <name>.previous, then replaced
};

}  // namespace signalbox
