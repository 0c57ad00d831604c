#include "core/config/ConfigRules.h"

#include <QRegularExpression>

#include <algorithm>
#include <arpa/inet.h>

namespace signalbox {

namespace {

bool isVisibleAscii(const QString& text) {
    return std::all_of(text.begin(), text.end(),
                       [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; });
}

bool isIpv4(const QString& text, in_addr& address) {
    return inet_pton(AF_INET, text.toUtf8().constData(), &address) == 1;
}

bool isIpv6(const QString& text, in6_addr& address) {
    return inet_pton(AF_INET6, text.toUtf8().constData(), &address) == 1;
}

}  // namespace

bool isLoopbackHost(const QString& host) {
    in_addr v4{};
    in6_addr v6{};
    if (isIpv4(host, v4)) {
        return (ntohl(v4.s_addr) >> 24U) == 127;
    }
    if (isIpv6(host, v6)) {
        return IN6_IS_ADDR_LOOPBACK(&v6);
    }
    return host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0;
}

QString baseUrlFault(const QString& text, Protocol protocol, PlainHttp plainHttp, QUrl& url) {
    QUrl parsed(text, QUrl::StrictMode);
    if (text.isEmpty() || !parsed.isValid() || parsed.scheme().isEmpty() || parsed.host().isEmpty()) {
        return QStringLiteral("must be a URL such as https://api.example.com/v1");
    }
    if (!parsed.userInfo().isEmpty()) {
        return QStringLiteral("must not hold a user name or password; keys belong in \"keys\"");
    }
    if (parsed.hasQuery() || parsed.hasFragment()) {
        return QStringLiteral("must not hold '?' or '#'; keys belong in \"keys\"");
    }
    const QString scheme = parsed.scheme();
    if (scheme == QLatin1String("http")) {
        if (plainHttp == PlainHttp::LoopbackOnly && !isLoopbackHost(parsed.host())) {
            return QStringLiteral(
                "plain http is for this machine only: use https, or set \"allow_plain_http\" to true to "
                "send keys and prompts unencrypted");
        }
    } else if (scheme == QLatin1String("simulated")) {
        if (protocol != Protocol::Simulated) {
            return QStringLiteral("simulated:// is for the protocol \"simulated\" only");
        }
    } else if (scheme != QLatin1String("https")) {
        return QStringLiteral("must begin with https:// (or http:// for this machine)");
    }
    QString path = parsed.path(QUrl::FullyEncoded);
    while (path.endsWith(QLatin1Char('/'))) {
        path.chop(1);
    }
    parsed.setPath(path, QUrl::StrictMode);
    url = parsed;
    return {};
}

QString globFault(const QString& glob) {
    if (glob.isEmpty() || glob.size() > 256) {
        return QStringLiteral("must have 1 to 256 characters");
    }
    if (glob.count(QLatin1Char('*')) > 16) {
        return QStringLiteral("may have at most 16 stars");
    }
    const bool special = std::any_of(glob.begin(), glob.end(), [](QChar c) {
        return c == QLatin1Char('[') || c == QLatin1Char(']') || c == QLatin1Char('{') ||
               c == QLatin1Char('}') || c == QLatin1Char('\\') || c.isSpace();
    });
    return special
               ? QStringLiteral(
                     "only * (any characters) and ? (one character) are wildcards; no spaces, [], {} or \\")
               : QString();
}

QString providerIdFault(const QString& id) {
    static const QRegularExpression pattern(QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\\z"));
    return pattern.match(id).hasMatch() ? QString()
                                        : QStringLiteral(
                                              "must begin with a letter or digit and have at most 64 "
                                              "letters, digits, '.', '_' or '-'");
}

QString nameFault(const QString& name) {
    const bool visible = std::all_of(name.begin(), name.end(), [](QChar c) { return c.isPrint(); });
    return name.trimmed().isEmpty() || name != name.trimmed() || name.size() > 128 || !visible
               ? QStringLiteral("must have 1 to 128 visible characters, with no space at either end")
               : QString();
}

QString listenAddressFault(const QString& address) {
    in_addr v4{};
    in6_addr v6{};
    return address == QLatin1String("localhost") || isIpv4(address, v4) || isIpv6(address, v6)
               ? QString()
               : QStringLiteral("must be an IP address of this machine, such as 127.0.0.1");
}

QString localKeyFault(const QString& key) {
    if (key.isEmpty()) {
        return QStringLiteral("must not be empty");
    }
    return !isVisibleAscii(key) || key.size() > kMaxKeyLength
               ? QStringLiteral("may have only visible ASCII characters, no spaces, at most %1")
                     .arg(kMaxKeyLength)
               : QString();
}

QString environmentNameFault(const QString& name) {
    static const QRegularExpression pattern(QStringLiteral("\\A[A-Za-z_][A-Za-z0-9_]{0,127}\\z"));
    return pattern.match(name).hasMatch() ? QString()
                                          : QStringLiteral(
                                                "must be the name of an environment variable (letters, "
                                                "digits and '_'), not the key itself");
}

QString headerFault(const QString& name, const QString& value) {
    static const QRegularExpression token(QStringLiteral("\\A[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}\\z"));
    static const QStringList keyHeaders{
        QStringLiteral("authorization"), QStringLiteral("proxy-authorization"),
        QStringLiteral("x-api-key"),     QStringLiteral("x-goog-api-key"),
        QStringLiteral("api-key"),       QStringLiteral("cookie")};
    static const QStringList ownHeaders{
        QStringLiteral("host"),       QStringLiteral("content-length"), QStringLiteral("transfer-encoding"),
        QStringLiteral("connection"), QStringLiteral("keep-alive"),     QStringLiteral("upgrade"),
        QStringLiteral("te"),         QStringLiteral("trailer"),        QStringLiteral("accept-encoding"),
        QStringLiteral("expect"),     QStringLiteral("content-type")};
    if (!token.match(name).hasMatch()) {
        return QStringLiteral("is not a header name");
    }
    if (keyHeaders.contains(name.toLower())) {
        return QStringLiteral("carries a key; keys belong in \"keys\"");
    }
    if (ownHeaders.contains(name.toLower())) {
        return QStringLiteral("is set by Signalbox itself");
    }
    const bool clean = std::all_of(value.begin(), value.end(), [](QChar c) {
        return c == QLatin1Char('\t') || (c.unicode() >= 0x20 && c.unicode() < 0x7f);
    });
    return clean && value.size() <= 4096
               ? QString()
               : QStringLiteral("may have only visible ASCII characters, at most 4096");
}

std::optional<RouteMatch::Hours> parseHours(const QString& text) {
    static const QRegularExpression pattern(
        QStringLiteral("\\A([01][0-9]|2[0-4]):([0-5][0-9])\\s*-\\s*([01][0-9]|2[0-4]):([0-5][0-9])\\z"));
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch()) {
        return std::nullopt;
    }
    const auto time = [&match](int group) -> std::optional<QTime> {
        const int hour = match.capturedView(group).toInt();
        const int minute = match.capturedView(group + 1).toInt();
        if (hour == 24 && minute != 0) {
            return std::nullopt;
        }
        return QTime(hour % 24, minute);
    };
    const auto from = time(1);
    const auto to = time(3);
    if (!from || !to || *from == *to) {
        return std::nullopt;
    }
    return RouteMatch::Hours{*from, *to};
}

}  // namespace signalbox
