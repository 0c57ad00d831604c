#include "core/config/AtomicFile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace signalbox {

namespace {

QString systemReason(int error) {
    return QString::fromStdString(std::generic_category().message(error));
}

class Descriptor {
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int fd() const { return m_fd; }
    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }
    int close() { return m_fd >= 0 ? ::close(std::exchange(m_fd, -1)) : 0; }

private:
    int m_fd;
};

Error failed(const QString& path, const char* what, int error) {
    return {error == ENOENT ? ErrorCode::NotFound : ErrorCode::Failed,
            QStringLiteral("%1: %2: %3").arg(path, QString::fromLatin1(what), systemReason(error)), path};
}

bool writeAll(int fd, const QByteArray& bytes) {
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t count =
            ::write(fd, bytes.constData() + done, static_cast<std::size_t>(bytes.size() - done));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        done += count;
    }
    return true;
}

Result<void> makeFolder(const QString& folder) {
    if (QFileInfo(folder).isDir()) {
        return {};
    }
    const QString parent = QFileInfo(folder).absolutePath();
    if (!QDir().mkpath(parent)) {
        return Error{ErrorCode::Failed, QStringLiteral("%1: the folder cannot be made").arg(parent), parent};
    }
    if (::mkdir(QFile::encodeName(folder).constData(), 0700) != 0 && errno != EEXIST) {
        return failed(folder, "the folder cannot be made", errno);
    }
    return {};
}

}  // namespace

Result<void> writeFileAtomically(const QString& path, const QByteArray& bytes, Replace replace) {
    const QFileInfo info(path);
    const QString canonical = info.canonicalFilePath();
    const QString target = canonical.isEmpty() ? info.absoluteFilePath() : canonical;
    const QString folder = QFileInfo(target).absolutePath();
    if (Result<void> made = makeFolder(folder); !made) {
        return made;
    }
    const QString temporary = QStringLiteral("%1.%2.new")
                                  .arg(target)
                                  .arg(QRandomGenerator::system()->generate64(), 16, 16, QLatin1Char('0'));
    const QByteArray temporaryName = QFile::encodeName(temporary);
    const QByteArray targetName = QFile::encodeName(target);
    Descriptor file(
        ::open(temporaryName.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.isOpen()) {
        return failed(target, "cannot be written", errno);
    }
    const auto giveUp = [&](int error) {
        ::unlink(temporaryName.constData());
        return failed(target, "cannot be written", error);
    };
    if (!writeAll(file.fd(), bytes) || ::fsync(file.fd()) != 0 || file.close() != 0) {
        return giveUp(errno);
    }
    if (replace == Replace::OnlyIfAbsent) {
        const int linked = ::link(temporaryName.constData(), targetName.constData());
        const int error = errno;
        if (linked != 0 && error == EEXIST) {
            ::unlink(temporaryName.constData());
            return Error{ErrorCode::Busy, QStringLiteral("%1: there is such a file already").arg(target),
                         target};
        }
        if (linked != 0) {
            return giveUp(error);
        }
        ::unlink(temporaryName.constData());
    } else if (::rename(temporaryName.constData(), targetName.constData()) != 0) {
        return giveUp(errno);
    }
    const Descriptor directory(
        ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.isOpen()) {
        ::fsync(directory.fd());
    }
    return {};
}

Result<QByteArray> readWholeFile(const QString& path, qsizetype maxBytes) {
    const Descriptor file(::open(QFile::encodeName(path).constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!file.isOpen()) {
        return failed(path, "cannot be read", errno);
    }
    struct stat facts {};
    if (::fstat(file.fd(), &facts) != 0) {
        return failed(path, "cannot be read", errno);
    }
    if (!S_ISREG(facts.st_mode)) {
        return Error{ErrorCode::Failed, QStringLiteral("%1: is not a regular file").arg(path), path};
    }
    QByteArray bytes;
    while (bytes.size() <= maxBytes) {
        constexpr qsizetype kStep = 64 * 1024;
        const qsizetype before = bytes.size();
        bytes.resize(before + kStep);
        const ssize_t count = ::read(file.fd(), bytes.data() + before, kStep);
        bytes.resize(before + std::max<ssize_t>(count, 0));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return failed(path, "cannot be read", errno);
        }
        if (count == 0) {
            return bytes;
        }
    }
    return Error{ErrorCode::Failed, QStringLiteral("%1: is larger than %2 bytes").arg(path).arg(maxBytes),
                 path};
}

}  // namespace signalbox
