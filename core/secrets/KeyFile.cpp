#include "core/secrets/KeyFile.h"

#include "core/secrets/Origin.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace signalbox {

namespace {

Error fault(const QString& path, const QString& reason) {
    return {ErrorCode::Failed, QStringLiteral("the key file %1 %2").arg(path, reason), path};
}

Error systemFault(const QString& path, int error) {
    if (error == ENOENT) {
        return {ErrorCode::NotFound, QStringLiteral("the key file %1 does not exist").arg(path), path};
    }
    return fault(path, QStringLiteral("cannot be read: %1")
                           .arg(QString::fromStdString(std::generic_category().message(error))));
}

class OpenFile {
public:
    explicit OpenFile(const QString& path)
        : m_fd(::open(QFile::encodeName(path).constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)) {}
    ~OpenFile() {
        if (m_fd >= 0) {
            ::close(m_fd);
        }
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    [[nodiscard]] int fd() const { return m_fd; }

private:
    int m_fd;
};

}  // namespace

Result<Secret> readKeyFile(const QString& path) {
    const OpenFile file(path);
    if (file.fd() < 0) {
        return systemFault(path, errno);
    }
    struct stat facts {};
    if (::fstat(file.fd(), &facts) != 0) {
        return systemFault(path, errno);
    }
    if (!S_ISREG(facts.st_mode)) {
        return fault(path, QStringLiteral("is not a regular file"));
    }
    if (facts.st_uid != ::geteuid()) {
        return fault(path, QStringLiteral("belongs to another user"));
    }
    constexpr unsigned kModeBits = 07777;
    constexpr unsigned kOthers = 077;
    const unsigned mode = facts.st_mode & kModeBits;
    if ((mode & kOthers) != 0) {
        return fault(
            path,
            QStringLiteral("can be read or changed by other users (its mode is %1; it must be 0600 or 0400)")
                .arg(mode, 4, 8, QLatin1Char('0')));
    }
    // One buffer that never grows, so that no copy of the key is left behind in freed memory.
    QByteArray content(kMaxKeyFileBytes + 1, '\0');
    qsizetype size = 0;
    while (size < content.size()) {
        const ssize_t count =
            ::read(file.fd(), content.data() + size, static_cast<std::size_t>(content.size() - size));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return systemFault(path, errno);
        }
        if (count == 0) {
            break;
        }
        size += count;
    }
    const Secret key(QByteArray(content.constData(), std::min(size, kMaxKeyFileBytes)).trimmed());
    content.fill('\0');
    if (size > kMaxKeyFileBytes) {
        return fault(path, QStringLiteral("is larger than 16 KiB"));
    }
    if (key.isEmpty()) {
        return fault(path, QStringLiteral("is empty"));
    }
    if (!canBeKey(key.expose())) {
        return fault(path, QStringLiteral("holds more than one line, spaces, or characters that no key has"));
    }
    return key;
}

}  // namespace signalbox
