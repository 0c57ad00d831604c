#include "app/ArgumentText.h"

#include <QHostAddress>

#include <algorithm>

namespace signalbox {

std::optional<qint64> durationFromText(const QString& text) {
    constexpr qint64 kMost = 366LL * 24 * 3600 * 1000;
    qint64 total = 0;
    qint64 number = -1;
    for (const QChar character : text) {
        if (character >= QLatin1Char('0') && character <= QLatin1Char('9')) {
            number = std::max<qint64>(number, 0) * 10 + (character.unicode() - u'0');
            if (number > kMost) {
                return std::nullopt;
            }
            continue;
        }
        qint64 unit = 0;
        switch (character.unicode()) {
            case u's':
                unit = 1000;
                break;
            case u'm':
                unit = 60'000;
                break;
            case u'h':
                unit = 3'600'000;
                break;
            case u'd':
                unit = 86'400'000;
                break;
            default:
                return std::nullopt;
        }
        if (number < 0 || number > kMost / unit) {
            return std::nullopt;
        }
        total += number * unit;
        number = -1;
    }
    const bool whole = number < 0 && total > 0 && total <= kMost;
    return whole ? std::optional<qint64>(total) : std::nullopt;
}

std::optional<ListenConfig> listenFromText(const QString& text) {
    const qsizetype colon = text.lastIndexOf(QLatin1Char(':'));
    if (colon <= 0) {
        return std::nullopt;
    }
    QString host = text.left(colon);
    if (host.startsWith(QLatin1Char('[')) && host.endsWith(QLatin1Char(']'))) {
        host = host.mid(1, host.size() - 2);
    } else if (host.contains(QLatin1Char(':'))) {
        return std::nullopt;
    }
    if (host == QLatin1String("localhost")) {
        host = QStringLiteral("127.0.0.1");
    }
    bool isNumber = false;
    const quint16 port = QStringView(text).sliced(colon + 1).toUShort(&isNumber);
    if (!isNumber || QHostAddress(host).isNull()) {
        return std::nullopt;
    }
    return ListenConfig{host, port};
}

}  // namespace signalbox
