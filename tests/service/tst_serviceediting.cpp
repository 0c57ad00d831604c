// The service for those who edit: drafts are checked and explained, saved files are in force, keys are kept,
// shown and forgotten, test calls go out and are in the ledger.
#include "core/service/Service.h"

#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <utility>

using namespace signalbox;

namespace {

// A keyring in memory, open or not there.
class MemoryKeyring final : public KeyringBackend {
public:
    explicit MemoryKeyring(bool isThere) : m_isThere(isThere) {}
    [[nodiscard]] bool isAvailable() const override { return m_isThere; }
    [[nodiscard]] QString unavailableReason() const override {
        return QStringLiteral("there is no keyring here");
    }
    void read(const QString& entry, Callback callback) override {
        const auto found = m_entries.find(entry);
        callback(found == m_entries.end() ? KeyringAnswer{KeyringStatus::NotFound, {}}
                                          : KeyringAnswer{KeyringStatus::Ok, found->second});
    }
    void write(const QString& entry, const Secret& secret, Callback callback) override {
        m_entries.insert_or_assign(entry, secret);
        callback({KeyringStatus::Ok, {}});
    }
    void remove(const QString& entry, Callback callback) override {
        m_entries.erase(entry);
        callback({KeyringStatus::Ok, {}});
    }

private:
    bool m_isThere;
    std::map<QString, Secret> m_entries;
};

// A running service on its default configuration in a folder of its own, and the answers it gave.
struct Desk {
    explicit Desk(bool keyring = true)
        : service({folder.filePath(QStringLiteral("config.json")), folder.filePath(QStringLiteral("data")),
                   ListenConfig{QStringLiteral("127.0.0.1"), 0}},
                  clock, std::make_unique<MemoryKeyring>(keyring)) {
        QObject::connect(
            &service, &Service::commandDone, &service,
            [this](Ticket ticket, const Result<void>& result) { done.insert_or_assign(ticket, result); });
        QObject::connect(
            &service, &Service::configChecked, &service,
            [this](Ticket ticket, const ConfigCheck& check) { checks.insert_or_assign(ticket, check); });
        QObject::connect(&service, &Service::explained, &service,
                         [this](Ticket ticket, const Result<Explanation>& explanation) {
                             explained.insert_or_assign(ticket, explanation);
                         });
        QObject::connect(
            &service, &Service::keyRevealed, &service,
            [this](Ticket ticket, const Result<Secret>& key) { revealed.insert_or_assign(ticket, key); });
        QObject::connect(&service, &Service::testCallDone, &service,
                         [this](Ticket ticket, const Result<TestCallResult>& result) {
                             tested.insert_or_assign(ticket, result);
                         });
        QObject::connect(&service, &Service::requestDetailReady, &service,
                         [this](Ticket ticket, const Result<RequestDetail>& detail) {
                             details.insert_or_assign(ticket, detail);
                         });
        bool started = false;
        QObject::connect(&service, &Service::started, &service, [&] { started = true; });
        service.start();
        isRunning = QTest::qWaitFor([&] { return started; }, 20'000);
    }
    template <class Answers>
    static bool comes(const Answers& answers, Ticket ticket) {
        return QTest::qWaitFor([&] { return answers.count(ticket) > 0; }, 20'000);
    }
    // The first client's prompts and answers are kept from now on.
    bool keeps() {
        Config config = *service.fileConfig();
        config.clients[0].capture = true;
        return comes(done, service.saveConfig(config, OnForeignChange::Refuse)) &&
               QTest::qWaitFor([this] { return service.config()->clients[0].capture; });
    }
    // Sends it as the first client; the request's id.
    QByteArray posts(const QString& endpoint, const QByteArray& contentType, const QByteArray& body) {
        QNetworkRequest request(QUrl(service.status().baseUrl + u'/' + endpoint));
        request.setHeader(QNetworkRequest::ContentTypeHeader, contentType);
        request.setRawHeader("authorization", "Bearer " + service.config()->clients[0].key.expose());
        const std::unique_ptr<QNetworkReply> reply(network.post(request, body));
        (void)QTest::qWaitFor([&] { return reply->isFinished(); }, 20'000);
        return reply->rawHeader("x-signalbox-request-id");
    }
    bool waitsForPrompt(const QByteArray& id) {
        return QTest::qWaitFor(
            [&] {
                const Ticket asked = service.requestDetail(id);
                return comes(details, asked) && details.at(asked) &&
                       !details.at(asked).value().captured.isEmpty();
            },
            20'000);
    }

    QTemporaryDir folder;
    SystemClock clock;
    Service service;
    QNetworkAccessManager network;
    bool isRunning = false;
    std::map<Ticket, Result<void>> done;
    std::map<Ticket, ConfigCheck> checks;
    std::map<Ticket, Result<Explanation>> explained;
    std::map<Ticket, Result<Secret>> revealed;
    std::map<Ticket, Result<TestCallResult>> tested;
    std::map<Ticket, Result<RequestDetail>> details;
};

// An event filter that calls `what` once, before the next call that another thread has posted.
class BeforeNextCall final : public QObject {
public:
    explicit BeforeNextCall(std::function<void()> what) : m_what(std::move(what)) {}
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::MetaCall && m_what) {
            std::exchange(m_what, nullptr)();
        }
        return QObject::eventFilter(watched, event);
    }

private:
    std::function<void()> m_what;
};

ProviderConfig provider(const KeySource& key) {
    ProviderConfig config;
    config.id = QStringLiteral("mine");
    config.name = QStringLiteral("Mine");
    config.baseUrl = QUrl(QStringLiteral("https://provider.invalid/v1"));
    config.keys = {key};
    config.models = {QStringLiteral("big")};
    return config;
}

ExplainQuery asking(const char* model) {
    ExplainQuery query;
    query.body = QByteArray("{\"model\":\"") + model + "\",\"messages\":[]}";
    return query;
}

}  // namespace

class TestServiceEditing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDraftIsCheckedExplainedAndSaved() {
        Desk desk;
        QVERIFY(desk.isRunning);
        QVERIFY(desk.service.fileConfig()->route(QStringLiteral("demo")) == nullptr);
        Config draft = *desk.service.fileConfig();
        RouteConfig route;
        route.name = QStringLiteral("work");
        route.match.model = QStringLiteral("gpt-*");
        route.targets = {{QStringLiteral("nobody"), {}, 1}};
        draft.routes.push_back(route);

