// ProxySettings: the system's proxies as the environment names them, and for whom they do not hold.
// `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`, small letters first, capitals after. Never for
// loopback. Thread: a value.
#pragma once

#include <QByteArray>

#include <functional>
#include <vector>

namespace signalbox {

class ProxySettings {
public:
    // Looks a variable up; an empty answer means that it is not set.
    using Lookup = std::function<QByteArray(const char* name)>;

    ProxySettings() = default;
    explicit ProxySettings(const Lookup& lookup);
    [[nodiscard]] static ProxySettings fromEnvironment();

    // The proxy's URL for a target; empty: go directly. `scheme` is "http" or "https", `host` as in a URL.
    [[nodiscard]] QByteArray proxyFor(const QByteArray& scheme, const QByteArray& host) const;

private:
    [[nodiscard]] bool exempt(const QByteArray& host) const;

    QByteArray m_http;
    QByteArray m_https;
    std::vector<QByteArray>
        m_exempt;  // lower case: names without their leading dot, addresses, networks, or "*"
};

}  // namespace signalbox
