// ui_preview [FOLDER] [--scale N] [--language CODE]: saves pictures of every page over sample data, light and
// dark, at 1280x800 and at the least size. The scale is the process's (QT_SCALE_FACTOR), so it is given once
// per run. Exit: 0 done, 1 a picture could not be saved, 2 wrong usage.

#include "tests/support/FakeClock.h"
#include "tests/ui/support/FakeGatewayService.h"
#include "tests/ui/support/ProvidersScenes.h"
#include "tests/ui/support/ReplayScenes.h"
#include "tests/ui/support/RoutesScenes.h"
#include "tests/ui/support/SampleRequests.h"
#include "tests/ui/support/Samples.h"
#include "tests/ui/support/SettingsScenes.h"
#include "ui/MainWindow.h"
#include "ui/WindowHost.h"
#include "ui/charts/SpendChart.h"
#include "ui/pages/FirstStart.h"
#include "ui/widgets/ExportBar.h"
#include "ui/widgets/LeverPosition.h"
#include "ui/widgets/LeverRow.h"
#include "ui/widgets/ThrowPopover.h"

#include <QApplication>
#include <QComboBox>
#include <QDateTime>
#include <QDialog>
#include <QDir>
#include <QFontDatabase>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <optional>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

class FixedClock final : public Clock {
public:
    [[nodiscard]] qint64 monotonicNs() const override { return 1; }
    [[nodiscard]] qint64 wallMs() const override { return m_atMs; }

private:
    qint64 m_atMs = QDateTime(QDate(2026, 11, 22), QTime(1, 14, 20)).toMSecsSinceEpoch();
};

QPalette systemPalette(Appearance appearance) {
    const bool dark = appearance == Appearance::Dark;
    QPalette palette(dark ? QColor(0x20, 0x20, 0x20) : QColor(0xf0, 0xf0, 0xf0));
    palette.setColor(QPalette::WindowText, dark ? Qt::white : Qt::black);
    return palette;
}

// "-dark-2x.png"
QString endOf(Appearance appearance) {
    return u"-%1-%2x.png"_s.arg(appearance == Appearance::Dark ? u"dark"_s : u"light"_s)
        .arg(qApp->devicePixelRatio());
}

// The question before a dear throw, light and dark.
bool grabPopover(const QDir& folder, const Clock& clock, Scheduler& scheduler) {
    SwitchPreview dear;
    dear.warmConversations = 3;
    dear.cachedTokensLost = 120'400;
    dear.cacheCost = 602'000'000;
    dear.missing = {Need::Image};
    dear.costBefore = 12'000'000;
    dear.costAfter = 31'000'000;
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        QApplication::setPalette(systemPalette(appearance));
        FakeGatewayService service;
        service.configure(sampleConfig());
        service.publish(sampleStatus(clock.wallMs()));
        WindowHost host(service, clock, scheduler, {{}, TrayUse::Never}, {});
        host.show();
        QTest::qWait(60);
        auto* row = host.window().findChild<LeverRow*>(u"route:gpt-5.5"_s);
        QTest::mouseClick(row->findChildren<LeverPosition*>().value(2), Qt::LeftButton);
        service.answerPreviews(dear);
        QTest::qWait(60);
        auto* popover = host.window().findChild<ThrowPopover*>();
        if (popover == nullptr || !popover->grab().save(folder.filePath(u"popover"_s + endOf(appearance)))) {
            return false;
        }
    }
    return true;
}

