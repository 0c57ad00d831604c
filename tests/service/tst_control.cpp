#include "core/service/ControlClient.h"
#include "core/service/ControlServer.h"
#include "core/service/ControlSocket.h"
#include "tests/service/FakeService.h"
#include "tests/support/FakeClock.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace signalbox;
using signalbox::test::FakeClock;
using signalbox::test::FakeService;

namespace {

// One peer of the control socket, in the test's own loop.
class Peer : public QObject {
public:
    explicit Peer(const QString& folder) {
        const Result<int> descriptor = connectToControlSocket(folder);
        if (descriptor) {
            socket.setSocketDescriptor(descriptor.value());
        }
        connect(&socket, &QLocalSocket::readyRead, this, [this] { received += socket.readAll(); });
    }
    void send(const QByteArray& bytes) {
        socket.write(bytes);
        socket.flush();
    }
    [[nodiscard]] qsizetype lines() const { return received.count('\n'); }
    [[nodiscard]] bool isClosed() const { return socket.state() == QLocalSocket::UnconnectedState; }
    [[nodiscard]] QJsonObject answer(qsizetype line = 0) const {
        return QJsonDocument::fromJson(received.split('\n').value(line)).object();
    }
    [[nodiscard]] QString error(qsizetype line = 0) const {
        return answer(line)[QStringLiteral("error")][QStringLiteral("code")].toString();
    }

    QLocalSocket socket;
    QByteArray received;
};

struct Room {
    explicit Room(const ControlServer::Limits& limits = {}) : server(service, clock, clock, limits) {
        auto config = std::make_shared<Config>();
        config->clients = {{QStringLiteral("default"), Secret("sb-first")},
                           {QStringLiteral("ci"), Secret("sb-second")}};
        service.m_config = config;
        service.m_status.version = QStringLiteral("1.2.3");
        listening = server.listen(folder.path());
    }
    QTemporaryDir folder;
    FakeClock clock;
    FakeService service;
    ControlServer server;
    Result<void> listening;
};

}  // namespace

