// What can keep the ledger from writing, and how it is said. Thread: values, any thread.
#pragma once

#include "core/base/Result.h"
#include "core/ledger/Database.h"

namespace signalbox {

enum class TroubleKind {
    None,
    Full,        // no room on the disk, or a limit reached
    ReadOnly,    // file or folder cannot be written
    Locked,      // another program holds the file
    Io,          // the disk reports errors
    CannotOpen,  // no folder, no file, not a regular file
    Damaged,     // not a database, or not a sound one
    Newer,       // written by a newer Signalbox
    Other,
};

struct Trouble {
    TroubleKind kind = TroubleKind::None;
    QString detail;  // the system's or SQLite's own words, or what stands in the way

    explicit operator bool() const { return kind != TroubleKind::None; }
};

[[nodiscard]] TroubleKind troubleKind(SqlCode code);
[[nodiscard]] Trouble troubleOf(SqlCode code, const Database& database);
// A plain sentence about the ledger at `path`.
[[nodiscard]] QString troubleSentence(const Trouble& trouble, const QString& path);
[[nodiscard]] Error troubleError(const Trouble& trouble, const QString& path);

}  // namespace signalbox
