#include "core/ledger/BackupFiles.h"

#include "core/ledger/LedgerFile.h"
#include "core/ledger/RequestRows.h"
#include "core/ledger/Schema.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

namespace signalbox {

namespace {

constexpr std::size_t kDailyKept = 7;
// Pages copied between two questions whether to stop, and between two syncs, which keep a large copy from
// holding up the disk for others at its end.
constexpr int kPagesAtOnce = 256;
constexpr int kStepsToSync = 16;

constexpr QLatin1String kDaily("ledger-[0-9]*.sqlite3");
constexpr QLatin1String kMigration("ledger-before-version-*.sqlite3");

QDir backupFolder(const QString& ledgerPath) {
    return QDir(QFileInfo(ledgerPath).absoluteDir().filePath(QStringLiteral("backups")));
}

std::vector<BackupFile> listed(const QString& ledgerPath, QLatin1String pattern) {
    std::vector<BackupFile> files;
    const QDir folder = backupFolder(ledgerPath);
    for (const QFileInfo& info : folder.entryInfoList({QString(pattern)}, QDir::Files)) {
        const QDate named = QDate::fromString(info.fileName().mid(7, 10), Qt::ISODate);
        files.push_back({info.absoluteFilePath(), named.isValid() ? named : info.lastModified().date()});
    }
    std::sort(files.begin(), files.end(), [](const BackupFile& a, const BackupFile& b) {
        return a.day != b.day ? a.day > b.day : a.path > b.path;
    });
    return files;
}

Trouble stopped() {
    return {TroubleKind::Other, QStringLiteral("it was ended early")};
}

// A file under way, which goes away with this unless it has been given its name.
class NewFile {
public:
    explicit NewFile(QString path) : m_path(std::move(path)) {
        QFile::remove(m_path);
        m_fd = open(name().constData(), O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0600);
    }
    ~NewFile() {
        if (m_fd >= 0) {
            ::close(m_fd);
            QFile::remove(m_path);
        }
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }
    [[nodiscard]] bool sync() const { return fdatasync(m_fd) == 0; }
    [[nodiscard]] bool moveTo(const QString& target) {
        if (std::rename(name().constData(), QFile::encodeName(target).constData()) != 0) {
            return false;
        }
        ::close(std::exchange(m_fd, -1));
        const int folder =
            open(QFile::encodeName(QFileInfo(target).absolutePath()).constData(), O_RDONLY | O_CLOEXEC);
        if (folder >= 0) {
            (void)fsync(folder);
            ::close(folder);
        }
        return true;
    }

private:
    [[nodiscard]] QByteArray name() const { return QFile::encodeName(m_path); }

