#include "core/service/InstanceLock.h"

#include "core/service/ProcessInfo.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace signalbox {

namespace {

QString systemError(int number) {
    return QString::fromLocal8Bit(std::strerror(number));
}

Error unusable(const QString& folder, const QString& reason) {
    return {ErrorCode::Failed, QStringLiteral("the data folder %1 cannot be used: %2").arg(folder, reason),
            folder};
}

// Whether a folder holds nothing but what Signalbox puts there.
bool isOursAlone(const QString& folder) {
    const QStringList names =
        QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    return std::all_of(names.begin(), names.end(), [](const QString& name) {
        static constexpr std::array kNames{"signalbox.lock", "ledger.sqlite3", "state.json", "control.sock",
                                           "config.json",    "window.ini",     "models.json"};
        return std::any_of(kNames.begin(), kNames.end(), [&name](const char* ours) {
            const QLatin1String known(ours);
            // Beside a file lie its log, its damaged forerunner and the like: "ledger.sqlite3-wal".
            return name == known || (name.startsWith(known) && !name.at(known.size()).isLetterOrNumber());
        });
    });
}

// The kernel knows who holds a lock before the holder has written its number into the file.
qint64 holderByKernel(int descriptor) {
    struct stat info {};
    QFile locks(QStringLiteral("/proc/locks"));
    if (::fstat(descriptor, &info) != 0 || !locks.open(QIODevice::ReadOnly)) {
        return 0;
    }
    const QByteArray inode = ':' + QByteArray::number(static_cast<qulonglong>(info.st_ino));
    const QList<QByteArray> lines = locks.readAll().split('\n');
    for (const QByteArray& line : lines) {
        const QList<QByteArray> fields = line.simplified().split(' ');
        // "1: FLOCK ADVISORY WRITE 1234 08:01:5678 0 EOF"; "1: -> FLOCK …" is one that waits.
        if (fields.size() >= 6 && fields[1] == "FLOCK" && fields[5].endsWith(inode)) {
            return fields[4].toLongLong();
        }
    }
    return 0;
}

qint64 holderByFile(int descriptor) {
    char text[32] = {};
    const ssize_t length = ::pread(descriptor, text, sizeof text - 1, 0);
    return length > 0 ? QByteArray(text, length).trimmed().toLongLong() : 0;
}

}  // namespace

Result<std::unique_ptr<InstanceLock>> InstanceLock::take(const QString& dataFolder) {
    const QByteArray folder = QFile::encodeName(dataFolder);
    struct stat info {};
    if (::stat(folder.constData(), &info) != 0) {
        const QString parent = QFileInfo(dataFolder).absolutePath();
        if (!QDir().mkpath(parent)) {
            return unusable(dataFolder, QStringLiteral("%1 cannot be made").arg(parent));
        }
        if (::mkdir(folder.constData(), 0700) != 0 && errno != EEXIST) {
            return unusable(dataFolder, systemError(errno));
        }
    } else if (!S_ISDIR(info.st_mode)) {
        return unusable(dataFolder, QStringLiteral("it is not a folder"));
    } else if (const bool owned = info.st_uid == ::geteuid();
               owned && (info.st_mode & 0077) != 0 && isOursAlone(dataFolder)) {
        if (::chmod(folder.constData(), 0700) != 0) {
            return unusable(dataFolder, systemError(errno));
        }
    } else if ((info.st_mode & 0022) != 0) {
        // What is put there is readable by its owner alone, wherever it lies; but where others may write,
        // they may put files of theirs in its place.
        const QString advice =
            owned ? QStringLiteral("choose a folder of its own, or run chmod 700 on this one")
                  : QStringLiteral("choose a folder of its own");
        return unusable(dataFolder, QStringLiteral("other users may write into it; ") + advice);
    }

    const QByteArray path = folder + "/signalbox.lock";
    const int descriptor = ::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) {
        return unusable(dataFolder, systemError(errno));
    }
    std::unique_ptr<InstanceLock> lock(new InstanceLock(descriptor));
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            return unusable(dataFolder, systemError(errno));
        }
        qint64 pid = holderByKernel(descriptor);
        if (pid <= 0) {
            pid = holderByFile(descriptor);
        }
        const QString holder = pid > 0 ? describeProcess(pid) : QStringLiteral("another process");
        return Error{
            ErrorCode::Busy,
            QStringLiteral(
                "Signalbox already runs with the data folder %1: %2. Use that one, or another --data-dir")
                .arg(dataFolder, holder),
            dataFolder};
    }
    const QByteArray number = QByteArray::number(static_cast<qlonglong>(::getpid())) + '\n';
    if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, number.constData(), number.size(), 0) < 0) {
        return unusable(dataFolder, systemError(errno));
    }
    return lock;
}

InstanceLock::~InstanceLock() {
    ::close(m_descriptor);
}

}  // namespace signalbox
