#include "app/ExitCode.h"
#include "app/Output.h"
#include "app/Text.h"
#include "app/Window.h"

namespace signalbox {

int showWindow(int&, char**, const Invocation&, const Clock&, const ProcessOrigin&) {
    printError(text("this build has no window: run signalbox serve"));
    return kWrongUsage;
}

}  // namespace signalbox
