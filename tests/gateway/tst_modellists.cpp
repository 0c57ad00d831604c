// Model lists that providers publish: when they are asked for, what is taken of the answers, what follows for
// routing and for /v1/models.
#include "core/gateway/ModelLists.h"
#include "tests/gateway/GatewayFixture.h"
#include "tests/gateway/Scripts.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QScopeGuard>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QString kFirst = QStringLiteral("first");
const QString kSecond = QStringLiteral("second");

QByteArray listOf(const QStringList& models) {
    QJsonArray data;
    for (const QString& model : models) {
        data.append(QJsonObject{{QStringLiteral("id"), model}});
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("data"), data}}).toJson(QJsonDocument::Compact);
}

Script list(const QByteArray& body, int status = 200) {
    Script script = plain();
    script.status = status;
    script.pieces = {body};
    return script;
}

Config without(const QStringList& providers) {
    Config config;
    for (const QString& id : providers) {
        config.providers.push_back(GatewayFixture::provider(id));
    }
    return config;
}

QStringList idsOf(const QByteArray& answer) {
    QStringList ids;
    const QJsonArray entries = QJsonDocument::fromJson(answer)[QStringLiteral("data")].toArray();
    for (const auto& entry : entries) {
        ids.append(entry[QStringLiteral("id")].toString());
    }
    return ids;
}

}  // namespace

class TestModelLists final : public QObject {
    Q_OBJECT

    static void now(GatewayFixture& box) { box.clock.advance(Milliseconds(0)); }

private Q_SLOTS:
    void askedWithKeyAtItsOwnPlace() {
        GatewayFixture box;
        box.transport.scriptList(kFirst, list(listOf({QStringLiteral("a"), QStringLiteral("b")})));
        box.configure(without({kFirst}));
        QVERIFY(box.transport.listsAsked.empty());  // never inside the call
        now(box);
        QCOMPARE(box.transport.listsAsked.size(), 1U);
        QCOMPARE(box.transport.listsAsked[0].url, QByteArray("http://first/v1/models"));
        QCOMPARE(box.transport.listsAsked[0].keyHeader, QByteArray("Authorization: Bearer "));
        QCOMPARE(box.transport.listsAsked[0].key, QByteArray("key-first-0"));
        QCOMPARE(box.providerStatus(0).models, QStringList({QStringLiteral("a"), QStringLiteral("b")}));
        QCOMPARE(box.providerStatus(0).reason.kind, HealthReason::Kind::NotYetUsed);
        QCOMPARE(idsOf(box.get("/v1/models").body), QStringList({QStringLiteral("a"), QStringLiteral("b")}));
        QCOMPARE(box.get("/v1/models/b").status, 200);
        QCOMPARE(box.get("/v1/models/first/b").status, 200);
        QCOMPARE(box.get("/v1/models/c").status, 404);
        QVERIFY(box.started.empty());
        QVERIFY(box.finished.empty());
        QCOMPARE(box.listsChanged, 1);
    }

    // A model that nobody lists may have come since: the lists are asked for again soon, not in ten minutes.
    void aModelThatNobodyListsMakesTheListsDoubtful() {
        GatewayFixture box;
        box.transport.scriptList(kFirst, list(listOf({QStringLiteral("a")})));
        box.transport.scriptList(kFirst, list(listOf({QStringLiteral("a"), QStringLiteral("new")})));
        box.transport.script(kFirst, plain("one"));
        box.configure(without({kFirst}));
        now(box);
        QCOMPARE(box.post("/v1/chat/completions", GatewayFixture::chat(false, "new")).status, 404);
        box.clock.advance(ModelLists::kFirstRetry);
        QCOMPARE(box.transport.listsAsked.size(), 2U);
        const RecordingWriter& client = box.post("/v1/chat/completions", GatewayFixture::chat(false, "new"));
        now(box);
        QVERIFY(client.body.contains("one"));
    }

    void notAskedWhereItNeedNotOrCannotBe() {
        GatewayFixture box;
        Config config = without({kFirst, kSecond, QStringLiteral("third")});
        config.providers[0].models = {QStringLiteral("named")};
        config.providers[1].enabled = false;
        auto shared = std::make_shared<const Config>(config);
        box.gateway.setConfig(shared);  // and no key for the third
        now(box);
        QVERIFY(box.transport.listsAsked.empty());
        box.configure(config);
        now(box);
        QCOMPARE(box.transport.listsAsked.size(), 1U);
        QCOMPARE(box.transport.listsAsked[0].key, QByteArray("key-third-0"));
    }

