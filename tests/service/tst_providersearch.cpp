// What a first start finds: keys by the names of their variables, never by their values, and servers that
// answer as they should.
#include "core/service/ProviderSearch.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace signalbox;

namespace {

// Answers every connection with the same bytes, or not at all.
class Server {
public:
    explicit Server(QByteArray answer) {
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this, answer] {
            QTcpSocket* socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket, answer] {
                asked += socket->readAll();
                if (!answer.isEmpty()) {
                    socket->write(answer);
                    socket->disconnectFromHost();
                }
            });
        });
        isListening = m_server.listen(QHostAddress::LocalHost);
    }
    [[nodiscard]] ProviderPreset preset(const char* id) const {
        ProviderPreset preset;
        preset.kind = ProviderPreset::Kind::Local;
        preset.id = QString::fromLatin1(id);
        preset.baseUrl = QStringLiteral("http://127.0.0.1:%1/v1").arg(m_server.serverPort());
        return preset;
    }

    bool isListening = false;
    QByteArray asked;

private:
    QTcpServer m_server;
};

QByteArray http(const QByteArray& body, const QByteArray& status = "200 OK") {
    return "HTTP/1.1 " + status + "\r\ncontent-length: " + QByteArray::number(body.size()) + "\r\n\r\n" +
           body;
}

ProviderPreset vendor(const char* id, const QStringList& variables) {
    ProviderPreset preset;
    preset.id = QString::fromLatin1(id);
    preset.baseUrl = QStringLiteral("https://vendor.invalid/v1");
    preset.environment = variables;
    return preset;
}

std::optional<QVector<FoundProvider>> found(ProviderSearch& search) {
    std::optional<QVector<FoundProvider>> all;
    search.start([&all](const QVector<FoundProvider>& answer) { all = answer; });
    const bool inside = all.has_value();
    return QTest::qWaitFor([&] { return all.has_value(); }, 20'000) && !inside ? all : std::nullopt;
}

}  // namespace

class TestProviderSearch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsKeysByTheirNames() {
        const auto environment = [](const QString& name) -> std::optional<QByteArray> {
            if (name == QLatin1String("SECOND_KEY")) {
                return QByteArray("sk-secret");
            }
            return name == QLatin1String("BLANK_KEY") ? std::optional(QByteArray("  ")) : std::nullopt;
        };
        ProviderSearch search(
            {vendor("one", {QStringLiteral("FIRST_KEY"), QStringLiteral("SECOND_KEY")}),
             vendor("two", {QStringLiteral("BLANK_KEY")}), vendor("three", {QStringLiteral("NO_KEY")})},
            environment);
        const auto all = found(search);
        QVERIFY(all);
        QCOMPARE(all->size(), 1);
        QCOMPARE(all->at(0).preset, QStringLiteral("one"));
        QVERIFY(all->at(0).key);
        QCOMPARE(all->at(0).key->kind, KeySource::Kind::Env);
        QCOMPARE(all->at(0).key->name, QStringLiteral("SECOND_KEY"));
    }

    void findsServersThatAnswerAsTheyShould() {
        Server good(http(R"({"object":"list","data":[{"id":"llama3"},{"id":"qwen"},{}]})"));
        Server empty(http(R"({"object":"list","data":[]})"));
        Server none(http(R"({"object":"list","data":null})"));  // Ollama, with no model pulled
        Server page(http("<html>hello</html>"));
        Server refusing(http(R"({"data":[{"id":"m"}]})", "401 Unauthorized"));
        Server moved(http({}, "302 Found\r\nlocation: http://127.0.0.1:1/"));
        Server broken("nonsense\r\n\r\n");
        Server silent({});
        QVERIFY(good.isListening && silent.isListening);
        ProviderPreset nobody = good.preset("nobody");
        nobody.baseUrl = QStringLiteral("http://127.0.0.1:1/v1");
        ProviderSearch search({silent.preset("silent"), good.preset("good"), page.preset("page"),
                               refusing.preset("refusing"), moved.preset("moved"), broken.preset("broken"),
                               nobody, empty.preset("empty"), none.preset("none")},
                              [](const QString&) { return std::nullopt; });
        const auto all = found(search);
        QVERIFY(all);
        QCOMPARE(all->size(), 3);
        QCOMPARE(all->at(2).preset, QStringLiteral("none"));
        QCOMPARE(all->at(0).preset, QStringLiteral("good"));
        QCOMPARE(all->at(0).models, QStringList({QStringLiteral("llama3"), QStringLiteral("qwen")}));
        QVERIFY(!all->at(0).key);
        QCOMPARE(all->at(1).preset, QStringLiteral("empty"));
        QVERIFY(good.asked.startsWith("GET /v1/models "));
    }

    void everySearchIsAnswered() {
        ProviderSearch none({}, [](const QString&) { return std::nullopt; });
        const auto first = found(none);
        QVERIFY(first && first->isEmpty());
        const auto second = found(none);
        QVERIFY(second && second->isEmpty());
    }

    void whoIsGoneIsToldNothing() {
        Server silent({});
        int answers = 0;
        {
            ProviderSearch search({silent.preset("silent")}, [](const QString&) { return std::nullopt; });
            search.start([&answers](const QVector<FoundProvider>&) { ++answers; });
        }
        QCoreApplication::processEvents();
        QCOMPARE(answers, 0);
    }
};

QTEST_GUILESS_MAIN(TestProviderSearch)
#include "tst_providersearch.moc"
