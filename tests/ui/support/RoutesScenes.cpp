#include "tests/ui/support/RoutesScenes.h"

#include "tests/ui/support/FakeGatewayService.h"
#include "tests/ui/support/SampleRoutes.h"
#include "tests/ui/support/Samples.h"
#include "ui/MainWindow.h"
#include "ui/WindowHost.h"
#include "ui/pages/RoutesPage.h"
#include "ui/routes/RouteList.h"

#include <QApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

namespace signalbox::test {

using namespace Qt::StringLiterals;

namespace {

struct RoutesScene {
    QString name;
    QSize size;
    std::function<void(MainWindow&, FakeGatewayService&)> prepare;
    ConfigPtr config;
};

void answer(FakeGatewayService& service, const ConfigCheck& check, const Result<Explanation>& explanation) {
    while (!service.checks.isEmpty() || !service.explains.isEmpty()) {
        service.answerChecks(check);
        service.answerExplains(explanation);
    }
}

// Long names, and faults at several fields.
void spoil(MainWindow& window, FakeGatewayService& service) {
    auto* page = window.findChild<RoutesPage*>();
    page->draft().edit([](Config& config) {
        config.routes[2].name = u"everything that the tools of the whole house ask for at night"_s;
        config.routes[2].match.model = u"provider-of-models/a-name-that-nobody-would-have-chosen-[*"_s;
        config.routes[2].match.client = u"a client that is gone"_s;
        config.routes[2].targets[1].provider = u"gone"_s;
        config.routes[2].strategy = Strategy::Weighted;
        config.routes[0].name.clear();
    });
    page->select(page->draft().config().routes[1].name);
    page->select(page->draft().config().routes[2].name);
    ConfigCheck check;
    check.faults = {{u"routes[0].name"_s, u"must not be empty"_s},
                    {u"routes[2].match.model"_s, u"'[' is not closed"_s},
                    {u"routes[2].match.client"_s, u"there is no client named \"a client that is gone\""_s},
                    {u"routes[2].targets[1].provider"_s, u"there is no provider \"gone\""_s}};
    answer(service, check, Error{ErrorCode::NotFound, u"the ledger has no such request"_s, {}});
}

}  // namespace

bool grabRoutes(const QDir& folder, const Clock& clock, Scheduler& scheduler,
                const std::function<QPalette(Appearance)>& palette) {
    const QSize full(1280, 800);
    const QSize whole(1280, 1500);
    const QSize least(900, 600);
    const auto nothing = [](MainWindow&, FakeGatewayService&) {};
    const auto edited = [](MainWindow& window, FakeGatewayService&) {
        auto* list = window.findChild<RouteList*>();
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Up, Qt::AltModifier);
        window.findChild<QPushButton*>(u"addRule"_s)->click();
        window.findChild<RoutesPage*>()->select(u"gpt-5.5"_s);
        list->setFocus();
    };
    const RoutesScene scenes[] = {
        {u"routes"_s, full, nothing, routesConfig()},
        {u"routes-whole"_s, whole, nothing, routesConfig()},
        {u"routes-edited"_s, full, edited, routesConfig()},
        {u"routes-faults"_s, full, spoil, routesConfig()},
        {u"routes-small"_s, least, nothing, routesConfig()},
        {u"routes-faults-small"_s, least, spoil, routesConfig()},
        {u"routes-empty"_s, full, nothing, sampleConfig()},
    };
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        QApplication::setPalette(palette(appearance));
        for (const RoutesScene& scene : scenes) {
            FakeGatewayService service;
            service.configure(scene.config);
            service.publish(sampleStatus(clock.wallMs()));
            WindowHost host(service, clock, scheduler, {{}, TrayUse::Never}, {});
            MainWindow& window = host.window();
            window.resize(scene.size);
            host.show();
            window.showPage(MainWindow::Page::Routes);
            auto* page = window.findChild<RoutesPage*>();
            page->select(u"gpt-5.5"_s);
            answer(service, {}, sampleExplanation(*scene.config, clock.wallMs()));
            scene.prepare(window, service);
            answer(service, page->draft().check(), sampleExplanation(*scene.config, clock.wallMs()));
            QTest::qWait(60);
            const QString end = u"-%1-%2x.png"_s.arg(appearance == Appearance::Dark ? u"dark"_s : u"light"_s)
                                    .arg(qApp->devicePixelRatio());
            if (!window.grab().save(folder.filePath(scene.name + end))) {
                return false;
            }
        }
    }
    return true;
}

}  // namespace signalbox::test
