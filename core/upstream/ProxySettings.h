// ProxySettings: the system's proxies, and for whom they do not hold. The environment rules where it names
// any (`http_proxy`, `https_proxy`, `all_proxy`; `no_proxy` in any case; small letters first, capitals
// after), else the desktop's settings as they were looked up. Never for loopback. Thread: a value.
#pragma once

#include <QByteArray>

#include <functional>
#include <map>
#include <vector>

namespace signalbox {

class ProxySettings {
public:
    // Looks a variable up; an empty answer means that it is not set.
    using Lookup = std::function<QByteArray(const char* name)>;

    ProxySettings() = default;
    explicit ProxySettings(const Lookup& lookup);
    [[nodiscard]] static ProxySettings fromEnvironment();

    // What the desktop says, by "scheme://host" in lower case; an absent host goes directly.
    using ByHost = std::map<QByteArray, QByteArray>;
    void setDesktop(ByHost proxies) { m_desktop = std::move(proxies); }

    // The environment names a proxy, so that the desktop is not asked.
    [[nodiscard]] bool environmentRules() const { return !m_http.isEmpty() || !m_https.isEmpty(); }

    // The proxy's URL for a target; empty: go directly. `scheme` is "http" or "https", `host` as in a URL.
    [[nodiscard]] QByteArray proxyFor(const QByteArray& scheme, const QByteArray& host) const;

private:
    [[nodiscard]] bool exempt(const QByteArray& host) const;

    QByteArray m_http;
    QByteArray m_https;
    ByHost m_desktop;
    std::vector<QByteArray>
        m_exempt;  // lower case: names without their leading dot, addresses, networks, or "*"
};

}  // namespace signalbox
