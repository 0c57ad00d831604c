// BackupFiles: copies of the ledger in the folder `backups` beside it: one a day, ledger-YYYY-MM-DD.sqlite3,
// of which the newest seven are kept, and one of before the last migration, ledger-before-version-N.sqlite3.
// Each is for the owner alone (folder 0700, file 0600), and has its name only once it has been written out
// and looked through. Thread: any, one at a time; the source is only read.
#pragma once

#include "core/ledger/Trouble.h"

#include <QDate>
#include <QString>

#include <functional>
#include <vector>

namespace signalbox {

[[nodiscard]] QString dailyBackupPath(const QString& ledgerPath, QDate day);
[[nodiscard]] QString migrationBackupPath(const QString& ledgerPath, qint64 toVersion);

struct BackupFile {
    QString path;
    QDate day;
};
// Newest first; by name, or for one of before a migration by the file's own date.
[[nodiscard]] std::vector<BackupFile> listBackups(const QString& ledgerPath);
// Deletes the backups that are not kept.
void pruneBackups(const QString& ledgerPath);

// Damaged where the file is no sound ledger of a known version. `stop` ends it early, with
// TroubleKind::Other. Nobody must write to the file meanwhile.
[[nodiscard]] Trouble checkBackup(const QString& path, const std::function<bool()>& stop);

// Copies the database, as it is at one moment, to `target`, which it replaces; what is being written to the
// source meanwhile goes on. Unchanging: see Database::Access.
[[nodiscard]] Trouble copyLedger(const QString& source, Database::Access access, const QString& target,
                                 const std::function<bool()>& stop);

// Puts a copy in the place of a ledger that is not there any more, if the backup is sound.
[[nodiscard]] bool restoreBackup(const BackupFile& backup, const QString& ledgerPath);

}  // namespace signalbox