    void askedWithoutKeyWhereNoneIsConfigured() {
        GatewayFixture box;
        Config config;
        config.providers = {GatewayFixture::provider(kFirst, 0)};
        box.configure(config);
        now(box);
        QCOMPARE(box.transport.listsAsked.size(), 1U);
        QVERIFY(box.transport.listsAsked[0].keyHeader.isEmpty());
        box.configure(config);  // the same again: the one under way goes on
        now(box);
        QCOMPARE(box.transport.listsAsked.size(), 1U);
        QCOMPARE(box.transport.running, 0);
    }

    void aListDecidesWhoIsAsked() {
        GatewayFixture box;
        box.transport.scriptList(kFirst, list(listOf({QStringLiteral("other")})));
        box.transport.scriptList(kSecond,
                                 list(listOf({QStringLiteral("gpt"), QStringLiteral("local:latest")})));
        box.transport.script(kFirst, plain("one"));
        box.transport.script(kSecond, plain("two"));
        box.configure(without({kFirst, kSecond}));
        box.chatRequest(false);  // before any list is known: in turn
        now(box);
        QCOMPARE(box.transport.sent.at(0).host, kFirst);
        const RecordingWriter& listed = box.chatRequest(false);
        now(box);
        QVERIFY(listed.body.contains("two"));
        QCOMPARE(box.transport.sent.at(1).host, kSecond);
        const RecordingWriter& tagged =
            box.post("/v1/chat/completions", GatewayFixture::chat(false, "local"));
        now(box);
        QVERIFY(tagged.body.contains("two"));
        const RecordingWriter& unknown =
            box.post("/v1/chat/completions", GatewayFixture::chat(false, "nobody-has-it"));
        now(box);
        QCOMPARE(unknown.status, 404);
        QVERIFY(unknown.body.contains("no_route"));
    }

    void aNameWithoutItsTagIsFound() {
        GatewayFixture box;
        box.transport.scriptList(kFirst, list(listOf({QStringLiteral("ta:latest")})));
        Config config = without({kFirst, kSecond});
        config.providers.push_back(GatewayFixture::provider(QStringLiteral("off")));
        config.providers.back().enabled = false;
        config.providers.back().models = {QStringLiteral("asleep")};
        box.configure(config);
        now(box);
        for (const char* id : {"ta", "ta:latest", "first/ta", "first/ta:latest"}) {
            const RecordingWriter& answer = box.get(QByteArray("/v1/models/") + id);
            QCOMPARE(answer.status, 200);
            const QJsonDocument model = QJsonDocument::fromJson(answer.body);
            QCOMPARE(model[QStringLiteral("id")].toString(), QString::fromLatin1(id));
            QCOMPARE(model[QStringLiteral("owned_by")].toString(), kFirst);
        }
        // The second one's list is not known, so nothing is said of it.
        for (const char* id : {"tb", "ta:7b", "second/ta", "asleep", "off/asleep"}) {
            QCOMPARE(box.get(QByteArray("/v1/models/") + id).status, 404);
        }
    }

    void aChangeOfFailureIsLoggedOnce() {
        static QStringList logged;
        logged.clear();
        const QtMessageHandler former =
            qInstallMessageHandler([](QtMsgType, const QMessageLogContext& context, const QString& text) {
                if (qstrcmp(context.category, "models") == 0) {
                    logged.append(text);
                }
            });
        const auto restore = qScopeGuard([former] { qInstallMessageHandler(former); });
        GatewayFixture box;
        const auto next = [&](const Script& script) { box.transport.scriptList(kFirst, script); };
        Script refused = list({});
        refused.end = {TransportError::Connect, QStringLiteral("refused")};
        next(list("key-first-0 is wrong", 401));
        next(list("key-first-0 is wrong", 401));
        next(refused);
        next(list("<html>"));
        next(list(listOf({QStringLiteral("a")})));
        next(list("<html>"));
        box.configure(without({kFirst}));
        now(box);
        QCOMPARE(logged.size(), 1);
        QVERIFY2(logged[0].startsWith(kFirst) && logged[0].contains(QStringLiteral("401")),
                 qPrintable(logged[0]));
        box.clock.advance(ModelLists::kFirstRetry);
        QCOMPARE(logged.size(), 1);
        box.clock.advance(ModelLists::kFirstRetry * 2);
        QCOMPARE(logged.size(), 2);
        box.clock.advance(ModelLists::kFirstRetry * 4);
        QCOMPARE(logged.size(), 3);
        QVERIFY(logged[2].contains(QStringLiteral("no list of models")));
        box.clock.advance(ModelLists::kFirstRetry * 8);
        QCOMPARE(box.providerStatus(0).models, QStringList(QStringLiteral("a")));
        QCOMPARE(logged.size(), 3);
        box.clock.advance(ModelLists::kRefresh);
        QCOMPARE(logged.size(), 4);
        QVERIFY(!logged.join(QString()).contains(QStringLiteral("key-first")));
    }

