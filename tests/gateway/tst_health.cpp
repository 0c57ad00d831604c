#include "tests/gateway/GatewayFixture.h"
#include "tests/gateway/Scripts.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QString kFirst = QStringLiteral("first");
const QString kSecond = QStringLiteral("second");
const QString kLocal = QStringLiteral("local");

QByteArray ask(GatewayFixture& box) {
    RecordingWriter& client = box.chatRequest(false);
    box.clock.advance(Milliseconds(0));
    const QByteArray start("\"content\":\"");
    const qsizetype at = client.body.indexOf(start);
    return at < 0 ? QByteArray::number(client.status)
                  : client.body.mid(at + start.size(),
                                    client.body.indexOf('"', at + start.size()) - at - start.size());
}

Script with(Script script, const char* name, const char* value) {
    script.headers.add(name, value);
    return script;
}

// "first" and "second" out on the network, then perhaps one on this machine.
Config remote(bool local) {
    Config config;
    std::vector<TargetConfig> targets;
    for (const QString& id : {kFirst, kSecond}) {
        ProviderConfig provider = GatewayFixture::provider(id);
        provider.baseUrl = QUrl(QStringLiteral("https://%1.example/v1").arg(id));
        config.providers.push_back(provider);
        targets.push_back({id, {}, 1});
    }
    if (local) {
        config.providers.push_back(GatewayFixture::provider(kLocal));
        targets.push_back({kLocal, {}, 1});
    }
    config.routes = {GatewayFixture::route(QStringLiteral("r"), targets)};
    return config;
}

QString host(const QString& id) {
    return id + QStringLiteral(".example");
}

void cutOff(GatewayFixture& box) {
    box.transport.script(host(kFirst), noAnswer(TransportError::Connect));
    box.transport.script(host(kSecond), noAnswer(TransportError::Resolve));
}

}  // namespace

class TestHealth final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDelayIsKeptToTheSecond_data() {
        QTest::addColumn<Script>("limited");
        QTest::addColumn<qint64>("restMs");
        const Script plainLimit = error(429, "rate_limit_exceeded", "slow down");
        QTest::newRow("retry-after-ms") << with(plainLimit, "retry-after-ms", "7250") << qint64(7'250);
        QTest::newRow("retry-after") << with(plainLimit, "retry-after", "41") << qint64(41'000);
        QTest::newRow("retry-after, a date")
            << with(with(plainLimit, "date", "Mon, 01 Jun 2026 10:00:00 GMT"), "retry-after",
                    "Mon, 01 Jun 2026 10:02:05 GMT")
            << qint64(125'000);
        QTest::newRow("retry-after, a date, by this machine's clock")
            << with(plainLimit, "retry-after",
                    QLocale::c()
                        .toString(QDateTime::fromMSecsSinceEpoch(FakeClock().wallMs() + 125'000, Qt::UTC),
                                  QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"))
                        .toLatin1()
                        .constData())
            << qint64(125'000);
        Script retryInfo = plainLimit;
        retryInfo.pieces = {
            R"({"error":{"code":429,"message":"x","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.4s"}]}})"};
        QTest::newRow("RetryInfo") << retryInfo << qint64(34'400);
        QTest::newRow("reset of what is used up")
            << with(with(plainLimit, "x-ratelimit-remaining-tokens", "0"), "x-ratelimit-reset-tokens", "1m2s")
            << qint64(62'000);
        QTest::newRow("an hour is cut to ten minutes")
            << with(plainLimit, "retry-after", "3600") << qint64(600'000);
        QTest::newRow("none named") << plainLimit << qint64(5'000);
    }
    void aDelayIsKeptToTheSecond() {
        QFETCH(Script, limited);
        QFETCH(qint64, restMs);
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
        box.transport.script(kFirst, limited);
        box.transport.script(kFirst, plain("one"));
        box.transport.script(kSecond, plain("two"));
        QCOMPARE(ask(box), QByteArray("two"));
        box.clock.advance(Milliseconds(restMs - 1));
        QCOMPARE(ask(box), QByteArray("two"));
        QCOMPARE(box.transport.sentTo(kFirst), 1);
        box.clock.advance(Milliseconds(1));
        QCOMPARE(ask(box), QByteArray("one"));  // and back by itself
    }

    void oneLimitedModelRestsNoOther() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
        box.transport.script(kFirst, with(error(429, "x"), "retry-after", "60"));
        box.transport.script(kFirst, plain("one"));
        box.transport.script(kSecond, plain("two"));
        QCOMPARE(ask(box), QByteArray("two"));
        RecordingWriter& other =
            box.post(QByteArrayLiteral("/v1/chat/completions"), GatewayFixture::chat(false, "other"));
        box.clock.advance(Milliseconds(0));
        QVERIFY(other.body.contains("one"));
    }

    void oneLimitedKeyRestsNoOther() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}}, 2);
        box.transport.script(kFirst, with(error(429, "x"), "retry-after", "60"));
        box.transport.script(kFirst, plain("one"));
        QCOMPARE(ask(box), QByteArray("one"));
        QCOMPARE(box.transport.sent.back().key, QByteArray("key-first-1"));
        box.clock.advance(Milliseconds(59'999));
        ask(box);
        QCOMPARE(box.transport.sent.back().key, QByteArray("key-first-1"));
        box.clock.advance(Milliseconds(1));
        ask(box);
        QCOMPARE(box.transport.sent.back().key, QByteArray("key-first-0"));
    }

    void headroomIsShownAndAKeyWithRoomGoesFirst() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}}, 2);
        Script last = plain("one");
        last = with(last, "x-ratelimit-limit-requests", "500");
        last = with(last, "x-ratelimit-remaining-requests", "0");
        last = with(last, "x-ratelimit-reset-requests", "20s");
        box.transport.script(kFirst, last);
        box.transport.script(kFirst, plain("one"));
        QVERIFY(!box.providerStatus(0).headroom);
        ask(box);
        QCOMPARE(box.transport.sent.back().key, QByteArray("key-first-0"));
        QCOMPARE(box.providerStatus(0).headroom.value(), 0.0);
        ask(box);
        QCOMPARE(box.transport.sent.back().key, QByteArray("key-first-1"));
        box.clock.advance(Milliseconds(20'000));
        ask(box);
        QCOMPARE(box.transport.sent.back().key, QByteArray("key-first-0"));
        QCOMPARE(box.providerStatus(0).headroom.value(), 1.0);
    }

    void aRequestGoesByTheKeyThatHasRoomForIt() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}}, 2);
        Script little = plain("one");
        little = with(little, "x-ratelimit-limit-tokens", "100000");
        little = with(little, "x-ratelimit-remaining-tokens", "500");
        little = with(little, "x-ratelimit-reset-tokens", "60s");
        box.transport.script(kFirst, little);
        box.transport.script(kFirst, plain("one"));
        ask(box);
        ask(box);
        QCOMPARE(box.transport.sent.back().key, QByteArray("key-first-0"));
        box.post(
            QByteArrayLiteral("/v1/chat/completions"),
            R"({"model":"gpt","messages":[{"role":"user","content":")" + QByteArray(20'000, 'x') + R"("}]})");
        box.clock.advance(Milliseconds(0));
        QCOMPARE(box.transport.sent.back().key, QByteArray("key-first-1"));
    }

