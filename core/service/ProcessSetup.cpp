#include "core/service/ProcessSetup.h"

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

namespace signalbox {

void hardenProcess() {
    ::umask(S_IRWXG | S_IRWXO);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
#ifdef Q_OS_LINUX
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
    std::signal(SIGPIPE, SIG_IGN);
}

quint64 raiseDescriptorLimit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return 0;
    }
    if (limit.rlim_cur < limit.rlim_max) {
        const rlimit wanted{limit.rlim_max, limit.rlim_max};
        if (::setrlimit(RLIMIT_NOFILE, &wanted) == 0) {
            return wanted.rlim_cur;
        }
    }
    return limit.rlim_cur;
}

}  // namespace signalbox
