// SystemProxies: asks the desktop which proxy leads to each provider, so that a proxy set there and not in
// the environment holds too. Thread: lives on the service's thread; the desktop's answer may take long (a
// proxy script is fetched), so it is waited for on a thread of its own, one question at a time; destroying
// this object does not wait for it. Asked again every 5 minutes.
#pragma once

#include "core/api/Config.h"
#include "core/base/Clock.h"
#include "core/upstream/ProxySettings.h"

#include <QObject>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace signalbox {

// The proxy's URL ("http://host:port", "socks5h://host:port") by the desktop's settings; empty: directly.
// Blocks; any thread.
[[nodiscard]] QByteArray desktopProxyFor(const QUrl& url);

class SystemProxies final : public QObject {
    Q_OBJECT

public:
    static constexpr Milliseconds kAskAgain{300'000};
    using Lookup = std::function<QByteArray(const QUrl&)>;

    explicit SystemProxies(Scheduler& scheduler, Lookup lookup = desktopProxyFor, QObject* parent = nullptr);
    ~SystemProxies() override;

    // Asks for these providers from now on; loopback is never asked for.
    void setConfig(const Config& config);
    void askNow();
    // The latest answer; empty until there is one.
    [[nodiscard]] const ProxySettings::ByHost& found() const { return m_last; }

Q_SIGNALS:
    // The answer differs from the one before.
    void changed(const signalbox::ProxySettings::ByHost& proxies);

private:
    struct Question;

    void answered(const ProxySettings::ByHost& proxies);

    Scheduler& m_scheduler;
    const Lookup m_lookup;
    std::vector<QUrl> m_urls;
    std::shared_ptr<Question> m_asking;  // nothing while none is under way
    bool m_askAgain = false;             // something changed since it was asked
    ProxySettings::ByHost m_last;
    Timer m_timer;
};

}  // namespace signalbox
