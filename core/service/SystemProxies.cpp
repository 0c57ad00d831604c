#include "core/service/SystemProxies.h"

#include "core/upstream/AddressPolicy.h"

#include <QNetworkProxy>
#include <QSet>

#include <mutex>
#include <thread>
#include <utility>

namespace signalbox {

QByteArray desktopProxyFor(const QUrl& url) {
    const QList<QNetworkProxy> proxies = QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(url));
    if (proxies.isEmpty()) {
        return {};
    }
    const QNetworkProxy& first = proxies.first();
    QUrl found;
    switch (first.type()) {
        case QNetworkProxy::HttpProxy:
        case QNetworkProxy::HttpCachingProxy:
            found.setScheme(QStringLiteral("http"));
            break;
        case QNetworkProxy::Socks5Proxy:
            found.setScheme(QStringLiteral("socks5h"));
            break;
        default:
            return {};
    }
    found.setHost(first.hostName());
    found.setPort(first.port());
    found.setUserName(first.user());
    found.setPassword(first.password());
    return found.isValid() ? found.toEncoded() : QByteArray();
}

// Shared with the thread that waits for the desktop; `owner` is gone when nobody wants the answer any more.
struct SystemProxies::Question {
    std::mutex mutex;
    SystemProxies* owner = nullptr;
};

SystemProxies::SystemProxies(Scheduler& scheduler, Lookup lookup, QObject* parent)
    : QObject(parent), m_scheduler(scheduler), m_lookup(std::move(lookup)) {}

SystemProxies::~SystemProxies() {
    if (m_asking) {
        const std::lock_guard lock(m_asking->mutex);
        m_asking->owner = nullptr;
    }
}

void SystemProxies::setConfig(const Config& config) {
    m_urls.clear();
    QSet<QString> seen;
    for (const ProviderConfig& provider : config.providers) {
        QUrl url;
        url.setScheme(provider.baseUrl.scheme());
        url.setHost(provider.baseUrl.host());
        url.setPort(provider.baseUrl.port());
        if (url.host().isEmpty() || isLoopbackHost(url.host().toUtf8()) || seen.contains(url.toString())) {
            continue;
        }
        seen.insert(url.toString());
        m_urls.push_back(std::move(url));
    }
    askNow();
}

void SystemProxies::askNow() {
    if (m_asking) {
        m_askAgain = true;
        return;
    }
    m_askAgain = false;
    m_timer = m_scheduler.after(kAskAgain, [this] { askNow(); });
    if (m_urls.empty()) {
        answered({});
        return;
    }
    m_asking = std::make_shared<Question>();
    m_asking->owner = this;
    std::thread([question = m_asking, urls = m_urls, lookup = m_lookup] {
        ProxySettings::ByHost proxies;
        for (const QUrl& url : urls) {
            if (const QByteArray proxy = lookup(url); !proxy.isEmpty()) {
                proxies.emplace((url.scheme() + QStringLiteral("://") + url.host()).toLower().toUtf8(),
                                proxy);
            }
        }
        const std::lock_guard lock(question->mutex);
        if (SystemProxies* owner = question->owner) {
            QMetaObject::invokeMethod(owner, [owner, proxies = std::move(proxies)] {
                owner->m_asking.reset();
                owner->answered(proxies);
                if (owner->m_askAgain) {
                    owner->askNow();
                }
            });
        }
    }).detach();
}

void SystemProxies::answered(const ProxySettings::ByHost& proxies) {
    if (proxies != m_last) {
        m_last = proxies;
        Q_EMIT changed(m_last);
    }
}

}  // namespace signalbox
