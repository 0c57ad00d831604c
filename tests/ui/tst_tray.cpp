// The tray and what goes on without the window: notices, the quick switch menu, closing that keeps running,
// quitting.
#include "tests/ui/support/WindowFixture.h"
#include "ui/MainWindow.h"
#include "ui/TrayIcon.h"
#include "ui/pages/DashboardPage.h"
#include "ui/widgets/ThrowPopover.h"

#include <QMenu>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

class TestTray final : public WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void init() {
        serve(sampleConfig());
        m_quits = 0;
        open(sample());
    }
    void cleanup() { m_host.reset(); }

    // Through the desktop where it takes it; a click there brings the window. By the tray where it does not.
    void noticesGoThroughTheDesktop() {
        class FakeNotifier final : public Notifier {
        public:
            void tell(const Notification& notification, std::function<void()> refused) override {
                told.append(notification.title);
                last = notification;
                refusals.push_back(std::move(refused));
            }
            QStringList told;
            Notification last;
            std::vector<std::function<void()>> refusals;
        };
        FakeNotifier notifier;
        WindowOptions options{{}, TrayUse::Never};
        options.notifier = &notifier;
        open(sample(), options);
        StatusSnapshot offline = sample();
        offline.offline = true;
        m_service->publish(offline);
        QCOMPARE(notifier.told, QStringList{u"No network"_s});
        window().hide();
        Q_EMIT notifier.clicked();
        QVERIFY(window().isVisible());
        // What was asked for in the tray's menu and did not work.
        QTest::mouseClick(button(u"provider:cometapi"_s, u"drain"_s), Qt::LeftButton);
        window().hide();
        m_service->done(m_service->drains.last().ticket,
                        Error{ErrorCode::NotFound, u"no such provider"_s, {}});
        QCOMPARE(notifier.told.size(), 2);
        // Where requests that wait shall go is one click.
        StatusSnapshot waiting = sample();
        waiting.atMs += 1'000;
        waiting.routes[1].active = -1;
        waiting.routes[1].parked = 1;
        m_service->publish(waiting);
        QCOMPARE(notifier.told.last(), u"coding: requests wait for you"_s);
        QCOMPARE(notifier.last.choices.size(), 3);
        notifier.last.chosen(1);
        m_service->answerPreviews(SwitchPreview());
        QCOMPARE(m_service->pins.size(), 1);
        QCOMPARE(m_service->pins[0].route, u"coding"_s);
        QCOMPARE(m_service->pins[0].pin.target, waiting.routes[1].targets[1].target);
        QCOMPARE(m_service->pins[0].waiting, WaitingRequests::Move);
        // A dear one is asked about first.
        window().hide();
        notifier.last.chosen(0);
        SwitchPreview dear;
        dear.contextTooSmall = true;
        m_service->answerPreviews(dear);
        QCOMPARE(m_service->pins.size(), 1);
        QVERIFY(window().isVisible());
        auto* question = route(u"coding"_s)->findChild<ThrowPopover*>();
        QVERIFY(question != nullptr);
        Q_EMIT question->confirmed();
        QCOMPARE(m_service->pins.size(), 2);
        QCOMPARE(m_service->pins[1].waiting, WaitingRequests::Move);
        m_host.reset();
        notifier.last.chosen(2);  // late: nobody is there any more
        QCOMPARE(m_service->pins.size(), 2);
        for (const std::function<void()>& refused : notifier.refusals) {
            refused();
        }
    }

    void theTrayTicksWhatIsSo() {
        const auto drain = [this] {
            for (const QMenu* menu : m_host->tray().menu().findChildren<QMenu*>()) {
                if (menu->title() == u"Take out of use"_s) {
                    return action(*menu, u"● CometAPI"_s);
                }
            }
            return static_cast<QAction*>(nullptr);
        };
        QVERIFY(drain() != nullptr && !drain()->isChecked());
        drain()->trigger();
        m_service->done(m_service->drains.last().ticket,
                        Error{ErrorCode::NotFound, u"no such provider"_s, {}});
        QTRY_VERIFY(!drain()->isChecked());
    }

    void closingKeepsRunningAndSaysSoOnce() {
        const QTemporaryDir folder;
        const WindowOptions options{folder.filePath(u"window.ini"_s), TrayUse::Never};
        m_host.reset();
        open(sample(), options);
        QVERIFY(!window().close());
        QCOMPARE(m_quits, 0);
        QVERIFY(window().isMinimized());  // no tray here
        QCOMPARE(window().banners().items().size(), 1);
        QVERIFY(window().banners().items()[0].text.contains(u"keeps running"_s));
        m_host->raiseWindow();
        QVERIFY(!window().isMinimized() && window().isVisible());
        m_host.reset();
        open(sample(), options);
        window().close();
        QVERIFY(window().banners().items().isEmpty());  // said already
    }

    void quittingCallsBack() {
        QTest::keyClick(&window(), Qt::Key_Q, Qt::ControlModifier);
        QCOMPARE(m_quits, 1);
        QVERIFY(!window().isVisible());
        window().show();
        QTest::mouseClick(window().findChild<QPushButton*>(u"quit"_s), Qt::LeftButton);
        QCOMPARE(m_quits, 2);
    }

    void trayMenuSwitches() {
        QMenu& menu = m_host->tray().menu();
        action(menu, u"◆ OpenAI"_s)->trigger();
        m_service->answerPreviews(SwitchPreview());
        QCOMPARE(m_service->pins.size(), 1);
        QCOMPARE(m_service->pins[0].route, u"gpt-5.5"_s);
        QAction* automatic = action(*action(menu, u"coding: Claude Opus 4.7"_s)->menu(), u"Automatic"_s);
        automatic->trigger();
        QCOMPARE(m_service->pins[1].pin.mode, PinMode::Auto);
        QAction* drained = action(menu, u"■ Ollama"_s);
        QVERIFY(drained != nullptr);
        action(*action(menu, u"Take out of use"_s)->menu(), u"■ Ollama"_s)->trigger();
        QVERIFY(!m_service->drains.value(0).drain);
        StatusSnapshot status = sample();
        status.routes[0].active = 2;
        m_service->publish(status);
        QVERIFY(action(menu, u"gpt-5.5: Claude Opus 4.7"_s) != nullptr);
        action(menu, u"Quit"_s)->trigger();
        QCOMPARE(m_quits, 1);
        QVERIFY(m_host->tray().toolTip().contains(u"OpenAI: Cooling"_s));
    }

    // The same question as at the lever, where it can be answered.
    void aDearThrowInTheTrayIsAskedAboutInTheWindow() {
        window().showPage(MainWindow::Page::Settings);
        window().hide();
        action(m_host->tray().menu(), u"◆ OpenAI"_s)->trigger();
        SwitchPreview dear;
        dear.contextTooSmall = true;
        m_service->answerPreviews(dear);
        QVERIFY(m_service->pins.isEmpty());
        QVERIFY(window().isVisible() && window().findChild<DashboardPage*>()->isVisible());
        QVERIFY(route(u"gpt-5.5"_s)->findChild<ThrowPopover*>() != nullptr);
    }
};

QTEST_MAIN(TestTray)
#include "tst_tray.moc"
