#include "core/ledger/LedgerWriter.h"
#include "core/secrets/Origin.h"
#include "core/service/ListenPlace.h"
#include "core/service/Service.h"
#include "tests/ledger/LedgerFixture.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;

namespace {

// A keyring that answers when the test says so.
class SlowKeyring final : public KeyringBackend {
public:
    [[nodiscard]] bool isAvailable() const override { return available; }
    [[nodiscard]] QString unavailableReason() const override {
        return QStringLiteral("there is no keyring here");
    }
    void read(const QString& entry, Callback callback) override {
        reads.emplace_back(entry, std::move(callback));
    }
    void write(const QString&, const Secret&, Callback) override {}
    void remove(const QString&, Callback) override {}

    bool available = false;
    std::vector<std::pair<QString, Callback>> reads;
};

QJsonObject provider(const char* id, const QJsonArray& keys = {}) {
    return {{QStringLiteral("id"), QLatin1String(id)},
            {QStringLiteral("protocol"), QStringLiteral("openai")},
            {QStringLiteral("base_url"), QStringLiteral("https://127.0.0.1:1/v1")},
            {QStringLiteral("models"), QJsonArray{QStringLiteral("m")}},
            {QStringLiteral("keys"), keys}};
}

// A service over a folder of its own.
struct Room {
    Room() = default;
    void configure(const QJsonArray& providers, quint16 port = 0, const char* address = "127.0.0.1") const {
        const QJsonObject root{
            {QStringLiteral("version"), 1},
            {QStringLiteral("listen"), QJsonObject{{QStringLiteral("address"), QLatin1String(address)},
                                                   {QStringLiteral("port"), port}}},
            {QStringLiteral("clients"),
             QJsonArray{QJsonObject{
                 {QStringLiteral("name"), QStringLiteral("default")},
                 {QStringLiteral("key"), QStringLiteral("sb-0123456789abcdef0123456789abcdef")}}}},
            {QStringLiteral("providers"), providers}};
        QFile file(configFile());
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(QJsonDocument(root).toJson());
        file.close();
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }
    [[nodiscard]] QString configFile() const { return folder.filePath(QStringLiteral("config.json")); }
    [[nodiscard]] QString dataFolder() const { return folder.filePath(QStringLiteral("data")); }
    std::unique_ptr<Service> make(std::optional<ListenConfig> listen = std::nullopt) {
        auto backend = std::make_unique<SlowKeyring>();
        keyring = backend.get();
        keyring->available = hasKeyring;
        return std::make_unique<Service>(ServiceOptions{configFile(), dataFolder(), std::move(listen)}, clock,
                                         std::move(backend));
    }