        const Ticket check = desk.service.checkConfig(draft);
        QVERIFY(desk.comes(desk.checks, check));
        QCOMPARE(desk.checks.at(check).faults.size(), 1U);
        QCOMPARE(desk.checks.at(check).faults[0].path, QStringLiteral("routes[0].targets[0].provider"));

        const Ticket refused = desk.service.saveConfig(draft, OnForeignChange::Refuse);
        QVERIFY(desk.comes(desk.done, refused));
        QCOMPARE(desk.done.at(refused).error().place, QStringLiteral("routes[0].targets[0].provider"));

        draft.routes[0].targets[0].provider = draft.providers.at(0).id;
        ExplainQuery query = asking("gpt-x");
        query.draft = std::make_shared<const Config>(draft);
        const Ticket told = desk.service.explain(query);
        QVERIFY(desk.comes(desk.explained, told));
        QCOMPARE(desk.explained.at(told).value().route, QStringLiteral("work"));
        // The demo route is part of what a draft would do, too.
        query.body = asking("other").body;
        const Ticket other = desk.service.explain(query);
        QVERIFY(desk.comes(desk.explained, other));
        QCOMPARE(desk.explained.at(other).value().route, QStringLiteral("demo"));

        const Ticket saved = desk.service.saveConfig(draft, OnForeignChange::Refuse);
        QVERIFY(desk.comes(desk.done, saved));
        QVERIFY(desk.done.at(saved));
        QTRY_VERIFY(desk.service.config()->route(QStringLiteral("work")) != nullptr);
        QVERIFY(desk.service.fileConfig()->route(QStringLiteral("work")) != nullptr);
        const Ticket now = desk.service.explain(asking("gpt-x"));
        QVERIFY(desk.comes(desk.explained, now));
        QCOMPARE(desk.explained.at(now).value().route, QStringLiteral("work"));
    }

