// The model catalogue: what it knows, what becomes of a faulty one, and that the gateway goes by it.
#include "core/service/GatewayRoom.h"
#include "core/service/ModelFacts.h"
#include "tests/support/FakeProvider.h"

#include <QRegularExpression>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;

class TestModelFacts final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void known_data() {
        QTest::addColumn<QString>("model");
        QTest::addColumn<qint64>("tokens");
        const auto row = [](const char* model, qint64 tokens) {
            QTest::newRow(model) << QString::fromLatin1(model) << tokens;
        };
        row("gpt-5.5", 1'050'000);
        row("gpt-4o", 128'000);
        row("gpt-4", 8'192);
        row("claude-opus-4-7", 1'000'000);
        row("gemini-2.5-flash", 1'048'576);
        row("deepseek-chat", 131'072);
        row("grok-4-1-fast-reasoning", 2'000'000);
        row("kimi-k3", 1'048'576);
        row("qwen3.6-flash", 1'000'000);
        row("openai/gpt-4o", 128'000);  // a vendor's prefix is looked past
        row("openai/gpt-oss-120b", 131'072);
        row("glm-5.1", 200'000);
        row("z-ai/glm-5.1", 202'752);  // unless the name has a figure of its own
    }
    void known() {
        QFETCH(QString, model);
        QFETCH(qint64, tokens);
        QCOMPARE(loadModelCatalog().contextTokens(model), std::optional(tokens));
    }

    void unknown() {
        const ModelCatalog catalog = loadModelCatalog();
        for (const char* model : {"no-such-model", "", "dall-e-3", "gpt-4o-", "openai/", "about"}) {
            QVERIFY2(!catalog.contextTokens(QString::fromLatin1(model)), model);
        }
        QVERIFY(catalog.takesMore(QStringLiteral("gpt-4.1"), QStringLiteral("gpt-4")));
        QVERIFY(!catalog.takesMore(QStringLiteral("gpt-4"), QStringLiteral("gpt-4.1")));
        QVERIFY(!catalog.takesMore(QStringLiteral("gpt-4.1"), QStringLiteral("no-such-model")));
    }

    void lacks_data() {
        QTest::addColumn<QString>("model");
        QTest::addColumn<Need>("need");
        QTest::addColumn<bool>("lacks");
        const auto row = [](const char* model, Need need, bool lacks) {
            QTest::addRow("%s, %s", model, qPrintable(needName(need)))
                << QString::fromLatin1(model) << need << lacks;
        };
        row("gpt-4", Need::Image, true);
        row("openai/gpt-4", Need::Image, true);
        row("moonshotai/kimi-k2-instruct-0905", Need::Image, true);
        row("gpt-4o", Need::Image, false);
        row("gpt-4", Need::JsonSchema, true);
        row("gpt-4", Need::Tools, false);
        row("no-such-model", Need::Image, false);  // never assumed unable
    }
    void lacks() {
        QFETCH(QString, model);
        QFETCH(Need, need);
        QTEST(loadModelCatalog().lacks(model, need), "lacks");
    }

    void faulty_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("place");
        const auto row = [](const char* name, const QByteArray& text, const char* place) {
            QTest::newRow(name) << text << QString::fromLatin1(place);
        };
        row("nothing", "", "byte 0");
        row("not JSON", "models", "byte 1");
        row("cut off", "{\"sources\":[{\"context\":{\"gpt-4\":8192", "byte 36");
        row("a list", "[]", "sources");
        row("no sources", "{}", "sources");
        row("a source without figures", "{\"sources\":[{\"context\":{}},{\"name\":\"x\"}]}",
            "sources[1].context");
        row("a source that is a word", "{\"sources\":[\"x\"]}", "sources[0].context");
        row("a word", "{\"sources\":[{\"context\":{\"a\":1,\"b\":\"128k\"}}]}", "sources[0].context[\"b\"]");
        row("a fraction", "{\"sources\":[{\"context\":{\"a\":0.5}}]}", "sources[0].context[\"a\"]");
        row("nought", "{\"sources\":[{\"context\":{\"a\":0}}]}", "sources[0].context[\"a\"]");
        row("below nought", "{\"sources\":[{\"context\":{\"a\":-8}}]}", "sources[0].context[\"a\"]");
        row("null", "{\"sources\":[{\"context\":{\"a\":null}}]}", "sources[0].context[\"a\"]");
        row("a list of lacks", "{\"sources\":[{\"context\":{},\"lacks\":[]}]}", "sources[0].lacks");
        row("a lack of nothing known", "{\"sources\":[{\"context\":{},\"lacks\":{\"wit\":[]}}]}",
            "sources[0].lacks[\"wit\"]");
        row("a lack of a word", "{\"sources\":[{\"context\":{},\"lacks\":{\"image\":\"a\"}}]}",
            "sources[0].lacks[\"image\"]");
        row("a lack without a name", "{\"sources\":[{\"context\":{},\"lacks\":{\"image\":[\"\"]}}]}",
            "sources[0].lacks[\"image\"]");
        row("no name", "{\"sources\":[{\"context\":{\"\":8}}]}", "sources[0].context[\"\"]");
    }
    void faulty() {
        QFETCH(QByteArray, text);
        QFETCH(QString, place);
        const Result<ModelCatalog> read = readModelCatalog(text);
        QVERIFY(!read);
        QCOMPARE(read.error().place, place);
        QVERIFY(!read.error().message.isEmpty());

        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("models.json"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(QStringLiteral("^the model catalogue .* is faulty at ") +
                                                QRegularExpression::escape(place)));
        QVERIFY(isEmpty(loadModelCatalog(path)));
    }

    void missing() {
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(QStringLiteral("^the model catalogue .* cannot be read")));
        QVERIFY(isEmpty(loadModelCatalog(QStringLiteral(":/signalbox/no-such-file.json"))));
    }

    // A prompt that is too long goes on to the target that is known to take more, past the one that is not.
    void gatewayGoesByIt() {
        test::FakeProvider provider;
        provider.setHandler([](const test::ReceivedRequest& request) {
            return request.body.contains("gpt-4.1")
                       ? test::Script::answer(200, "{\"choices\":[{\"message\":{\"content\":\"yes\"}}]}")
                       : test::Script::answer(400,
                                              "{\"error\":{\"message\":\"too long\",\"code\":"
                                              "\"context_length_exceeded\"}}");
        });
        auto config = std::make_shared<Config>();
        config->clients = {{QStringLiteral("tester"), Secret(QByteArray("sb-for-the-test"))}};
        ProviderConfig one;
        one.id = QStringLiteral("one");
        one.baseUrl = QUrl(QStringLiteral("http://127.0.0.1:%1/v1").arg(provider.port()));
        one.models = QStringList{QStringLiteral("gpt-4"), QStringLiteral("gpt-4.1")};  // no list to ask for
        config->providers = {one};
        RouteConfig route;
        route.name = QStringLiteral("r");
        route.targets = {{one.id, QStringLiteral("gpt-4")},
                         {one.id, QStringLiteral("gpt-3")},
                         {one.id, QStringLiteral("gpt-4.1")}};
        config->routes = {route};

        const SystemClock clock;
        GatewayRoom room(clock, [](const LedgerEntry&) {});
        quint16 port = 0;
        connect(&room, &GatewayRoom::listened, this,
                [&port](const ListenConfig&, const Result<quint16>& result) {
                    port = result ? result.value() : 0;
                });
        room.open(config, {}, {});
        room.listen({QStringLiteral("127.0.0.1"), 0});
        QVERIFY(port != 0);

        QTcpSocket client;
        client.connectToHost(QStringLiteral("127.0.0.1"), port);
        const QByteArray body = "{\"model\":\"gpt-4\",\"messages\":[]}";
        client.write("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(port) +
                     "\r\nAuthorization: Bearer sb-for-the-test\r\nContent-Type: application/json\r\n"
                     "Connection: close\r\nContent-Length: " +
                     QByteArray::number(body.size()) + "\r\n\r\n" + body);
        QByteArray answer;
        QVERIFY(QTest::qWaitFor(
            [&] {
                answer += client.readAll();
                return answer.endsWith("}");
            },
            20'000));
        QVERIFY2(answer.startsWith("HTTP/1.1 200"), answer.constData());
        QVERIFY(answer.contains("\"yes\""));
        QCOMPARE(provider.requestCount(), 2);
        QVERIFY(provider.requests()[1].body.contains("gpt-4.1"));
        room.shut();
    }

private:
    static bool isEmpty(const ModelCatalog& catalog) {
        return !catalog.contextTokens(QStringLiteral("gpt-4o")) &&
               !catalog.contextTokens(QStringLiteral("a"));
    }
};

QTEST_GUILESS_MAIN(TestModelFacts)
#include "tst_modelfacts.moc"