    void noListMeansAskedInTurn_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("not found") << 404 << QByteArray("{}");
        QTest::newRow("empty") << 200 << QByteArray(R"({"object":"list","data":[]})");
        QTest::newRow("null") << 200 << QByteArray(R"({"object":"list","data":null})");
        QTest::newRow("web page") << 200 << QByteArray("<html>");
        QTest::newRow("something else") << 200 << QByteArray(R"({"data":{}})");
    }
    void noListMeansAskedInTurn() {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        GatewayFixture box;
        box.transport.scriptList(kFirst, list(body, status));
        box.transport.script(kFirst, plain("one"));
        box.configure(without({kFirst}));
        now(box);
        const RecordingWriter& client = box.chatRequest(false);
        now(box);
        QVERIFY(client.body.contains("one"));
        QCOMPARE(box.listsChanged, 0);
    }

    void refreshedAndRetried() {
        GatewayFixture box;
        box.transport.scriptList(kFirst, list("{}", 500));
        box.transport.scriptList(kFirst, list("{}", 500));
        box.transport.scriptList(kFirst, list(listOf({QStringLiteral("a")})));
        box.transport.scriptList(kFirst, list("{}", 500));
        box.configure(without({kFirst}));
        now(box);
        const auto asked = [&] { return box.transport.listsAsked.size(); };
        QCOMPARE(asked(), 1U);
        box.clock.advance(Milliseconds(29'999));
        QCOMPARE(asked(), 1U);
        box.clock.advance(Milliseconds(1));
        QCOMPARE(asked(), 2U);
        box.clock.advance(Milliseconds(59'999));
        QCOMPARE(asked(), 2U);
        box.clock.advance(Milliseconds(1));
        QCOMPARE(asked(), 3U);
        QCOMPARE(box.providerStatus(0).models, QStringList(QStringLiteral("a")));
        box.clock.advance(ModelLists::kRefresh - Milliseconds(1));
        QCOMPARE(asked(), 3U);
        box.clock.advance(Milliseconds(1));
        QCOMPARE(asked(), 4U);
        QCOMPARE(box.providerStatus(0).models, QStringList(QStringLiteral("a")));  // the last one is kept
        // Failing for long, the pauses stop at ten minutes.
        for (const int seconds : {30, 60, 120, 240, 480, 600, 600}) {
            const auto before = asked();
            box.clock.advance(Milliseconds(seconds * 1'000 - 1));
            QCOMPARE(asked(), before);
            box.clock.advance(Milliseconds(1));
            QCOMPARE(asked(), before + 1);
        }
        QCOMPARE(box.providerStatus(0).reason.kind, HealthReason::Kind::NotYetUsed);
    }

    void oneThatNeverAnswersIsGivenUp() {
        GatewayFixture box;
        Script stalling = list("{\"data\":[");
        stalling.stalls = true;
        box.transport.scriptList(kFirst, stalling);
        box.configure(without({kFirst}));
        box.clock.advance(ModelLists::kTotalTime - Milliseconds(1));
        QCOMPARE(box.transport.running, 1);
        box.clock.advance(Milliseconds(1));
        QCOMPARE(box.transport.running, 0);
        QCOMPARE(box.transport.listsAsked.size(), 1U);
    }

    void aDrainedProviderIsNotAsked() {
        GatewayFixture box;
        box.transport.scriptList(kFirst, list(listOf({QStringLiteral("a")})));
        box.transport.scriptList(kFirst, list(listOf({QStringLiteral("b")})));
        box.configure(without({kFirst}));
        now(box);
        QVERIFY(box.gateway.setDrain(kFirst, Drain(), QStringLiteral("user"), {}).ok());
        box.clock.advance(3 * ModelLists::kRefresh);
        QCOMPARE(box.transport.listsAsked.size(), 1U);
        QCOMPARE(idsOf(box.get("/v1/models").body), QStringList{QStringLiteral("a")});
        QVERIFY(box.gateway.setDrain(kFirst, std::nullopt, QStringLiteral("user"), {}).ok());
        now(box);
        QCOMPARE(box.transport.listsAsked.size(), 2U);
        QCOMPARE(idsOf(box.get("/v1/models").body), QStringList{QStringLiteral("b")});
    }

    void aDrainCancelsAndItsEndAsksAgain() {
        GatewayFixture box;
        Script slow = list(listOf({QStringLiteral("a")}));
        slow.headAfter = Milliseconds(1'000);
        box.transport.scriptList(kFirst, slow);
        box.configure(without({kFirst}));
        now(box);
        QCOMPARE(box.transport.running, 1);
        Drain drain;
        drain.untilMs = box.clock.wallMs() + 5'000;
        QVERIFY(box.gateway.setDrain(kFirst, drain, QStringLiteral("user"), {}).ok());
        now(box);
        QCOMPARE(box.transport.running, 0);
        box.clock.advance(Milliseconds(4'999));
        QCOMPARE(box.transport.listsAsked.size(), 1U);
        box.clock.advance(Milliseconds(1));
        QCOMPARE(box.transport.listsAsked.size(), 2U);
        box.clock.advance(Milliseconds(1'000));
        QCOMPARE(idsOf(box.get("/v1/models").body), QStringList{QStringLiteral("a")});
    }

    // Back in use with what it listed before, also where it cannot be asked just then.
    void aDisabledProvidersListIsKept() {
        GatewayFixture box;
        box.transport.scriptList(kFirst, list(listOf({QStringLiteral("a")})));
        box.transport.scriptList(kFirst, list("broken", 500));
        Config config = without({kFirst});
        box.configure(config);
        now(box);
        config.providers[0].enabled = false;
        box.configure(config);
        box.clock.advance(3 * ModelLists::kRefresh);
        QCOMPARE(box.transport.listsAsked.size(), 1U);
        QVERIFY(idsOf(box.get("/v1/models").body).isEmpty());
        config.providers[0].enabled = true;
        box.configure(config);
        now(box);
        QCOMPARE(box.transport.listsAsked.size(), 2U);
        QCOMPARE(idsOf(box.get("/v1/models").body), QStringList{QStringLiteral("a")});
    }

    void timeAsleepMakesAListOld() {
        GatewayFixture box;
        box.transport.scriptList(kFirst, list(listOf({QStringLiteral("a")})));
        box.configure(without({kFirst}));
        now(box);
        box.clock.sleep(ModelLists::kRefresh);
        box.gateway.resumed(ModelLists::kRefresh);
        now(box);
        QCOMPARE(box.transport.listsAsked.size(), 2U);
    }

    void notMoreThanFourAtOnce() {
        GatewayFixture box;
        QStringList ids;
        for (int i = 0; i < 10; ++i) {
            ids.append(QStringLiteral("p%1").arg(i));
            Script slow = list(listOf({QStringLiteral("m%1").arg(i)}));
            slow.headAfter = Milliseconds(100);
            box.transport.scriptList(ids.last(), slow);
        }
        box.configure(without(ids));
        now(box);
        QCOMPARE(box.transport.running, 4);
        box.clock.advance(Milliseconds(100));
        QCOMPARE(box.transport.running, 4);
        QCOMPARE(box.transport.listsAsked.size(), 8U);
        box.clock.advance(Milliseconds(200));
        QCOMPARE(box.transport.running, 0);
        QCOMPARE(idsOf(box.get("/v1/models").body).size(), 10);
    }

    void aChangedConfigurationCancels() {
        GatewayFixture box;
        Script slow = list(listOf({QStringLiteral("a")}));
        slow.headAfter = Milliseconds(1'000);
        box.transport.scriptList(kFirst, slow);
        Config config = without({kFirst});
        box.configure(config);
        now(box);
        QCOMPARE(box.transport.running, 1);
        config.providers[0].baseUrl = QUrl(QStringLiteral("http://elsewhere/v1"));
        box.transport.scriptList(QStringLiteral("elsewhere"), list(listOf({QStringLiteral("b")})));
        box.configure(config);
        QCOMPARE(box.transport.running, 0);
        now(box);
        QCOMPARE(box.providerStatus(0).models, QStringList(QStringLiteral("b")));
        // What the former place listed is nothing to the next one.
        config.providers[0].baseUrl = QUrl(QStringLiteral("http://silent/v1"));
        box.configure(config);
        QVERIFY(box.providerStatus(0).models.isEmpty());
        config.providers.clear();
        box.configure(config);
        box.clock.advance(ModelLists::kRefresh * 2);
        QCOMPARE(box.transport.listsAsked.size(), 2U);
    }

    void anotherKeyAsksAgain() {
        GatewayFixture box;
        box.transport.scriptList(kFirst, list("{}", 401));
        box.transport.scriptList(kFirst, list(listOf({QStringLiteral("a")})));
        const Config config = without({kFirst});
        box.configure(config);
        now(box);
        ProviderKeys keys;
        keys.byProvider[kFirst].push_back({config.providers[0].keys[0], Secret("another-key")});
        box.gateway.setKeys(keys);
        now(box);
        QCOMPARE(box.transport.listsAsked.size(), 2U);
        QCOMPARE(box.transport.listsAsked[1].key, QByteArray("another-key"));
        QCOMPARE(box.providerStatus(0).models, QStringList(QStringLiteral("a")));
    }

    void namesAreBounded() {
        GatewayFixture box;
        QStringList names{QStringLiteral("good"),         QStringLiteral("good"),
                          QStringLiteral("line\nfeed"),   QString(201, QLatin1Char('x')),
                          QString(200, QLatin1Char('y')), QString()};
        for (int i = 0; i < 6'000; ++i) {
            names.append(QStringLiteral("m%1").arg(i));
        }
        box.transport.scriptList(kFirst, list(listOf(names)));
        box.configure(without({kFirst}));
        now(box);
        const QStringList models = box.providerStatus(0).models;
        QCOMPARE(models.size(), ModelLists::kMostModels);
        QCOMPARE(models.mid(0, 3),
                 QStringList({QStringLiteral("good"), QString(200, QLatin1Char('y')), QStringLiteral("m0")}));
    }

    void tooLargeAnAnswerIsDropped() {
        GatewayFixture box;
        Script large = list({});
        large.pieces = {"{\"data\":[{\"id\":\"a\"}],\"x\":\"", QByteArray(ModelLists::kMostBytes, 'x'),
                        "\"}"};
        box.transport.scriptList(kFirst, large);
        box.configure(without({kFirst}));
        now(box);
        QVERIFY(box.providerStatus(0).models.isEmpty());
        QCOMPARE(box.transport.running, 0);
    }

    void aRefusedModelMakesTheListDoubtful() {
        GatewayFixture box;
        box.transport.scriptList(kFirst, list(listOf({QStringLiteral("gpt")})));
        box.transport.script(kFirst, error(404, "model_not_found"));
        box.configure(without({kFirst}));
        now(box);
        box.clock.advance(Milliseconds(10'000));
        for (int i = 0; i < 5; ++i) {
            box.chatRequest(false);
            now(box);
        }
        QCOMPARE(box.transport.listsAsked.size(), 1U);
        box.clock.advance(Milliseconds(20'000));
        QCOMPARE(box.transport.listsAsked.size(), 2U);
        box.clock.advance(Milliseconds(60'000));
        QCOMPARE(box.transport.listsAsked.size(), 2U);
    }

    void survivesARestart() {
        ModelListRecord kept;
        {
            GatewayFixture box;
            box.transport.scriptList(kFirst, list(listOf({QStringLiteral("a")})));
            box.configure(without({kFirst, kSecond}));
            now(box);
            kept = box.gateway.modelLists();
        }
        QCOMPARE(kept.lists.size(), 1U);
        QCOMPARE(kept.lists[0].place, QStringLiteral("http://first/v1"));
        {
            GatewayFixture box;
            box.configure(without({kFirst, kSecond}));
            box.gateway.restoreModelLists(kept);
            QCOMPARE(box.providerStatus(0).models, QStringList(QStringLiteral("a")));
            QVERIFY(box.providerStatus(1).models.isEmpty());
        }
        GatewayFixture box;
        Config moved = without({kFirst});
        moved.providers[0].baseUrl = QUrl(QStringLiteral("http://elsewhere/v1"));
        box.configure(moved);
        box.gateway.restoreModelLists(kept);
        QVERIFY(box.providerStatus(0).models.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestModelLists)
#include "tst_modellists.moc"