    // The second was made from the file as it was before the first.
    void oneChangeIsWrittenAtATime() {
        Desk desk;
        QVERIFY(desk.isRunning);
        Config one = *desk.service.fileConfig();
        one.retentionDays = 7;
        Config other = *desk.service.fileConfig();
        other.captureDays = 3;
        const Ticket first = desk.service.saveConfig(one, OnForeignChange::Refuse);
        const Ticket second = desk.service.saveConfig(other, OnForeignChange::Refuse);
        QVERIFY(desk.comes(desk.done, first));
        QVERIFY(desk.comes(desk.done, second));
        QVERIFY(desk.done.at(first));
        QVERIFY(!desk.done.at(second));
        QCOMPARE(desk.service.fileConfig()->retentionDays, 7);
        other = *desk.service.fileConfig();
        other.captureDays = 3;
        const Ticket again = desk.service.saveConfig(other, OnForeignChange::Refuse);
        QVERIFY(desk.comes(desk.done, again));
        QVERIFY(desk.done.at(again));
        QCOMPARE(desk.service.fileConfig()->retentionDays, 7);
        QCOMPARE(desk.service.fileConfig()->captureDays, 3);
    }

    void aKeyIsKeptShownAndForgotten_data() {
        QTest::addColumn<KeySource::Kind>("kind");
        QTest::newRow("keyring") << KeySource::Kind::Keychain;
        QTest::newRow("memory") << KeySource::Kind::Memory;
    }
    void aKeyIsKeptShownAndForgotten() {
        QFETCH(KeySource::Kind, kind);
        Desk desk;
        QVERIFY(desk.isRunning);
        const KeySource source{kind, QStringLiteral("mine")};
        Config config = *desk.service.fileConfig();
        config.providers.push_back(provider(source));
        const Ticket saved = desk.service.saveConfig(config, OnForeignChange::Refuse);
        QVERIFY(desk.comes(desk.done, saved));
        QVERIFY(desk.done.at(saved));
        QTRY_VERIFY(desk.service.config()->provider(QStringLiteral("mine")) != nullptr);
        const auto stateOfMine = [&desk] {
            const auto& all = desk.service.status().providers;
            const auto mine = std::find_if(all.begin(), all.end(),
                                           [](const auto& one) { return one.id == QLatin1String("mine"); });
            return mine == all.end() ? HealthReason::Kind::None : mine->reason.kind;
        };
        QTRY_COMPARE(stateOfMine(), HealthReason::Kind::NoKey);

        const Ticket stored =
            desk.service.storeKey(source, config.providers.back().baseUrl, Secret(QByteArray("sk-mine")));
        QVERIFY(desk.comes(desk.done, stored));
        QVERIFY(desk.done.at(stored));
        QTRY_COMPARE(stateOfMine(), HealthReason::Kind::NotYetUsed);  // it has its key without a restart
        const Ticket shown = desk.service.revealKey(QStringLiteral("mine"), source);
        QVERIFY(desk.comes(desk.revealed, shown));
        QVERIFY(desk.revealed.at(shown));
        QCOMPARE(desk.revealed.at(shown).value().expose(), QByteArray("sk-mine"));

        const KeySource other{kind, QStringLiteral("another")};
        const Ticket unknown = desk.service.revealKey(QStringLiteral("mine"), other);
        QVERIFY(desk.comes(desk.revealed, unknown));
        QCOMPARE(desk.revealed.at(unknown).error().code, ErrorCode::NotFound);

        const Ticket removed = desk.service.removeKey(source);
        QVERIFY(desk.comes(desk.done, removed));
        QVERIFY(desk.done.at(removed));
        QTRY_COMPARE(stateOfMine(), HealthReason::Kind::NoKey);
        const Ticket gone = desk.service.revealKey(QStringLiteral("mine"), source);
        QVERIFY(desk.comes(desk.revealed, gone));
        QCOMPARE(desk.revealed.at(gone).error().code, ErrorCode::NotFound);
    }

