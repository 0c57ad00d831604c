// Inner addresses, proxies, origins, and what libcurl's results are called: pure functions, by tables.
#include "core/upstream/AddressPolicy.h"
#include "core/upstream/Origin.h"
#include "core/upstream/ProxySettings.h"
#include "core/upstream/TransferError.h"

#include <QHash>
#include <QTest>

#include <arpa/inet.h>
#include <cerrno>
#include <sys/un.h>

using namespace signalbox;

namespace {

ProxySettings settings(const QHash<QByteArray, QByteArray>& environment) {
    return ProxySettings([environment](const char* name) { return environment.value(name); });
}

}  // namespace

class TestAddressPolicy final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void desktopProxies() {
        ProxySettings proxies = settings({{"no_proxy", "intern.example"}});
        QVERIFY(!proxies.environmentRules());
        proxies.setDesktop({{"https://api.example", "http://proxy:3128"},
                            {"https://a.intern.example", "http://proxy:3128"},
                            {"http://localhost", "http://proxy:3128"}});
        QCOMPARE(proxies.proxyFor("https", "API.example"), QByteArray("http://proxy:3128"));
        QCOMPARE(proxies.proxyFor("http", "api.example"), QByteArray());  // another scheme
        QCOMPARE(proxies.proxyFor("https", "other.example"), QByteArray());
        QCOMPARE(proxies.proxyFor("https", "a.intern.example"), QByteArray());
        QCOMPARE(proxies.proxyFor("http", "localhost"), QByteArray());
    }
    void theEnvironmentGoesBeforeTheDesktop() {
        ProxySettings proxies = settings({{"https_proxy", "http://first:1"}});
        QVERIFY(proxies.environmentRules());
        proxies.setDesktop(
            {{"https://api.example", "http://second:2"}, {"http://api.example", "http://second:2"}});
        QCOMPARE(proxies.proxyFor("https", "api.example"), QByteArray("http://first:1"));
        QCOMPARE(proxies.proxyFor("http", "api.example"), QByteArray());
    }
    void innerAddresses_data() {
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<bool>("inner");
        const auto rows = [](bool inner, const std::vector<const char*>& addresses) {
            for (const char* address : addresses) {
                QTest::newRow(address) << QByteArray(address) << inner;
            }
        };
        rows(true,
             {"0.0.0.0",         "0.1.2.3",         "10.0.0.0",   "10.255.255.255",  "100.64.0.0",
              "100.127.255.255", "100.100.100.200", "127.0.0.1",  "127.255.255.255", "168.63.129.16",
              "169.254.0.1",     "169.254.169.254", "172.16.0.0", "172.31.255.255",  "192.0.0.192",
              "192.168.0.1",     "192.168.255.255", "224.0.0.1",  "240.0.0.1",       "255.255.255.255"});
        rows(false,
             {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
              "128.0.0.0", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
              "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.18.0.7", "223.255.255.255"});
        rows(true, {"::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
                    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1", "2002:a00:1::",
                    "fc00::1", "fd00:ec2::254", "fdff::1", "fe80::1", "febf::1", "fec0::1", "ff02::1"});
        rows(false, {"2001:4860:4860::8888", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101",
                     "2002:101:101::1", "fbff::1"});
    }
    void innerAddresses() {
        QFETCH(QByteArray, address);
        QFETCH(bool, inner);
        QCOMPARE(isInnerAddress(address), inner);
        sockaddr_in6 six{};
        sockaddr_in four{};
        if (::inet_pton(AF_INET, address.constData(), &four.sin_addr) == 1) {
            four.sin_family = AF_INET;
            QCOMPARE(isInnerAddress(reinterpret_cast<const sockaddr&>(four)), inner);
        } else {
            QCOMPARE(::inet_pton(AF_INET6, address.constData(), &six.sin6_addr), 1);
            six.sin6_family = AF_INET6;
            QCOMPARE(isInnerAddress(reinterpret_cast<const sockaddr&>(six)), inner);
            QCOMPARE(isInnerAddress('[' + address + ']'), inner);
            QCOMPARE(isInnerAddress(address + "%1"), inner);
        }
    }
    void otherFamiliesAreInner() {
        sockaddr_un local{};
        local.sun_family = AF_UNIX;
        QVERIFY(isInnerAddress(reinterpret_cast<const sockaddr&>(local)));
        QVERIFY(!isInnerAddress(QByteArray("api.openai.com")));
    }

    void loopbackHosts_data() {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("loopback");
        for (const char* host : {"localhost", "LOCALHOST", "localhost.", "a.localhost", "127.0.0.1",
                                 "127.9.9.9", "::1", "[::1]", "[::ffff:127.0.0.1]"}) {
            QTest::newRow(host) << QByteArray(host) << true;
        }
        for (const char* host :
             {"localhost.example.com", "notlocalhost", "128.0.0.1", "10.0.0.1", "[::2]", ""}) {
            QTest::newRow(host) << QByteArray(host) << false;
        }
    }
    void loopbackHosts() {
        QFETCH(QByteArray, host);
        QFETCH(bool, loopback);
        QCOMPARE(isLoopbackHost(host), loopback);
    }

    void proxies_data() {
        QTest::addColumn<QByteArray>("environment");  // name=value, by ';'
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("proxy");
        const auto row = [](const char* name, const char* environment, const char* target,
                            const char* proxy) {
            QTest::newRow(name) << QByteArray(environment) << QByteArray(target) << QByteArray(proxy);
        };
        row("none", "", "https://api.x.ai", "");
        row("https", "https_proxy=http://p:1", "https://api.x.ai", "http://p:1");
        row("HTTPS", "HTTPS_PROXY=http://p:1", "https://api.x.ai", "http://p:1");
        row("small letters first", "HTTPS_PROXY=http://p:1;https_proxy=http://q:2", "https://api.x.ai",
            "http://q:2");
        row("http is not https", "https_proxy=http://p:1", "http://api.x.ai", "");
        row("http", "http_proxy=http://p:1", "http://api.x.ai", "http://p:1");
        row("HTTP", "HTTP_PROXY=http://p:1", "http://api.x.ai", "http://p:1");
        row("all", "all_proxy=socks5h://p:1", "https://api.x.ai", "socks5h://p:1");
        row("ALL", "ALL_PROXY=socks5h://p:1", "http://api.x.ai", "socks5h://p:1");
        row("own before all", "all_proxy=http://p:1;https_proxy=http://q:2", "https://api.x.ai",
            "http://q:2");
        const char* both = "all_proxy=http://p:1;http_proxy=http://p:1;https_proxy=http://p:1;no_proxy=";
        row("loopback name", both, "http://localhost", "");
        row("loopback address", both, "http://127.0.0.1", "");
        row("loopback six", both, "http://[::1]", "");
        row("odd spelling of loopback", both, "http://0x7f.1", "");
        const char* except =
            "all_proxy=http://p:1;no_proxy=x.ai, .corp ,10.0.0.0/8,[fd00::5],2001:db8::/32 *.lan";
        row("exempt", except, "https://x.ai", "");
        row("exempt below", except, "https://API.x.ai", "");
        row("not a suffix of letters", except, "https://notx.ai", "http://p:1");
        row("leading dot", except, "https://a.corp", "");
        row("the dotted name itself", except, "https://corp", "");
        row("star", except, "https://nas.lan", "");
        row("network", except, "http://10.200.3.4", "");
        row("outside the network", except, "http://11.0.0.1", "http://p:1");
        row("six", except, "http://[fd00::5]", "");
        row("six network", except, "http://[2001:db8:1::1]", "");
        row("six outside", except, "http://[2001:db9::1]", "http://p:1");
        row("everything", "all_proxy=http://p:1;no_proxy=*", "https://api.x.ai", "");
        row("NO_PROXY", "all_proxy=http://p:1;NO_PROXY=x.ai", "https://api.x.ai", "");
        row("bad network", "all_proxy=http://p:1;no_proxy=10.0.0.0/99", "http://10.0.0.1", "http://p:1");
    }
    void proxies() {
        QFETCH(QByteArray, environment);
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, proxy);
        QHash<QByteArray, QByteArray> values;
        for (const QByteArray& entry : environment.split(';')) {
            const auto equals = entry.indexOf('=');
            values.insert(entry.left(equals), entry.mid(equals + 1));
        }
        QCOMPARE(readOrigin(target + "/v1", settings(values)).proxy, proxy);
    }

    void origins_data() {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QString>("place");
        QTest::addColumn<bool>("inner");
        QTest::newRow("https") << QByteArray("https://api.openai.com/v1")
                               << QStringLiteral("api.openai.com:443") << false;
        QTest::newRow("http") << QByteArray("http://example.com/v1") << QStringLiteral("example.com:80")
                              << false;
        QTest::newRow("port") << QByteArray("http://10.0.0.1:8080") << QStringLiteral("10.0.0.1:8080")
                              << true;
        QTest::newRow("number") << QByteArray("http://2130706433/") << QStringLiteral("127.0.0.1:80") << true;
        QTest::newRow("six") << QByteArray("http://[::1]:9/") << QStringLiteral("[::1]:9") << true;
    }
    void origins() {
        QFETCH(QByteArray, url);
        QFETCH(QString, place);
        QFETCH(bool, inner);
        const Origin origin = readOrigin(url, ProxySettings());
        QCOMPARE(origin.error, QString());
        QCOMPARE(origin.place, place);
        QCOMPARE(origin.innerLiteral, inner);
    }
    void badOriginsSayNothingOfTheUrl() {
        for (const char* url : {"", "canary", "ftp://canary/", "http://", "http://u:canary@host/",
                                "http://canary:99999/", "http://can ary/"}) {
            const Origin origin = readOrigin(url, ProxySettings());
            QVERIFY2(!origin.error.isEmpty(), url);
            QVERIFY(!origin.error.contains(QStringLiteral("canary")));
        }
    }
    void proxyCredentialsStayOut() {
        const Origin origin = readOrigin("https://api.x.ai/v1",
                                         settings({{"https_proxy", "http://user:canary@proxy.corp:3128"}}));
        QCOMPARE(origin.place, QStringLiteral("api.x.ai:443 through the proxy proxy.corp:3128"));
    }

    void errors_data() {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("error");
        const auto row = [](CURLcode code, TransportError error) {
            QTest::newRow(curl_easy_strerror(code)) << int(code) << int(error);
        };
        row(CURLE_OK, TransportError::None);
        row(CURLE_COULDNT_RESOLVE_HOST, TransportError::Resolve);
        row(CURLE_COULDNT_RESOLVE_PROXY, TransportError::Resolve);
        row(CURLE_COULDNT_CONNECT, TransportError::Connect);
        row(CURLE_OPERATION_TIMEDOUT, TransportError::Connect);
        row(CURLE_PEER_FAILED_VERIFICATION, TransportError::Tls);
        row(CURLE_SSL_CONNECT_ERROR, TransportError::Tls);
        row(CURLE_SEND_ERROR, TransportError::Reset);
        row(CURLE_RECV_ERROR, TransportError::Reset);
        row(CURLE_GOT_NOTHING, TransportError::Reset);
        row(CURLE_PARTIAL_FILE, TransportError::Reset);
        row(CURLE_SEND_FAIL_REWIND, TransportError::Reset);
        row(CURLE_WEIRD_SERVER_REPLY, TransportError::Protocol);
        row(CURLE_UNSUPPORTED_PROTOCOL, TransportError::Protocol);
    }
    void errors() {
        QFETCH(int, code);
        QFETCH(int, error);
        TransferFacts facts;
        facts.code = CURLcode(code);
        facts.place = QStringLiteral("host:1");
        const TransportEnd end = transportEnd(facts);
        QCOMPARE(int(end.error), error);
        QCOMPARE(end.detail.contains(QStringLiteral("host:1")), code != CURLE_OK);
    }
    void refusalOfAProxyIsAConnectError() {
        TransferFacts facts;
        facts.code = CURLE_RECV_ERROR;
        facts.proxyStatus = 407;
        QCOMPARE(transportEnd(facts).error, TransportError::Connect);
        QVERIFY(transportEnd(facts).detail.contains(QStringLiteral("407")));
    }
};

QTEST_APPLESS_MAIN(TestAddressPolicy)
#include "tst_addresspolicy.moc"