    const QString m_path;
    int m_fd = -1;
};

struct CloseTarget {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};

Trouble copyPages(Database& source, const QString& target, const NewFile& file,
                  const std::function<bool()>& stop) {
    sqlite3* handle = nullptr;
    int code = sqlite3_open_v2(target.toUtf8().constData(), &handle,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    const std::unique_ptr<sqlite3, CloseTarget> owner(handle);
    if (code == SQLITE_OK) {
        // It has no name yet: what a crash leaves is thrown away.
        code = sqlite3_exec(handle, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", nullptr, nullptr,
                            nullptr);
    }
    if (code != SQLITE_OK) {
        return {troubleKind(code), QString::fromUtf8(sqlite3_errmsg(handle))};
    }
    sqlite3_backup* backup = sqlite3_backup_init(handle, "main", source.handle(), "main");
    if (!backup) {
        return {TroubleKind::Other, QString::fromUtf8(sqlite3_errmsg(handle))};
    }
    int steps = 0;
    bool ended = false;
    do {
        code = sqlite3_backup_step(backup, kPagesAtOnce);
        ended = stop && stop();
        if (++steps % kStepsToSync == 0 && !file.sync()) {
            code = SQLITE_IOERR_FSYNC;
        }
    } while (code == SQLITE_OK && !ended);
    const int finished = sqlite3_backup_finish(backup);
    if (ended && code == SQLITE_OK) {
        return stopped();
    }
    code = code == SQLITE_DONE ? finished : code;
    return code == SQLITE_OK ? Trouble()
                             : Trouble{troubleKind(code), QString::fromUtf8(sqlite3_errstr(code))};
}

Trouble writeCopy(const QString& source, Database::Access access, const QString& target, const NewFile& file,
                  const std::function<bool()>& stop) {
    Database database;
    SqlCode code = database.open(source, access);
    if (code == kSqlOk) {
        // One moment for all of it: writers go on beside an open reading transaction.
        code = database.execute("BEGIN; SELECT count(*) FROM sqlite_schema");
    }
    if (code != kSqlOk) {
        return troubleOf(code, database);
    }
    return copyPages(database, target, file, stop);
}

}  // namespace

QString dailyBackupPath(const QString& ledgerPath, QDate day) {
    return backupFolder(ledgerPath)
        .filePath(QStringLiteral("ledger-%1.sqlite3").arg(day.toString(Qt::ISODate)));
}

QString migrationBackupPath(const QString& ledgerPath, qint64 toVersion) {
    return backupFolder(ledgerPath)
        .filePath(QStringLiteral("ledger-before-version-%1.sqlite3").arg(QString::number(toVersion)));
}

std::vector<BackupFile> listBackups(const QString& ledgerPath) {
    std::vector<BackupFile> files = listed(ledgerPath, kDaily);
    const std::vector<BackupFile> migrations = listed(ledgerPath, kMigration);
    files.insert(files.end(), migrations.begin(), migrations.end());
    std::stable_sort(files.begin(), files.end(),
                     [](const BackupFile& a, const BackupFile& b) { return a.day > b.day; });
    return files;
}

void pruneBackups(const QString& ledgerPath) {
    const auto keep = [&ledgerPath](QLatin1String pattern, std::size_t count) {
        const std::vector<BackupFile> files = listed(ledgerPath, pattern);
        for (std::size_t i = count; i < files.size(); ++i) {
            QFile::remove(files[i].path);
        }
    };
    keep(kDaily, kDailyKept);
    keep(kMigration, 1);
}

Trouble checkBackup(const QString& path, const std::function<bool()>& stop) {
    Database database;
    qint64 version = 0;
    SqlCode code = database.open(path, Database::Access::Unchanging);
    if (code == kSqlOk) {
        if (stop) {
            database.setInterrupt(stop);
        }
        if (Trouble trouble = checkVersion(database, ledgerMigrations(), version)) {
            return trouble;
        }
        if (version == 0 || !hasRequestTables(database, version)) {
            return {TroubleKind::Damaged, QStringLiteral("its tables are not those of a ledger")};
        }
    }
    Statement statement;
    if (code == kSqlOk) {
        code = database.prepare("PRAGMA quick_check(1)", statement);
    }
    if (code == kSqlOk) {
        if (statement.step() == Statement::Step::Row && statement.text(0) != QByteArrayView("ok")) {
            return {TroubleKind::Damaged, statement.string(0)};
        }
        code = statement.finish();
    }
    return (code & 0xff) == SQLITE_INTERRUPT ? stopped() : troubleOf(code, database);
}

Trouble copyLedger(const QString& source, Database::Access access, const QString& target,
                   const std::function<bool()>& stop) {
    if (Trouble trouble = makeFolder(QFileInfo(target).absolutePath())) {
        return trouble;
    }
    const QString underWay = target + QStringLiteral(".part");
    NewFile file(underWay);
    if (!file.isOpen()) {
        return {TroubleKind::CannotOpen, QStringLiteral("%1 cannot be made").arg(underWay)};
    }
    if (Trouble trouble = writeCopy(source, access, underWay, file, stop)) {
        return trouble;
    }
    if (Trouble trouble = checkBackup(underWay, stop)) {
        return trouble;
    }
    if (!file.sync() || !file.moveTo(target)) {
        return {TroubleKind::Io, QStringLiteral("%1 cannot be written out").arg(target)};
    }
    return {};
}

bool restoreBackup(const BackupFile& backup, const QString& ledgerPath) {
    return !checkBackup(backup.path, {}) &&
           !copyLedger(backup.path, Database::Access::Unchanging, ledgerPath, {});
}

}  // namespace signalbox
