// Who is let in: Host, Origin and key, on every path; and how refusals are worded.
#include "core/http/ErrorBody.h"
#include "tests/http/ReaderHarness.h"

#include <QHostAddress>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkInterface>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

class TestRequestGate final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hosts_data() {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("ours");
        for (const char* host : {"127.0.0.1:5252", "localhost:5252", "[::1]:5252"}) {
            QTest::newRow(host) << QByteArray(host) << true;
        }
        for (const char* host : {"",
                                 "127.0.0.1",
                                 "localhost",
                                 "[::1]",
                                 "::1",
                                 "::1:5252",
                                 "127.0.0.1:",
                                 "127.0.0.1:80",
                                 "127.0.0.1:5253",
                                 "127.0.0.1:05252",
                                 "127.0.0.1:52520",
                                 "127.0.0.1:5252:5252",
                                 "127.0.0.1 :5252",
                                 "127.0.0.1: 5252",
                                 "127.0.0.1,5252",
                                 "127.0.0.1:5252,evil.example",
                                 "evil.example, 127.0.0.1:5252",
                                 "evil.example",
                                 "evil.example:5252",
                                 "evil.example:80",
                                 "127.0.0.1.evil.example:5252",
                                 "localhost.evil.example:5252",
                                 "evil-localhost:5252",
                                 "localhost.:5252",
                                 "127.0.0.1.:5252",
                                 ".localhost:5252",
                                 "www.localhost:5252",
                                 "localhost.localdomain:5252",
                                 "LOCALHOST:5252",
                                 "Localhost:5252",
                                 "127.0.0.2:5252",
                                 "127.1:5252",
                                 "127.0.1:5252",
                                 "127.000.000.001:5252",
                                 "0x7f.0.0.1:5252",
                                 "0x7f000001:5252",
                                 "2130706433:5252",
                                 "0177.0.0.1:5252",
                                 "0.0.0.0:5252",
                                 "0:5252",
                                 "[::]:5252",
                                 "[0:0:0:0:0:0:0:1]:5252",
                                 "[::ffff:127.0.0.1]:5252",
                                 "[::1%lo]:5252",
                                 "[::1]5252",
                                 "[::1:5252",
                                 "::1]:5252",
                                 "user@127.0.0.1:5252",
                                 "127.0.0.1:5252@evil.example",
                                 "127.0.0.1:5252/",
                                 "127.0.0.1:5252/evil",
                                 "127.0.0.1:5252?x",
                                 "127.0.0.1:5252#x",
                                 "http://127.0.0.1:5252",
                                 "//127.0.0.1:5252",
                                 "127.0.0.1:5252\\evil",
                                 "127.0.0.1%3A5252",
                                 "127.0.0.1:5252;x",
                                 "\"127.0.0.1:5252\"",
                                 "192.168.1.5:5252",
                                 "10.0.0.1:5252",
                                 "169.254.169.254:5252",
                                 "169.254.169.254",
                                 "1.0.0.127.in-addr.arpa:5252",
                                 "127.0.0.1.nip.io:5252",
                                 "rebind.example:5252",
                                 ("\xE2\x91\xA0"
                                  "27.0.0.1:5252"),
                                 "localhost:http"}) {
            QTest::newRow(host) << QByteArray(host) << false;
        }
    }
    void hosts() {
        QFETCH(QByteArray, host);
        QFETCH(bool, ours);
        const auto gate = policy();
        const QByteArrayList paths{"/health", "/metrics", "/v1/models", "/v1/messages", "/", "/x"};
        const QByteArrayList methods{"GET", "POST"};
        for (const QByteArray& path : paths) {
            for (const QByteArray& method : methods) {
                const QByteArray input =
                    method + ' ' + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + kAuth + "\r\n";
                const Outcome outcome = run({input}, *gate);
                QCOMPARE(outcome.refused, ours ? 0 : 421);
                QCOMPARE(outcome.requests.size(), ours ? 1 : 0);
            }
        }
    }

    void hostsOfAnotherAddress() {
        const auto refused = [](const GatePolicy& gate, const QByteArray& host) {
            return run({"GET /health HTTP/1.1\r\nHost: " + host + "\r\n\r\n"}, gate).refused;
        };
        const auto lan = policy(QStringLiteral("192.168.1.5"), 8080);
        QCOMPARE(refused(*lan, "192.168.1.5:8080"), 0);
        QCOMPARE(refused(*lan, "127.0.0.1:8080"), 0);
        QCOMPARE(refused(*lan, "192.168.1.5:5252"), 421);
        QCOMPARE(refused(*lan, "192.168.1.6:8080"), 421);
        const auto v6 = policy(QStringLiteral("fd00::5"), 80);
        QCOMPARE(refused(*v6, "[fd00::5]:80"), 0);
        QCOMPARE(refused(*v6, "[fd00::5]"), 0);
        QCOMPARE(refused(*v6, "localhost"), 0);
        QCOMPARE(refused(*v6, "evil.example"), 421);
        QCOMPARE(refused(GatePolicy(), "127.0.0.1:5252"), 421);
    }

    void hostsWhereAllAddressesAreListenedOn() {
        const auto refused = [](const GatePolicy& gate, const QByteArray& host) {
            return run({"GET /health HTTP/1.1\r\nHost: " + host + "\r\n\r\n"}, gate).refused;
        };
        const QStringList machine{QStringLiteral("127.0.0.1"), QStringLiteral("192.168.1.5"),
                                  QStringLiteral("fd00::5")};
        for (const QString& all : {QStringLiteral("0.0.0.0"), QStringLiteral("::")}) {
            const auto gate = makeGatePolicy(all, 8080, {}, machine);
            QCOMPARE(refused(*gate, "192.168.1.5:8080"), 0);
            QCOMPARE(refused(*gate, "[fd00::5]:8080"), 0);
            QCOMPARE(refused(*gate, "127.0.0.1:8080"), 0);
            QCOMPARE(refused(*gate, "192.168.1.5:8081"), 421);
            QCOMPARE(refused(*gate, "192.168.1.6:8080"), 421);
            QCOMPARE(refused(*gate, "my-machine.example:8080"), 421);
            QCOMPARE(std::count(gate->origins.begin(), gate->origins.end(), "http://192.168.1.5:8080"), 1);
        }
        // One address is one address.
        const auto one = makeGatePolicy(QStringLiteral("127.0.0.1"), 8080, {}, machine);
        QCOMPARE(refused(*one, "192.168.1.5:8080"), 421);
        // What the machine really has is found.
        const auto real = policy(QStringLiteral("0.0.0.0"), 8080);
        QCOMPARE(refused(*real, "127.0.0.1:8080"), 0);
        for (QHostAddress address : QNetworkInterface::allAddresses()) {
            address.setScopeId({});
            const QByteArray text = address.toString().toLatin1();
            QCOMPARE(refused(*real, (text.contains(':') ? '[' + text + ']' : text) + ":8080"), 0);
        }
    }

    void origins_data() {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<bool>("ours");
        const auto row = [](const QByteArray& fields, bool ours) {
            QTest::newRow(QByteArray(fields).replace("\r\n", " | ").constData())
                << QByteArray(fields + "\r\n") << ours;
        };
        for (const char* origin : {"http://127.0.0.1:5252", "http://localhost:5252", "http://[::1]:5252"}) {
            row(QByteArray("Origin: ") + origin, true);
        }
        for (const char* origin : {"",
                                   "null",
                                   "*",
                                   "http://evil.example",
                                   "https://evil.example",
                                   "http://evil.example:5252",
                                   "https://localhost:5252",
                                   "https://127.0.0.1:5252",
                                   "http://localhost",
                                   "http://127.0.0.1",
                                   "http://localhost:3000",
                                   "http://127.0.0.1:3000",
                                   "http://localhost:52520",
                                   "http://localhost:525",
                                   "http://localhost:5252/",
                                   "http://localhost:5252.evil.example",
                                   "http://localhost.evil.example:5252",
                                   "http://evil.localhost:5252",
                                   "http://127.0.0.2:5252",
                                   "http://0.0.0.0:5252",
                                   "http://[::]:5252",
                                   "http://user@localhost:5252",
                                   "HTTP://LOCALHOST:5252",
                                   "localhost:5252",
                                   "127.0.0.1:5252",
                                   "file://",
                                   "chrome-extension://abcdef",
                                   "moz-extension://abcdef",
                                   "vscode-webview://abc",
                                   "app://localhost:5252",
                                   "ws://localhost:5252",
                                   "http://localhost:5252 http://evil.example",
                                   "http://evil.example http://localhost:5252",
                                   "http://localhost:5252, http://evil.example",
                                   "data:",
                                   "about:blank",
                                   "http://2130706433:5252",
                                   "http://localhost.:5252",
                                   "http://192.168.1.5:5252",
                                   "tauri://localhost"}) {
            row(QByteArray("Origin: ") + origin, false);
        }
        row("Origin: http://localhost:5252\r\nOrigin: http://evil.example", false);
        row("Origin: http://localhost:5252\r\nSec-Fetch-Site: cross-site", false);
        row("Sec-Fetch-Site: cross-site", false);
        row("Sec-Fetch-Site: same-site", false);
        row("Sec-Fetch-Site: ", false);
        row("Sec-Fetch-Site: None", false);
        row("Sec-Fetch-Site: none, none", false);
        row("Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site", false);
        row("Sec-Fetch-Site: none", true);
        row("Sec-Fetch-Site: same-origin", true);
    }
    void origins() {
        QFETCH(QByteArray, fields);
        QFETCH(bool, ours);
        const auto gate = policy();
        const QByteArray common = " HTTP/1.1\r\n" + kHost + kAuth + fields;
        const QByteArrayList paths{"/health", "/v1/models", "/v1/chat/completions", "/v1/messages"};
        const QByteArrayList methods{"GET", "HEAD", "DELETE"};
        const QByteArrayList types{"application/json", "multipart/form-data; boundary=x", "text/plain"};
        for (const QByteArray& path : paths) {
            for (const QByteArray& method : methods) {
                QCOMPARE(run({method + ' ' + path + common + "\r\n"}, *gate).refused, ours ? 0 : 403);
            }
            for (const QByteArray& type : types) {
                const QByteArray input =
                    "POST " + path + common + "Content-Type: " + type + "\r\nContent-Length: 2\r\n\r\n{}";
                QCOMPARE(run({input}, *gate).refused, !ours ? 403 : type == "text/plain" ? 415 : 0);
            }
            QCOMPARE(run({"OPTIONS " + path + common + "Access-Control-Request-Method: POST\r\n\r\n"}, *gate)
                         .refused,
                     405);
        }
    }

    void keysDoNotLeaveTheGate() {
        const ServerLimits limits;
        RequestReader reader(limits);
        const auto gate = policy();
        const QByteArray input = get("X-Api-Key: " + kKey + "\r\nX-Other: 1\r\n");
        QCOMPARE(reader.feed(input, *gate), input.size());
        const HttpRequest request = reader.take();
        QVERIFY(request.headers.contains("x-other"));
        for (const auto& [name, value] : request.headers) {
            QVERIFY2(!value.contains(kKey), name.constData());
        }
    }

    void errorBodies_data() {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("type");
        QTest::newRow("400") << QByteArray("/v1/chat/completions") << 400
                             << QByteArray("invalid_request_error");
        QTest::newRow("429") << QByteArray("/v1/chat/completions") << 429 << QByteArray("rate_limit_error");
        QTest::newRow("503") << QByteArray("/v1/chat/completions") << 503 << QByteArray("server_error");
        QTest::newRow("messages 401")
            << QByteArray("/v1/messages") << 401 << QByteArray("authentication_error");
        QTest::newRow("messages 503")
            << QByteArray("/v1/messages/count_tokens") << 503 << QByteArray("overloaded_error");
        QTest::newRow("not messages")
            << QByteArray("/v1/messagesx") << 401 << QByteArray("invalid_request_error");
    }
    void errorBodies() {
        QFETCH(QByteArray, path);
        QFETCH(int, status);
        QFETCH(QByteArray, type);
        const QString message =
            QString::fromUtf8("a \"b\" \\ \n\r\t\x01 \xC3\xA9 \xF0\x9F\x9A\x82 </script>");
        const QJsonDocument document = QJsonDocument::fromJson(
            gatewayErrorBody(path, status, message, QStringLiteral("no_route"), QStringLiteral("model")));
        QVERIFY(document.isObject());
        const QJsonObject error = document[QLatin1String("error")].toObject();
        QCOMPARE(error[QLatin1String("message")].toString(), message);
        QCOMPARE(error[QLatin1String("type")].toString(), QString::fromLatin1(type));
        QCOMPARE(error[QLatin1String("code")].toString(), QStringLiteral("no_route"));
        const bool anthropic = type != "invalid_request_error" && path.startsWith("/v1/messages");
        QCOMPARE(document[QLatin1String("type")].toString(), anthropic ? QStringLiteral("error") : QString());
        QCOMPARE(error.contains(QLatin1String("param")), !anthropic);
        const QJsonDocument bare =
            QJsonDocument::fromJson(gatewayErrorBody("/v1/x", 400, QString(), QStringLiteral("no_route")));
        QVERIFY(bare[QLatin1String("error")][QLatin1String("param")].isNull());
    }
};

QTEST_GUILESS_MAIN(TestRequestGate)
#include "tst_requestgate.moc"