    void aTargetStepsAside() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
        Script last = plain("one");
        last = with(last, "x-ratelimit-remaining-requests", "0");
        last = with(last, "x-ratelimit-reset-requests", "20s");
        box.transport.script(kFirst, last);
        box.transport.script(kSecond, plain("two"));
        QCOMPARE(ask(box), QByteArray("one"));
        QCOMPARE(ask(box), QByteArray("two"));
        box.clock.advance(Milliseconds(19'999));
        QCOMPARE(ask(box), QByteArray("two"));
        box.clock.advance(Milliseconds(1));
        QCOMPARE(ask(box), QByteArray("one"));
    }

    void headroomOfFailuresCountsToo() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}});
        box.transport.script(kFirst, with(with(error(400, "bad"), "x-ratelimit-limit-tokens", "1000"),
                                          "x-ratelimit-remaining-tokens", "250"));
        ask(box);
        QCOMPARE(box.providerStatus(0).headroom.value(), 0.25);
    }

    // The hour before the start and what has happened since are one; of what is older nothing is shown.
    void theLastHourOutlivesARestart() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}});
        box.transport.script(kFirst, plain("one"));
        QCOMPARE(ask(box), QByteArray("one"));
        const qint64 wall = box.clock.wallMs();
        const qint64 minute = wall / 60'000;
        LastHour hour;
        hour.minutes = {{kFirst, minute - 59, {4, 3, 2}},
                        {kFirst, minute, {1, 0, 0}},
                        {kFirst, minute - 60, {100, 0, 0}},
                        {kFirst, minute + 1, {100, 0, 0}},
                        {QStringLiteral("gone"), minute, {100, 0, 0}}};
        hour.firstTokens = {{kFirst, wall - 50 * 60'000, 400}, {kFirst, wall - 61 * 60'000, 9'000}};
        box.gateway.restoreLastHour(hour);

        const StatusSnapshot status = box.gateway.snapshot();
        QCOMPARE(status.providers.size(), 1);
        const ProviderStatus& first = status.providers[0];
        QCOMPARE(first.lastHour.front().ok, 4U);
        QCOMPARE(first.lastHour.front().failed, 3U);
        QCOMPARE(first.lastHour.front().limited, 2U);
        QCOMPARE(first.lastHour.back().ok, 2U);
        quint32 asked = 0;
        for (const MinuteCell& cell : first.lastHour) {
            asked += cell.ok + cell.failed + cell.limited;
        }
        QCOMPARE(asked, 11U);
        QCOMPARE(first.errorShare, 5.0 / 11.0);
        QCOMPARE(first.ttftTrend.count(400), 1);
        QVERIFY(!first.ttftTrend.contains(9'000));
    }

    void aBreakerOutlivesARestart() {
        HealthRecord kept;
        qint64 openUntilMs = 0;
        {
            GatewayFixture box;
            box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
            box.transport.script(kFirst, error(500, "x"));
            box.transport.script(kSecond, plain("two"));
            for (int i = 0; i < 5; ++i) {
                ask(box);
            }
            QCOMPARE(box.healthKept, 0);
            box.clock.advance(Milliseconds(500));
            QCOMPARE(box.healthKept, 1);  // once for all of it
            openUntilMs = box.target(0).reason.untilMs.value();
            kept = box.gateway.healthRecord();
        }
        GatewayFixture box;
        box.clock.jumpWall(10'000);  // later, but within the rest
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
        box.gateway.restoreHealth(kept);
        box.transport.script(kFirst, plain("one"));
        box.transport.script(kSecond, plain("two"));
        QCOMPARE(box.target(0).reason.kind, HealthReason::Kind::BreakerOpen);
        QCOMPARE(box.target(0).reason.untilMs.value(), openUntilMs);
        QCOMPARE(box.target(0).reason.outcome.value(), Outcome::ServerError);
        QCOMPARE(ask(box), QByteArray("two"));
        box.clock.advance(Milliseconds(openUntilMs - box.clock.wallMs()));
        QCOMPARE(ask(box), QByteArray("one"));
        QCOMPARE(ask(box), QByteArray("one"));
        QCOMPARE(box.target(0).state, HealthState::Healthy);
        QVERIFY(box.gateway.healthRecord().empty());
    }

    void anEndFarAheadIsCutToTheLongestRest() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}});
        HealthRecord record;
        HealthRecord::Target target;
        target.provider = kFirst;
        target.model = QStringLiteral("gpt");
        target.breakerOpenUntilMs = box.clock.wallMs() + 365 * 86'400'000LL;
        target.breakerRestMs = 300'000;
        target.cooldowns.push_back(
            {{KeySource::Kind::Env, QStringLiteral("KEY0")}, box.clock.wallMs() + 86'400'000, 0});
        record.targets.push_back(target);
        HealthRecord::Provider provider;
        provider.id = kFirst;
        provider.restUntilMs = target.breakerOpenUntilMs;
        record.providers.push_back(provider);
        box.gateway.restoreHealth(record);
        box.transport.script(kFirst, plain("one"));
        QCOMPARE(box.providerStatus(0).reason.untilMs.value(), box.clock.wallMs() + 900'000);
        box.clock.advance(Milliseconds(900'000));
        QCOMPARE(ask(box), QByteArray("one"));
    }

    void aKeyThatWasBadIsAskedOnceMoreAfterTheOthers() {
        HealthRecord kept;
        {
            GatewayFixture box;
            box.configure({{kFirst, {}, 1}}, 2);
            box.transport.script(kFirst, error(401, "invalid_api_key"));
            box.transport.script(kFirst, plain("one"));
            QCOMPARE(ask(box), QByteArray("one"));
            kept = box.gateway.healthRecord();
            QCOMPARE(kept.providers.size(), 1U);
        }
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}}, 2);
        box.gateway.restoreHealth(kept);
        box.transport.script(kFirst, error(401, "invalid_api_key"));
        ask(box);
        QCOMPARE(box.transport.sent.size(), 2U);
        QCOMPARE(box.transport.sent.at(0).key, QByteArray("key-first-1"));
        QCOMPARE(box.transport.sent.at(1).key, QByteArray("key-first-0"));
        ask(box);
        QCOMPARE(box.transport.sent.size(), 2U);  // both are bad now
        QCOMPARE(box.providerStatus(0).reason.kind, HealthReason::Kind::BadKey);
        QVERIFY(box.gateway.reset(kFirst, {}).ok());
        QVERIFY(box.gateway.healthRecord().empty());
        ask(box);
        QCOMPARE(box.transport.sent.size(), 4U);
    }

    void whatIsKnownOfAKeyGoesWithIt() {
        GatewayFixture box;
        Config config;
        config.providers.push_back(GatewayFixture::provider(kFirst));
        config.routes = {GatewayFixture::route(QStringLiteral("r"), {{kFirst, {}, 1}})};
        const auto keys = [&](const QList<QByteArray>& values) {
            ProviderKeys all;
            for (const QByteArray& value : values) {
                all.byProvider[kFirst].push_back(
                    {{KeySource::Kind::Env, QString::fromLatin1(value)}, Secret(value)});
            }
            return all;
        };
        box.configure(config);
        box.gateway.setKeys(keys({"late"}));
        box.transport.script(kFirst, with(error(429, "x"), "retry-after", "60"));
        box.transport.script(kFirst, plain("one"));
        QCOMPARE(ask(box), QByteArray("429"));
        box.gateway.setKeys(keys({"early", "late"}));  // the keyring has answered
        QCOMPARE(ask(box), QByteArray("one"));
        QCOMPARE(box.transport.sent.back().key, QByteArray("early"));
        box.gateway.setKeys(keys({"late"}));
        QCOMPARE(ask(box), QByteArray("429"));
        box.clock.advance(Milliseconds(60'000));
        QCOMPARE(ask(box), QByteArray("one"));
    }

    void whenNothingCanBeReachedItIsTheNetwork() {
        GatewayFixture box;
        box.configure(remote(true));
        cutOff(box);
        box.transport.script(kLocal, plain("local"));
        for (int i = 0; i < 40; ++i) {
            QCOMPARE(ask(box), QByteArray("local"));
            box.clock.advance(Milliseconds(100));
        }
        QVERIFY(box.gateway.snapshot().offline);
        QCOMPARE(box.target(0).reason.kind, HealthReason::Kind::Offline);
        QCOMPARE(box.target(1).reason.kind, HealthReason::Kind::Offline);
        QCOMPARE(box.target(2).state, HealthState::Healthy);
        QVERIFY(box.transport.sentTo(host(kFirst)) <= 5);
        QVERIFY(box.gateway.healthRecord().empty());  // no breaker has opened
        QCOMPARE(box.transport.idleDropped, 0);

        box.transport.script(host(kFirst), plain("one"));
        box.clock.advance(Milliseconds(5'000));
        ask(box);  // the last failure that was scripted
        box.clock.advance(Milliseconds(5'000));
        QCOMPARE(ask(box), QByteArray("one"));
        QVERIFY(!box.gateway.snapshot().offline);
        QCOMPARE(box.transport.idleDropped, 1);
        QCOMPARE(ask(box), QByteArray("one"));
    }

    void aBurstThatOpenedABreakerIsForgivenOnReturn() {
        GatewayFixture box;
        box.configure(remote(false));
        box.transport.script(host(kSecond), noAnswer(TransportError::Resolve));
        for (int i = 0; i < 8; ++i) {
            box.transport.script(host(kFirst), noAnswer(TransportError::Connect));
        }
        box.transport.script(host(kFirst), plain("one"));
        for (int i = 0; i < 8; ++i) {
            box.chatRequest(false);  // all at once, before anything has failed
        }
        box.clock.advance(Milliseconds(0));
        QVERIFY(box.gateway.snapshot().offline);
        box.gateway.setNetworkGone(false);
        QVERIFY(!box.gateway.snapshot().offline);
        QCOMPARE(box.target(0).reason.kind, HealthReason::Kind::HalfOpen);
        QCOMPARE(ask(box), QByteArray("one"));
    }

    void theHeadOfAnAnswerEndsAnOutage() {
        GatewayFixture box;
        box.configure(remote(false));
        box.transport.script(host(kFirst), noAnswer(TransportError::Connect));
        box.transport.script(host(kSecond), noAnswer(TransportError::Resolve));
        Script endless = stream("one");
        endless.pieces.resize(2);
        endless.stalls = true;
        box.transport.script(host(kFirst), endless);
        box.transport.script(host(kFirst), plain("two"));
        ask(box);
        QVERIFY(box.gateway.snapshot().offline);
        box.clock.advance(Milliseconds(1'000));
        box.chatRequest(true);
        box.clock.advance(Milliseconds(0));
        QVERIFY(!box.gateway.snapshot().offline);
        QCOMPARE(ask(box), QByteArray("two"));  // while the stream goes on
        QCOMPARE(box.target(0).state, HealthState::Healthy);
        QCOMPARE(box.transport.running, 1);
    }

    void aStreamUnderWaySpeaksAgainstAnOutage() {
        GatewayFixture box;
        Config config = remote(true);
        ProviderConfig third = GatewayFixture::provider(QStringLiteral("third"));
        third.baseUrl = QUrl(QStringLiteral("https://third.example/v1"));
        config.providers.push_back(third);
        RouteConfig own = GatewayFixture::route(QStringLiteral("own"), {{third.id, {}, 1}});
        own.match.model = QStringLiteral("streamed");
        config.routes.insert(config.routes.begin(), own);
        box.configure(config);
        cutOff(box);
        box.transport.script(kLocal, plain("local"));
        Script slow = stream();
        slow.pieces = {roleChunk()};
        for (int i = 0; i < 20; ++i) {
            slow.pieces.push_back(textChunk("x"));
        }
        slow.between = Milliseconds(1'000);
        slow.stalls = true;
        box.transport.script(host(third.id), slow);
        box.post(QByteArrayLiteral("/v1/chat/completions"), GatewayFixture::chat(true, "streamed"));
        for (int i = 0; i < 4; ++i) {
            box.clock.advance(Milliseconds(5'000));
            QCOMPARE(ask(box), QByteArray("local"));
            QVERIFY(!box.gateway.snapshot().offline);
        }
        box.clock.advance(Milliseconds(3'000));  // its last piece came at 21 s
        QCOMPARE(ask(box), QByteArray("local"));
        QVERIFY(box.gateway.snapshot().offline);
    }

    void aLongAnswerToAProbeKeepsNobodyOut() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
        for (int i = 0; i < 5; ++i) {
            box.transport.script(kFirst, error(500, "x"));
        }
        Script slow = stream("one");
        slow.pieces.resize(2);
        slow.headAfter = Milliseconds(100);
        slow.between = Milliseconds(500);
        slow.stalls = true;
        box.transport.script(kFirst, slow);
        box.transport.script(kFirst, plain("one"));
        box.transport.script(kSecond, plain("two"));
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(ask(box), QByteArray("two"));
        }
        box.clock.advance(Milliseconds(30'000));
        box.chatRequest(true);
        box.clock.advance(Milliseconds(599));
        QCOMPARE(ask(box), QByteArray("two"));
        box.clock.advance(Milliseconds(501));  // whichever piece the reader takes for content
        QCOMPARE(ask(box), QByteArray("one"));
    }

    void aRefusalEndsARowOfFailures() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
        for (int i = 0; i < 4; ++i) {
            box.transport.script(kFirst, error(500, "x"));
        }
        box.transport.script(kFirst, error(400, "bad"));
        for (int i = 0; i < 4; ++i) {
            box.transport.script(kFirst, error(500, "x"));
        }
        box.transport.script(kFirst, plain("one"));
        box.transport.script(kSecond, plain("two"));
        for (int i = 0; i < 9; ++i) {
            QCOMPARE(ask(box), i == 4 ? QByteArray("400") : QByteArray("two"));
        }
        QCOMPARE(ask(box), QByteArray("one"));
    }

    // One client may name as many models as it likes, each as long as it likes.
    void namesOfModelsDoNotFillTheRecord() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}});
        const auto askFor = [&](const QByteArray& model) {
            RecordingWriter& client = box.post(QByteArrayLiteral("/v1/chat/completions"),
                                               GatewayFixture::chat(false, model.constData()));
            box.clock.advance(Milliseconds(1));
            return client.status;
        };
        for (int i = 0; i < 600; ++i) {
            box.transport.script(kFirst, with(error(429, "x"), "retry-after", "60"));
        }
        box.transport.script(kFirst, with(error(429, "x"), "retry-after", "600"));
        for (int i = 0; i < 600; ++i) {
            QCOMPARE(askFor("m" + QByteArray::number(i)), 429);
        }
        QCOMPARE(askFor(QByteArray(201, 'x')), 429);
        QCOMPARE(askFor(QByteArray(200, 'y')), 429);
        const HealthRecord record = box.gateway.healthRecord();
        QCOMPARE(record.targets.size(), 256U);
        const auto kept = [&](const QString& model) {
            return std::any_of(record.targets.begin(), record.targets.end(),
                               [&](const auto& target) { return target.model == model; });
        };
        QVERIFY(kept(QString(200, QLatin1Char('y'))));
        QVERIFY(!kept(QString(201, QLatin1Char('x'))));
        QVERIFY(kept(QStringLiteral("m599")));
        QVERIFY(kept(QStringLiteral("m345")));
        QVERIFY(!kept(QStringLiteral("m344")));
        // Of all that were limited so many are still known; the first of them were let go.
        const int sent = box.transport.sentTo(kFirst);
        askFor("m599");
        QCOMPARE(box.transport.sentTo(kFirst), sent);
        askFor("m89");
        QCOMPARE(box.transport.sentTo(kFirst), sent + 1);
    }

    void aProviderThatMovedStartsClean_data() {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("clean");
        QTest::newRow("host") << QStringLiteral("http://elsewhere/v1") << true;
        QTest::newRow("port") << QStringLiteral("http://first:8080/v1") << true;
        QTest::newRow("scheme") << QStringLiteral("https://first/v1") << true;
        QTest::newRow("the port that it is anyway") << QStringLiteral("http://first:80/v1") << false;
        QTest::newRow("path") << QStringLiteral("http://first/v2") << false;
    }
    void aProviderThatMovedStartsClean() {
        QFETCH(QString, url);
        QFETCH(bool, clean);
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
        Script lateFailure = error(500, "x");
        lateFailure.headAfter = Milliseconds(10'000);
        box.transport.script(kFirst, lateFailure);
        for (int i = 0; i < 5; ++i) {
            box.transport.script(kFirst, error(500, "x"));
        }
        box.transport.script(kFirst, plain("one"));
        box.transport.script(QStringLiteral("elsewhere"), plain("one"));
        box.transport.script(kSecond, plain("two"));
        box.chatRequest(false);
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(ask(box), QByteArray("two"));
        }
        QCOMPARE(box.target(0).reason.kind, HealthReason::Kind::BreakerOpen);
        Config config;
        config.providers = {GatewayFixture::provider(kFirst), GatewayFixture::provider(kSecond)};
        config.providers[0].baseUrl = QUrl(url);
        config.routes = {GatewayFixture::route(QStringLiteral("r"), {{kFirst, {}, 1}, {kSecond, {}, 1}})};
        box.configure(config);
        QCOMPARE(ask(box), clean ? QByteArray("one") : QByteArray("two"));
        box.clock.advance(Milliseconds(10'000));  // what began before fails there, not here
        QCOMPARE(box.target(0).state, clean ? HealthState::Healthy : HealthState::Failed);
        QCOMPARE(box.gateway.healthRecord().targets.empty(), clean);
    }

    void whoIsOnHoldWaitsForTheNextTry() {
        GatewayFixture box;
        Config config = remote(false);
        config.routes[0].hold = true;
        box.configure(config);
        box.transport.script(host(kFirst), noAnswer(TransportError::Connect));
        box.transport.script(host(kFirst), plain("one"));
        box.transport.script(host(kSecond), noAnswer(TransportError::Resolve));
        const RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(0));
        QVERIFY(box.gateway.snapshot().offline);
        box.clock.advance(Milliseconds(999));
        QVERIFY(!client.ended());
        box.clock.advance(Milliseconds(1));
        QVERIFY(client.body.contains("one"));
        QVERIFY(!box.gateway.snapshot().offline);
    }

    void oneProviderThatIsDownIsNotTheNetwork() {
        GatewayFixture box;
        box.configure(remote(false));
        box.transport.script(host(kFirst), noAnswer(TransportError::Connect));
        box.transport.script(host(kSecond), plain("two"));
        for (int i = 0; i < 10; ++i) {
            QCOMPARE(ask(box), QByteArray("two"));
        }
        QVERIFY(!box.gateway.snapshot().offline);
        QCOMPARE(box.target(0).reason.kind, HealthReason::Kind::BreakerOpen);
    }

    void theSystemsWordOnTheNetwork() {
        GatewayFixture box;
        box.configure(remote(true));
        box.transport.script(host(kFirst), plain("one"));
        box.transport.script(kLocal, plain("local"));
        box.gateway.setNetworkGone(true);
        QVERIFY(box.gateway.snapshot().offline);
        QCOMPARE(box.providerStatus(0).reason.kind, HealthReason::Kind::Offline);
        QCOMPARE(ask(box), QByteArray("one"));  // tried all the same, and it answers
        QVERIFY(!box.gateway.snapshot().offline);
        box.gateway.setNetworkGone(true);
        box.gateway.setNetworkGone(false);
        QVERIFY(!box.gateway.snapshot().offline);
        QCOMPARE(box.transport.idleDropped, 2);
    }

    void afterSleepTargetsAreTriedAgain() {
        GatewayFixture box;
        box.configure(remote(false));
        box.transport.script(host(kFirst), with(error(429, "x"), "retry-after", "500"));
        box.transport.script(host(kFirst), plain("one"));
        box.transport.script(host(kSecond), plain("two"));
        QCOMPARE(ask(box), QByteArray("two"));
        box.clock.sleep(std::chrono::hours(8));
        box.gateway.resumed(std::chrono::hours(8));
        QCOMPARE(box.transport.idleDropped, 1);
        QCOMPARE(ask(box), QByteArray("one"));
    }

    // Nothing of before a long sleep counts with what comes after it.
    void failuresOfBeforeASleepAreOld() {
        GatewayFixture box;
        box.configure(remote(false));
        box.transport.script(host(kFirst), error(500, "x"));
        box.transport.script(host(kSecond), plain("two"));
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(ask(box), QByteArray("two"));
        }
        QCOMPARE(box.target(0).state, HealthState::Attention);
        box.clock.sleep(std::chrono::minutes(1));
        box.gateway.resumed(std::chrono::minutes(1));
        QCOMPARE(box.target(0).state, HealthState::Healthy);
        QCOMPARE(ask(box), QByteArray("two"));
        QCOMPARE(box.transport.sentTo(host(kFirst)), 5);
        QCOMPARE(box.target(0).reason.kind, HealthReason::Kind::RecentFailures);
    }

    // Awake for a moment only, and before anybody has noticed that there was a sleep.
    void restsGoOnDuringASleepToTheSecond() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}});
        box.transport.script(kFirst, with(error(429, "x"), "retry-after", "500"));
        box.transport.script(kFirst, plain("one"));
        QCOMPARE(ask(box), QByteArray("429"));
        const qint64 until = box.target(0).reason.untilMs.value();
        box.clock.sleep(Milliseconds(499'999));
        QCOMPARE(box.target(0).reason.untilMs.value(), until);
        QCOMPARE(ask(box), QByteArray("429"));
        box.clock.sleep(Milliseconds(1));
        QCOMPARE(ask(box), QByteArray("one"));
    }

    // --- quota ---

    // Keys of one provider may be of different accounts.
    void aKeyWithoutQuotaRestsAlone() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}}, 2);
        box.transport.script(kFirst, error(402, "insufficient_credits"));
        box.transport.script(kFirst, plain("one"));
        box.transport.script(kSecond, plain("two"));
        QCOMPARE(ask(box), QByteArray("one"));
        QCOMPARE(box.transport.sent.back().key, QByteArray("key-first-1"));
        QCOMPARE(box.providerStatus(0).state, HealthState::Healthy);
        QCOMPARE(box.providerStatus(0).keysOutOfQuota, 1);
        box.clock.advance(Milliseconds(15 * 60'000 - 1));
        QCOMPARE(ask(box), QByteArray("one"));
        QCOMPARE(box.transport.sent.back().key, QByteArray("key-first-1"));
        box.clock.advance(Milliseconds(1));
        QCOMPARE(box.providerStatus(0).keysOutOfQuota, 0);
        QCOMPARE(ask(box), QByteArray("one"));
        QCOMPARE(box.transport.sent.back().key, QByteArray("key-first-0"));
    }

    // For all its models, and the provider only when no key is left: until the first of them is back.
    void withoutAnyKeyLeftTheProviderRests() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}}, 3);
        box.transport.script(kFirst, error(401, "invalid_api_key"));
        box.transport.script(kFirst, error(402, "insufficient_credits"));
        box.transport.script(kFirst, plain("one"));
        box.transport.script(kFirst, error(402, "insufficient_credits"));
        box.transport.script(kFirst, plain("one"));
        box.transport.script(kSecond, plain("two"));
        QCOMPARE(ask(box), QByteArray("one"));
        const qint64 back = box.clock.wallMs() + 15 * 60'000;
        box.clock.advance(Milliseconds(60'000));
        QCOMPARE(ask(box), QByteArray("two"));
        const HealthReason reason = box.providerStatus(0).reason;
        QCOMPARE(reason.kind, HealthReason::Kind::QuotaExceeded);
        QCOMPARE(reason.untilMs.value(), back);
        const std::size_t sent = box.transport.sent.size();
        box.post(QByteArrayLiteral("/v1/chat/completions"), GatewayFixture::chat(false, "other"));
        box.clock.advance(Milliseconds(0));
        QCOMPARE(box.transport.sent.size(), sent + 1);
        QCOMPARE(box.transport.sent.back().host, kSecond);
        box.clock.advance(Milliseconds(back - box.clock.wallMs()));
        QCOMPARE(ask(box), QByteArray("one"));
        QCOMPARE(box.transport.sent.back().key, QByteArray("key-first-1"));
    }

    void aLimitAndAnEmptyAccountRestTogether() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}}, 2);
        box.transport.script(kFirst, error(402, "insufficient_credits"));
        box.transport.script(kFirst, with(error(429, "x"), "retry-after", "41"));
        box.transport.script(kFirst, plain("one"));
        ask(box);
        QCOMPARE(box.target(0).reason.kind, HealthReason::Kind::Cooldown);
        QCOMPARE(box.target(0).reason.untilMs.value(), box.clock.wallMs() + 41'000);
        box.clock.advance(Milliseconds(41'000));
        QCOMPARE(ask(box), QByteArray("one"));
        QCOMPARE(box.transport.sent.back().key, QByteArray("key-first-1"));
    }

    void anEmptyAccountOutlivesARestartAndAReset() {
        HealthRecord kept;
        {
            GatewayFixture box;
            box.configure({{kFirst, {}, 1}}, 2);
            box.transport.script(kFirst, error(402, "insufficient_credits"));
            box.transport.script(kFirst, plain("one"));
            QCOMPARE(ask(box), QByteArray("one"));
            kept = box.gateway.healthRecord();
            QCOMPARE(kept.providers.at(0).restingKeys.size(), 1U);
            QCOMPARE(kept.providers.at(0).restingKeys.at(0).key.name, QStringLiteral("KEY0"));
        }
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}}, 2);
        box.gateway.restoreHealth(kept);
        box.transport.script(kFirst, plain("one"));
        QCOMPARE(ask(box), QByteArray("one"));
        QCOMPARE(box.transport.sent.back().key, QByteArray("key-first-1"));
        QVERIFY(box.gateway.reset(kFirst, {}).ok());
        QCOMPARE(ask(box), QByteArray("one"));
        QCOMPARE(box.transport.sent.back().key, QByteArray("key-first-0"));
    }

    // --- what this machine serves itself says nothing of the network ---

    void localServersThatAreDownAreNoNetwork_data() {
        QTest::addColumn<QStringList>("urls");
        QTest::addColumn<bool>("offline");
        const auto row = [](const char* name, const QStringList& urls, bool offline) {
            QTest::newRow(name) << urls << offline;
        };
        row("loopback by name and number",
            {QStringLiteral("http://localhost:11434/v1"), QStringLiteral("http://127.0.0.1:8080/v1")}, false);
        row("the whole of 127",
            {QStringLiteral("http://127.0.0.2/v1"), QStringLiteral("http://127.8.9.1/v1")}, false);
        row("IPv6", {QStringLiteral("http://[::1]:1/v1"), QStringLiteral("http://[fd00::1]/v1")}, false);
        row("mapped",
            {QStringLiteral("http://[::ffff:127.0.0.1]/v1"), QStringLiteral("http://[::ffff:10.0.0.1]/v1")},
            false);
        row("link-local", {QStringLiteral("http://169.254.1.1/v1"), QStringLiteral("http://[fe80::1]/v1")},
            false);
        row("inner networks", {QStringLiteral("http://192.168.1.7/v1"), QStringLiteral("http://10.0.0.2/v1")},
            false);
        row("names at home", {QStringLiteral("http://box.local/v1"), QStringLiteral("http://gpu.lan/v1")},
            false);
        row("local and one remote",
            {QStringLiteral("http://localhost/v1"), QStringLiteral("https://api.example.com/v1")}, false);
        row("one host at two ports",
            {QStringLiteral("https://api.example.com/v1"), QStringLiteral("https://API.example.com:8443/v1")},
            false);
        row("two remotes",
            {QStringLiteral("https://api.example.com/v1"), QStringLiteral("https://api.example.org/v1")},
            true);
    }
    void localServersThatAreDownAreNoNetwork() {
        QFETCH(QStringList, urls);
        QFETCH(bool, offline);
        GatewayFixture box;
        Config config;
        config.providers = {GatewayFixture::provider(kFirst), GatewayFixture::provider(kSecond)};
        Script refused;
        refused.status = 0;
        refused.end.error = TransportError::Connect;
        for (std::size_t i = 0; i < 2; ++i) {
            config.providers[i].baseUrl = QUrl(urls.at(static_cast<int>(i)));
            box.transport.script(config.providers[i].baseUrl.host(), refused);
        }
        config.routes = {GatewayFixture::route(QStringLiteral("r"), {{kFirst, {}, 1}, {kSecond, {}, 1}})};
        box.configure(config);
        ask(box);
        ask(box);
        QCOMPARE(box.gateway.snapshot().offline, offline);
    }

    void unknownModelsCannotBeReset() {
        GatewayFixture box;
        box.configure({{kFirst, QStringLiteral("named"), 1}});
        box.transport.script(kFirst, plain("one"));
        QVERIFY(box.gateway.reset(kFirst, QStringLiteral("named")).ok());
        const Result<void> unknown = box.gateway.reset(kFirst, QStringLiteral("nope"));
        QVERIFY(!unknown.ok());
        QCOMPARE(unknown.error().code, ErrorCode::NotFound);
        QVERIFY(unknown.error().message.contains(QStringLiteral("nope")));
    }

    void aResetIsKeptAtOnce() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}});
        QVERIFY(box.gateway.reset(kFirst, {}).ok());
        QCOMPARE(box.healthKept, 1);
    }

    void aKeyInARefusalDoesNotReachTheClient() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}});
        box.transport.script(kFirst, error(422, "bad", "the key key-first-0 may not do this"));
        const RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(0));
        QCOMPARE(client.status, 422);
        QVERIFY(!client.body.contains("key-first-0"));
        QVERIFY(client.body.contains("the key … may not do this"));
        QCOMPARE(client.contentLength.value(), client.body.size());
    }

    void aRefusedTopicGoesBackAndTheKeyStays() {
        GatewayFixture box;
        box.configure({{kFirst, {}, 1}, {kSecond, {}, 1}});
        const Script refused = error(403, "403", "This needs moderation. Your input was flagged.");
        box.transport.script(kFirst, refused);
        const RecordingWriter& client = box.chatRequest(false);
        box.clock.advance(Milliseconds(0));
        QCOMPARE(client.status, 403);
        QCOMPARE(client.body, refused.pieces.front());
        QCOMPARE(box.transport.sentTo(kSecond), 0);
        QCOMPARE(box.providerStatus(0).state, HealthState::Healthy);
    }
};

QTEST_APPLESS_MAIN(TestHealth)
#include "tst_health.moc"
