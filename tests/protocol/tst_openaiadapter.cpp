#include "core/protocol/PrivateHost.h"
#include "core/protocol/ProtocolAdapter.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace signalbox;

namespace {

RequestBody body(const QByteArray& json, Endpoint endpoint = Endpoint::ChatCompletions) {
    return parseRequestBody(endpoint, json).value();
}

ProviderConfig provider(const char* baseUrl) {
    ProviderConfig config;
    config.id = QStringLiteral("p");
    config.baseUrl = QUrl(QString::fromLatin1(baseUrl));
    return config;
}

QByteArray listed(const Headers& headers) {
    QByteArray text;
    for (const auto& [name, value] : headers) {
        text += name + '=' + value + ';';
    }
    return text;
}

}  // namespace

class TestOpenAiAdapter final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void adapters() {
        QVERIFY(protocolAdapter(Protocol::OpenAi) != nullptr);
        QVERIFY(protocolAdapter(Protocol::Simulated) != nullptr);
        QVERIFY(protocolAdapter(Protocol::Anthropic) == nullptr);
        QVERIFY(protocolAdapter(Protocol::Gemini) == nullptr);
        const ProtocolAdapter* adapter = protocolAdapter(Protocol::OpenAi);
        for (const Endpoint endpoint :
             {Endpoint::ChatCompletions, Endpoint::Completions, Endpoint::Responses, Endpoint::Embeddings,
              Endpoint::ImageGenerations, Endpoint::Moderations, Endpoint::AudioSpeech}) {
            QVERIFY(adapter->serves(endpoint));
        }
        QVERIFY(!adapter->serves(Endpoint::Messages));
        QVERIFY(!adapter->serves(Endpoint::ImageEdits));
    }

    void urls_data() {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<Endpoint>("endpoint");
        QTest::addColumn<QByteArray>("url");
        const auto row = [](const char* base, const char* query, const char* url,
                            Endpoint endpoint = Endpoint::ChatCompletions) {
            QTest::addRow("%s", base) << QByteArray(query) << endpoint << QByteArray(url);
        };
        row("https://api.openai.com/v1", "", "https://api.openai.com/v1/chat/completions");
        row("https://api.openai.com/v1/", "", "https://api.openai.com/v1/images/generations",
            Endpoint::ImageGenerations);
        row("https://api.deepseek.com", "beta=true", "https://api.deepseek.com/chat/completions?beta=true");
        row("https://x.test/a%20b?api-version=2024", "x=1&key=secret&Api_Key=s2&y",
            "https://x.test/a%20b/chat/completions?api-version=2024&x=1&y");
        row("http://user:secret@127.0.0.1:8080/v1#x", "key=secret",
            "http://127.0.0.1:8080/v1/chat/completions");
        row("http://[::1]:11434/v1", "", "http://[::1]:11434/v1/audio/speech", Endpoint::AudioSpeech);
    }
    void urls() {
        QFETCH(QByteArray, query);
        QFETCH(Endpoint, endpoint);
        RequestBody request = body("{\"model\":\"m\"}", endpoint);
        request.query = query;
        const UpstreamRequest sent =
            protocolAdapter(Protocol::OpenAi)
                ->buildRequest(request, provider(QTest::currentDataTag()), QStringLiteral("m"));
        QTEST(sent.url, "url");
        QCOMPARE(sent.method, QByteArray("POST"));
        QCOMPARE(sent.keyHeader, QByteArray("Authorization: Bearer "));
        QVERIFY(sent.key.isEmpty());
    }

    void headers() {
        RequestBody request = body("{\"model\":\"m\"}");
        request.contentType = "application/json; charset=utf-8";
        request.accept = "application/json";
        request.passHeaders.add("OpenAI-Beta", "assistants=v2");
        request.passHeaders.add("Authorization", "Bearer sb-local");
        request.passHeaders.add("X-Api-Key", "sb-local");
        request.passHeaders.add("Cookie", "a=b");
        request.passHeaders.add("Transfer-Encoding", "chunked");
        request.passHeaders.add("x-title", "of the client");
        request.passHeaders.add("x-broken", "a\r\nb: c");
        ProviderConfig config = provider("https://x.test/v1");
        config.headers = {{"X-Title", "of the provider"}, {"X-Org", "o"}};
        const ProtocolAdapter* adapter = protocolAdapter(Protocol::OpenAi);
        QCOMPARE(listed(adapter->buildRequest(request, config, QStringLiteral("m")).headers),
                 QByteArray("Content-Type=application/json; "
                            "charset=utf-8;Accept=application/json;OpenAI-Beta=assistants=v2;"
                            "X-Title=of the provider;X-Org=o;"));
        config.headers = {{"accept", "text/plain"}};
        QCOMPARE(
            listed(adapter->buildRequest(body("{\"model\":\"m\"}"), config, QStringLiteral("m")).headers),
            QByteArray("Content-Type=application/json;accept=text/plain;"));
        QCOMPARE(listed(adapter
                            ->buildRequest(body("{\"model\":\"m\",\"stream\":true}"),
                                           provider("https://x.test"), QStringLiteral("m"))
                            .headers),
                 QByteArray("Content-Type=application/json;Accept=text/event-stream;"));
    }

    void usageIsAskedForWhereItDoesNotComeUnasked_data() {
        QTest::addColumn<bool>("asked");
        QTest::newRow("https://api.openai.com/v1") << true;
        QTest::newRow("http://localhost:11434/v1") << true;
        QTest::newRow("https://api.mistral.ai/v1") << false;
        QTest::newRow("https://api.deepseek.com") << false;
        QTest::newRow("https://openrouter.ai/api/v1") << false;
    }
    void usageIsAskedForWhereItDoesNotComeUnasked() {
        QFETCH(bool, asked);
        const UpstreamRequest sent =
            protocolAdapter(Protocol::OpenAi)
                ->buildRequest(body("{\"model\":\"m\",\"stream\":true}"), provider(QTest::currentDataTag()),
                               QStringLiteral("n"));
        QCOMPARE(sent.body,
                 asked ? QByteArray(
                             "{\"stream_options\":{\"include_usage\":true},\"model\":\"n\",\"stream\":true}")
                       : QByteArray("{\"model\":\"n\",\"stream\":true}"));
    }

    void privateHosts_data() {
        QTest::addColumn<bool>("inner");
        for (const char* host :
             {"localhost",  "LOCALHOST",    "a.localhost", "127.0.0.1",   "127.9.9.9",       "10.0.0.1",
              "172.16.0.1", "172.31.255.1", "192.168.1.1", "169.254.1.1", "100.64.0.1",      "0.0.0.0",
              "::1",        "[::1]",        "fe80::1",     "fd00::1",     "::ffff:10.0.0.1", "::ffff:7f00:1",
              "nas",        "nas.local",    "gpu.lan",     "x.home.arpa", "x.internal."}) {
            QTest::newRow(host) << true;
        }
        for (const char* host :
             {"api.openai.com", "8.8.8.8", "172.32.0.1", "172.15.0.1", "192.169.0.1", "100.63.0.1",
              "2606:4700::1", "::ffff:8.8.8.8", "localhost.example.com", "10.example.com", "1.2.3", ""}) {
            QTest::newRow(host) << false;
        }
    }
    void privateHosts() {
        QFETCH(bool, inner);
        QCOMPARE(isPrivateHost(QString::fromLatin1(QTest::currentDataTag())), inner);
    }

    void asksForTheModelList() {
        ProviderConfig provider;
        provider.baseUrl = QUrl(QStringLiteral("https://user:pw@host.example/v1/?tier=a"));
        provider.headers = {{"X-Title", "mine"}};
        const UpstreamRequest request = protocolAdapter(Protocol::OpenAi)->buildModelsRequest(provider);
        QCOMPARE(request.method, QByteArray("GET"));
        QCOMPARE(request.url, QByteArray("https://host.example/v1/models?tier=a"));
        QCOMPARE(request.keyHeader, QByteArray("Authorization: Bearer "));
        QCOMPARE(request.headers.value("x-title").toByteArray(), QByteArray("mine"));
        QVERIFY(request.body.isEmpty());
        QVERIFY(!request.allowPrivateAddress);
    }

    void readsModelLists_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("isList");
        QTest::addColumn<QStringList>("models");
        const auto row = [](const char* name, const QByteArray& answer,
                            const std::optional<QStringList>& models) {
            QTest::newRow(name) << answer << models.has_value() << models.value_or(QStringList());
        };
        const QStringList ab{QStringLiteral("a"), QStringLiteral("b")};
        row("OpenAI",
            R"({"object":"list","data":[{"id":"a","object":"model","created":1,"owned_by":"x"},{"id":"b"}]})",
            ab);
        row("OpenRouter",
            R"({"data":[{"id":"openai/a","name":"A","context_length":8,"pricing":{"prompt":"0.1"}}]})",
            QStringList(QStringLiteral("openai/a")));
        row("llama.cpp, twice",
            R"({"models":[{"name":"a.gguf"}],"object":"list","data":[{"id":"a"},{"id":"b"}]})", ab);
        row("bare list", R"([{"id":"a","type":"chat"},{"id":"b"}])", ab);
        row("Gemini's OpenAI form", R"({"data":[{"id":"models/a"},{"id":"b"}]})", ab);
        row("no model", R"({"object":"list","data":null})", QStringList());
        row("entries without a name", R"({"data":[{"id":"a"},{},7,{"id":null},{"id":3},{"id":"b"}]})", ab);
        row("an error", R"({"error":{"message":"no"}})", std::nullopt);
        row("a text", R"({"data":"a"})", std::nullopt);
        row("no JSON", "<html></html>", std::nullopt);
        row("nothing", "", std::nullopt);
    }
    void readsModelLists() {
        QFETCH(QByteArray, answer);
        QFETCH(bool, isList);
        QFETCH(QStringList, models);
        const auto read = protocolAdapter(Protocol::OpenAi)->readModels(answer);
        QCOMPARE(read.has_value(), isList);
        QCOMPARE(read.value_or(QStringList()), models);
    }

    void errorEvents() {
        const ProtocolAdapter* adapter = protocolAdapter(Protocol::OpenAi);
        const QString message = QString::fromUtf8("cut \"short\"\n\\ après");
        const QByteArray chat = adapter->errorEvent(body("{\"model\":\"m\"}"), message, 0);
        QVERIFY(chat.startsWith("data: {\"error\":{") && chat.endsWith("}\n\n"));
        QCOMPARE(chat.count('\n'), 2);
        const auto json = nlohmann::json::parse(chat.mid(6).toStdString());
        QCOMPARE(QString::fromStdString(json["error"]["message"].get<std::string>()),
                 QString::fromUtf8("cut \"short\" \\ après"));
        QVERIFY(json["error"].contains("type") && json["error"].contains("param") &&
                json["error"].contains("code"));

        const QByteArray responses =
            adapter->errorEvent(body("{\"model\":\"m\"}", Endpoint::Responses), message, 7);
        QVERIFY(responses.startsWith("event: error\ndata: {\"type\":\"error\"") &&
                responses.endsWith("}\n\n"));
        QCOMPARE(nlohmann::json::parse(responses.mid(responses.indexOf('{')).toStdString())["sequence_number"]
                     .get<int>(),
                 7);
        QVERIFY(
            nlohmann::json::parse(responses.mid(responses.indexOf('{')).toStdString())["error"].is_object());
        QVERIFY(!chat.contains("[DONE]") && !responses.contains("[DONE]"));
    }
};

QTEST_APPLESS_MAIN(TestOpenAiAdapter)
#include "tst_openaiadapter.moc"
