#include "core/service/ListenPlace.h"

#include "core/service/ProcessInfo.h"

#include <QHostAddress>

namespace signalbox {

namespace {
QString placeText(const ListenConfig& where) {
    const bool isIpv6 = where.address.contains(QLatin1Char(':'));
    return QString(isIpv6 ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2"))
        .arg(where.address)
        .arg(where.port);
}
}  // namespace

Error describeListenError(const ListenConfig& where, const Error& error) {
    if (error.code != ErrorCode::Busy) {
        return {
            error.code, QStringLiteral("cannot listen on %1: %2").arg(placeText(where), error.message), {}};
    }
    const QString holder = portHolder(where.address, where.port);
    return {
        ErrorCode::Busy,
        QStringLiteral("%1 is taken by %2: end it, or choose another port with --listen HOST:PORT or in the "
                       "configuration")
            .arg(placeText(where), holder.isEmpty() ? QStringLiteral("another process") : holder),
        placeText(where)};
}

QString baseUrlOf(const QString& address, quint16 port) {
    const QHostAddress parsed(address);
    QString host = address;
    if (parsed == QHostAddress(QHostAddress::AnyIPv4)) {
        host = QStringLiteral("127.0.0.1");
    } else if (parsed == QHostAddress(QHostAddress::AnyIPv6)) {
        host = QStringLiteral("::1");
    }
    return QStringLiteral("http://%1/v1").arg(placeText({host, port}));
}

}  // namespace signalbox
