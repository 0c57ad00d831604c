#include "core/upstream/Origin.h"

#include "core/upstream/AddressPolicy.h"

#include <curl/curl.h>

namespace signalbox {

namespace {

struct UrlDeleter {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using UrlHandle = std::unique_ptr<CURLU, UrlDeleter>;

QByteArray part(CURLU* url, CURLUPart which, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, flags) != CURLUE_OK) {
        return {};
    }
    QByteArray copy(text);
    curl_free(text);
    return copy;
}

// Host and port of a proxy, without the name and password that its URL may hold.
QByteArray proxyPlace(const QByteArray& proxy) {
    const UrlHandle url(curl_url());
    if (curl_url_set(url.get(), CURLUPART_URL, proxy.constData(),
                     CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
        return QByteArrayLiteral("of the system settings");
    }
    const QByteArray port = part(url.get(), CURLUPART_PORT);
    return part(url.get(), CURLUPART_HOST) + ':' + (port.isEmpty() ? QByteArrayLiteral("1080") : port);
}

}  // namespace

Origin readOrigin(const QByteArray& url, const ProxySettings& proxies) {
    const UrlHandle handle(curl_url());
    // Nothing of the URL itself is repeated: it may hold what belongs in no error.
    Origin bad;
    bad.error = QStringLiteral("the base URL is not a valid http or https address");
    if (url.contains('\0') ||
        curl_url_set(handle.get(), CURLUPART_URL, url.constData(), CURLU_DISALLOW_USER) != CURLUE_OK) {
        return bad;
    }
    Origin origin;
    origin.scheme = part(handle.get(), CURLUPART_SCHEME);
    origin.host = part(handle.get(), CURLUPART_HOST);
    origin.port = part(handle.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT).toUShort();
    if ((origin.scheme != "http" && origin.scheme != "https") || origin.host.isEmpty() || origin.port == 0) {
        return bad;
    }
    origin.innerLiteral = isInnerAddress(origin.host);
    origin.proxy = proxies.proxyFor(origin.scheme, origin.host);
    origin.place = QString::fromUtf8(origin.host) + QLatin1Char(':') + QString::number(origin.port);
    if (!origin.proxy.isEmpty()) {
        origin.place += QStringLiteral(" through the proxy ") + QString::fromUtf8(proxyPlace(origin.proxy));
    }
    return origin;
}

}  // namespace signalbox
