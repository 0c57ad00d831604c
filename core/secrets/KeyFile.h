// A key in a file: readable by its owner alone, or not taken at all. Thread: a function without state; it
// blocks.
#pragma once

#include "core/base/Result.h"
#include "core/base/Secret.h"

#include <QString>

namespace signalbox {

constexpr qsizetype kMaxKeyFileBytes = qsizetype{16} * 1024;

// The trimmed content of a regular file (a link to one is followed) that belongs to this user, has no rights
// for group and others, and at most 16 KiB. The checks are made on the opened file, not on its name. Errors
// name the file, and the mode where that is what is wrong; never its content.
[[nodiscard]] Result<Secret> readKeyFile(const QString& path);

}  // namespace signalbox
