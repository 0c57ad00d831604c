// InstanceLock: one running Signalbox per data folder. A lock (flock) on `signalbox.lock` in the folder,
// which names the holder's process number; the system lets go of it however the process ends. Thread: any
// one; never the gateway's.
#pragma once

#include "core/base/Result.h"

#include <memory>

namespace signalbox {

class InstanceLock {
public:
    // Makes the folder (0700) if it is not there, and takes the lock. A folder of this user's that others may
    // look into is closed to them (0700) where it is empty or holds Signalbox's files only. The mode of any
    // other is left alone, and it is refused, whoever owns it, if others may write into it. ErrorCode::Busy:
    // another one runs here, the message names it; ErrorCode::Failed: the folder cannot be used, the message
    // says why.
    [[nodiscard]] static Result<std::unique_ptr<InstanceLock>> take(const QString& dataFolder);

    ~InstanceLock();
    InstanceLock(const InstanceLock&) = delete;
    InstanceLock& operator=(const InstanceLock&) = delete;

private:
    explicit InstanceLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor = -1;
};

}  // namespace signalbox
