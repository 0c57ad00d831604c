// The ledger's file and folder: made for the owner alone (folder 0700, file 0600), set aside when damaged,
// never deleted. Thread: ledger. It opens no existing database file, because closing a second descriptor
// would drop SQLite's locks.
#pragma once

#include "core/ledger/Trouble.h"

#include <QString>

#include <optional>

namespace signalbox {

// Which file a path names just now.
struct FileIdentity {
    quint64 device = 0;
    quint64 inode = 0;
    bool operator==(const FileIdentity&) const = default;
};
[[nodiscard]] std::optional<FileIdentity> fileIdentity(const QString& path);

// Makes every missing folder on the way, each for the owner alone.
[[nodiscard]] Trouble makeFolder(const QString& folder);

enum class FileOrigin { Existing, Created };
struct PreparedFile {
    Trouble trouble;
    FileOrigin origin = FileOrigin::Existing;
};
// Makes the folder and an empty file where they are missing. Refuses anything but a regular file (a symbolic
// link as the last part of the path included); narrows an existing file's mode to 0600. The mode of an
// existing folder is the user's.
[[nodiscard]] PreparedFile prepareLedgerFile(const QString& path);

struct SetAside {
    Trouble trouble;
    QString path;  // where the file is now
};
// Renames the file, with its write-ahead log, to PATH.damaged-YYYYMMDDTHHMMSSZ, never over an existing one.
[[nodiscard]] SetAside setAsideLedgerFile(const QString& path, qint64 nowMs);

}  // namespace signalbox
