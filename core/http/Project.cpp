#include "core/http/Project.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#ifdef __linux__
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace signalbox {

namespace {

constexpr int kMostLevels = 64;
constexpr qint64 kMostGitFileBytes = 4'096;
constexpr qsizetype kMostNameLetters = 100;

QString printable(const QString& name) {
    QString kept;
    for (const QChar letter : name) {
        if (letter.isPrint() || letter.isSurrogate()) {
            kept.append(letter);
        }
    }
    return kept.left(kMostNameLetters);
}

QString nameOf(const QString& folder, const QString& home) {
    const QFileInfo info(folder);
    const QString name = printable(info.fileName());
    const QString above = info.path();
    const QString aboveName = above == home ? QString() : printable(QFileInfo(above).fileName());
    return name.isEmpty() || aboveName.isEmpty() ? name : QString(aboveName + QLatin1Char('/') + name);
}

}  // namespace

QString repositoryOfWorktree(const QByteArray& gitFile) {
    if (!gitFile.startsWith("gitdir: /")) {
        return {};
    }
    const QString path = QDir::cleanPath(QFile::decodeName(gitFile.mid(8).trimmed()));
    const qsizetype cut = path.lastIndexOf(QLatin1String("/.git/worktrees/"));
    return cut > 0 ? path.left(cut) : QString();
}

QString projectOf(const QString& folder, const QString& home) {
    if (!QDir::isAbsolutePath(folder)) {
        return {};
    }
    const QString end = home.isEmpty() ? QString() : QDir::cleanPath(home);
    QString at = QDir::cleanPath(folder);
    for (int level = 0; level < kMostLevels && at != end && at != QLatin1String("/"); ++level) {
        const QFileInfo git(at + QStringLiteral("/.git"));
        if (git.isSymLink()) {
            return {};  // not followed: it may point anywhere
        }
        if (git.isDir()) {
            return nameOf(at, end);
        }
        if (git.isFile()) {
            QFile file(git.filePath());
            const bool isOpen = file.open(QIODevice::ReadOnly);
            const QString repository =
                isOpen ? repositoryOfWorktree(file.read(kMostGitFileBytes)) : QString();
            return nameOf(repository.isEmpty() ? at : repository, end);
        }
        at = QFileInfo(at).path();
    }
    return {};
}

#ifdef __linux__

namespace {

constexpr int kMostDescriptors = 200'000;  // looked at for one socket

struct CloseFolder {
    void operator()(DIR* folder) const { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

qint64 numberOf(const char* name) {
    char* end = nullptr;
    const qint64 number = std::strtoll(name, &end, 10);
    return *name >= '0' && *name <= '9' && *end == '\0' ? number : -1;
}

bool holds(qint64 pid, const QByteArray& wanted, int& left) {
    const QByteArray path = "/proc/" + QByteArray::number(pid) + "/fd";
    const Folder folder(::opendir(path.constData()));
    if (!folder) {
        return false;
    }
    while (const dirent* entry = ::readdir(folder.get())) {
        if (--left < 0) {
            return false;
        }
        char text[64];
        const ssize_t length = ::readlinkat(::dirfd(folder.get()), entry->d_name, text, sizeof text);
        if (length > 0 && QByteArrayView(text, length) == wanted) {
            return true;
        }
    }
    return false;
}

}  // namespace

std::optional<qint64> processWithSocket(quint32 inode) {
    const Folder processes(::opendir("/proc"));
    if (!processes || inode == 0) {
        return std::nullopt;
    }
    const QByteArray wanted = "socket:[" + QByteArray::number(inode) + ']';
    int left = kMostDescriptors;
    while (const dirent* entry = ::readdir(processes.get())) {
        const qint64 pid = numberOf(entry->d_name);
        struct stat about {};
        if (pid > 0 && ::fstatat(::dirfd(processes.get()), entry->d_name, &about, 0) == 0 &&
            about.st_uid == ::geteuid() && holds(pid, wanted, left)) {
            return pid;
        }
    }
    return std::nullopt;
}

QString workingFolderOf(qint64 pid) {
    QByteArray text(kMostGitFileBytes, Qt::Uninitialized);
    const QByteArray link = "/proc/" + QByteArray::number(pid) + "/cwd";
    const ssize_t length = ::readlink(link.constData(), text.data(), static_cast<std::size_t>(text.size()));
    if (length <= 0 || length >= text.size()) {
        return {};
    }
    return QFile::decodeName(text.left(length));
}

#else

std::optional<qint64> processWithSocket(quint32 /*inode*/) {
    return std::nullopt;
}

QString workingFolderOf(qint64 /*pid*/) {
    return {};
}

#endif

}  // namespace signalbox
