// What the product is for, from outside: a provider that fails at night, and what its user does about it,
// with the built program and scripted providers.
#include "tests/app/Program.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

#include <memory>

using namespace signalbox::test;

namespace {

const QByteArray kKey("sb-testtesttest");

class Night {
public:
    Night() {
        QJsonObject config =
            configWith({provider("alpha", alpha->baseUrl()), provider("beta", beta->baseUrl())});
        const auto target = [](const char* id) {
            return QJsonObject{{QStringLiteral("provider"), QLatin1String(id)}};
        };
        config[QStringLiteral("routes")] = QJsonArray{QJsonObject{
            {QStringLiteral("name"), QStringLiteral("main")},
            {QStringLiteral("match"), QJsonObject{{QStringLiteral("model"), QStringLiteral("*")}}},
            {QStringLiteral("targets"), QJsonArray{target("alpha"), target("beta")}}}};
        home.writeConfig(config);
        start();
    }

    void start() { instance = std::make_unique<Instance>(home); }
    // Who answered, after how many attempts: "beta 2".
    [[nodiscard]] QByteArray call() const {
        Http http(instance->port());
        if (!http.send("POST", "/v1/chat/completions", kKey, chat("m", false))) {
            return "(not sent)";
        }
        const Http::Answer answer = http.readToEnd();
        return answer.status != 200
                   ? QByteArray::number(answer.status)
                   : answer.header("x-signalbox-provider") + ' ' + answer.header("x-signalbox-attempts");
    }
    [[nodiscard]] Ended command(const char* line) const { return instance->command(words(line)); }
    [[nodiscard]] QJsonObject alphaStatus() const {
        const QByteArray json = command("status --json").out.toUtf8();
        return QJsonDocument::fromJson(json).object()[QStringLiteral("providers")][0].toObject();
    }
    [[nodiscard]] QString ledger(const char* sql) const {
        return query(home.path(QStringLiteral("data/ledger.sqlite3")), sql);
    }

    std::unique_ptr<ScriptedProvider> alpha = std::make_unique<ScriptedProvider>();
    std::unique_ptr<ScriptedProvider> beta = std::make_unique<ScriptedProvider>();
    Home home;
    std::unique_ptr<Instance> instance;
};

}  // namespace

class TestNight : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDrillIsSeenAndLeavesNoTrace() {
        const Night night;
        QVERIFY(night.instance->waitUntilListening());
        QCOMPARE(night.call(), QByteArray("alpha 1"));
        QCOMPARE(night.command("drill alpha server_error --for 5m").code, 0);
        QCOMPARE(night.alphaStatus()[QStringLiteral("drill")][QStringLiteral("kind")].toString(),
                 QStringLiteral("server_error"));
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(night.call(), QByteArray("beta 2"));
        }
        QCOMPARE(night.call(), QByteArray("beta 1"));  // five failures in a row: as in earnest
        QCOMPARE(night.alphaStatus()[QStringLiteral("state")].toString(), QStringLiteral("failed"));
        QCOMPARE(night.command("drill alpha off").code, 0);
        QCOMPARE(night.alphaStatus()[QStringLiteral("state")].toString(), QStringLiteral("healthy"));
        QCOMPARE(night.call(), QByteArray("alpha 1"));
        night.instance->terminate();
        QCOMPARE(night.instance->end().code, 0);
        QCOMPARE(night.ledger("SELECT count(*) FROM attempt_log WHERE drill = 1 AND provider = 'alpha' AND "
                              "outcome = 'server_error'"),
                 QStringLiteral("5"));
        QCOMPARE(night.ledger("SELECT count(*) FROM attempt_log WHERE drill = 0"), QStringLiteral("8"));
    }

    void waitingRequestsAreMoved() {
        Night night;
        QVERIFY(night.instance->waitUntilListening());
        QCOMPARE(night.command("drill alpha slow").code, 0);
        Http http(night.instance->port());
        QVERIFY(http.send("POST", "/v1/chat/completions", kKey, chat("m", false)));
        QTRY_COMPARE(night.alphaStatus()[QStringLiteral("in_flight")].toInt(), 1);
        QCOMPARE(night.command("switch main beta --only --now").code, 0);
        const Http::Answer answer = http.readToEnd();
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("x-signalbox-provider"), QByteArray("beta"));
        QCOMPARE(answer.header("x-signalbox-attempts"), QByteArray("2"));
        QCOMPARE(night.command("undo").code, 0);
    }

    void spendShowsWhatWasJustAnswered() {
        const Night night;
        QVERIFY(night.instance->waitUntilListening());
        for (int i = 1; i <= 5; ++i) {
            QCOMPARE(night.call(), QByteArray("alpha 1"));
            const QByteArray json = night.command("spend --json").out.toUtf8();
            QCOMPARE(
                QJsonDocument::fromJson(json)[QStringLiteral("total")][QStringLiteral("requests")].toInt(),
                i);
        }
    }

    // A key that was refused is changed where it is kept, and the user says so.
    void aResetReadsTheKeysAgain() {
        const ScriptedProvider provider({QStringLiteral("--mode"), QStringLiteral("error:401")});
        const Home home;
        home.write(QStringLiteral("key"), "first-key-of-two");
        QJsonObject entry = signalbox::test::provider("p", provider.baseUrl());
        entry[QStringLiteral("keys")] =
            QJsonArray{QJsonObject{{QStringLiteral("file"), home.path(QStringLiteral("key"))}}};
        home.writeConfig(configWith({entry}));
        Instance instance(home);
        QVERIFY(instance.waitUntilListening());
        const auto state = [&instance] {
            const QByteArray json = instance.command(words("status --json")).out.toUtf8();
            const QJsonObject first =
                QJsonDocument::fromJson(json)[QStringLiteral("providers")][0].toObject();
            return first[QStringLiteral("reason")][QStringLiteral("kind")].toString();
        };
        Http http(instance.port());
        QVERIFY(http.send("POST", "/v1/chat/completions", kKey, chat("m", false)));
        (void)http.readToEnd();
        QCOMPARE(state(), QStringLiteral("bad_key"));
        QVERIFY(QFile::remove(home.path(QStringLiteral("key"))));
        QCOMPARE(instance.command(words("reset p")).code, 0);
        QTRY_COMPARE(state(), QStringLiteral("no_key"));
        home.write(QStringLiteral("key"), "second-key-of-two");
        QCOMPARE(instance.command(words("reset p")).code, 0);
        QTRY_VERIFY(state() != QStringLiteral("no_key"));
    }

    void aDeadProviderStaysKnownOverARestart() {
        Night night;
        QVERIFY(night.instance->waitUntilListening());
        QCOMPARE(night.call(), QByteArray("alpha 1"));
        night.alpha.reset();
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(night.call(), QByteArray("beta 2"));
        }
        QCOMPARE(night.call(), QByteArray("beta 1"));
        night.instance->terminate();
        QCOMPARE(night.instance->end().code, 0);
        night.start();
        QVERIFY(night.instance->waitUntilListening());
        QCOMPARE(night.alphaStatus()[QStringLiteral("state")].toString(), QStringLiteral("failed"));
        QCOMPARE(night.call(), QByteArray("beta 1"));
        QCOMPARE(night.command("reset alpha").code, 0);
        QCOMPARE(night.call(), QByteArray("beta 2"));  // asked again, and still dead
    }
};

QTEST_GUILESS_MAIN(TestNight)
#include "tst_night.moc"
