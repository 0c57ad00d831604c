#include "tests/ui/support/ProvidersScenes.h"

#include "tests/ui/support/FakeGatewayService.h"
#include "tests/ui/support/Samples.h"
#include "ui/MainWindow.h"
#include "ui/WindowHost.h"
#include "ui/pages/ProvidersPage.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

namespace signalbox::test {

using namespace Qt::StringLiterals;

namespace {

struct ProvidersScene {
    QString name;
    QString provider;
    QSize size;
    std::function<void(MainWindow&, FakeGatewayService&)> prepare;
    bool configured = true;
};

void press(MainWindow& window, const QString& name) {
    QTest::mouseClick(window.findChild<QPushButton*>(name), Qt::LeftButton);
}

}  // namespace

bool grabProviders(const QDir& folder, const Clock& clock, Scheduler& scheduler,
                   const std::function<QPalette(Appearance)>& palette) {
    const QSize full(1280, 800);
    const QSize whole(1280, 2000);  // all of what scrolls
    const QSize least(900, 600);
    const auto nothing = [](MainWindow&, FakeGatewayService&) {};
    const auto addKey = [](MainWindow& window, FakeGatewayService&) { press(window, u"addKey"_s); };
    const auto pick = [](MainWindow& window, FakeGatewayService&) { press(window, u"addProvider"_s); };
    const auto added = [](MainWindow& window, FakeGatewayService&) {
        press(window, u"addProvider"_s);
        press(window, u"preset:provider"_s);
    };
    const auto failed = [](MainWindow& window, FakeGatewayService& service) {
        window.findChild<QComboBox*>(u"testModel"_s)->setCurrentText(u"gpt-5.5"_s);
        press(window, u"testNow"_s);
        TestCallResult result;
        result.status = 401;
        result.text = u"Incorrect API key provided."_s;
        Q_EMIT service.testCallDone(service.testCalls.last().first, result);
        press(window, u"deleteProvider"_s);
    };
    const auto problem = [](MainWindow& window, FakeGatewayService& service) {
        press(window, u"addKey"_s);
        QTest::keyClicks(window.findChild<QLineEdit*>(u"secret"_s), u"sk-sample"_s);
        press(window, u"addKeyNow"_s);
        press(window, u"apply"_s);
        service.done(service.keysStored.last().ticket,
                     Error{ErrorCode::Unavailable, u"the keyring is locked."_s, {}});
        QTest::qWait(20);
        auto* row = window.findChild<QWidget*>(u"key:openai"_s);
        row->findChild<QPushButton*>(u"show"_s)->click();
        Q_EMIT service.keyRevealed(service.keysRevealed.last().ticket, Secret("sk-sample-key-0001"));
    };
    const auto faulty = [](MainWindow& window, FakeGatewayService& service) {
        auto* url = window.findChild<QLineEdit*>(u"baseUrl"_s);
        url->setFocus();
        url->selectAll();
        QTest::keyClicks(url, u"http://models.office.example/v1"_s);
        ConfigCheck check;
        check.faults = {
            {u"providers[3].base_url"_s,
             u"plain http is for this machine only: use https, or set \"allow_plain_http\" to true "
             "to send keys and prompts unencrypted"_s}};
        while (!service.checks.isEmpty()) {
            service.answerChecks(check);
        }
    };
    const ProvidersScene scenes[] = {
        {u"providers"_s, u"openai"_s, full, nothing},
        {u"providers-whole"_s, u"openai"_s, whole, failed},
        {u"providers-whole2"_s, u"cometapi"_s, whole, addKey},
        {u"providers-small"_s, u"cometapi"_s, least, addKey},
        {u"providers-problem"_s, u"openai"_s, full, problem},
        {u"providers-fault"_s, u"ollama"_s, full, faulty},
        {u"providers-add"_s, u"openai"_s, full, pick},
        {u"providers-add-small"_s, u"openai"_s, least, pick},
        {u"providers-new"_s, u"openai"_s, full, added},
        {u"providers-empty"_s, {}, full, nothing, false},
    };
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        QApplication::setPalette(palette(appearance));
        for (const ProvidersScene& scene : scenes) {
            FakeGatewayService service;
            service.configure(scene.configured ? providersConfig() : sampleConfig());
            service.publish(scene.configured ? sampleStatus(clock.wallMs()) : emptyStatus(clock.wallMs()));
            WindowHost host(service, clock, scheduler, {{}, TrayUse::Never}, {});
            host.window().resize(scene.size);
            host.show();
            host.window().showPage(MainWindow::Page::Providers);
            auto* page = host.window().findChild<ProvidersPage*>();
            page->select(scene.provider);
            scene.prepare(host.window(), service);
            Explanation cost;
            ExplainedTarget target;
            target.target.provider = scene.provider;
            target.estimatedCost = 2'100'000;
            cost.targets = {target};
            service.answerExplains(cost);
            QTest::qWait(60);
            const QString name =
                u"%1-%2-%3x.png"_s.arg(scene.name, appearance == Appearance::Dark ? u"dark"_s : u"light"_s)
                    .arg(host.window().devicePixelRatioF());
            if (!host.window().grab().save(folder.filePath(name))) {
                return false;
            }
        }
    }
    return true;
}

}  // namespace signalbox::test
