#include "core/service/ProcessSetup.h"

#include <csignal>
#ifdef __GLIBC__
#include <malloc.h>
#endif
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

void keepFreedMemory() {
#ifdef __GLIBC__
    constexpr int kMiB = 1024 * 1024;
    ::mallopt(M_TRIM_THRESHOLD, 16 * kMiB);
    ::mallopt(M_TOP_PAD, kMiB);
    ::mallopt(M_MMAP_THRESHOLD, kMiB);
#endif
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
