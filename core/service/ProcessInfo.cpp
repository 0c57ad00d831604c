#include "core/service/ProcessInfo.h"

#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <QtEndian>

#include <optional>
#include <unistd.h>

namespace signalbox {

namespace {

QByteArray readProc(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString processName(qint64 pid) {
    return QString::fromLocal8Bit(readProc(QStringLiteral("/proc/%1/comm").arg(pid))).trimmed();
}

// The kernel prints each 32-bit group of an address as a host-order number.
QHostAddress kernelAddress(const QByteArray& hex) {
    if (hex.size() == 8) {
        return QHostAddress(qFromBigEndian(qToLittleEndian(hex.toUInt(nullptr, 16))));
    }
    Q_IPV6ADDR address{};
    for (int group = 0; group < 4 && hex.size() == 32; ++group) {
        const quint32 value = hex.mid(group * 8, 8).toUInt(nullptr, 16);
        qToUnaligned(value, &address.c[group * 4]);
    }
    return QHostAddress(address);
}

bool isAny(const QHostAddress& address) {
    return address == QHostAddress(QHostAddress::AnyIPv4) || address == QHostAddress(QHostAddress::AnyIPv6);
}

struct Listener {
    QByteArray inode;
    uint uid = 0;
};

std::optional<Listener> findListener(const QHostAddress& wanted, quint16 port) {
    for (const QString& table : {QStringLiteral("/proc/net/tcp"), QStringLiteral("/proc/net/tcp6")}) {
        const QList<QByteArray> lines = readProc(table).split('\n');
        for (const QByteArray& line : lines) {
            const QList<QByteArray> fields = line.simplified().split(' ');
            if (fields.size() < 10 || fields[3] != "0A") {
                continue;
            }
            const QList<QByteArray> local = fields[1].split(':');
            if (local.size() != 2 || local[1].toUInt(nullptr, 16) != port) {
                continue;
            }
            const QHostAddress bound = kernelAddress(local[0]);
            if (isAny(bound) || isAny(wanted) || bound.isEqual(wanted, QHostAddress::ConvertV4MappedToIPv4)) {
                return Listener{fields[9], fields[7].toUInt()};
            }
        }
    }
    return std::nullopt;
}

// The processes of one user whose descriptors this one may not see (another Signalbox is such a process).
bool isHiddenSignalbox(qint64 pid, uint uid) {
    if (processName(pid) != QLatin1String("signalbox")) {
        return false;
    }
    const QList<QByteArray> lines = readProc(QStringLiteral("/proc/%1/status").arg(pid)).split('\n');
    for (const QByteArray& line : lines) {
        if (line.startsWith("Uid:")) {
            const QList<QByteArray> ids = line.simplified().split(' ');
            return ids.size() > 2 && ids[2].toUInt() == uid;
        }
    }
    return false;
}

}  // namespace

QString describeProcess(qint64 pid) {
    const QString name = processName(pid);
    const QString number = QStringLiteral("process %1").arg(pid);
    return name.isEmpty() ? number : QString(name + QStringLiteral(" (") + number + QLatin1Char(')'));
}

QString portHolder(const QString& address, quint16 port) {
    const std::optional<Listener> listener = findListener(QHostAddress(address), port);
    if (!listener) {
        return {};
    }
    const QByteArray wanted = "socket:[" + listener->inode + ']';
    qint64 hidden = 0;
    const QStringList pids = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString& name : pids) {
        bool isPid = false;
        const qint64 pid = name.toLongLong(&isPid);
        if (!isPid) {
            continue;
        }
        const QString folder = QStringLiteral("/proc/%1/fd").arg(pid);
        const QStringList descriptors =
            QDir(folder).entryList(QDir::Files | QDir::System | QDir::NoDotAndDotDot);
        if (descriptors.isEmpty() && pid != ::getpid() && isHiddenSignalbox(pid, listener->uid)) {
            hidden = hidden == 0 ? pid : -1;
        }
        for (const QString& descriptor : descriptors) {
            char target[64];
            const QByteArray path = QFile::encodeName(folder + QLatin1Char('/') + descriptor);
            const ssize_t length = ::readlink(path.constData(), target, sizeof target);
            if (length > 0 && QByteArrayView(target, length) == wanted) {
                return describeProcess(pid);
            }
        }
    }
    if (hidden > 0) {
        return describeProcess(hidden);
    }
    return QStringLiteral("a process of user %1 that cannot be looked into").arg(listener->uid);
}

}  // namespace signalbox
