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

void addSockets(qint64 pid, QHash<quint32, qint64>& holders, int& left) {
    constexpr QByteArrayView kSocket("socket:[");
    const QByteArray path = "/proc/" + QByteArray::number(pid) + "/fd";
    const Folder folder(::opendir(path.constData()));
    if (!folder) {
        return;
    }
    while (const dirent* entry = ::readdir(folder.get())) {
        if (--left < 0) {
            return;
        }
        char text[64];
        const ssize_t length = ::readlinkat(::dirfd(folder.get()), entry->d_name, text, sizeof text);
        const QByteArrayView link(text, std::max<ssize_t>(length, 0));
        if (link.startsWith(kSocket) && link.endsWith(']')) {
            const auto inode = link.sliced(kSocket.size()).chopped(1).toByteArray().toUInt();
            if (inode != 0 && !holders.contains(inode)) {
                holders.insert(inode, pid);
            }
        }
    }
}

}  // namespace

QHash<quint32, qint64> socketHolders() {
    QHash<quint32, qint64> holders;
    const Folder processes(::opendir("/proc"));
    if (!processes) {
        return holders;
    }
    int left = kMostDescriptors;
    while (const dirent* entry = ::readdir(processes.get())) {
        const qint64 pid = numberOf(entry->d_name);
        struct stat about {};
        if (pid > 0 && ::fstatat(::dirfd(processes.get()), entry->d_name, &about, 0) == 0 &&
            about.st_uid == ::geteuid()) {
            addSockets(pid, holders, left);
        }
    }
    return holders;
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

QHash<quint32, qint64> socketHolders() {
    return {};
}

QString workingFolderOf(qint64 /*pid*/) {
    return {};
}

#endif

std::optional<qint64> processWithSocket(quint32 inode) {
    const QHash<quint32, qint64> holders = socketHolders();
    const auto found = holders.constFind(inode);
    return found == holders.cend() ? std::nullopt : std::optional(*found);
}

}  // namespace signalbox
