// Certificates, proxies and the connect timeout, each on real sockets. The certificates are made by the
// openssl program when the test starts.
#include "core/base/EventLoopScheduler.h"
#include "core/upstream/UpstreamClient.h"
#include "tests/support/FakeClock.h"
#include "tests/support/FakeProvider.h"
#include "tests/upstream/Recorder.h"

#include <QCoreApplication>
#include <QFile>
#include <QHash>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace signalbox;
using namespace signalbox::test;

namespace {

// A TLS server that answers every request with 200 and keeps what it was sent.
class TlsProvider final : public QSslServer {
    Q_OBJECT

public:
    TlsProvider(const QString& certificate, const QString& key, QSsl::SslProtocol protocol) {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificateChain(QSslCertificate::fromPath(certificate));
        QFile keyFile(key);
        if (!keyFile.open(QIODevice::ReadOnly)) {
            qFatal("no key");
        }
        configuration.setPrivateKey(QSslKey(&keyFile, QSsl::Rsa));
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        configuration.setProtocol(protocol);
        setSslConfiguration(configuration);
        connect(this, &QSslServer::pendingConnectionAvailable, this, [this] {
            QTcpSocket* socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                received += socket->readAll();
                if (received.endsWith("{}")) {
                    socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                }
            });
        });
        listen(QHostAddress::LocalHost, 0);
    }

    QByteArray received;
};

}  // namespace