// Both steps of the first start, light and dark.
bool grabFirstStart(const QDir& folder, const Clock& clock, Scheduler& scheduler) {
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        QApplication::setPalette(systemPalette(appearance));
        const QString end = endOf(appearance);
        FakeGatewayService service;
        Config config;
        config.clients = sampleConfig()->clients;
        service.configure(std::make_shared<const Config>(config));
        service.publish(emptyStatus(clock.wallMs()));
        const QTemporaryDir state;
        WindowHost host(service, clock, scheduler, {state.filePath(u"window.ini"_s), TrayUse::Never}, {});
        host.show();
        auto* sheet = host.window().findChild<FirstStart*>();
        if (sheet == nullptr || !sheet->grab().save(folder.filePath(u"first-looking"_s + end))) {
            return false;
        }
        service.answerSearch(
            {{u"openai"_s, KeySource{KeySource::Kind::Env, u"OPENAI_API_KEY"_s}, {}},
             {u"anthropic"_s, KeySource{KeySource::Kind::Env, u"ANTHROPIC_API_KEY"_s}, {}},
             {u"ollama"_s, {}, {u"llama3.3:70b-instruct"_s, u"qwen3-coder"_s, u"gemma3"_s, u"phi4"_s}}});
        QTest::qWait(60);
        if (!sheet->grab().save(folder.filePath(u"first-found"_s + end))) {
            return false;
        }
        QTest::mouseClick(sheet->findChild<QPushButton*>(u"useFound"_s), Qt::LeftButton);
        service.done(service.saves.value(0).ticket);
        QTest::qWait(60);
        if (!sheet->grab().save(folder.filePath(u"first-address"_s + end))) {
            return false;
        }
    }
    return true;
}

bool grab(MainWindow& window, const QDir& folder, const QString& name, Appearance appearance) {
    QTest::qWait(300);
    return window.grab().save(folder.filePath(name + endOf(appearance)));
}

void choose(MainWindow& window, const QString& box, int index) {
    window.findChild<QComboBox*>(box)->setCurrentIndex(index);
}

// The spend page with marks and a forecast, by the keyboard, by hour and by month, narrowed, and in trouble.
bool grabSpend(const QDir& folder, const Clock& clock, Scheduler& scheduler) {
    const qint64 now = clock.wallMs();
    const QDate today = QDateTime::fromMSecsSinceEpoch(now).date();
    const QVector<SpendRow> days = sampleSpend(today.addDays(-400), today);
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        QApplication::setPalette(systemPalette(appearance));
        FakeGatewayService service;
        service.configure(sampleConfig());
        service.forecast = SpendForecast{60'520'000'000, 83'100'000'000, 28};
        StatusSnapshot status = sampleStatus(now);
        status.budgets = sampleBudgets(now);
        service.publish(status);
        WindowHost host(service, clock, scheduler, {{}, TrayUse::Never}, {});
        MainWindow& window = host.window();
        host.show();
        service.answerSpend(days);
        bool saved = grab(window, folder, u"dashboard-budgets"_s, appearance);
        window.showPage(MainWindow::Page::Spend);
        service.answerSpend(days);
        service.answerHistory(sampleHistory(now));
        service.answerIncidents(sampleIncidents(now));
        auto* chart = window.findChild<SpendChart*>();
        chart->setFocus();
        QTest::keyClick(chart, Qt::Key_End);
        QTest::keyClick(chart, Qt::Key_Left);
        QTest::keyClick(chart, Qt::Key_Up);
        saved = grab(window, folder, u"spend-keyboard"_s, appearance) && saved;
        QTest::keyClick(chart, Qt::Key_Return);
        service.answerSpend(days);
        saved = grab(window, folder, u"spend-narrowed"_s, appearance) && saved;
        window.findChild<QPushButton*>(u"chip:1"_s)->click();
        choose(window, u"spendPeriod"_s, 0);
        service.answerSpend(sampleHours(now + 14LL * 3'600'000));
        saved = grab(window, folder, u"spend-hours"_s, appearance) && saved;
        choose(window, u"spendPeriod"_s, 5);
        service.answerSpend(days);
        saved = grab(window, folder, u"spend-months"_s, appearance) && saved;
        choose(window, u"spendPeriod"_s, 6);
        SpendRow crowded = days.last();
        crowded.key = u"provider-of-models/a model & its name-that-nobody-would-have-chosen"_s;
        crowded.unknownCostRequests = 0;
        crowded.cost = 61'400'000'000;
        crowded.listCost = 71'120'000'000;
        window.resize(900, 600);
        for (int by = 0; by < 4; ++by) {
            choose(window, u"spendBy"_s, by);
            service.answerSpend({crowded});
            window.findChild<QAbstractButton*>(u"series:0"_s)->click();
            service.answerSpend({crowded});
        }
        saved = grab(window, folder, u"spend-crowded"_s, appearance) && saved;
        window.resize(1280, 800);
        choose(window, u"spendBy"_s, 0);
        service.failSpend(u"the ledger is locked by another program"_s);
        auto* exports = window.findChild<ExportBar*>();
        exports->start(
            SpendExport{{}, ExportFormat::Csv, u"/tmp/signalbox-model-2026-11-01-2026-11-22.csv"_s});
        Q_EMIT service.ledgerProgress(service.spendExports.last().first, {12'400, 31'000});
        saved = grab(window, folder, u"spend-trouble"_s, appearance) && saved;
        if (!saved) {
            return false;
        }
    }
    return true;
}

