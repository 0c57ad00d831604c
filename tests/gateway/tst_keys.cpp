// A key is for one base URL and for nobody else's eyes, whatever changes while requests are under way.
#include "tests/gateway/GatewayFixture.h"
#include "tests/gateway/Scripts.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QString kFirst = QStringLiteral("first");
const QString kSecond = QStringLiteral("second");
const KeySource kSource{KeySource::Kind::File, QStringLiteral("/keys/second")};

Config configFor(const QString& secondsHost, bool hold = false) {
    Config config;
    config.providers = {GatewayFixture::provider(kFirst, 0), GatewayFixture::provider(kSecond, 0)};
    config.providers[1].baseUrl = QUrl(QStringLiteral("http://%1/v1").arg(secondsHost));
    config.providers[1].keys = {kSource};
    config.routes = {GatewayFixture::route(QStringLiteral("r"), {{kFirst, {}, 1}, {kSecond, {}, 1}})};
    config.routes[0].hold = hold;
    return config;
}

ProviderKeys keysOf(const QByteArray& key) {
    ProviderKeys keys;
    keys.byProvider[kSecond].push_back({kSource, Secret(key)});
    return keys;
}

void force(GatewayFixture& box, const Config& config, const QByteArray& key) {
    box.gateway.setConfig(std::make_shared<const Config>(config));
    box.gateway.setKeys(keysOf(key));
}

Script late(Script script, qint64 ms) {
    script.headAfter = Milliseconds(ms);
    return script;
}

bool went(const GatewayFixture& box, const QByteArray& host, const QByteArray& key) {
    const auto& sent = box.transport.sent;
    return std::any_of(sent.begin(), sent.end(),
                       [&](const auto& one) { return one.host.toUtf8() == host && one.key == key; });
}

}  // namespace