class TestUpstreamTls final : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    SystemClock m_clock;
    std::unique_ptr<EventLoopScheduler> m_scheduler;

    QString file(const QString& name) const { return m_folder.filePath(name); }
    void openssl(const QStringList& arguments) const {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QStringLiteral("openssl"), arguments);
        QVERIFY2(process.waitForFinished(60'000) && process.exitCode() == 0, process.readAll().constData());
    }
    // A certificate that signs itself, for the names given, and its key.
    void makeCertificate(const QString& name, const QString& names) const {
        openssl(QStringLiteral("req -x509 -newkey rsa:2048 -nodes -subj /CN=test -addext subjectAltName=%1 "
                               "-keyout %2 -out %3")
                    .arg(names, file(name + QStringLiteral(".key")), file(name + QStringLiteral(".pem")))
                    .split(QLatin1Char(' ')));
    }
    // One that its own authority let end in the past: `req -x509` makes none of that kind.
    void makeExpiredCertificate() const {
        QFile configuration(file(QStringLiteral("ca.conf")));
        QVERIFY(configuration.open(QIODevice::WriteOnly));
        const QByteArray folder = m_folder.path().toUtf8();
        configuration.write("[ca]\ndefault_ca=d\n[d]\ndatabase=" + folder +
                            "/index\nnew_certs_dir=" + folder +
                            "\nrand_serial=yes\ndefault_md=sha256\npolicy=p\nx509_extensions=e\n[p]\n"
                            "commonName=supplied\n[e]\nsubjectAltName=DNS:localhost\n");
        configuration.close();
        QFile index(file(QStringLiteral("index")));
        QVERIFY(index.open(QIODevice::WriteOnly));
        index.close();
        const QString key = file(QStringLiteral("expired.key"));
        const QString request = file(QStringLiteral("expired.csr"));
        openssl(QStringLiteral("req -new -newkey rsa:2048 -nodes -subj /CN=test -keyout %1 -out %2")
                    .arg(key, request)
                    .split(QLatin1Char(' ')));
        openssl(QStringLiteral("ca -batch -selfsign -config %1 -in %2 -keyfile %3 -startdate 20200101000000Z "
                               "-enddate 20200201000000Z -notext -out %4")
                    .arg(configuration.fileName(), request, key, file(QStringLiteral("expired.pem")))
                    .split(QLatin1Char(' ')));
    }
    static UpstreamRequest localRequest(quint16 port, const char* scheme = "https") {
        return requestTo(scheme + QByteArrayLiteral("://localhost:") + QByteArray::number(port) + "/v1");
    }

private Q_SLOTS:
    void initTestCase() {
        m_scheduler = std::make_unique<EventLoopScheduler>(m_clock);
        makeCertificate(QStringLiteral("good"), QStringLiteral("DNS:localhost"));
        makeCertificate(QStringLiteral("othername"), QStringLiteral("DNS:example.com"));
        makeExpiredCertificate();
    }

    void certificates_data() {
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<QString>("trusted");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("trusted") << QStringLiteral("good") << QStringLiteral("good") << true;
        QTest::newRow("signed by itself") << QStringLiteral("good") << QString() << false;
        QTest::newRow("by someone else") << QStringLiteral("good") << QStringLiteral("othername") << false;
        QTest::newRow("for another name")
            << QStringLiteral("othername") << QStringLiteral("othername") << false;
        QTest::newRow("expired") << QStringLiteral("expired") << QStringLiteral("expired") << false;
    }
    void certificates() {
        QFETCH(QString, certificate);
        QFETCH(QString, trusted);
        QFETCH(bool, accepted);
        TlsProvider provider(file(certificate + QStringLiteral(".pem")),
                             file(certificate + QStringLiteral(".key")), QSsl::TlsV1_2OrLater);
        const QByteArray trust =
            trusted.isEmpty() ? QByteArray() : file(trusted + QStringLiteral(".pem")).toUtf8();
        UpstreamClient client(m_clock, *m_scheduler, {ProxySettings(), trust});
        Recorder recorder;
        const auto exchange = client.send(localRequest(provider.serverPort()), recorder);
        QTRY_VERIFY(recorder.ended());
        if (accepted) {
            QCOMPARE(recorder.end.detail, QString());
            QCOMPARE(recorder.body, QByteArray("ok"));
            QVERIFY(provider.received.contains("canary"));
        } else {
            QCOMPARE(recorder.end.error, TransportError::Tls);
            QVERIFY(recorder.end.detail.contains(QStringLiteral("localhost:")));
            QCOMPARE(provider.received, QByteArray());
        }
    }

    void plainServerOnATlsPort() {
        FakeProvider provider;
        provider.enqueueForConnection(Script().send("HTTP/1.1 400 Bad\r\n\r\n"));
        UpstreamClient client(m_clock, *m_scheduler, {});
        Recorder recorder;
        const auto exchange = client.send(localRequest(provider.port()), recorder);
        QTRY_VERIFY(recorder.ended());
        QCOMPARE(recorder.end.error, TransportError::Tls);
    }

    // A proxy sees plain requests with the whole URL; loopback never goes there.
    void plainRequestsGoThroughTheProxy() {
        FakeProvider proxy;
        FakeProvider target;
        const QByteArray proxyUrl = "http://127.0.0.1:" + QByteArray::number(proxy.port());
        UpstreamClient client(m_clock, *m_scheduler,
                              {ProxySettings([&](const char* name) {
                                   return QByteArray(name) == "http_proxy" ? proxyUrl : QByteArray();
                               }),
                               {}});
        Recorder recorder;
        UpstreamRequest request = requestTo("http://provider.invalid/v1/models");
        request.allowPrivateAddress = false;  // the proxy's own address is none of the provider's
        const auto exchange = client.send(std::move(request), recorder);
        QTRY_VERIFY(recorder.ended());
        QCOMPARE(recorder.end.error, TransportError::None);
        QCOMPARE(proxy.requestCount(), 1);
        QCOMPARE(proxy.requests().front().target, QByteArray("http://provider.invalid/v1/models"));
        Recorder direct;
        const auto second = client.send(requestTo(target.url()), direct);
        QTRY_VERIFY(direct.ended());
        QCOMPARE(target.requestCount(), 1);
        QCOMPARE(proxy.requestCount(), 1);
        // An inner literal is refused before any proxy hears of it.
        Recorder inner;
        UpstreamRequest metadata = requestTo("http://169.254.169.254/latest");
        metadata.allowPrivateAddress = false;
        const auto third = client.send(std::move(metadata), inner);
        QTRY_VERIFY(inner.ended());
        QCOMPARE(inner.end.error, TransportError::Refused);
        QCOMPARE(proxy.requestCount(), 1);
    }

    void tlsGoesThroughAConnectTunnelWithoutTheKey_data() {
        QTest::addColumn<int>("status");
        QTest::newRow("needs a password") << 407;
        QTest::newRow("forbids") << 403;
        QTest::newRow("cannot reach") << 502;
    }
    void tlsGoesThroughAConnectTunnelWithoutTheKey() {
        QFETCH(int, status);
        FakeProvider proxy;
        proxy.setDefault(Script::answer(status, "no"));
        const QByteArray proxyUrl =
            "http://user:canary-password@127.0.0.1:" + QByteArray::number(proxy.port());
        UpstreamClient client(m_clock, *m_scheduler,
                              {ProxySettings([&](const char* name) {
                                   return QByteArray(name) == "HTTPS_PROXY" ? proxyUrl : QByteArray();
                               }),
                               {}});
        Recorder recorder;
        const auto exchange = client.send(requestTo("https://provider.invalid/v1"), recorder);
        QTRY_VERIFY(recorder.ended());
        QCOMPARE(recorder.end.error, TransportError::Connect);
        QVERIFY(recorder.end.detail.contains(QString::number(status)));
        QVERIFY(!recorder.end.detail.contains(QStringLiteral("canary")));
        QCOMPARE(recorder.heads, 0);
        QVERIFY(proxy.requestCount() >= 1);
        QCOMPARE(proxy.requests().front().method, QByteArray("CONNECT"));
        QVERIFY(!proxy.requests().front().head.contains("sk-canary"));
    }

    // The environment as it is: capitals count, and the variables that libcurl reads by itself do not get in
    // between.
    void environmentIsRead() {
        FakeProvider proxy;
        FakeProvider target;
        qputenv("HTTP_PROXY", "http://127.0.0.1:" + QByteArray::number(proxy.port()));
        qputenv("NO_PROXY", "exempt.invalid");
        {
            UpstreamClient client(m_clock, *m_scheduler);
            Recorder through;
            const auto one = client.send(requestTo("http://provider.invalid/v1"), through);
            QTRY_VERIFY(through.ended());
            QCOMPARE(through.end.error, TransportError::None);
            Recorder exempt;
            const auto two = client.send(requestTo("http://exempt.invalid/v1"), exempt);
            QTRY_VERIFY_WITH_TIMEOUT(exempt.ended(), 30'000);
            QCOMPARE(exempt.end.error, TransportError::Resolve);
            Recorder loopback;
            const auto three = client.send(requestTo(target.url()), loopback);
            QTRY_VERIFY(loopback.ended());
            QCOMPARE(target.requestCount(), 1);
        }
        qunsetenv("HTTP_PROXY");
        qunsetenv("NO_PROXY");
        QCOMPARE(proxy.requestCount(), 1);
    }

    // The server's side of the handshake never comes: only the caller's connect timeout ends it, by the clock
    // handed in.
    void connectTimeoutIsTheRequests() {
        FakeProvider silent;
        silent.enqueueForConnection(Script().stall());
        FakeClock clock;
        UpstreamClient client(clock, clock, {});
        Recorder recorder;
        UpstreamRequest request = localRequest(silent.port());
        request.connectTimeout = Milliseconds(5'000);
        const auto exchange = client.send(std::move(request), recorder);
        const auto pump = [&] {
            clock.advance(Milliseconds(0));
            QCoreApplication::processEvents();
            return silent.connectionCount() == 1;
        };
        QTRY_VERIFY(pump());
        clock.advance(Milliseconds(4'999));
        QVERIFY(!recorder.ended());
        clock.advance(Milliseconds(1));
        QVERIFY(recorder.ended());
        QCOMPARE(recorder.end.error, TransportError::Connect);
        QVERIFY(recorder.end.detail.contains(QStringLiteral("5000 ms")));
        QTRY_COMPARE(silent.openConnections(), 1);
    }

    void connectTimeoutIsOverOnceTheRequestIsOut() {
        FakeProvider provider;
        provider.setDefault(Script().stall());
        FakeClock clock;
        UpstreamClient client(clock, clock, {});
        Recorder recorder;
        auto exchange = client.send(requestTo(provider.url()), recorder);
        const auto pump = [&] {
            clock.advance(Milliseconds(0));
            QCoreApplication::processEvents();
            return provider.requestCount() == 1;
        };
        QTRY_VERIFY(pump());
        clock.advance(Milliseconds(100'000));
        QCoreApplication::processEvents();
        QVERIFY(!recorder.ended());
    }
};

QTEST_GUILESS_MAIN(TestUpstreamTls)
#include "tst_upstreamtls.moc"
