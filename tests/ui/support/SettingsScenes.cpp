#include "tests/ui/support/SettingsScenes.h"

#include "tests/ui/support/FakeGatewayService.h"
#include "tests/ui/support/SampleRoutes.h"
#include "tests/ui/support/Samples.h"
#include "ui/MainWindow.h"
#include "ui/WindowHost.h"
#include "ui/pages/SettingsPage.h"

#include <QApplication>
#include <QPushButton>
#include <QTest>

namespace signalbox::test {

using namespace Qt::StringLiterals;

namespace {

struct SettingsScene {
    QString name;
    QSize size;
    std::function<void(MainWindow&, FakeGatewayService&)> prepare;
};

ConfigPtr settingsConfig() {
    auto config = std::make_shared<Config>(*routesConfig());
    config->clients[1].capture = true;
    BudgetConfig all;
    all.limit = 50'000'000'000;
    BudgetConfig model;
    model.scope = BudgetConfig::Scope::Model;
    model.name = u"claude-opus-*"_s;
    model.period = BudgetConfig::Period::Day;
    model.limit = 4'500'000'000;
    model.atLimit = BudgetConfig::AtLimit::Route;
    model.routeTo = u"night"_s;
    config->budgets = {all, model};
    return config;
}

void answer(FakeGatewayService& service, const ConfigCheck& check) {
    while (!service.checks.isEmpty()) {
        service.answerChecks(check);
    }
}

void spoil(MainWindow& window, FakeGatewayService& service) {
    auto* page = window.findChild<SettingsPage*>();
    page->draft().edit([](Config& config) {
        config.listen.address = u"0.0.0.0"_s;
        config.clients[1].name =
            u"a tool whose name is much too long for the place that it has here, and more"_s;
        config.budgets[1].name = u"["_s;
        config.retentionDays = 0;
    });
    window.findChild<QPushButton*>(u"deleteClient"_s)->click();
    ConfigCheck check;
    check.faults = {{u"clients[1].name"_s, u"must not be longer than 64 characters"_s},
                    {u"budgets[1].name"_s, u"'[' is not closed"_s}};
    check.warnings = {
        {u"listen.address"_s, u"other machines can reach it; every request still needs a key"_s}};
    answer(service, check);
    StatusSnapshot status = service.status();
    status.configFaults = {
        u"listen: 127.0.0.1:5252 is taken by nginx (pid 4711): end it, or choose another port; "
        u"still listening on http://127.0.0.1:5252/v1"_s};
    service.publish(status);
}

}  // namespace

bool grabSettings(const QDir& folder, const Clock& clock, Scheduler& scheduler,
                  const std::function<QPalette(Appearance)>& palette) {
    const QSize full(1280, 800);
    const auto nothing = [](MainWindow&, FakeGatewayService&) {};
    const SettingsScene scenes[] = {
        {u"settings"_s, full, nothing},
        {u"settings-whole"_s, QSize(1280, 1700), nothing},
        {u"settings-faults"_s, QSize(1280, 1100), spoil},
        {u"settings-small"_s, QSize(900, 600), nothing},
        {u"settings-faults-small"_s, QSize(900, 1200), spoil},
    };
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        QApplication::setPalette(palette(appearance));
        for (const SettingsScene& scene : scenes) {
            FakeGatewayService service;
            service.configure(settingsConfig());
            service.publish(sampleStatus(clock.wallMs()));
            WindowOptions options{{}, TrayUse::Never};
            options.command = {u"/usr/bin/signalbox"_s};
            options.autostartFolder = folder.filePath(u"none"_s);
            WindowHost host(service, clock, scheduler, options, {});
            host.window().resize(scene.size);
            host.show();
            host.window().showPage(MainWindow::Page::Settings);
            answer(service, {});
            scene.prepare(host.window(), service);
            QTest::qWait(100);
            const QString end = u"-%1-%2x.png"_s.arg(appearance == Appearance::Dark ? u"dark"_s : u"light"_s)
                                    .arg(qApp->devicePixelRatio());
            if (!host.window().grab().save(folder.filePath(scene.name + end))) {
                return false;
            }
        }
    }
    return true;
}

}  // namespace signalbox::test
