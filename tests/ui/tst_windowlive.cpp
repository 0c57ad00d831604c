// The whole window over a real gateway with scripted providers: a provider breaks, it is seen why, the switch
// is thrown and taken back; the request is looked up, replayed and simulated; rules and settings are changed
// and are in force. Each step builds on the one before.
#include "tests/support/FakeProvider.h"
#include "tests/ui/support/LiveGateway.h"
#include "ui/pages/ConnectSheet.h"
#include "ui/pages/FirstStart.h"
#include "ui/pages/ReplaySheet.h"
#include "ui/pages/RoutesPage.h"
#include "ui/pages/SettingsPage.h"
#include "ui/pages/TestCallSheet.h"
#include "ui/routes/RouteList.h"
#include "ui/widgets/LeverPosition.h"
#include "ui/widgets/LeverRow.h"
#include "ui/widgets/ProviderCard.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QTableView>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kLimitMs = LiveGateway::kLimitMs;
const QString kModel = u"gpt-x"_s;

Script says(const QByteArray& words) {
    return Script::answer(200,
                          "{\"id\":\"1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-x\","
                          "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" +
                              words +
                              "\"},\"finish_reason\":\"stop\"}],"
                              "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,\"total_tokens\":9}}");
}

QJsonObject provider(const QString& id, const QString& name, const FakeProvider& fake) {
    return {{u"id"_s, id},
            {u"name"_s, name},
            {u"protocol"_s, u"openai"_s},
            {u"base_url"_s, u"http://127.0.0.1:%1/v1"_s.arg(fake.port())},
            {u"models"_s, QJsonArray{kModel}}};
}

}  // namespace

class TestWindowLive final : public QObject {
    Q_OBJECT

    FakeProvider m_main;
    FakeProvider m_spare;
    LiveGateway m_gateway;