bool grabConnect(const QDir& folder, const Clock& clock, Scheduler& scheduler) {
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        QApplication::setPalette(systemPalette(appearance));
        FakeGatewayService service;
        service.configure(sampleConfig());
        service.publish(sampleStatus(clock.wallMs()));
        WindowHost host(service, clock, scheduler, {{}, TrayUse::Never}, {});
        host.show();
        host.window().showConnect();
        QTest::qWait(60);
        auto* sheet = host.window().findChild<QDialog*>(u"connectSheet"_s);
        if (sheet == nullptr || !sheet->grab().save(folder.filePath(u"connect"_s + endOf(appearance)))) {
            return false;
        }
    }
    return true;
}

// The list of requests, with and without one of them open, with nothing to show, and with a fault.
bool grabRequests(const QDir& folder, const Clock& clock, Scheduler& scheduler) {
    const qint64 now = clock.wallMs();
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        QApplication::setPalette(systemPalette(appearance));
        FakeGatewayService service;
        service.configure(providersConfig());
        service.publish(sampleStatus(now));
        WindowHost host(service, clock, scheduler, {{}, TrayUse::Never}, {});
        host.show();
        host.window().showPage(MainWindow::Page::Requests);
        const auto save = [&](const QString& name) {
            QTest::qWait(60);
            return host.window().grab().save(folder.filePath(name + endOf(appearance)));
        };
        service.answerPages([&](const RequestQuery& query) { return samplePage(query, 12'400, now); });
        if (!save(u"requests"_s)) {
            return false;
        }
        host.window().showRequest(sampleRequest(2, 12'400, now).started.requestId);
        service.answerDetails(sampleDetail(now));
        if (!save(u"requests-detail"_s)) {
            return false;
        }
        host.window().resize(900, 600);
        if (!save(u"requests-detail-small"_s)) {
            return false;
        }
        host.window().resize(1280, 800);
        QTest::keyClick(host.window().findChild<QWidget*>(u"requestsTable"_s), Qt::Key_Escape);
        host.window().findChild<QLineEdit*>(u"requestText"_s)->setText(u"nothing like this"_s);
        QTest::keyClick(host.window().findChild<QLineEdit*>(u"requestText"_s), Qt::Key_Return);
        service.answerPages([&](const RequestQuery& query) { return samplePage(query, 0, now); });
        if (!save(u"requests-empty"_s)) {
            return false;
        }
        QTest::mouseClick(host.window().findChild<QPushButton*>(u"clearFilters"_s), Qt::LeftButton);
        for (const auto& [ticket, query] : std::exchange(service.pages, {})) {
            Q_EMIT service.requestsReady(
                ticket,
                Error{ErrorCode::Failed, u"the disk answers with an error (input/output error)"_s, {}});
        }
        if (!save(u"requests-problem"_s)) {
            return false;
        }
    }
    return true;
}

struct Arguments {
    QByteArray folder = ".";
    QByteArray scale;
    QString language = u"en_US"_s;
};

// Nothing: they are not understood.
std::optional<Arguments> readArguments(int argc, char** argv) {
    Arguments arguments;
    bool named = false;
    for (int i = 1; i < argc; ++i) {
        const QByteArray argument(argv[i]);
        if (argument == "--scale" && i + 1 < argc) {
            arguments.scale = argv[++i];
        } else if (argument == "--language" && i + 1 < argc) {
            arguments.language = QString::fromUtf8(argv[++i]);
        } else if (argument.isEmpty() || argument.startsWith('-') || named) {
            return std::nullopt;
        } else {
            arguments.folder = argument;
            named = true;
        }
    }
    return arguments;
}

struct Scene {
    QString name;
    StatusSnapshot status;
    bool spend;
    MainWindow::Page page;
    QSize size;
};

}  // namespace

int main(int argc, char** argv) {
    const std::optional<Arguments> arguments = readArguments(argc, argv);
    if (!arguments) {
        std::fputs("usage: ui_preview [FOLDER] [--scale N] [--language CODE]\n", stderr);
        return 2;
    }
    if (!arguments->scale.isEmpty()) {
        qputenv("QT_SCALE_FACTOR", arguments->scale);
    }
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QApplication application(argc, argv);
    const QDir folder(QString::fromLocal8Bit(arguments->folder));
    QDir().mkpath(folder.path());
    QFont font(QFontDatabase::hasFamily(u"Inter"_s) ? u"Inter"_s : QApplication::font().family());
    font.setPixelSize(13);
    QApplication::setFont(font);
    QLocale::setDefault(QLocale(arguments->language));
    QApplication::setLayoutDirection(QLocale().textDirection());

    const FixedClock clock;
    FakeClock scheduler;
    const qint64 now = clock.wallMs();
    const QSize full(1280, 800);
    const QSize least(900, 600);
    StatusSnapshot drilled = sampleStatus(now);
    drilled.offline = true;
    drilled.providers[2].drill = Drill{DrillKind::RateLimited, now, now + 120'000};
    drilled.routes[1].active = -1;
    drilled.routes[1].parked = 3;
    drilled.undoable = UndoableSwitch{now, u"coding"_s, {}, {}, {}};
    const Scene scenes[] = {
        {u"dashboard-drill"_s, drilled, true, MainWindow::Page::Dashboard, full},
        {u"dashboard-drill-small"_s, drilled, true, MainWindow::Page::Dashboard, least},
        {u"dashboard"_s, sampleStatus(now), true, MainWindow::Page::Dashboard, full},
        {u"dashboard-small"_s, sampleStatus(now), true, MainWindow::Page::Dashboard, least},
        {u"dashboard-empty"_s, emptyStatus(now), false, MainWindow::Page::Dashboard, full},
        {u"dashboard-trouble"_s, troubledStatus(now), true, MainWindow::Page::Dashboard, full},
        {u"dashboard-many"_s, busyStatus(now, 20, 50, 3), true, MainWindow::Page::Dashboard, full},
        {u"spend"_s, sampleStatus(now), true, MainWindow::Page::Spend, full},
        {u"spend-small"_s, sampleStatus(now), true, MainWindow::Page::Spend, least},
        {u"spend-empty"_s, emptyStatus(now), false, MainWindow::Page::Spend, full},
    };
    const QDate today = QDateTime::fromMSecsSinceEpoch(now).date();
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        QApplication::setPalette(systemPalette(appearance));
        for (const Scene& scene : scenes) {
            FakeGatewayService service;
            service.configure(providersConfig());
            service.publish(scene.status);
            WindowHost host(service, clock, scheduler, {{}, TrayUse::Never}, {});
            host.window().resize(scene.size);
            host.show();
            host.window().showPage(scene.page);
            service.answerSpend(scene.spend ? sampleSpend(today.addDays(-400), today) : QVector<SpendRow>());
            if (scene.spend) {
                service.answerHistory(sampleHistory(now));
                service.answerIncidents(sampleIncidents(now));
            }
            QTest::qWait(scene.page == MainWindow::Page::Spend ? 300 : 60);
            if (!host.window().grab().save(folder.filePath(scene.name + endOf(appearance)))) {
                return 1;
            }
        }
    }
    return grabPopover(folder, clock, scheduler) && grabFirstStart(folder, clock, scheduler) &&
                   grabSpend(folder, clock, scheduler) && grabRequests(folder, clock, scheduler) &&
                   grabReplay(folder, clock, scheduler, systemPalette) &&
                   grabProviders(folder, clock, scheduler, systemPalette) &&
                   grabRoutes(folder, clock, scheduler, systemPalette) &&
                   grabSettings(folder, clock, scheduler, systemPalette) &&
                   grabConnect(folder, clock, scheduler)
               ? 0
               : 1;
}