    QTemporaryDir folder;
    SystemClock clock;
    bool hasKeyring = false;
    SlowKeyring* keyring = nullptr;
};

bool start(Service& service) {
    QSignalSpy started(&service, &Service::started);
    QSignalSpy failed(&service, &Service::startFailed);
    service.start();
    return QTest::qWaitFor([&] { return !started.isEmpty() || !failed.isEmpty(); }, 20'000) &&
           failed.isEmpty();
}

Error startError(Service& service) {
    Error error;
    QObject::connect(&service, &Service::startFailed, &service,
                     [&error](const Error& given) { error = given; });
    QSignalSpy failed(&service, &Service::startFailed);
    service.start();
    (void)QTest::qWaitFor([&] { return !failed.isEmpty(); }, 20'000);
    return error;
}

bool stop(Service& service) {
    QSignalSpy stopped(&service, &Service::stopped);
    service.stop();
    return QTest::qWaitFor([&] { return !stopped.isEmpty(); }, 20'000);
}

// Collects the answers to commands.
struct Answers {
    explicit Answers(Service& service) {
        QObject::connect(
            &service, &Service::commandDone, &service,
            [this](Ticket ticket, const Result<void>& result) { done.insert(ticket, result.ok()); });
        QObject::connect(
            &service, &Service::spendReady, &service,
            [this](Ticket ticket, const Result<SpendReport>& report) { spent.insert(ticket, report.ok()); });
        QObject::connect(&service, &Service::explained, &service,
                         [this](Ticket ticket, const Result<Explanation>& explanation) {
                             spent.insert(ticket, explanation.ok());
                         });
        QObject::connect(&service, &Service::previewReady, &service,
                         [this](Ticket ticket, const Result<SwitchPreview>& preview) {
                             spent.insert(ticket, preview.ok());
                         });
        QObject::connect(&service, &Service::historyReady, &service,
                         [this](Ticket ticket, const Result<QVector<SwitchChanged>>& history) {
                             spent.insert(ticket, history.ok());
                         });
    }
    QMultiHash<Ticket, bool> done;
    QMultiHash<Ticket, bool> spent;
};

quint16 portOf(const Service& service) {
    return static_cast<quint16>(QUrl(service.status().baseUrl).port());
}

bool accepts(quint16 port) {
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    return socket.waitForConnected(5'000);
}

}  // namespace

class TestService : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void startsAndStops() {
        Room room;
        const auto service = room.make(ListenConfig{QStringLiteral("127.0.0.1"), 0});
        QVERIFY(start(*service));
        QVERIFY(service->status().listening);
        QVERIFY(service->status().baseUrl.startsWith(QStringLiteral("http://127.0.0.1:")));
        const quint16 port = portOf(*service);
        QVERIFY(accepts(port));
        QTRY_COMPARE(service->status().providers.size(), 2);
        QVERIFY(stop(*service));
        QVERIFY(!accepts(port));
        QVERIFY(!service->status().listening);
        // All is let go: another one can run here.
        const auto next = room.make(ListenConfig{QStringLiteral("127.0.0.1"), 0});
        QVERIFY(start(*next));
        QVERIFY(stop(*next));
    }

    void canBeDestroyedAtAnyMoment() {
        for (int turns = 0; turns < 12; ++turns) {
            Room room;
            const auto service = room.make(ListenConfig{QStringLiteral("127.0.0.1"), 0});
            service->start();
            for (int i = 0; i < turns; ++i) {
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
            }
            if (turns % 2 == 0) {
                service->stop();
            }
        }
    }

    void stopsWhileStarting() {
        Room room;
        const auto service = room.make(ListenConfig{QStringLiteral("127.0.0.1"), 0});
        QSignalSpy started(service.get(), &Service::started);
        service->start();
        QVERIFY(stop(*service));
        QVERIFY(started.isEmpty());
    }

    void everyCommandIsAnsweredOnce() {
        Room room;
        const auto service = room.make(ListenConfig{QStringLiteral("127.0.0.1"), 0});
        Answers answers(*service);
        QVERIFY(start(*service));
        QSet<Ticket> commands;
        QSet<Ticket> questions;
        const QString none;
        for (int i = 0; i < 50; ++i) {
            commands.insert(service->setDrain(QStringLiteral("demo-north"),
                                              i % 2 == 0 ? std::optional(Drain{}) : std::nullopt, none));
            commands.insert(
                service->setPin(QStringLiteral("no such route"), Pin{}, none, WaitingRequests::Stay));
            commands.insert(service->reset(QStringLiteral("demo-south"), none));
            commands.insert(service->undo(none));
            commands.insert(service->setDrill(QStringLiteral("nobody"), std::nullopt));
            questions.insert(service->spend({}));
            questions.insert(service->explain({}));
            questions.insert(service->explain({QByteArray("no such request"), {}, {}, {}, {}}));
            questions.insert(service->previewPin(QStringLiteral("no such route"), {}));
            questions.insert(service->switchHistory(5));
        }
        QVERIFY(answers.done.isEmpty());
        QVERIFY(stop(*service));
        const Ticket late = service->reset(QStringLiteral("demo-south"), none);
        commands.insert(late);
        commands.insert(service->undo(none));
        commands.insert(service->setDrill(QStringLiteral("demo-north"), Drill{}));
        questions.insert(service->spend({}));
        questions.insert(service->explain({}));
        questions.insert(service->explain({QByteArray("id"), {}, {}, {}, {}}));
        questions.insert(service->previewPin(QStringLiteral("demo"), {}));
        questions.insert(service->switchHistory(5));
        QVERIFY(QTest::qWaitFor([&] { return answers.done.size() >= commands.size(); }));
        QVERIFY(QTest::qWaitFor([&] { return answers.spent.size() >= questions.size(); }));
        QCOMPARE(answers.done.size(), commands.size());
        QCOMPARE(answers.spent.size(), questions.size());
        for (const Ticket ticket : std::as_const(commands)) {
            QCOMPARE(answers.done.count(ticket), 1);
        }
        for (const Ticket ticket : std::as_const(questions)) {
            QCOMPARE(answers.spent.count(ticket), 1);
        }
        QVERIFY(!answers.done.value(late));
    }

    void aRoomThatIsShutAnswersToo() {
        const SystemClock clock;
        GatewayRoom room(clock, [](const LedgerEntry&) {});
        QSignalSpy finished(&room, &GatewayRoom::commandFinished);
        QSignalSpy explained(&room, &GatewayRoom::explained);
        QSignalSpy previews(&room, &GatewayRoom::previewReady);
        room.setPin(1, {}, {}, {}, WaitingRequests::Move);
        room.setDrain(2, {}, {}, {});
        room.undo(3, {});
        room.setDrill(4, {}, {});
        room.reset(5, {}, {});
        room.explain(6, {});
        room.explainFacts(7, {}, {});
        room.previewPin(8, {}, {});
        QCOMPARE(finished.size(), 5);
        for (const QList<QVariant>& answer : std::as_const(finished)) {
            QCOMPARE(answer[1].value<CommandResult>().result.error().code, ErrorCode::Cancelled);
        }
        QCOMPARE(explained.size(), 2);
        QCOMPARE(previews.size(), 1);
        QSignalSpy tested(&room, &GatewayRoom::testCallDone);
        room.testCall(9, {});
        room.cancelTestCall(9);
        QCOMPARE(tested.size(), 1);
    }

    void theHistoryIsRead() {
        Room room;
        const auto service = room.make(ListenConfig{QStringLiteral("127.0.0.1"), 0});
        QVERIFY(start(*service));
        QVector<SwitchChanged> history;
        connect(service.get(), &Service::historyReady, this,
                [&](Ticket, const Result<QVector<SwitchChanged>>& read) { history = read.value(); });
        service->setDrain(QStringLiteral("demo-north"), Drain{}, QStringLiteral("why not"));
        service->undo(QStringLiteral("wrong one"));
        QVERIFY(QTest::qWaitFor(
            [&] {
                service->switchHistory(1);
                return history.size() == 1 && history[0].actor == QStringLiteral("undo");
            },
            10'000));
        QCOMPARE(history[0].reason, QStringLiteral("wrong one"));
        QVERIFY(!service->status().undoable);
    }

    void aCommandIsSeenAndKeptWhenItIsDone() {
        Room room;
        const auto service = room.make(ListenConfig{QStringLiteral("127.0.0.1"), 0});
        QVERIFY(start(*service));
        QTRY_COMPARE(service->status().routes.size(), 1);
        for (int i = 0; i < 10; ++i) {
            const bool drained = i % 2 == 0;
            bool done = false;
            const Ticket ticket = service->setDrain(
                QStringLiteral("demo-north"), drained ? std::optional(Drain{}) : std::nullopt, QString());
            const auto connection = connect(
                service.get(), &Service::commandDone, this, [&](Ticket which, const Result<void>& result) {
                    QCOMPARE(which, ticket);
                    QVERIFY(result.ok());
                    QCOMPARE(service->status().providers[0].drained, drained);
                    QFile file(room.dataFolder() + QStringLiteral("/state.json"));
                    QVERIFY(file.open(QIODevice::ReadOnly));
                    const Result<SwitchState> kept = readState(file.readAll());
                    QVERIFY(kept.ok());
                    QCOMPARE(kept.value().drains.contains(QStringLiteral("demo-north")), drained);
                    done = true;
                });
            QVERIFY(QTest::qWaitFor([&done] { return done; }));
            disconnect(connection);
        }
    }

    void atMostFourSnapshotsASecond() {
        Room room;
        const auto service = room.make(ListenConfig{QStringLiteral("127.0.0.1"), 0});
        QVERIFY(start(*service));
        Answers answers(*service);
        QSignalSpy statuses(service.get(), &Service::statusChanged);
        QElapsedTimer time;
        time.start();
        for (int i = 0; i < 100; ++i) {
            const Ticket ticket = service->reset(QStringLiteral("demo-north"), QString());
            QVERIFY(QTest::qWaitFor([&] { return answers.done.contains(ticket); }));
        }
        QVERIFY2(statuses.size() <= 2 + time.elapsed() / GatewayRoom::kSnapshotGap.count(),
                 QByteArray::number(statuses.size()));
    }

    void faultyConfiguration() {
        Room room;
        QFile file(room.configFile());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"version\":1,\"providers\":[{}]}");
        file.close();
        const auto service = room.make();
        const Error error = startError(*service);
        QCOMPARE(error.code, ErrorCode::InvalidInput);
        QVERIFY2(error.message.contains(room.configFile() + QStringLiteral(": providers[0]")),
                 qPrintable(error.message));
    }

    void portTaken() {
        QTcpServer holder;
        QVERIFY(holder.listen(QHostAddress::LocalHost));
        Room room;
        const auto service = room.make(ListenConfig{QStringLiteral("127.0.0.1"), holder.serverPort()});
        const Error error = startError(*service);
        QCOMPARE(error.code, ErrorCode::Busy);
        QVERIFY2(
            error.message.contains(QStringLiteral("(process %1)").arg(QCoreApplication::applicationPid())),
            qPrintable(error.message));
        // Nothing is held any more.
        const auto next = room.make(ListenConfig{QStringLiteral("127.0.0.1"), 0});
        QVERIFY(start(*next));
    }

    // Of an address that is not wanted any more nothing is said.
    void aTakenPortIsForgottenWithTheWishForIt() {
        Room room;
        room.configure({provider("p")});
        const auto service = room.make();
        QVERIFY(start(*service));
        QTcpServer holder;
        QVERIFY(holder.listen(QHostAddress::LocalHost));
        room.configure({provider("p")}, holder.serverPort());
        QVERIFY(QTest::qWaitFor([&] { return !service->status().configFaults.isEmpty(); }, 20'000));
        room.configure({provider("p")});
        QVERIFY(QTest::qWaitFor([&] { return service->status().configFaults.isEmpty(); }, 20'000));
    }

    // Any free port is found once, not with every change of something else.
    void aChangeElsewhereLeavesTheListener() {
        Room room;
        room.configure({provider("p")});
        const auto service = room.make();
        QVERIFY(start(*service));
        const quint16 former = portOf(*service);
        QSignalSpy changed(service.get(), &Service::configChanged);
        room.configure({provider("p"), provider("q")});
        QVERIFY(QTest::qWaitFor([&] { return !changed.isEmpty(); }, 20'000));
        // Answered after the gateway has heard where to listen.
        Answers answers(*service);
        const Ticket ticket = service->setDrain(QStringLiteral("q"), Drain(), QStringLiteral("a try"));
        QVERIFY(QTest::qWaitFor([&] { return answers.done.contains(ticket); }, 20'000));
        QVERIFY(answers.done.value(ticket));
        QCOMPARE(portOf(*service), former);
        QVERIFY(accepts(former));
    }

    // A card shows the hour, also right after a start.
    void theLastHourIsReadAtTheStart() {
        Room room;
        room.configure({provider("p")});
        QVERIFY(QDir().mkpath(room.dataFolder()));
        {
            LedgerWriter writer(room.dataFolder() + QStringLiteral("/ledger.sqlite3"), room.clock);
            QVERIFY(writer.start().ok());
            RequestStarted started = test::startedRequest(1);
            started.startedAtMs = room.clock.wallMs() - 10 * 60'000;
            RequestFinished finished = test::finishedRequest(1);
            finished.attempts.front().provider = QStringLiteral("p");
            finished.attempts.front().startedAtMs = started.startedAtMs;
            writer.book(started);
            writer.book(finished);
            QVERIFY(writer.flushNow(Milliseconds(10'000)));
            writer.stop();
        }
        const auto service = room.make();
        QVERIFY(start(*service));
        QVERIFY(QTest::qWaitFor(
            [&] {
                const QVector<ProviderStatus>& providers = service->status().providers;
                return providers.size() == 1 && providers[0].errorShare.has_value();
            },
            20'000));
        const ProviderStatus& provider = service->status().providers[0];
        QCOMPARE(provider.errorShare, 0.0);
        QVERIFY(provider.ttftP50Ms.has_value());
    }

    void theListenerMoves() {
        Room room;
        room.configure({provider("p")});
        const auto service = room.make();
        QVERIFY(start(*service));
        const quint16 former = portOf(*service);
        QTcpServer holder;
        QVERIFY(holder.listen(QHostAddress::LocalHost));

        room.configure({provider("p")}, holder.serverPort());
        QVERIFY(QTest::qWaitFor([&] { return !service->status().configFaults.isEmpty(); }, 20'000));
        QCOMPARE(portOf(*service), former);
        QVERIFY(service->status().listening && accepts(former));

        const quint16 wanted = holder.serverPort();
        holder.close();
        room.configure({provider("p"), provider("q")}, wanted);
        QVERIFY(QTest::qWaitFor([&] { return portOf(*service) == wanted; }, 20'000));
        QVERIFY(accepts(wanted));
        QVERIFY(QTest::qWaitFor([&] { return service->status().configFaults.isEmpty(); }));
        QVERIFY(!accepts(former));
    }

    void theAddressChangesOnTheSamePort() {
        Room room;
        QTcpServer finder;
        QVERIFY(finder.listen(QHostAddress::LocalHost));
        const quint16 port = finder.serverPort();
        finder.close();
        room.configure({provider("p")}, port);
        const auto service = room.make();
        QVERIFY(start(*service));
        QSignalSpy changed(service.get(), &Service::configChanged);
        room.configure({provider("p")}, port, "0.0.0.0");
        QVERIFY(QTest::qWaitFor([&] { return !changed.isEmpty(); }, 20'000));
        QVERIFY(QTest::qWaitFor([&] { return accepts(port); }));
        QVERIFY(service->status().configFaults.isEmpty());
    }

    // What a refused file would have done is not warned about: it does not hold.
    void aRefusedFileWarnsOfNothing() {
        static QStringList logged;
        logged.clear();
        Room room;
        room.configure({provider("p")});
        const auto service = room.make();
        QVERIFY(start(*service));
        const QtMessageHandler former = qInstallMessageHandler(
            [](QtMsgType, const QMessageLogContext&, const QString& text) { logged.append(text); });
        const auto restore = qScopeGuard([former] { qInstallMessageHandler(former); });
        QSignalSpy changed(service.get(), &Service::configChanged);
        room.configure({provider("p"), provider("p")}, 0, "0.0.0.0");
        QVERIFY(QTest::qWaitFor([&] { return !service->status().configFaults.isEmpty(); }, 20'000));
        QVERIFY(logged.join(QLatin1Char('\n')).contains(QStringLiteral("providers[1].id")));
        QVERIFY(!logged.join(QLatin1Char('\n')).contains(QStringLiteral("other machines")));
        room.configure({provider("p")}, 0, "0.0.0.0");
        QVERIFY(QTest::qWaitFor([&] { return !changed.isEmpty(); }, 20'000));
        QVERIFY(logged.join(QLatin1Char('\n')).contains(QStringLiteral("other machines")));
    }

    // A keyring that takes its time does not hold up the start.
    void keysOfTheKeyringComeLater() {
        Room room;
        room.hasKeyring = true;
        room.configure({provider("p", {QJsonObject{{QStringLiteral("keychain"), QStringLiteral("entry")}}})});
        const auto service = room.make();
        QVERIFY(start(*service));
        QVERIFY(QTest::qWaitFor([&] { return room.keyring->reads.size() == 1; }));
        QTRY_COMPARE(service->status().providers.size(), 1);
        QCOMPARE(service->status().providers[0].reason.kind, HealthReason::Kind::NoKey);
        const auto [entry, answer] = room.keyring->reads[0];
        QCOMPARE(entry, QStringLiteral("entry"));
        answer({KeyringStatus::Ok, sealForOrigin(Secret("sk-from-the-keyring"),
                                                 originOf(QUrl(QStringLiteral("https://127.0.0.1:1/v1"))))});
        QTRY_VERIFY(service->status().providers[0].reason.kind != HealthReason::Kind::NoKey);
    }

    // A key that is kept while a configuration waits for the keyring is not left out of it.
    void aKeyKeptWhileAConfigurationWaitsIsPartOfIt() {
        Room room;
        room.hasKeyring = true;
        room.configure({provider("other")});
        const auto service = room.make();
        QVERIFY(start(*service));
        room.configure({provider("p", {QJsonObject{{QStringLiteral("keychain"), QStringLiteral("entry")}},
                                       QJsonObject{{QStringLiteral("memory"), QStringLiteral("now")}}})});
        QVERIFY(QTest::qWaitFor([&] { return room.keyring->reads.size() == 1; }, 20'000));
        const QSignalSpy done(service.get(), &Service::commandDone);
        service->storeKey({KeySource::Kind::Memory, QStringLiteral("now")},
                          QUrl(QStringLiteral("https://127.0.0.1:1/v1")), Secret("sk-just-entered"));
        QVERIFY(QTest::qWaitFor([&] { return !done.isEmpty(); }, 20'000));
        QVERIFY(QTest::qWaitFor([&] { return room.keyring->reads.size() == 2; }, 20'000));
        for (const auto& [entry, answer] : std::exchange(room.keyring->reads, {})) {
            answer({KeyringStatus::NotFound, {}});
        }
        QTRY_COMPARE(service->status().providers[0].id, QStringLiteral("p"));
        QTRY_VERIFY(service->status().providers[0].reason.kind != HealthReason::Kind::NoKey);
        QVERIFY(room.keyring->reads.empty());  // it was asked no third time
    }

    void baseUrls_data() {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("url");
        QTest::newRow("IPv4") << QStringLiteral("127.0.0.1") << QStringLiteral("http://127.0.0.1:80/v1");
        QTest::newRow("IPv6") << QStringLiteral("::1") << QStringLiteral("http://[::1]:80/v1");
        QTest::newRow("all") << QStringLiteral("0.0.0.0") << QStringLiteral("http://127.0.0.1:80/v1");
        QTest::newRow("all of IPv6") << QStringLiteral("::") << QStringLiteral("http://[::1]:80/v1");
        QTest::newRow("another") << QStringLiteral("192.168.1.5")
                                 << QStringLiteral("http://192.168.1.5:80/v1");
    }
    void baseUrls() {
        QFETCH(QString, address);
        QFETCH(QString, url);
        QCOMPARE(baseUrlOf(address, 80), url);
    }
};

QTEST_GUILESS_MAIN(TestService)
#include "tst_service.moc"