class TestControl : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void commandsSurviveTheWire_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("asked");
        QTest::newRow("auto") << QByteArray(R"({"command":"switch","route":"r","mode":"auto"})")
                              << QStringLiteral("pin r command line");
        QTest::newRow("drain") << QByteArray(R"({"command":"drain","provider":"p"})")
                               << QStringLiteral("drain p command line");
        QTest::newRow("undrain") << QByteArray(R"({"command":"undrain","provider":"p"})")
                                 << QStringLiteral("drain p command line");
        QTest::newRow("reset") << QByteArray(R"({"command":"reset","provider":"p"})")
                               << QStringLiteral("reset p ");
        QTest::newRow("reset a model") << QByteArray(R"({"command":"reset","provider":"p","model":"a/b"})")
                                       << QStringLiteral("reset p a/b");
        QTest::newRow("now") << QByteArray(R"({"command":"switch","route":"r","mode":"auto","now":true})")
                             << QStringLiteral("pin r command line");
        QTest::newRow("undo") << QByteArray(R"({"command":"undo"})") << QStringLiteral("undo command line");
        QTest::newRow("drill") << QByteArray(R"({"command":"drill","provider":"p","kind":"slow"})")
                               << QStringLiteral("drill p");
        QTest::newRow("spend") << QByteArray(R"({"command":"spend"})") << QStringLiteral("spend");
    }
    // The same question, cut at every byte.
    void commandsSurviveTheWire() {
        QFETCH(QByteArray, line);
        QFETCH(QString, asked);
        Room room;
        QVERIFY(room.listening.ok());
        line += '\n';
        Peer peer(room.folder.path());
        for (qsizetype cut = 0; cut < line.size(); ++cut) {
            const std::size_t before = room.service.asked.size();
            peer.send(line.left(cut));
            QCoreApplication::processEvents();
            QCOMPARE(room.service.asked.size(), before);
            peer.send(line.mid(cut));
            QVERIFY(QTest::qWaitFor([&] { return room.service.asked.size() == before + 1; }));
            const FakeService::Asked& last = room.service.asked.back();
            QCOMPARE(last.what, asked);
            if (last.query) {
                Q_EMIT room.service.spendReady(last.ticket, SpendReport{});
            } else {
                Q_EMIT room.service.commandDone(last.ticket, {});
            }
            QVERIFY(QTest::qWaitFor([&] { return peer.lines() == cut + 1; }));
            QCOMPARE(peer.answer(cut)[QStringLiteral("ok")], QJsonValue(true));
        }
    }

    void theSwitchIsPassedOnWhole() {
        Room room;
        Peer peer(room.folder.path());
        peer.send(
            R"({"command":"switch","route":"gpt","mode":"only","target":"p/vendor/model","for_ms":60000})"
            "\n");
        QTRY_COMPARE(room.service.asked.size(), std::size_t{1});
        const Pin pin = room.service.asked[0].pin.value();
        QCOMPARE(pin.mode, PinMode::Only);
        QCOMPARE(pin.target, (TargetRef{QStringLiteral("p"), QStringLiteral("vendor/model")}));
        QCOMPARE(pin.sinceMs, room.clock.wallMs());
        QCOMPARE(pin.untilMs, std::optional<qint64>(room.clock.wallMs() + 60'000));
        Q_EMIT room.service.commandDone(1, Error{ErrorCode::NotFound, QStringLiteral("no route gpt"), {}});
        QTRY_COMPARE(peer.lines(), 1);
        QCOMPARE(peer.error(), QStringLiteral("not_found"));
    }

    void waitingRequestsAreMovedWhenAsked() {
        Room room;
        Peer peer(room.folder.path());
        for (const bool now : {false, true}) {
            const std::size_t before = room.service.asked.size();
            SwitchCommand command{QStringLiteral("r"), PinMode::Prefer, {QStringLiteral("p"), {}}, {}};
            command.waiting = now ? WaitingRequests::Move : WaitingRequests::Stay;
            peer.send(QJsonDocument(writeCommand(command)).toJson(QJsonDocument::Compact) + '\n');
            QTRY_COMPARE(room.service.asked.size(), before + 1);
            QCOMPARE(room.service.asked.back().waiting, command.waiting);
            Q_EMIT room.service.commandDone(room.service.asked.back().ticket, {});
        }
    }

    void drillsHaveALengthAndAnEnd() {
        Room room;
        Peer peer(room.folder.path());
        peer.send("{\"command\":\"drill\",\"provider\":\"p\",\"kind\":\"rate_limited\"}\n");
        QTRY_COMPARE(room.service.asked.size(), std::size_t{1});
        const qint64 now = room.clock.wallMs();
        QCOMPARE(room.service.asked[0].drill,
                 std::optional<Drill>({DrillKind::RateLimited, now, now + 120'000}));
        Q_EMIT room.service.commandDone(1, {});
        const DrillCommand command{QStringLiteral("p"), DrillKind::Cut, 5'000};
        peer.send(QJsonDocument(writeCommand(command)).toJson(QJsonDocument::Compact) + '\n');
        QTRY_COMPARE(room.service.asked.size(), std::size_t{2});
        QCOMPARE(room.service.asked[1].drill, std::optional<Drill>({DrillKind::Cut, now, now + 5'000}));
        Q_EMIT room.service.commandDone(2, {});
        peer.send(QJsonDocument(writeCommand(DrillCommand{QStringLiteral("p"), {}, 1}))
                      .toJson(QJsonDocument::Compact) +
                  '\n');
        QTRY_COMPARE(room.service.asked.size(), std::size_t{3});
        QVERIFY(!room.service.asked[2].drill);
        Q_EMIT room.service.commandDone(3, {});
        QTRY_COMPARE(peer.lines(), 3);
    }

    void requestsToExplain() {
        Room room;
        Peer peer(room.folder.path());
        ExplainQuery query;
        query.endpoint = Endpoint::Responses;
        query.client = QStringLiteral("ci");
        // Larger than what any other question may be.
        query.body = "{\"model\":\"m\",\"input\":\"" + QByteArray(200'000, 'x') + "\xff\"}";
        peer.send(QJsonDocument(writeCommand(ExplainCommand{query})).toJson(QJsonDocument::Compact) + '\n');
        QTRY_COMPARE(room.service.asked.size(), std::size_t{1});
        const ExplainQuery asked = room.service.asked[0].explain.value();
        QCOMPARE(asked.endpoint, query.endpoint);
        QCOMPARE(asked.client, query.client);
        QCOMPARE(asked.body, query.body);

        Explanation explanation;
        explanation.facts.model = QStringLiteral("m");
        explanation.facts.needsTools = true;
        explanation.route = QStringLiteral("r");
        explanation.rules = {{QStringLiteral("q"), ExplainedRule::Verdict::OtherModel},
                             {QStringLiteral("r"), ExplainedRule::Verdict::Matches}};
        ExplainedTarget chosen;
        chosen.target = {QStringLiteral("p"), QStringLiteral("x")};
        chosen.place = 0;
        chosen.estimatedCost = 12;
        ExplainedTarget passed;
        passed.target = {QStringLiteral("q"), {}};
        passed.state = HealthState::Resting;
        passed.reason.kind = HealthReason::Kind::Cooldown;
        explanation.targets = {chosen, passed};
        Q_EMIT room.service.explained(1, explanation);
        QTRY_COMPARE(peer.lines(), 1);
        const QJsonObject answer = peer.answer()[QStringLiteral("answer")].toObject();
        QCOMPARE(answer[QStringLiteral("route")].toString(), QStringLiteral("r"));
        QCOMPARE(answer[QStringLiteral("request")][QStringLiteral("needs")].toArray(),
                 QJsonArray{QStringLiteral("tools")});
        QCOMPARE(answer[QStringLiteral("rules")][0][QStringLiteral("verdict")].toString(),
                 QStringLiteral("other_model"));
        const QJsonArray targets = answer[QStringLiteral("targets")].toArray();
        QCOMPARE(targets[0][QStringLiteral("target")].toString(), QStringLiteral("p/x"));
        QCOMPARE(targets[0][QStringLiteral("place")].toInt(), 1);
        QCOMPARE(targets[0][QStringLiteral("estimated_cost_nanousd")].toInt(), 12);
        QVERIFY(targets[1][QStringLiteral("place")].isNull());
        QVERIFY(targets[1][QStringLiteral("estimated_cost_nanousd")].isNull());
        QCOMPARE(targets[1][QStringLiteral("reason")][QStringLiteral("kind")].toString(),
                 QStringLiteral("cooldown"));

        peer.send("{\"command\":\"explain\",\"request_id\":\"abc\"}\n");
        QTRY_COMPARE(room.service.asked.size(), std::size_t{2});
        QCOMPARE(room.service.asked[1].explain->requestId, QByteArray("abc"));
        Q_EMIT room.service.explained(2, Error{ErrorCode::NotFound, QStringLiteral("none"), {}});
        QTRY_COMPARE(peer.lines(), 2);
        QCOMPARE(peer.error(1), QStringLiteral("not_found"));
    }

    void spendInFull() {
        Room room;
        Peer peer(room.folder.path());
        peer.send(
            "{\"command\":\"spend\",\"by\":\"hour\",\"project\":\"\",\"model\":\"m\",\"since\":"
            "\"2026-05-01\",\"until\":\"2026-05-31\",\"previous\":true,\"forecast\":true}\n");
        QTRY_COMPARE(room.service.asked.size(), std::size_t{1});
        const SpendQuery query = room.service.asked[0].query.value();
        QCOMPARE(query.by, SpendBy::Hour);
        QCOMPARE(query.filter.model, QStringLiteral("m"));
        QCOMPARE(query.filter.project, QString());  // those without one
        QVERIFY(query.filter.project.has_value() && !query.filter.client.has_value());
        QVERIFY(query.withPrevious && query.forecastOn.has_value());
        peer.send("{\"command\":\"spend\",\"previous\":true}\n");
        Q_EMIT room.service.spendReady(1, SpendReport{});
        QTRY_COMPARE(peer.lines(), 2);
        QCOMPARE(peer.error(1), QStringLiteral("invalid_input"));
    }

    void exportsAndImports() {
        Room room;
        Peer peer(room.folder.path());
        peer.send(
            "{\"command\":\"export\",\"what\":\"requests\",\"format\":\"json\",\"path\":\"/x/a.json\","
            "\"provider\":\"p\",\"since\":\"2026-05-01\",\"until\":\"2026-05-01\"}\n");
        QTRY_COMPARE(room.service.asked.size(), std::size_t{1});
        const RequestExport& wanted = room.service.requestExports.at(0);
        QCOMPARE(wanted.path, QStringLiteral("/x/a.json"));
        QCOMPARE(wanted.format, ExportFormat::Json);
        QCOMPARE(wanted.filter.provider, QStringLiteral("p"));
        QCOMPARE(wanted.filter.sinceMs, QDate(2026, 5, 1).startOfDay().toMSecsSinceEpoch());
        QCOMPARE(wanted.filter.untilMs, QDate(2026, 5, 2).startOfDay().toMSecsSinceEpoch());
        Q_EMIT room.service.exportDone(1, ExportResult{wanted.path, 7});
        QTRY_COMPARE(peer.lines(), 1);
        QCOMPARE(peer.answer()[QStringLiteral("answer")][QStringLiteral("rows")].toInt(), 7);

        peer.send("{\"command\":\"import\",\"path\":\"/x/old.sqlite3\"}\n");
        QTRY_COMPARE(room.service.asked.size(), std::size_t{2});
        QCOMPARE(room.service.asked[1].what, QStringLiteral("import /x/old.sqlite3"));
        Q_EMIT room.service.importDone(2, Error{ErrorCode::InvalidInput, QStringLiteral("damaged"), {}});
        QTRY_COMPARE(peer.lines(), 2);
        QCOMPARE(peer.error(1), QStringLiteral("invalid_input"));

        peer.send("{\"command\":\"import\",\"path\":\"old.sqlite3\"}\n");
        QTRY_COMPARE(peer.lines(), 3);
        QCOMPARE(peer.error(2), QStringLiteral("invalid_input"));
    }

    // Whoever ends the command ends the work.
    void whatNobodyWaitsForIsCancelled() {
        Room room;
        {
            Peer peer(room.folder.path());
            peer.send("{\"command\":\"import\",\"path\":\"/x/old.sqlite3\"}\n");
            QTRY_COMPARE(room.service.asked.size(), std::size_t{1});
            QVERIFY(room.service.cancelled.empty());
        }
        QTRY_COMPARE(room.service.cancelled, std::vector<Ticket>{1});
    }

    void theSwitchHistory() {
        Room room;
        Peer peer(room.folder.path());
        peer.send("{\"command\":\"switches\",\"limit\":2}\n");
        QTRY_COMPARE(room.service.asked.size(), std::size_t{1});
        QCOMPARE(room.service.asked[0].what, QStringLiteral("history 2"));
        Q_EMIT room.service.historyReady(
            1, QVector<SwitchChanged>{{0, QStringLiteral("user"), QStringLiteral("route:r"),
                                       QStringLiteral("auto"), QStringLiteral("only p"), 60'000,
                                       QStringLiteral("because")}});
        QTRY_COMPARE(peer.lines(), 1);
        const QJsonArray switches =
            peer.answer()[QStringLiteral("answer")][QStringLiteral("switches")].toArray();
        QCOMPARE(switches.size(), 1);
        QCOMPARE(switches[0][QStringLiteral("at")].toString(), QStringLiteral("1970-01-01T00:00:00.000Z"));
        QCOMPARE(switches[0][QStringLiteral("until")].toString(), QStringLiteral("1970-01-01T00:01:00.000Z"));
        QCOMPARE(switches[0][QStringLiteral("to")].toString(), QStringLiteral("only p"));

        peer.send("{\"command\":\"switches\",\"limit\":0}\n");
        QTRY_COMPARE(peer.lines(), 2);
        QCOMPARE(peer.error(1), QStringLiteral("invalid_input"));
    }

    void statusTellsWhatRuns() {
        Room room;
        room.service.m_status.offline = true;
        room.service.m_status.undoable = UndoableSwitch{1, QStringLiteral("r"), {}, {}, {}};
        ProviderStatus provider;
        provider.id = QStringLiteral("p");
        provider.drill = Drill{DrillKind::Stall, 0, 60'000};
        room.service.m_status.providers = {provider};
        RouteStatus route;
        route.name = QStringLiteral("r");
        route.parked = 3;
        room.service.m_status.routes = {route};
        Peer peer(room.folder.path());
        peer.send("{\"command\":\"status\"}\n");
        QTRY_COMPARE(peer.lines(), 1);
        const QJsonObject answer = peer.answer()[QStringLiteral("answer")].toObject();
        QVERIFY(answer[QStringLiteral("offline")].toBool());
        QCOMPARE(answer[QStringLiteral("providers")][0][QStringLiteral("drill")][QStringLiteral("kind")]
                     .toString(),
                 QStringLiteral("stall"));
        QCOMPARE(answer[QStringLiteral("routes")][0][QStringLiteral("parked")].toInt(), 3);
        QCOMPARE(answer[QStringLiteral("undo")][QStringLiteral("route")].toString(), QStringLiteral("r"));
    }

    void spendDaysAreRead() {
        Room room;
        Peer peer(room.folder.path());
        peer.send(R"({"command":"spend","by":"client","since":"2026-05-01","until":"today"})"
                  "\n");
        QTRY_COMPARE(room.service.asked.size(), std::size_t{1});
        const SpendQuery query = room.service.asked[0].query.value();
        QCOMPARE(query.by, SpendBy::Client);
        QCOMPARE(query.since, std::optional(QDate(2026, 5, 1)));
        QCOMPARE(query.until, std::optional(QDateTime::fromMSecsSinceEpoch(room.clock.wallMs()).date()));
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("line");
        for (const char* line :
             {"",
              "x",
              "[]",
              "null",
              "{",
              "{}",
              R"({"command":7})",
              R"({"command":""})",
              R"({"command":"drill"})",
              R"({"command":"drill","provider":"p"})",
              R"({"command":"drill","provider":"p","kind":"earthquake"})",
              R"({"command":"drill","provider":"p","kind":"off","for_ms":0})",
              R"({"command":"switch","route":"r","mode":"auto","now":1})",
              R"({"command":"explain"})",
              R"({"command":"explain","body":""})",
              R"({"command":"explain","body":"no base64!"})",
              R"({"command":"explain","body":"e30=","endpoint":"moon"})",
              R"({"command":"switch"})",
              R"({"command":"switch","route":"r"})",
              R"({"command":"switch","route":"r","mode":"prefer"})",
              R"({"command":"switch","route":"r","mode":"sometimes","target":"p"})",
              R"({"command":"switch","route":"r","mode":"prefer","target":"p","for_ms":0})",
              R"({"command":"switch","route":"r","mode":"prefer","target":"p","for_ms":-5})",
              R"({"command":"switch","route":"r","mode":"prefer","target":"p","for_ms":"5"})",
              R"({"command":"switch","route":"r","mode":"prefer","target":"p","for_ms":1e300})",
              R"({"command":"drain"})",
              R"({"command":"drain","provider":["p"]})",
              R"({"command":"reset","provider":""})",
              R"({"command":"spend","by":"moon"})",
              R"({"command":"spend","since":"2026-13-01"})",
              R"({"command":"spend","until":20260501})",
              R"({"command":"key","client":1})",
              "\xff\xfe"}) {
            QTest::newRow(*line == '\0' ? "an empty line" : line) << QByteArray(line);
        }
    }
    void refuses() {
        QFETCH(QByteArray, line);
        Room room;
        Peer peer(room.folder.path());
        peer.send(line + "\n{\"command\":\"status\"}\n");
        QTRY_COMPARE(peer.lines(), 2);
        QCOMPARE(peer.error(), QStringLiteral("invalid_input"));
        QVERIFY(room.service.asked.empty());
        QCOMPARE(peer.answer(1)[QStringLiteral("answer")][QStringLiteral("version")].toString(),
                 QStringLiteral("1.2.3"));
    }

    void keysOfClients() {
        Room room;
        Peer peer(room.folder.path());
        peer.send(
            "{\"command\":\"key\"}\n{\"command\":\"key\",\"client\":\"ci\"}\n{\"command\":\"key\",\"client\":"
            "\"x\"}\n");
        QTRY_COMPARE(peer.lines(), 3);
        QCOMPARE(peer.answer(0)[QStringLiteral("answer")][QStringLiteral("key")].toString(),
                 QStringLiteral("sb-first"));
        QCOMPARE(peer.answer(1)[QStringLiteral("answer")][QStringLiteral("key")].toString(),
                 QStringLiteral("sb-second"));
        QCOMPARE(peer.error(2), QStringLiteral("not_found"));
        QVERIFY(!peer.received.split('\n')[2].contains("sb-"));
    }

    void raiseNeedsAWindow() {
        Room room;
        int raised = 0;
        connect(&room.server, &ControlServer::raiseRequested, this, [&raised] { ++raised; });
        Peer peer(room.folder.path());
        peer.send("{\"command\":\"raise\"}\n");
        QTRY_COMPARE(peer.lines(), 1);
        QCOMPARE(peer.error(), QStringLiteral("not_found"));
        room.server.setWindow(ControlServer::Window::Present);
        peer.send("{\"command\":\"raise\"}\n");
        QTRY_COMPARE(peer.lines(), 2);
        QCOMPARE(raised, 1);
        QCOMPARE(peer.answer(1)[QStringLiteral("ok")], QJsonValue(true));
    }

    void questionsOfAPeerAreAnsweredInOrder() {
        Room room;
        Peer peer(room.folder.path());
        peer.send(
            "{\"command\":\"reset\",\"provider\":\"a\"}\n{\"command\":\"status\"}\n"
            "{\"command\":\"reset\",\"provider\":\"b\"}\n");
        QTRY_COMPARE(room.service.asked.size(), std::size_t{1});
        QCoreApplication::processEvents();
        QCOMPARE(peer.lines(), 0);
        Q_EMIT room.service.commandDone(1, {});
        QTRY_COMPARE(room.service.asked.size(), std::size_t{2});
        QTRY_COMPARE(peer.lines(), 2);
        QVERIFY(peer.answer(1)[QStringLiteral("answer")].toObject().contains(QStringLiteral("providers")));
    }

    void peersDoNotWaitForEachOther() {
        Room room;
        Peer slow(room.folder.path());
        slow.send("{\"command\":\"reset\",\"provider\":\"a\"}\n{\"comm");
        QTRY_COMPARE(room.service.asked.size(), std::size_t{1});
        Peer quick(room.folder.path());
        quick.send("{\"command\":\"reset\",\"provider\":\"b\"}\n");
        QTRY_COMPARE(room.service.asked.size(), std::size_t{2});
        Q_EMIT room.service.commandDone(2, {});
        QTRY_COMPARE(quick.lines(), 1);
        QCOMPARE(slow.lines(), 0);
        Q_EMIT room.service.commandDone(1, {});
        QTRY_COMPARE(slow.lines(), 1);
    }

    void aPeerThatLeavesIsForgotten() {
        Room room;
        {
            Peer peer(room.folder.path());
            peer.send("{\"command\":\"reset\",\"provider\":\"a\"}\n");
            QTRY_COMPARE(room.service.asked.size(), std::size_t{1});
        }
        QTRY_COMPARE(room.server.sessionCount(), 0);
        Q_EMIT room.service.commandDone(1, {});
    }

    void tooLong_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("no line end") << QByteArray(300, 'x');
        QTest::newRow("line end at last") << QByteArray(300, ' ') + "{\"command\":\"status\"}\n";
    }
    void tooLong() {
        QFETCH(QByteArray, bytes);
        Room room({.questionBytes = 256});
        Peer peer(room.folder.path());
        peer.send(bytes);
        QTRY_VERIFY(peer.isClosed());
        QCOMPARE(peer.error(), QStringLiteral("invalid_input"));
        QTRY_COMPARE(room.server.sessionCount(), 0);
    }

    void aSilentPeerIsLetGo() {
        Room room;
        Peer peer(room.folder.path());
        peer.send("{\"comm");
        QTRY_COMPARE(room.server.sessionCount(), 1);
        QCoreApplication::processEvents();
        room.clock.advance(Milliseconds(9'999));
        QCOMPARE(room.server.sessionCount(), 1);
        room.clock.advance(Milliseconds(1));
        QTRY_VERIFY(peer.isClosed());
        QTRY_COMPARE(room.server.sessionCount(), 0);
    }

    void aPeerThatWaitsForItsAnswerIsNot() {
        Room room;
        Peer peer(room.folder.path());
        peer.send("{\"command\":\"spend\"}\n");
        QTRY_COMPARE(room.service.asked.size(), std::size_t{1});
        room.clock.advance(Milliseconds(25'000));
        Q_EMIT room.service.spendReady(1, SpendReport{});
        QTRY_COMPARE(peer.lines(), 1);
    }

    void onlySoManyAtOnce() {
        Room room({.sessions = 3});
        std::vector<std::unique_ptr<Peer>> peers;
        for (int i = 0; i < 4; ++i) {
            peers.push_back(std::make_unique<Peer>(room.folder.path()));
            QTRY_VERIFY(room.server.sessionCount() > std::min(i, 2));
        }
        QTRY_VERIFY(peers[3]->isClosed());
        QCOMPARE(peers[3]->error(), QStringLiteral("busy"));
        peers[0]->send("{\"command\":\"status\"}\n");
        QTRY_COMPARE(peers[0]->lines(), 1);
    }

    void manyPeersAreAllAnswered() {
        Room room;
        constexpr int kPeers = 24;
        std::vector<std::thread> threads;
        threads.reserve(kPeers);
        std::atomic<int> answered{0};
        const SystemClock clock;
        for (int i = 0; i < kPeers; ++i) {
            threads.emplace_back([&] {
                const auto client = ControlClient::connectTo(room.folder.path(), clock);
                for (int question = 0; client && question < 20; ++question) {
                    const auto answer = client.value()->ask(writeCommand(StatusCommand{}));
                    answered += answer && answer.value()[QStringLiteral("version")] == QStringLiteral("1.2.3")
                                    ? 1
                                    : 0;
                }
            });
        }
        const bool done = QTest::qWaitFor([&] { return answered == kPeers * 20; }, 20'000);
        for (std::thread& thread : threads) {
            thread.join();
        }
        QVERIFY2(done, QByteArray::number(answered.load()));
    }

    void theFileIsTheOwners() {
        Room room;
        struct stat info {};
        const QByteArray path = QFile::encodeName(room.folder.filePath(QStringLiteral("control.sock")));
        QCOMPARE(::stat(path.constData(), &info), 0);
        QVERIFY(S_ISSOCK(info.st_mode));
        QCOMPARE(info.st_mode & 0777, mode_t{0600});
        room.server.close();
        QVERIFY(::stat(path.constData(), &info) != 0);
    }

    void aDeadSocketIsReplaced() {
        QTemporaryDir folder;
        const Result<int> dead = listenOnControlSocket(folder.path());
        QVERIFY(dead.ok());
        ::close(dead.value());
        QCOMPARE(connectToControlSocket(folder.path()).error().code, ErrorCode::NotFound);
        FakeClock clock;
        FakeService service;
        ControlServer server(service, clock, clock);
        QVERIFY(server.listen(folder.path()).ok());
        Peer peer(folder.path());
        peer.send("{\"command\":\"status\"}\n");
        QTRY_COMPARE(peer.lines(), 1);
    }

    void nobodyListens() {
        QTemporaryDir folder;
        const SystemClock clock;
        QCOMPARE(ControlClient::connectTo(folder.path(), clock).error().code, ErrorCode::NotFound);
        QCOMPARE(ControlClient::connectTo(folder.filePath(QStringLiteral("none")), clock).error().code,
                 ErrorCode::NotFound);
    }

    void longPaths() {
        QTemporaryDir folder;
        const QString deep = folder.filePath(QString(200, QLatin1Char('d')) + QLatin1Char('/') +
                                             QString(200, QLatin1Char('e')));
        QVERIFY(QDir().mkpath(deep));
        FakeClock clock;
        FakeService service;
        ControlServer server(service, clock, clock);
        const Result<void> listening = server.listen(deep);
        QVERIFY2(listening.ok(), listening ? "" : qPrintable(listening.error().message));
        QVERIFY(QFile::exists(deep + QStringLiteral("/control.sock")));
        Peer peer(deep);
        peer.send("{\"command\":\"status\"}\n");
        QTRY_COMPARE(peer.lines(), 1);
    }

    // A process of another user, even one that can reach the socket, gets no answer.
    void anotherUserIsTurnedAway() {
        if (::geteuid() != 0) {
            // Only root can become someone else; then the kernel's answer for this user is all there is to
            // check.
            int pair[2];
            QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
            QCOMPARE(peerUser(pair[0]), qint64{::geteuid()});
            ::close(pair[0]);
            ::close(pair[1]);
            return;
        }
        Room room;
        QCOMPARE(::chmod(QFile::encodeName(room.folder.path()).constData(), 0755), 0);
        QCOMPARE(::chmod(QFile::encodeName(room.folder.filePath(QStringLiteral("control.sock"))).constData(),
                         0666),
                 0);
        int result[2];
        QCOMPARE(::pipe(result), 0);
        const QString folder = room.folder.path();
        const pid_t child = ::fork();
        if (child == 0) {
            char answer[256] = "not connected";
            if (::setgid(65534) == 0 && ::setuid(65534) == 0) {
                if (const Result<int> descriptor = connectToControlSocket(folder)) {
                    const char question[] = "{\"command\":\"key\"}\n";
                    ssize_t size = ::send(descriptor.value(), question, sizeof question - 1, MSG_NOSIGNAL);
                    size = ::recv(descriptor.value(), answer, sizeof answer, 0);
                    qstrncpy(answer, size > 0 ? "answered" : "closed", sizeof answer);
                }
            }
            [[maybe_unused]] const ssize_t written = ::write(result[1], answer, qstrlen(answer));
            ::_exit(0);
        }
        ::close(result[1]);
        QVERIFY(QTest::qWaitFor([child] { return ::waitpid(child, nullptr, WNOHANG) == child; }, 10'000));
        char answer[64] = {};
        [[maybe_unused]] const ssize_t size = ::read(result[0], answer, sizeof answer - 1);
        ::close(result[0]);
        QCOMPARE(QByteArray(answer), QByteArray("closed"));
        QVERIFY(room.service.asked.empty());
    }

    void statusInJson() {
        StatusSnapshot status;
        status.baseUrl = QStringLiteral("http://127.0.0.1:5252/v1");
        status.atMs = 1'780'000'000'123;
        ProviderStatus provider;
        provider.id = QStringLiteral("p");
        provider.state = HealthState::Resting;
        provider.reason = {HealthReason::Kind::Cooldown, 1'780'000'001'000, Outcome::RateLimited, 429,
                           QStringLiteral("slow down")};
        provider.lastHour[59] = {3, 2, 1};
        provider.ttftP50Ms = 12;
        status.providers.append(provider);
        RouteStatus route;
        route.name = QStringLiteral("r");
        route.targets = {
            {{QStringLiteral("p"), {}}, {}, HealthState::Resting, {}},
            {{QStringLiteral("q"), QStringLiteral("m")}, QStringLiteral("m"), HealthState::Healthy, {}}};
        route.active = 1;
        route.pin = {PinMode::Prefer,
                     {QStringLiteral("q"), QStringLiteral("m")},
                     1'780'000'060'000,
                     1'780'000'000'000};
        status.routes.append(route);
        const QJsonObject json = statusToJson(status);
        QCOMPARE(json[QStringLiteral("at")].toString(), QStringLiteral("2026-05-28T20:26:40.123Z"));
        const QJsonObject first = json[QStringLiteral("providers")][0].toObject();
        QCOMPARE(first[QStringLiteral("state")].toString(), QStringLiteral("resting"));
        QCOMPARE(first[QStringLiteral("reason")][QStringLiteral("kind")].toString(),
                 QStringLiteral("cooldown"));
        QCOMPARE(first[QStringLiteral("reason")][QStringLiteral("http_status")].toInt(), 429);
        QCOMPARE(first[QStringLiteral("last_hour")][QStringLiteral("failed")].toInt(), 2);
        QVERIFY(first[QStringLiteral("ttft_p95_ms")].isNull());
        const QJsonObject lever = json[QStringLiteral("routes")][0].toObject();
        QCOMPARE(lever[QStringLiteral("active")].toString(), QStringLiteral("q/m"));
        QCOMPARE(lever[QStringLiteral("pin")][QStringLiteral("mode")].toString(), QStringLiteral("prefer"));
        QCOMPARE(lever[QStringLiteral("pin")][QStringLiteral("until")].toString(),
                 QStringLiteral("2026-05-28T20:27:40.000Z"));
    }
};

QTEST_GUILESS_MAIN(TestControl)
#include "tst_control.moc"
