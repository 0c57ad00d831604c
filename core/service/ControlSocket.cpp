#include "core/service/ControlSocket.h"

#include <QFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace signalbox {

namespace {

constexpr int kBacklog = 64;

Error systemError(const QString& folder, int number) {
    const bool nobody = number == ENOENT || number == ECONNREFUSED;
    return {nobody ? ErrorCode::NotFound : ErrorCode::Failed,
            QStringLiteral("the control socket in %1 cannot be opened: %2")
                .arg(folder, QString::fromLocal8Bit(std::strerror(number))),
            folder};
}

QByteArray socketPath(const QString& folder) {
    return QFile::encodeName(folder) + "/control.sock";
}

// The address of the socket in a folder. A path that is too long is reached through the open folder.
struct Address {
    explicit Address(const QString& folder) {
        value.sun_family = AF_UNIX;
        QByteArray path = socketPath(folder);
        if (path.size() >= qsizetype(sizeof value.sun_path)) {
            folderDescriptor =
                ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            error = folderDescriptor < 0 ? errno : 0;
            path = "/proc/self/fd/" + QByteArray::number(folderDescriptor) + "/control.sock";
        }
        std::memcpy(value.sun_path, path.constData(), static_cast<std::size_t>(path.size()) + 1);
    }
    ~Address() {
        if (folderDescriptor >= 0) {
            ::close(folderDescriptor);
        }
    }
    Address(const Address&) = delete;
    Address& operator=(const Address&) = delete;

    [[nodiscard]] const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&value); }

    sockaddr_un value{};
    int folderDescriptor = -1;
    int error = 0;
};

int closeKeepingError(int descriptor) {
    const int number = errno;
    ::close(descriptor);
    return number;
}

}  // namespace

Result<int> listenOnControlSocket(const QString& dataFolder) {
    const Address address(dataFolder);
    if (address.error != 0) {
        return systemError(dataFolder, address.error);
    }
    removeControlSocket(dataFolder);
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) {
        return systemError(dataFolder, errno);
    }
    if (::bind(descriptor, address.raw(), sizeof address.value) != 0 ||
        ::chmod(socketPath(dataFolder).constData(), 0600) != 0 || ::listen(descriptor, kBacklog) != 0) {
        return systemError(dataFolder, closeKeepingError(descriptor));
    }
    return descriptor;
}

Result<int> connectToControlSocket(const QString& dataFolder) {
    const Address address(dataFolder);
    if (address.error != 0) {
        return systemError(dataFolder, address.error);
    }
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return systemError(dataFolder, errno);
    }
    if (::connect(descriptor, address.raw(), sizeof address.value) != 0) {
        return systemError(dataFolder, closeKeepingError(descriptor));
    }
    return descriptor;
}

void removeControlSocket(const QString& dataFolder) {
    ::unlink(socketPath(dataFolder).constData());
}

qint64 peerUser(int descriptor) {
#ifdef SO_PEERCRED
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 ? qint64{peer.uid} : -1;
#else
    uid_t user = 0;
    gid_t group = 0;
    return ::getpeereid(descriptor, &user, &group) == 0 ? qint64{user} : -1;
#endif
}

}  // namespace signalbox
