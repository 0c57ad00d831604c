#include "core/service/SystemProxies.h"
#include "tests/support/FakeClock.h"

#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <semaphore>

using namespace signalbox;
using namespace signalbox::test;

namespace {

Config configOf(const QStringList& urls) {
    Config config;
    for (const QString& url : urls) {
        ProviderConfig provider;
        provider.id = QString::number(config.providers.size());
        provider.baseUrl = QUrl(url);
        config.providers.push_back(provider);
    }
    return config;
}

}  // namespace

class TestSystemProxies final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksOncePerHostAndNeverForLoopback() {
        FakeClock clock;
        auto asked = std::make_shared<std::atomic<int>>(0);
        SystemProxies proxies(clock, [asked](const QUrl& url) {
            ++*asked;
            return url.host() == QLatin1String("api.example") ? QByteArray("http://proxy:8080")
                                                              : QByteArray();
        });
        QSignalSpy changed(&proxies, &SystemProxies::changed);
        proxies.setConfig(
            configOf({QStringLiteral("https://API.example/v1"), QStringLiteral("https://api.example/v2"),
                      QStringLiteral("https://direct.example"), QStringLiteral("http://127.0.0.1:11434"),
                      QStringLiteral("http://localhost:1234/v1")}));
        QVERIFY(changed.wait());
        QCOMPARE(asked->load(), 2);
        const auto answer = changed.first().first().value<ProxySettings::ByHost>();
        QCOMPARE(answer, (ProxySettings::ByHost{{"https://api.example", "http://proxy:8080"}}));
    }

    void asksAgainAndTellsChangesOnly() {
        FakeClock clock;
        auto proxy = std::make_shared<std::atomic<int>>(1);
        auto asked = std::make_shared<std::atomic<int>>(0);
        SystemProxies proxies(clock, [proxy, asked](const QUrl&) {
            const int now = proxy->load();
            ++*asked;
            return now == 0 ? QByteArray() : "http://proxy:" + QByteArray::number(now);
        });
        QSignalSpy changed(&proxies, &SystemProxies::changed);
        proxies.setConfig(configOf({QStringLiteral("https://api.example")}));
        QVERIFY(changed.wait());
        clock.advance(SystemProxies::kAskAgain);
        QTRY_COMPARE(asked->load(), 2);
        QCoreApplication::processEvents();
        proxy->store(0);
        QTRY_VERIFY((clock.advance(SystemProxies::kAskAgain), asked->load() > 2));
        QTRY_COMPARE(changed.count(), 2);
        QVERIFY(changed.last().first().value<ProxySettings::ByHost>().empty());
    }

    // A desktop that never answers holds nobody up.
    void goingAwayDoesNotWait() {
        FakeClock clock;
        auto gate = std::make_shared<std::binary_semaphore>(0);
        auto proxies = std::make_unique<SystemProxies>(clock, [gate](const QUrl&) {
            gate->acquire();
            return QByteArray("http://late:1");
        });
        proxies->setConfig(configOf({QStringLiteral("https://api.example")}));
        proxies.reset();
        gate->release();
    }
};

QTEST_GUILESS_MAIN(TestSystemProxies)
#include "tst_systemproxies.moc"