    void withoutAKeyringItSaysSo() {
        Desk desk(false);
        QVERIFY(desk.isRunning);
        const Ticket stored =
            desk.service.storeKey({KeySource::Kind::Keychain, QStringLiteral("mine")},
                                  QUrl(QStringLiteral("https://provider.invalid")), Secret(QByteArray("sk")));
        QVERIFY(desk.comes(desk.done, stored));
        QCOMPARE(desk.done.at(stored).error().code, ErrorCode::Unavailable);
    }

    void aTestCallIsInTheLedger() {
        Desk desk;
        QVERIFY(desk.isRunning);
        const Ticket ticket = desk.service.testCall(QStringLiteral("demo-north"), QStringLiteral("any"));
        QVERIFY(desk.comes(desk.tested, ticket));
        QVERIFY(desk.tested.at(ticket));
        const TestCallResult result = desk.tested.at(ticket).value();
        QVERIFY2(result.works(), qPrintable(result.text));
        QVERIFY(!result.text.isEmpty());
        const Ticket asked = desk.service.requestDetail(result.requestId);
        QVERIFY(desk.comes(desk.details, asked));
        QVERIFY(desk.details.at(asked));
        QCOMPARE(desk.details.at(asked).value().request.started.client, QStringLiteral("test call"));

        const Ticket nobody = desk.service.testCall(QStringLiteral("nobody"), QStringLiteral("any"));
        QVERIFY(desk.comes(desk.tested, nobody));
        QCOMPARE(desk.tested.at(nobody).error().code, ErrorCode::NotFound);

        // Pace is human: it is still under way, unless it was quick; one answer either way.
        const Ticket cancelled = desk.service.testCall(QStringLiteral("demo-north"), QStringLiteral("any"));
        desk.service.cancel(cancelled);
        QVERIFY(desk.comes(desk.tested, cancelled));
    }

