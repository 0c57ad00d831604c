// Origin: where a URL leads, as libcurl reads it (so that both agree on odd spellings of an address), and
// through which proxy. Thread: values, any thread.
#pragma once

#include "core/upstream/ProxySettings.h"

#include <QByteArray>
#include <QString>

namespace signalbox {

struct Origin {
    QByteArray scheme;  // "http" or "https"
    QByteArray host;    // normalised: 0x7f.1 reads 127.0.0.1; IPv6 in brackets
    quint16 port = 0;
    QByteArray proxy;  // URL, may hold its own credentials; empty: direct
    // For people: "api.openai.com:443", and where a proxy is in between " through the proxy 10.0.0.1:3128".
    QString place;
    QString error;              // why the URL leads nowhere; empty: it does lead somewhere
    bool innerLiteral = false;  // the host is the literal of an inner address
};

[[nodiscard]] Origin readOrigin(const QByteArray& url, const ProxySettings& proxies);

}  // namespace signalbox
