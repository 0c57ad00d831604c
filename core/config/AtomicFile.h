// Small private files, read and replaced whole. Thread: functions without state; they block, so call them off
// the threads that must not.
#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QString>

namespace signalbox {

enum class Replace { Existing, OnlyIfAbsent };

// Writes a new file beside `path` (mode 0600), syncs it and moves it into place: after a crash there is the
// old content or the new, never a part. A missing folder is made with mode 0700; a symbolic link is followed,
// not replaced. Busy: OnlyIfAbsent, and there is one.
[[nodiscard]] Result<void> writeFileAtomically(const QString& path, const QByteArray& bytes, Replace replace);

// NotFound: there is none. Reads regular files of at most `maxBytes` only.
[[nodiscard]] Result<QByteArray> readWholeFile(const QString& path, qsizetype maxBytes);

}  // namespace signalbox
