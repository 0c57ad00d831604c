#include "core/secrets/Origin.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr qsizetype kMaxKeyLength = 4096;
const QByteArray& prefix() {
    static const QByteArray kPrefix("signalbox-key-1\n");
    return kPrefix;
}

}  // namespace

QByteArray originOf(const QUrl& baseUrl) {
    const QByteArray scheme = baseUrl.scheme().toLower().toUtf8();
    const int byDefault = scheme == "https" ? 443 : scheme == "http" ? 80 : 0;
    QByteArray host = baseUrl.host(QUrl::FullyEncoded).toLower().toUtf8();
    if (host.contains(':')) {
        host = '[' + host + ']';
    }
    return scheme + "://" + host + ':' + QByteArray::number(baseUrl.port(byDefault));
}

Secret sealForOrigin(const Secret& key, const QByteArray& origin) {
    return Secret(prefix() + origin + '\n' + key.expose());
}

std::optional<SealedKey> unseal(const Secret& entry) {
    const QByteArray& text = entry.expose();
    const qsizetype begin = prefix().size();
    const qsizetype end = text.startsWith(prefix()) ? text.indexOf('\n', begin) : -1;
    if (end < 0) {
        return std::nullopt;
    }
    return SealedKey{text.mid(begin, end - begin), Secret(text.mid(end + 1))};
}

bool canBeKey(const QByteArray& text) {
    return !text.isEmpty() && text.size() <= kMaxKeyLength &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace signalbox