    void aRequestThatWasKeptIsSentAgain() {
        Desk desk;
        QVERIFY(desk.isRunning);
        const auto call = [&desk]() -> QByteArray {
            const Ticket ticket = desk.service.callAsTool(QStringLiteral("default"), QStringLiteral("any"));
            return Desk::comes(desk.tested, ticket) && desk.tested.at(ticket)
                       ? desk.tested.at(ticket).value().requestId
                       : QByteArray();
        };
        const auto replay = [&desk](const QByteArray& id) {
            const Ticket ticket =
                desk.service.replay(id, QStringLiteral("demo-south"), QStringLiteral("demo-smart"));
            (void)Desk::comes(desk.tested, ticket);
            return desk.tested.at(ticket);
        };
        const auto detail = [&desk](const QByteArray& id) {
            Ticket asked = 0;
            (void)QTest::qWaitFor(
                [&] {
                    asked = desk.service.requestDetail(id);
                    return Desk::comes(desk.details, asked) && desk.details.at(asked) &&
                           desk.details.at(asked).value().captured.size() == 2;
                },
                5'000);
            return desk.details.at(asked);
        };
        const QByteArray notKept = call();
        QVERIFY(!notKept.isEmpty());
        QCOMPARE(replay(notKept).error().code, ErrorCode::NotFound);
        QCOMPARE(replay("01ARZ3NDEKTSV4RRFFQ69G5FAV").error().code, ErrorCode::NotFound);

        QVERIFY(desk.keeps());
        const QByteArray kept = call();
        const Result<RequestDetail> first = detail(kept);
        QVERIFY(first);
        const Result<TestCallResult> again = replay(kept);
        QVERIFY2(again, again ? "" : qPrintable(again.error().message));
        QVERIFY2(again.value().works(), qPrintable(again.value().text));
        const Result<RequestDetail> second = detail(again.value().requestId);
        QVERIFY(second);
        QCOMPARE(second.value().request.started.client, QStringLiteral("replay"));
        QCOMPARE(second.value().request.finished.provider, QStringLiteral("demo-south"));
        QCOMPARE(second.value().request.finished.servedModel, QStringLiteral("demo-smart"));
        QCOMPARE(second.value().captured.size(), 2);
        QCOMPARE(second.value().captured[0].content, first.value().captured[0].content);
    }

    // The ledger has answered and nobody has been asked yet: nobody is.
    void aReplayIsCancelledInTime() {
        Desk desk;
        QVERIFY(desk.isRunning);
        QVERIFY(desk.keeps());
        const QByteArray kept =
            desk.posts(QStringLiteral("chat/completions"), "application/json", asking("any").body);
        QVERIFY(desk.waitsForPrompt(kept));
        for (int i = 0; i < 5; ++i) {
            const Ticket late = desk.service.replay(kept, QStringLiteral("demo-south"), {});
            BeforeNextCall cancels([&desk, late] { desk.service.cancel(late); });
            desk.service.installEventFilter(&cancels);
            QVERIFY(desk.comes(desk.tested, late));
            QVERIFY(!desk.tested.at(late));
            QCOMPARE(desk.tested.at(late).error().code, ErrorCode::Cancelled);
        }
    }

    void onlyAWholeBodyIsSentAgain() {
        Desk desk;
        QVERIFY(desk.isRunning);
        QVERIFY(desk.keeps());
        // The ledger keeps the beginning of what is long: that would be another request.
        const QByteArray cut =
            desk.posts(QStringLiteral("chat/completions"), "application/json",
                       "{\"model\":\"any\",\"messages\":[{\"role\":\"user\",\"content\":\"" +
                           QByteArray(kCaptureLimit, 'a') + "\"}]}");
        QVERIFY(desk.waitsForPrompt(cut));
        const Ticket ticket = desk.service.replay(cut, QStringLiteral("demo-south"), {});
        QVERIFY(desk.comes(desk.tested, ticket));
        QVERIFY(!desk.tested.at(ticket));
        QCOMPARE(desk.tested.at(ticket).error().code, ErrorCode::InvalidInput);
    }

    void aCallAsAToolGoesThroughTheDoor() {
        Desk desk;
        QVERIFY(desk.isRunning);
        const Ticket ticket = desk.service.callAsTool(QStringLiteral("default"), QStringLiteral("any"));
        QVERIFY(desk.comes(desk.tested, ticket));
        QVERIFY(desk.tested.at(ticket));
        const TestCallResult result = desk.tested.at(ticket).value();
        QVERIFY2(result.works(), qPrintable(result.text));
        const Ticket asked = desk.service.requestDetail(result.requestId);
        QVERIFY(desk.comes(desk.details, asked));
        QCOMPARE(desk.details.at(asked).value().request.started.client, QStringLiteral("default"));
        QCOMPARE(desk.details.at(asked).value().request.started.route, QStringLiteral("demo"));

        const Ticket nobody = desk.service.callAsTool(QStringLiteral("nobody"), QStringLiteral("any"));
        QVERIFY(desk.tested.count(nobody) == 0);
        QVERIFY(desk.comes(desk.tested, nobody));
        QCOMPARE(desk.tested.at(nobody).error().code, ErrorCode::NotFound);

        const Ticket cancelled = desk.service.callAsTool(QStringLiteral("default"), QStringLiteral("any"));
        desk.service.cancel(cancelled);
        QVERIFY(desk.comes(desk.tested, cancelled));
        QCOMPARE(desk.tested.at(cancelled).error().code, ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestServiceEditing)
#include "tst_serviceediting.moc"
