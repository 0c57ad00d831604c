#include "core/ledger/LedgerFile.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace signalbox {

namespace {

Trouble troubleFromErrno(int error, const QString& what) {
    TroubleKind kind = TroubleKind::CannotOpen;
    if (error == ENOSPC || error == EDQUOT) {
        kind = TroubleKind::Full;
    } else if (error == EROFS || error == EACCES || error == EPERM) {
        kind = TroubleKind::ReadOnly;
    } else if (error == EIO) {
        kind = TroubleKind::Io;
    }
    return {kind, QString(what + QStringLiteral(": ") + QString::fromLocal8Bit(std::strerror(error)))};
}

bool exists(const QString& path) {
    struct stat info {};
    return lstat(QFile::encodeName(path).constData(), &info) == 0;
}

}  // namespace

Trouble makeFolder(const QString& folder) {
    if (folder.isEmpty() || QFileInfo(folder).isDir()) {
        return {};
    }
    if (mkdir(QFile::encodeName(folder).constData(), 0700) == 0 ||
        (errno == EEXIST && QFileInfo(folder).isDir())) {
        return {};
    }
    if (errno == ENOENT) {
        const QString parent = QFileInfo(folder).path();
        if (parent != folder) {
            if (Trouble trouble = makeFolder(parent)) {
                return trouble;
            }
            if (mkdir(QFile::encodeName(folder).constData(), 0700) == 0) {
                return {};
            }
        }
    }
    return troubleFromErrno(errno, QStringLiteral("the folder %1 cannot be made").arg(folder));
}

std::optional<FileIdentity> fileIdentity(const QString& path) {
    struct stat info {};
    if (lstat(QFile::encodeName(path).constData(), &info) != 0) {
        return std::nullopt;
    }
    return FileIdentity{info.st_dev, info.st_ino};
}

PreparedFile prepareLedgerFile(const QString& path) {
    if (Trouble trouble = makeFolder(QFileInfo(path).path())) {
        return {trouble, FileOrigin::Existing};
    }
    const QByteArray name = QFile::encodeName(path);
    const int fd = open(name.constData(), O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd >= 0) {
        ::close(fd);
        return {{}, FileOrigin::Created};
    }
    if (errno != EEXIST) {
        return {troubleFromErrno(errno, QStringLiteral("the file cannot be made")), FileOrigin::Existing};
    }
    struct stat info {};
    if (lstat(name.constData(), &info) != 0) {
        return {troubleFromErrno(errno, QStringLiteral("the file cannot be examined")), FileOrigin::Existing};
    }
    if (!S_ISREG(info.st_mode)) {
        return {{TroubleKind::CannotOpen, QStringLiteral("it is not a regular file")}, FileOrigin::Existing};
    }
    if ((info.st_mode & 077) != 0 && chmod(name.constData(), 0600) != 0) {
        return {troubleFromErrno(errno, QStringLiteral("its mode cannot be set to 0600")),
                FileOrigin::Existing};
    }
    return {};
}

SetAside setAsideLedgerFile(const QString& path, qint64 nowMs) {
    const QString stamp =
        QDateTime::fromMSecsSinceEpoch(nowMs, Qt::UTC).toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'"));
    QString target = path + QStringLiteral(".damaged-") + stamp;
    for (int n = 2; exists(target) || exists(target + QStringLiteral("-wal")); ++n) {
        target = path + QStringLiteral(".damaged-") + stamp + QLatin1Char('.') + QString::number(n);
    }
    // The log goes first: were the database to go alone, its log would be taken for the new database's.
    for (const QString& suffix : {QStringLiteral("-wal"), QStringLiteral("-shm"), QString()}) {
        const QString from = path + suffix;
        const QString to = target + suffix;
        if (std::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) != 0 &&
            errno != ENOENT) {
            return {troubleFromErrno(errno, QStringLiteral("the damaged file cannot be set aside")), {}};
        }
    }
    return {{}, target};
}

}  // namespace signalbox