    LeverRow* lever() { return m_gateway.get<LeverRow>(u"route:work"_s); }
    LeverPosition* position(int index) { return lever()->findChildren<LeverPosition*>().value(index); }
    ProviderCard* card(const QString& id) { return m_gateway.get<ProviderCard>(u"provider:"_s + id); }
    const RouteStatus& route() { return m_gateway.service().status().routes.first(); }
    QString callSays(const QString& client = u"default"_s) {
        const Result<TestCallResult> answer = m_gateway.call(client, kModel);
        return answer ? answer.value().text : answer.error().message;
    }

private Q_SLOTS:
    void initTestCase() {
        m_main.setDefault(says("from main"));
        m_spare.setDefault(says("from spare"));
        const QJsonObject config{
            {u"version"_s, 1},
            {u"listen"_s, QJsonObject{{u"address"_s, u"127.0.0.1"_s}, {u"port"_s, 0}}},
            {u"clients"_s, QJsonArray{QJsonObject{{u"name"_s, u"default"_s},
                                                  {u"key"_s, u"sb-0123456789abcdef0123456789abcdef"_s},
                                                  {u"capture"_s, true}}}},
            {u"providers"_s,
             QJsonArray{provider(u"main"_s, u"Main"_s, m_main), provider(u"spare"_s, u"Spare"_s, m_spare)}},
            {u"routes"_s,
             QJsonArray{QJsonObject{{u"name"_s, u"work"_s},
                                    {u"match"_s, QJsonObject{{u"model"_s, u"gpt-*"_s}}},
                                    {u"sticky"_s, false},
                                    {u"targets"_s, QJsonArray{QJsonObject{{u"provider"_s, u"main"_s}},
                                                              QJsonObject{{u"provider"_s, u"spare"_s}}}}}}}};
        QFile file(m_gateway.folder().filePath(u"config.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QJsonDocument(config).toJson());
        file.close();
        QVERIFY(m_gateway.start(std::nullopt));
        QTRY_VERIFY_WITH_TIMEOUT(card(u"main"_s) != nullptr && lever() != nullptr, kLimitMs);
    }

    void theFirstCallIsSeen() {
        QCOMPARE(callSays(), u"from main"_s);
        auto* live = m_gateway.get<QTableView>(u"liveRequests"_s);
        QTRY_COMPARE_WITH_TIMEOUT(live->model()->rowCount(), 1, kLimitMs);
        QTRY_COMPARE_WITH_TIMEOUT(card(u"main"_s)->stateText(), u"Healthy"_s, kLimitMs);
        QVERIFY(position(0)->carries());
    }

    void aProviderBreaksAndItIsSeenWhy() {
        m_main.setDefault(Script::answer(500, "{\"error\":{\"message\":\"the disk of main is full\"}}"));
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(callSays(), u"from spare"_s);  // the tool notices nothing
        }
        QTRY_VERIFY_WITH_TIMEOUT(card(u"main"_s)->reasonText().contains(u"500"_s), kLimitMs);
        QVERIFY(card(u"main"_s)->stateText() != u"Healthy"_s);
        QTRY_VERIFY_WITH_TIMEOUT(position(1)->carries(), kLimitMs);
    }

    void aTestCallSaysWhatIsWrong() {
        auto* test = card(u"main"_s)->findChild<QPushButton*>(u"test"_s);
        QVERIFY(test != nullptr && test->isVisible());
        test->click();
        auto* sheet = m_gateway.get<TestCallSheet>();
        QVERIFY(sheet != nullptr);
        QVERIFY(m_gateway.press(u"testNow"_s, sheet));
        auto* said = sheet->findChild<QLabel*>(u"testSaid"_s);
        QTRY_VERIFY_WITH_TIMEOUT(said->isVisible() && said->text().contains(u"the disk of main is full"_s),
                                 kLimitMs);
        sheet->reject();
    }

    void theSwitchIsThrownAndTakenBack() {
        m_main.setDefault(says("from main"));
        m_gateway.service().reset(u"main"_s, {});
        QTRY_VERIFY_WITH_TIMEOUT(position(0)->carries(), kLimitMs);
        QTest::mouseClick(position(1), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(route().pin.target.provider, u"spare"_s, kLimitMs);
        const int before = m_main.requestCount();
        QCOMPARE(callSays(), u"from spare"_s);
        QCOMPARE(m_main.requestCount(), before);
        QVERIFY(m_gateway.press(u"undo"_s));
        QTRY_COMPARE_WITH_TIMEOUT(route().pin.mode, PinMode::Auto, kLimitMs);
        QCOMPARE(callSays(), u"from main"_s);
    }

    void aDrainedProviderIsNotAsked() {
        card(u"main"_s)->findChild<QPushButton*>(u"drain"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_gateway.service().status().providers[0].drained, kLimitMs);
        QCOMPARE(callSays(), u"from spare"_s);
        QTRY_COMPARE_WITH_TIMEOUT(card(u"main"_s)->findChild<QPushButton*>(u"drain"_s)->text(), u"Put back"_s,
                                  kLimitMs);
        card(u"main"_s)->findChild<QPushButton*>(u"drain"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(!m_gateway.service().status().providers[0].drained, kLimitMs);
    }

    void theRequestIsFoundReplayedAndSimulated() {
        m_gateway.window().showPage(MainWindow::Page::Requests);
        auto* table = m_gateway.get<QTableView>(u"requestsTable"_s);
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() >= 8, kLimitMs);
        table->setFocus();
        table->selectRow(0);
        QTest::keyClick(table, Qt::Key_Return);
        QVERIFY(m_gateway.press(u"replayRequest"_s));
        auto* sheet = m_gateway.get<ReplaySheet>();
        QVERIFY(sheet != nullptr);
        auto* now = sheet->findChild<QPlainTextEdit*>(u"nowSaid"_s);
        auto* provider = sheet->findChild<QComboBox*>(u"replayProvider"_s);
        provider->setCurrentIndex(provider->findData(u"main"_s));
        QVERIFY(m_gateway.press(u"replayNow"_s, sheet));
        QTRY_COMPARE_WITH_TIMEOUT(now->toPlainText(), u"from main"_s, kLimitMs);
        QTRY_VERIFY_WITH_TIMEOUT(
            sheet->findChild<QLabel*>(u"nowFacts"_s)->text().contains(u"7 tokens in, 2 out"_s), kLimitMs);
        QVERIFY(m_gateway.press(u"openReplay"_s, sheet));
        QVERIFY(m_gateway.press(u"simulateRequest"_s));
        QVERIFY(m_gateway.says(u"simulatedRule"_s, u"Rule 1, work, takes it"_s));
    }

    void aRuleIsChangedAndInForce() {
        m_gateway.window().showPage(MainWindow::Page::Routes);
        auto* page = m_gateway.get<RoutesPage>();
        QVector<QPushButton*> ups;
        for (QPushButton* one : page->findChildren<QPushButton*>(u"targetUp"_s)) {
            if (one->isEnabled()) {
                ups.append(one);
            }
        }
        QCOMPARE(ups.size(), 1);
        ups[0]->click();
        QVERIFY(m_gateway.type(u"matchModel"_s, u"[gpt"_s));
        auto* model = page->findChild<QLineEdit*>(u"matchModel"_s);
        QTRY_VERIFY_WITH_TIMEOUT(model->property("fault").toBool(), kLimitMs);
        QVERIFY(!page->findChild<QPushButton*>(u"apply"_s)->isEnabled());
        QVERIFY(m_gateway.type(u"matchModel"_s, u"gpt-*"_s));
        QVERIFY(m_gateway.press(u"apply"_s, page));
        QTRY_COMPARE_WITH_TIMEOUT(m_gateway.service().config()->routes[0].targets[0].provider, u"spare"_s,
                                  kLimitMs);
        QCOMPARE(callSays(), u"from spare"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!page->draft().isDirty(), kLimitMs);
    }

    void aClientIsAddedAndItsKeyHolds() {
        m_gateway.window().showPage(MainWindow::Page::Settings);
        auto* page = m_gateway.get<SettingsPage>();
        QVERIFY(m_gateway.press(u"addClient"_s, page));
        QVERIFY(m_gateway.press(u"apply"_s, page));
        QTRY_COMPARE_WITH_TIMEOUT(m_gateway.service().config()->clients.size(), 2U, kLimitMs);
        QCOMPARE(callSays(u"tool"_s), u"from spare"_s);
    }

    void thePortIsChangedAndATakenOneIsNamed() {
        auto* page = m_gateway.get<SettingsPage>();
        QTRY_VERIFY_WITH_TIMEOUT(!page->draft().isDirty(), kLimitMs);
        quint16 freePort = 0;
        {
            const FakeProvider passing;
            freePort = passing.port();
        }
        auto* port = page->findChild<QSpinBox*>(u"listenPort"_s);
        port->setValue(freePort);
        QVERIFY(m_gateway.press(u"apply"_s, page));
        const QString url = u"http://127.0.0.1:%1/v1"_s.arg(freePort);
        QTRY_COMPARE_WITH_TIMEOUT(m_gateway.service().status().baseUrl, url, kLimitMs);
        QCOMPARE(callSays(), u"from spare"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!page->draft().isDirty(), kLimitMs);
        port->setValue(m_spare.port());
        QVERIFY(m_gateway.press(u"apply"_s, page));
        QVERIFY(m_gateway.says(u"listenWrong"_s, u"tst_windowlive"_s));  // who holds it
        QCOMPARE(m_gateway.service().status().baseUrl, url);
        QCOMPARE(callSays(), u"from spare"_s);
    }

    void aToolIsConnected() {
        m_gateway.window().showConnect();
        auto* sheet = m_gateway.get<ConnectSheet>();
        QVERIFY(m_gateway.press(u"testCall"_s, sheet));
        QTRY_VERIFY_WITH_TIMEOUT(sheet->findChild<QLabel*>(u"callAnswer"_s)->text().contains(u"from spare"_s),
                                 kLimitMs);
        sheet->reject();
    }

    void theFirstStartLeadsToAFirstCall() {
        LiveGateway gateway;
        QVERIFY(gateway.start(ListenConfig{u"127.0.0.1"_s, 0}, LiveGateway::Start::Welcome));
        auto* first = gateway.get<FirstStart>();
        QVERIFY(first != nullptr && first->isVisible());
        // What is found depends on the machine: none of it is taken.
        auto* next = first->findChild<QPushButton*>(u"useFound"_s);
        QTRY_VERIFY_WITH_TIMEOUT(next->isEnabled(), kLimitMs);
        for (QCheckBox* box : first->findChildren<QCheckBox*>()) {
            box->setChecked(false);
        }
        QVERIFY(gateway.press(u"useFound"_s, first));
        const Result<TestCallResult> answer = gateway.call(u"default"_s, u"any"_s);
        QVERIFY(answer && answer.value().works());
        QTRY_VERIFY_WITH_TIMEOUT(
            first->findChild<QLabel*>(u"firstRequest"_s)->text().contains(u"has arrived"_s), kLimitMs);
        QVERIFY(gateway.press(u"done"_s, first));
        QVERIFY(gateway.stop());
    }

    void cleanupTestCase() { QVERIFY(m_gateway.stop()); }
};

QTEST_MAIN(TestWindowLive)
#include "tst_windowlive.moc"