class TestKeys final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNewKeyDoesNotGoToTheOldPlace() {
        GatewayFixture box;
        force(box, configFor(QStringLiteral("old.example")), "old-key");
        box.transport.script(kFirst, late(error(500, "x"), 4'000));
        const RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(1'000));
        force(box, configFor(QStringLiteral("new.example")), "new-key");
        box.clock.advance(Milliseconds(10'000));
        QCOMPARE(client.status, 503);
        QVERIFY(!went(box, "old.example", "new-key"));
        QCOMPARE(box.transport.sentTo(QStringLiteral("old.example")), 0);
    }

    void anOldKeyDoesNotGoToTheNewPlace() {
        GatewayFixture box;
        force(box, configFor(QStringLiteral("old.example"), true), "old-key");
        box.transport.script(kFirst, error(500, "x"));
        box.transport.script(QStringLiteral("old.example"), error(500, "x"));
        const RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(100));
        QCOMPARE(box.gateway.snapshot().routes[0].parked, 1);
        box.transport.script(QStringLiteral("new.example"), plain("from the new place"));
        force(box, configFor(QStringLiteral("new.example"), true), "new-key");
        box.clock.advance(Milliseconds(100));
        QVERIFY(!went(box, "new.example", "old-key"));
        QVERIFY(went(box, "new.example", "new-key"));
        QCOMPARE(client.status, 200);
    }

    void aKeyThatWasReplacedMeanwhileStaysHidden() {
        GatewayFixture box;
        force(box, configFor(QStringLiteral("s.example")), "the-first-secret");
        QVERIFY(box.gateway
                    .setPin(QStringLiteral("r"), {PinMode::Only, {kSecond, {}}, {}, 0},
                            QStringLiteral("user"), {})
                    .ok());
        box.transport.script(QStringLiteral("s.example"),
                             late(error(422, "x", "no: Bearer the-first-secret"), 3'000));
        const RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(1'000));
        box.gateway.setKeys(keysOf("the-second-secret"));
        box.clock.advance(Milliseconds(3'000));
        QCOMPARE(client.status, 422);
        QVERIFY2(!client.body.contains("the-first-secret"), client.body.constData());
    }

    // A key file that cannot be read for a moment brings no other key when it is back.
    void aRefusedKeyIsRememberedWhileItCannotBeRead() {
        GatewayFixture box;
        Config config = configFor(QStringLiteral("s.example"));
        config.routes[0].targets = {{kSecond, {}, 1}};
        const KeySource other{KeySource::Kind::File, QStringLiteral("/keys/other")};
        config.providers[1].keys = {kSource, other};
        ProviderKeys both = keysOf("refused");
        both.byProvider[kSecond].push_back({other, Secret(QByteArray("good"))});
        box.gateway.setConfig(std::make_shared<const Config>(config));
        box.gateway.setKeys(both);
        box.transport.script(QStringLiteral("s.example"), error(401, "x"));
        box.transport.script(QStringLiteral("s.example"), plain());
        box.chatRequest(false);
        box.clock.advance(Milliseconds(10));
        QCOMPARE(box.transport.sent.back().key, QByteArray("good"));
        box.gateway.setKeys({});
        box.gateway.setKeys(both);
        box.chatRequest(false);
        box.clock.advance(Milliseconds(10));
        QCOMPARE(box.transport.sent.back().key, QByteArray("good"));
    }

    // What is known of the keys goes with them when the configuration names none any more.
    void aProviderThatLostItsKeysStartsAnew() {
        GatewayFixture box;
        Config config = configFor(QStringLiteral("s.example"));
        config.routes[0].targets = {{kSecond, {}, 1}};
        force(box, config, "refused");
        box.transport.script(QStringLiteral("s.example"), error(401, "x"));
        box.transport.script(QStringLiteral("s.example"), error(429, "x"));
        box.chatRequest(false);
        box.clock.advance(Milliseconds(10));
        config.providers[1].keys.clear();
        box.gateway.setConfig(std::make_shared<const Config>(config));
        box.gateway.setKeys({});
        box.chatRequest(false);
        box.clock.advance(Milliseconds(10));
        QCOMPARE(box.transport.sentTo(QStringLiteral("s.example")), 2);
        const RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(10));
        QCOMPARE(client.status, 429);
        QCOMPARE(box.transport.sentTo(QStringLiteral("s.example")), 2);  // it rests
    }

    void aDrainHoldsForRetriesToo() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}});
        box.transport.script(kFirst, error(500, "x"));
        const RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(0));
        QCOMPARE(box.transport.sentTo(kFirst), 1);
        QVERIFY(box.gateway.setDrain(kFirst, Drain{}, QStringLiteral("user"), {}).ok());
        box.clock.advance(Milliseconds(5'000));
        QCOMPARE(box.transport.sentTo(kFirst), 1);
        QCOMPARE(client.status, 503);
    }

    // The route's total time is no fault of a target that was asked when it was nearly over.
    void theTotalTimeIsNotTheTargetsFault() {
        GatewayFixture box;
        Config config;
        config.providers = {GatewayFixture::provider(kFirst), GatewayFixture::provider(kSecond)};
        config.routes = {GatewayFixture::route(QStringLiteral("r"), {{kFirst, {}, 1}, {kSecond, {}, 1}})};
        config.routes[0].timeouts.firstByte = Milliseconds(1'500);
        config.routes[0].timeouts.total = Milliseconds(2'000);
        box.configure(config);
        for (int i = 0; i < 4; ++i) {
            box.transport.script(kFirst, late(plain(), 60'000));
            box.transport.script(kSecond, late(plain(), 1'000));
            box.chatRequest(false);
            box.clock.advance(Milliseconds(5'000));
        }
        QCOMPARE(box.transport.sentTo(kSecond), 4);
        QCOMPARE(box.target(1).state, HealthState::Healthy);
        QCOMPARE(box.target(0).state, HealthState::Attention);
    }
};

QTEST_APPLESS_MAIN(TestKeys)
#include "tst_keys.moc"
