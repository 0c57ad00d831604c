#include "core/base/ProcessOrigin.h"

#include <sys/resource.h>
#include <sys/stat.h>

namespace signalbox {

ProcessOrigin processOrigin() {
    ProcessOrigin origin;
    const mode_t mask = ::umask(0);  // it cannot be read without being set
    ::umask(mask);
    origin.fileMask = mask;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        origin.descriptors = limit.rlim_cur;
    }
    return origin;
}

}  // namespace signalbox
