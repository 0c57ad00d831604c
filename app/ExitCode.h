// ExitCode: what the program's exit codes mean (contract.md "Commands"), and how a start that failed maps to
// them.
#pragma once

#include "core/base/Result.h"

namespace signalbox {

enum ExitCode { kDone = 0, kFailed = 1, kWrongUsage = 2, kHeldByAnother = 3 };

[[nodiscard]] inline int exitCodeOfStart(const Error& error) {
    switch (error.code) {
        case ErrorCode::Busy:
            return kHeldByAnother;
        case ErrorCode::InvalidInput:
            return kWrongUsage;
        default:
            return kFailed;
    }
}

}  // namespace signalbox
