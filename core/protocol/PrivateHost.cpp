#include "core/protocol/PrivateHost.h"

#include <QStringView>

#include <array>
#include <optional>

namespace signalbox {

namespace {

// Every request asks: nothing is allocated here.
std::optional<std::array<int, 4>> ipv4(QStringView host) {
    std::array<int, 4> result{};
    std::size_t part = 0;
    bool digits = false;
    for (const QChar letter : host) {
        if (letter == QLatin1Char('.')) {
            if (!digits || ++part == result.size()) {
                return std::nullopt;
            }
            digits = false;
            continue;
        }
        if (letter < QLatin1Char('0') || letter > QLatin1Char('9')) {
            return std::nullopt;
        }
        result[part] = result[part] * 10 + (letter.unicode() - u'0');
        digits = true;
        if (result[part] > 255) {
            return std::nullopt;
        }
    }
    return digits && part + 1 == result.size() ? std::optional(result) : std::nullopt;
}

bool isPrivate4(const std::array<int, 4>& a) {
    return a[0] == 0 || a[0] == 10 || a[0] == 127 || (a[0] == 169 && a[1] == 254) ||
           (a[0] == 172 && a[1] >= 16 && a[1] <= 31) || (a[0] == 192 && a[1] == 168) ||
           (a[0] == 100 && a[1] >= 64 && a[1] <= 127);
}

bool isPrivate6(const QString& host) {
    if (host == QLatin1String("::1") || host == QLatin1String("::")) {
        return true;
    }
    if (host.startsWith(QLatin1String("::ffff:"))) {
        const auto inner = ipv4(QStringView(host).mid(7));
        return !inner || isPrivate4(*inner);
    }
    bool ok = false;
    const int first = host.section(QLatin1Char(':'), 0, 0).toInt(&ok, 16);
    return ok && ((first & 0xFE00) == 0xFC00 || (first & 0xFFC0) == 0xFE80);
}

}  // namespace

bool isPrivateHost(const QString& host) {
    QString name = host.toLower();
    if (name.startsWith(QLatin1Char('[')) && name.endsWith(QLatin1Char(']'))) {
        name = name.mid(1, name.size() - 2);
    }
    if (name.contains(QLatin1Char(':'))) {
        return isPrivate6(name);
    }
    if (const auto address = ipv4(name)) {
        return isPrivate4(*address);
    }
    if (name.endsWith(QLatin1Char('.'))) {
        name.chop(1);
    }
    if (name.isEmpty()) {
        return false;
    }
    if (!name.contains(QLatin1Char('.'))) {
        return true;
    }
    for (const auto* suffix : {".localhost", ".local", ".lan", ".internal", ".home.arpa"}) {
        if (name.endsWith(QLatin1String(suffix))) {
            return true;
        }
    }
    return false;
}

}  // namespace signalbox
