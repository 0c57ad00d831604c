#include "core/upstream/ProxySettings.h"

#include "core/upstream/AddressPolicy.h"

#include <QList>

#include <arpa/inet.h>
#include <sys/socket.h>

namespace signalbox {

namespace {

QByteArray either(const ProxySettings::Lookup& lookup, const char* small, const char* large) {
    const QByteArray value = lookup(small).trimmed();
    return value.isEmpty() ? lookup(large).trimmed() : value;
}

// `entry` is an address or a network such as 10.0.0.0/8.
bool inNetwork(const QByteArray& address, const QByteArray& entry) {
    const auto slash = entry.indexOf('/');
    const QByteArray network = slash < 0 ? entry : entry.left(slash);
    for (const int family : {AF_INET, AF_INET6}) {
        unsigned char a[16];
        unsigned char b[16];
        if (::inet_pton(family, address.constData(), a) != 1 ||
            ::inet_pton(family, network.constData(), b) != 1) {
            continue;
        }
        const int width = family == AF_INET ? 32 : 128;
        bool number = true;
        const int bits = slash < 0 ? width : entry.mid(slash + 1).toInt(&number);
        if (!number || bits < 0 || bits > width) {
            return false;
        }
        for (int i = 0; i < bits; ++i) {
            if (((a[i / 8] ^ b[i / 8]) & (0x80 >> (i % 8))) != 0) {
                return false;
            }
        }
        return true;
    }
    return false;
}

}  // namespace

ProxySettings::ProxySettings(const Lookup& lookup) {
    const QByteArray all = either(lookup, "all_proxy", "ALL_PROXY");
    m_http = either(lookup, "http_proxy", "HTTP_PROXY");
    m_https = either(lookup, "https_proxy", "HTTPS_PROXY");
    m_http = m_http.isEmpty() ? all : m_http;
    m_https = m_https.isEmpty() ? all : m_https;
    QByteArray list = either(lookup, "no_proxy", "NO_PROXY").toLower();
    list.replace(' ', ',');
    list.replace('\t', ',');
    for (QByteArray entry : list.split(',')) {
        while (entry.startsWith('.')) {
            entry.remove(0, 1);
        }
        if (entry.startsWith("*.")) {
            entry.remove(0, 2);
        }
        if (entry.endsWith('.')) {
            entry.chop(1);
        }
        if (entry.startsWith('[') && entry.endsWith(']')) {
            entry = entry.mid(1, entry.size() - 2);
        }
        if (!entry.isEmpty()) {
            m_exempt.push_back(entry);
        }
    }
}

ProxySettings ProxySettings::fromEnvironment() {
    return ProxySettings([](const char* name) { return qgetenv(name); });
}

QByteArray ProxySettings::proxyFor(const QByteArray& scheme, const QByteArray& host) const {
    if (isLoopbackHost(host) || exempt(host)) {
        return {};
    }
    if (environmentRules()) {
        return scheme == "https" ? m_https : m_http;
    }
    const auto found = m_desktop.find(scheme + "://" + host.toLower());
    return found == m_desktop.end() ? QByteArray() : found->second;
}

bool ProxySettings::exempt(const QByteArray& host) const {
    QByteArray name = host.toLower();
    if (name.endsWith('.')) {
        name.chop(1);
    }
    if (name.startsWith('[') && name.endsWith(']')) {
        name = name.mid(1, name.size() - 2);
    }
    for (const QByteArray& entry : m_exempt) {
        if (entry == "*" || name == entry ||
            (name.endsWith(entry) && name.chopped(entry.size()).endsWith('.')) || inNetwork(name, entry)) {
            return true;
        }
    }
    return false;
}

}  // namespace signalbox
