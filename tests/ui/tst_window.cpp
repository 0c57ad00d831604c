// The window over a scripted service: what a click, a key or a menu asks of the gateway; what a snapshot
// changes on the screen; that closing keeps running; that every control has a name and Tab reaches all of
// them.
#include "tests/ui/support/WindowFixture.h"
#include "ui/MainWindow.h"
#include "ui/TrayIcon.h"
#include "ui/WindowHost.h"
#include "ui/models/LiveRequestsModel.h"
#include "ui/pages/DashboardPage.h"
#include "ui/widgets/LeverPosition.h"
#include "ui/widgets/LeverRow.h"
#include "ui/widgets/ProviderCard.h"
#include "ui/widgets/ThrowPopover.h"
#include "ui/widgets/TopBar.h"

#include <QAccessible>
#include <QApplication>
#include <QButtonGroup>
#include <QClipboard>
#include <QDateTime>
#include <QElapsedTimer>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>

#include <memory>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

class TestWindow final : public WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void init() {
        serve(sampleConfig());
        m_quits = 0;
        open(sample());
    }
    void cleanup() { m_host.reset(); }

    void tipsAreNotReadAsMarkup() {
        QToolTip::showText(QPoint(10, 10), u"<b>model</b>\n<img src=\"x\">"_s, &window());
        int tips = 0;
        for (QWidget* widget : QApplication::topLevelWidgets()) {
            if (const auto* tip = widget->inherits("QTipLabel") ? qobject_cast<QLabel*>(widget) : nullptr) {
                ++tips;
                QCOMPARE(tip->textFormat(), Qt::PlainText);
            }
        }
        QCOMPARE(tips, 1);
        QToolTip::hideText();
    }

    void leverShowsWhereTrafficGoes() {
        QVERIFY(!position(u"gpt-5.5"_s, 0)->carries());
        QVERIFY(position(u"gpt-5.5"_s, 1)->carries());
        QVERIFY(route(u"gpt-5.5"_s)->deciderText().startsWith(u"failed over "_s));
        QCOMPARE(route(u"coding"_s)->deciderText(), u"pinned, 24 min"_s);
        QCOMPARE(route(u"fast"_s)->deciderText(), u"automatic"_s);
    }

    void aClickThrowsTheLever() {
        QTest::mouseClick(position(u"gpt-5.5"_s, 2), Qt::LeftButton);
        m_service->answerPreviews(SwitchPreview());
        QCOMPARE(m_service->pins.size(), 1);
        QCOMPARE(m_service->pins[0].route, u"gpt-5.5"_s);
        QCOMPARE(m_service->pins[0].pin.mode, PinMode::Prefer);
        QCOMPARE(m_service->pins[0].pin.target.toString(), u"anthropic/Claude Opus 4.7"_s);
        QVERIFY(!m_service->pins[0].pin.untilMs);
        // Pending until the gateway answers; the lever itself moves with the next snapshot.
        QCOMPARE(route(u"gpt-5.5"_s)->deciderText(), u"switching…"_s);
        QVERIFY(position(u"gpt-5.5"_s, 1)->carries());
        QVERIFY(!position(u"gpt-5.5"_s, 2)->carries());
        m_service->done(m_service->pins[0].ticket);
        StatusSnapshot status = sample();
        status.routes[0].active = 2;
        status.routes[0].pin = m_service->pins[0].pin;
        status.routes[0].failedOverAtMs.reset();
        m_service->publish(status);
        QVERIFY(position(u"gpt-5.5"_s, 2)->carries());
        QCOMPARE(route(u"gpt-5.5"_s)->deciderText(), u"pinned"_s);
        // Thrown there already: no second command.
        QTest::mouseClick(position(u"gpt-5.5"_s, 2), Qt::LeftButton);
        m_service->answerPreviews(SwitchPreview());
        QCOMPARE(m_service->pins.size(), 1);
        // And back.
        QTest::mouseClick(button(u"route:gpt-5.5"_s, u"auto"_s), Qt::LeftButton);
        QCOMPARE(m_service->pins.size(), 2);
        QCOMPARE(m_service->pins[1].pin.mode, PinMode::Auto);
    }

    void shiftMeansOnly() {
        QTest::mouseClick(position(u"gpt-5.5"_s, 0), Qt::LeftButton, Qt::ShiftModifier);
        m_service->answerPreviews(SwitchPreview());
        QCOMPARE(m_service->pins.size(), 1);
        QCOMPARE(m_service->pins[0].pin.mode, PinMode::Only);
    }

    void anArrowThrowsTheLever() {
        position(u"gpt-5.5"_s, 0)->setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
        QCOMPARE(QApplication::focusWidget(), position(u"gpt-5.5"_s, 1));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
        m_service->answerPreviews(SwitchPreview());
        QCOMPARE(m_service->pins.size(), 1);  // where the hand came to rest
        QCOMPARE(m_service->pins[0].pin.target.provider, u"anthropic"_s);
        QCOMPARE(m_service->pins[0].pin.mode, PinMode::Prefer);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Left, Qt::ControlModifier);  // only a look
        QCOMPARE(QApplication::focusWidget(), position(u"gpt-5.5"_s, 1));
        m_service->answerPreviews(SwitchPreview());
        QCOMPARE(m_service->pins.size(), 1);
    }

    // Of a throw that waits for what it would cost and one asked for later, the later one holds.
    void automaticComesAfterTheThrowBefore() {
        QTest::mouseClick(position(u"coding"_s, 1), Qt::LeftButton);
        QTest::mouseClick(button(u"route:coding"_s, u"auto"_s), Qt::LeftButton);
        m_service->answerPreviews(SwitchPreview());
        QCOMPARE(m_service->pins.size(), 1);
        QCOMPARE(m_service->pins[0].pin.mode, PinMode::Auto);
    }

    void theKeyboardStaysOnALeverAfterAuto() {
        QPushButton* automatic = button(u"route:coding"_s, u"auto"_s);
        automatic->setFocus();
        StatusSnapshot status = sample();
        status.routes[1].pin = Pin();
        m_service->publish(status);
        QVERIFY(!automatic->isVisible());
        QVERIFY(qobject_cast<LeverPosition*>(QApplication::focusWidget()) != nullptr);
    }

    // On another page Ctrl+Z is about what was edited there; the switch is left alone.
    void undoIsOfTheDashboard() {
        StatusSnapshot status = sample();
        status.undoable = UndoableSwitch{status.atMs, u"coding"_s, {}, {}, {}};
        m_service->publish(status);
        window().showPage(MainWindow::Page::Routes);
        QTest::keySequence(&window(), QKeySequence::Undo);
        QCOMPARE(m_service->undos.size(), 0);
        window().showPage(MainWindow::Page::Dashboard);
        QTest::keySequence(&window(), QKeySequence::Undo);
        QCOMPARE(m_service->undos.size(), 1);
    }

    // Its words change while somebody presses its button.
    void aBannersButtonSurvivesItsNumber() {
        StatusSnapshot status = sample();
        status.routes[1].active = -1;
        status.routes[1].parked = 2;
        m_service->publish(status);
        auto* act = window().banners().findChild<QPushButton*>(u"parked:coding"_s);
        QVERIFY(act != nullptr);
        QSignalSpy asked(&window().banners(), &BannerStack::actionAsked);
        act->setFocus();
        QTest::mousePress(act, Qt::LeftButton);
        status.routes[1].parked = 3;
        m_service->publish(status);
        QCOMPARE(QApplication::focusWidget(), act);
        QVERIFY(act->accessibleName().contains(u"3"_s));
        QTest::mouseRelease(act, Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
    }

    void keysThrowTheLever() {
        position(u"gpt-5.5"_s, 0)->setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
        QCOMPARE(QApplication::focusWidget(), position(u"gpt-5.5"_s, 1));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);  // the end of the line
        QCOMPARE(QApplication::focusWidget(), position(u"gpt-5.5"_s, 2));
        QVERIFY(m_service->pins.isEmpty());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        m_service->answerPreviews(SwitchPreview());
        QCOMPARE(m_service->pins.size(), 1);
        QCOMPARE(m_service->pins[0].pin.target.provider, u"anthropic"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Left);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space, Qt::ShiftModifier);
        m_service->answerPreviews(SwitchPreview());
        QCOMPARE(m_service->pins.size(), 2);
        QCOMPARE(m_service->pins[1].pin.mode, PinMode::Only);
        QCOMPARE(m_service->pins[1].pin.target.provider, u"cometapi"_s);
    }

    void arrowsFollowTheScreenFromRightToLeft() {
        window().setLayoutDirection(Qt::RightToLeft);
        position(u"gpt-5.5"_s, 0)->setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Left);
        QCOMPARE(QApplication::focusWidget(), position(u"gpt-5.5"_s, 1));
        QVERIFY(position(u"gpt-5.5"_s, 1)->x() < position(u"gpt-5.5"_s, 0)->x());
    }

    void menuHasDurations() {
        Q_EMIT position(u"gpt-5.5"_s, 0)->menuAsked(window().pos());
        auto* menu = route(u"gpt-5.5"_s)->findChild<QMenu*>();
        action(*menu, u"Only this one for 30 minutes"_s)->trigger();
        m_service->answerPreviews(SwitchPreview());
        menu->hide();
        QCOMPARE(m_service->pins.size(), 1);
        QCOMPARE(m_service->pins[0].pin.mode, PinMode::Only);
        QCOMPARE(*m_service->pins[0].pin.untilMs, m_clock->wallMs() + 30 * 60'000);
        QVERIFY(!action(*menu, u"Back to automatic"_s)->isEnabled());
    }

    void pinCountsDown() {
        m_clock->advance(Milliseconds(60'000));
        QCOMPARE(route(u"coding"_s)->deciderText(), u"pinned, 23 min"_s);
    }

    void anErrorIsSaidOnceAndCanBeDismissed() {
        QTest::mouseClick(position(u"gpt-5.5"_s, 2), Qt::LeftButton);
        m_service->answerPreviews(SwitchPreview());
        m_service->done(m_service->pins[0].ticket,
                        Error{ErrorCode::NotFound, u"There is no such target."_s, {}});
        QCOMPARE(window().banners().items().size(), 1);
        QCOMPARE(window().banners().items()[0].text, u"There is no such target."_s);
        QVERIFY(route(u"gpt-5.5"_s)->deciderText().startsWith(u"failed over"_s));
        QTest::mouseClick(window().banners().findChild<QPushButton*>(), Qt::LeftButton);
        QVERIFY(window().banners().items().isEmpty());
    }

    void drainAndPutBackByClick() {
        QPushButton* drain = button(u"provider:cometapi"_s, u"drain"_s);
        QTest::mouseClick(drain, Qt::LeftButton);
        QCOMPARE(m_service->drains.size(), 1);
        QCOMPARE(m_service->drains[0].provider, u"cometapi"_s);
        QVERIFY(m_service->drains[0].drain && !m_service->drains[0].drain->untilMs);
        QCOMPARE(drain->accessibleName(), u"One moment…"_s);
        QTest::mouseClick(drain, Qt::LeftButton);  // still pending
        QCOMPARE(m_service->drains.size(), 1);
        m_service->done(m_service->drains[0].ticket);
        QCOMPARE(drain->text(), u"Drain"_s);
        QPushButton* back = button(u"provider:ollama"_s, u"drain"_s);
        QCOMPARE(back->text(), u"Put back"_s);
        QTest::mouseClick(back, Qt::LeftButton);
        QCOMPARE(m_service->drains.size(), 2);
        QVERIFY(!m_service->drains[1].drain);
    }

    void resetIsOfferedWhereItHelps() {
        QPushButton* reset = button(u"provider:openai"_s, u"reset"_s);
        QVERIFY(reset->isVisible());
        QVERIFY(!button(u"provider:cometapi"_s, u"reset"_s)->isVisible());
        QTest::mouseClick(reset, Qt::LeftButton);
        QCOMPARE(m_service->resets.size(), 1);
        QCOMPARE(m_service->resets[0].second, u"openai"_s);
    }

    void cardsSayStateAndReason() {
        auto* card = window().findChild<ProviderCard*>(u"provider:openai"_s);
        QCOMPARE(card->stateText(), u"Cooling 41 s"_s);
        QVERIFY(card->reasonText().startsWith(u"429: Asked us to wait until "_s));
        m_clock->advance(Milliseconds(2'000));
        QCOMPARE(card->stateText(), u"Cooling 39 s"_s);
        QCOMPARE(window().findChild<ProviderCard*>(u"provider:anthropic"_s)->reasonText(),
                 u"Carries coding"_s);
        QCOMPARE(window().topBar().noticeText(), u"1 provider cooling down"_s);
    }

    void providersAndRoutesComeAndGo() {
        StatusSnapshot status = sample();
        status.providers.removeAt(1);
        status.providers.move(2, 0);
        status.routes.removeAt(0);
        status.routes[0].targets.removeLast();
        auto* kept = window().findChild<ProviderCard*>(u"provider:openai"_s);
        m_service->publish(status);
        QCOMPARE(window().findChildren<ProviderCard*>().size(), 3);
        QCOMPARE(window().findChild<ProviderCard*>(u"provider:openai"_s), kept);
        QCOMPARE(window().findChildren<LeverRow*>().size(), 2);
        QCOMPARE(route(u"coding"_s)->findChildren<LeverPosition*>().size(), 2);
        m_service->publish(sample());
        QCOMPARE(window().findChildren<ProviderCard*>().size(), 4);
        QVERIFY(position(u"gpt-5.5"_s, 1)->carries());
    }

    void liveRequestsComeInWithoutMovingTheSelection() {
        auto* table = window().findChild<QTableView*>(u"liveRequests"_s);
        QCOMPARE(table->model()->rowCount(), 11);
        table->selectRow(2);
        StatusSnapshot status = sample();
        LiveRequest fresh = status.live[0];
        fresh.requestId = "fresh";
        status.live.prepend(fresh);
        m_service->publish(status);
        QCOMPARE(table->model()->rowCount(), 12);
        QCOMPARE(table->selectionModel()->selectedRows().value(0).row(), 3);
    }

    void aHiddenWindowCatchesUpWhenShown() {
        window().hide();
        StatusSnapshot status = sample();
        status.providers[1].state = HealthState::Failed;
        status.providers[1].reason.kind = HealthReason::Kind::BadKey;
        m_service->publish(status);
        auto* card = window().findChild<ProviderCard*>(u"provider:cometapi"_s);
        QCOMPARE(card->stateText(), u"Healthy"_s);  // no work while nobody looks
        window().show();
        QCOMPARE(card->stateText(), u"Key refused"_s);
        QCOMPARE(window().topBar().noticeText(), u"1 provider down"_s);
    }

    void keyIsCopiedAndTakenBack() {
        const QString key = QString::fromUtf8(sampleConfig()->clients.front().key.expose());
        QClipboard* clipboard = QGuiApplication::clipboard();
        QTest::mouseClick(window().topBar().findChild<QPushButton*>(u"copyUrl"_s), Qt::LeftButton);
        QCOMPARE(clipboard->text(), u"http://127.0.0.1:5252/v1"_s);
        m_clock->advance(Milliseconds(61'000));
        QCOMPARE(clipboard->text(), u"http://127.0.0.1:5252/v1"_s);
        auto* copy = window().topBar().findChild<QPushButton*>(u"copyKey"_s);
        QTest::mouseClick(copy, Qt::LeftButton);
        QVERIFY(clipboard->text() == key);
        QCOMPARE(copy->text(), u"Copied"_s);
        QVERIFY(!copy->toolTip().contains(key));
        m_clock->advance(Milliseconds(59'000));
        QCOMPARE(copy->text(), u"Copy key"_s);
        QVERIFY(clipboard->text() == key);
        m_clock->advance(Milliseconds(1'000));
        QVERIFY(clipboard->text().isEmpty());
        // What somebody else put there stays.
        QTest::mouseClick(copy, Qt::LeftButton);
        clipboard->setText(u"mine"_s);
        m_clock->advance(Milliseconds(61'000));
        QCOMPARE(clipboard->text(), u"mine"_s);
    }

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
        QCOMPARE(m_service->pins.size(), 1);
        QCOMPARE(m_service->pins[0].route, u"coding"_s);
        QCOMPARE(m_service->pins[0].pin.target, waiting.routes[1].targets[1].target);
        QCOMPARE(m_service->pins[0].waiting, WaitingRequests::Move);
        m_host.reset();
        notifier.last.chosen(2);  // late: nobody is there any more
        QCOMPARE(m_service->pins.size(), 1);
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

    // What is empty below it leaves a lever's row as high as it is.
    void aLeverStaysBesideItsHead() {
        StatusSnapshot quiet = sample();
        quiet.live.clear();
        m_service->publish(quiet);
        window().resize(1280, 1200);
        QTest::qWait(0);
        LeverRow* row = route(u"gpt-5.5"_s);
        QCOMPARE(row->height(), row->sizeHint().height());
    }

    // The whole address fits, and what is spoken and copied stays.
    void aNarrowWindowSaysItInFewerWords() {
        window().resize(900, 600);
        auto* copy = window().topBar().findChild<QPushButton*>(u"copyUrl"_s);
        QTRY_COMPARE(copy->text(), u"URL"_s);
        QCOMPARE(copy->accessibleName(), u"Copy URL"_s);
        QCOMPARE(window().topBar().noticeText(), u"1 provider cooling down"_s);
        QTest::mouseClick(copy, Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"http://127.0.0.1:5252/v1"_s);
        QCOMPARE(copy->text(), u"Copied"_s);
        window().resize(1280, 800);
        QTRY_COMPARE(copy->text(), u"Copy URL"_s);
    }

    // A word longer than usual does not cut a button; fewer cards stand side by side then.
    void cardsAreAsWideAsTheirButtonsNeed() {
        const auto inFirstRow = [this] {
            int count = 0;
            int top = -1;
            for (const ProviderCard* card : window().findChildren<ProviderCard*>()) {
                top = top < 0 ? card->y() : std::min(top, card->y());
            }
            for (const ProviderCard* card : window().findChildren<ProviderCard*>()) {
                count += card->y() == top ? 1 : 0;
            }
            return count;
        };
        QCOMPARE(inFirstRow(), 4);
        auto* drain = button(u"provider:cometapi"_s, u"drain"_s);
        drain->setText(u"Vorübergehend außer Betrieb nehmen"_s);
        QTRY_VERIFY(inFirstRow() < 4);
        QVERIFY(drain->width() >= drain->sizeHint().width());
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

    // What is chosen goes to the target whose menu it was, whatever the order is by then.
    void theLeversMenuNamesItsTargetAndKeepsIt() {
        Q_EMIT position(u"gpt-5.5"_s, 2)->menuAsked(window().pos());
        auto* menu = route(u"gpt-5.5"_s)->findChild<QMenu*>();
        QCOMPARE(menu->actions().constFirst()->text(),
                 u"Prefer Claude Opus 4.7, others take over if it fails"_s);
        QVERIFY(!menu->actions().constFirst()->isSeparator() && !menu->actions().constFirst()->isEnabled());
        StatusSnapshot status = sample();
        std::swap(status.routes[0].targets[1], status.routes[0].targets[2]);
        m_service->publish(status);
        action(*menu, u"Only this one for 2 hours"_s)->trigger();
        menu->hide();
        m_service->answerPreviews(SwitchPreview());
        QCOMPARE(m_service->pins.value(0).pin.target.toString(), u"anthropic/Claude Opus 4.7"_s);
    }

    void theLiveTableKeepsItsNamesReadable() {
        window().resize(900, 600);
        QCoreApplication::processEvents();
        auto* live = window().findChild<DashboardPage*>()->findChild<QTableView*>();
        QVERIFY(live->columnWidth(LiveRequestsModel::Model) >= 90);
        QVERIFY(live->columnWidth(LiveRequestsModel::Provider) >= 90);
        window().resize(1600, 900);
        QCoreApplication::processEvents();
        QVERIFY(!live->isColumnHidden(LiveRequestsModel::Client));
    }

    void emptyStatesHaveANextStep() {
        m_service->publish(emptyStatus(m_clock->wallMs()));
        m_service->answerSpend({});
        const auto visible = [this](const QString& text) {
            const QList<QLabel*> labels = window().findChildren<QLabel*>();
            return std::any_of(labels.cbegin(), labels.cend(), [&](const QLabel* label) {
                return label->isVisible() && label->text() == text;
            });
        };
        QVERIFY(visible(u"No providers yet"_s));
        QVERIFY(visible(u"No routes"_s));
        QVERIFY(visible(u"No requests yet"_s));
        QVERIFY(visible(u"Nothing spent in the last two weeks"_s));
        m_service->publish(sample());
        QVERIFY(!visible(u"No requests yet"_s));
    }

    void spendPageShowsTheMonth() {
        QTest::keyClick(&window(), Qt::Key_4, Qt::ControlModifier);
        const QDate today = QDateTime::fromMSecsSinceEpoch(m_clock->wallMs()).date();
        m_service->answerSpend(sampleSpend(today.addDays(-20), today));
        auto* table = window().findChild<QTableView*>(u"spendTable"_s);
        QVERIFY(table->isVisible());
        QCOMPARE(table->model()->index(0, 0).data().toString(), u"gpt-5.5"_s);
        QCOMPARE(table->model()->rowCount(), 8);  // and the total
        QVERIFY(m_service->spends.isEmpty());
        StatusSnapshot status = sample();
        ++status.requestsTotal;
        m_service->publish(status);
        m_clock->advance(Milliseconds(2'500));
        QCOMPARE(m_service->spends.size(), 2);  // the page that is shown, not the dashboard behind it
    }

    void everyControlHasANameAndARole() {
        const QDate today = QDateTime::fromMSecsSinceEpoch(m_clock->wallMs()).date();
        for (const StatusSnapshot& status :
             {sample(), troubledStatus(m_clock->wallMs()), emptyStatus(m_clock->wallMs())}) {
            for (const MainWindow::Page page : {MainWindow::Page::Dashboard, MainWindow::Page::Spend}) {
                m_service->publish(status);
                window().showPage(page);
                m_service->answerSpend(sampleSpend(today.addDays(-3), today));
                int seen = 0;
                for (QWidget* widget : window().findChildren<QWidget*>()) {
                    if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus)) {
                        continue;
                    }
                    ++seen;
                    QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(widget);
                    QVERIFY2(
                        accessible != nullptr && !accessible->text(QAccessible::Name).isEmpty(),
                        qPrintable(QString::fromLatin1(widget->metaObject()->className()) +
                                   widget->objectName() + u" in "_s + widget->parentWidget()->objectName() +
                                   QString::fromLatin1(widget->parentWidget()->metaObject()->className())));
                    QVERIFY(accessible->role() != QAccessible::NoRole);
                }
                QVERIFY(seen > 4);
            }
        }
    }

    void aLeverIsARadioButtonToAScreenReader() {
        LeverPosition* target = position(u"gpt-5.5"_s, 1);
        QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(target);
        QCOMPARE(accessible->role(), QAccessible::RadioButton);
        QVERIFY(accessible->state().checked);
        QCOMPARE(accessible->text(QAccessible::Name), u"CometAPI, Healthy, carries the traffic"_s);
        QAccessibleInterface* other = QAccessible::queryAccessibleInterface(position(u"gpt-5.5"_s, 0));
        QVERIFY(other->text(QAccessible::Name).startsWith(u"OpenAI, Cooling"_s));
        QVERIFY(!other->text(QAccessible::Description).isEmpty());
        QVERIFY(other->actionInterface() != nullptr);
        other->actionInterface()->doAction(other->actionInterface()->actionNames().value(0));
        m_service->answerPreviews(SwitchPreview());
        QCOMPARE(m_service->pins.size(), 1);
    }

    void tabReachesEverythingAndComesBack() {
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
        QSet<QWidget*> wanted;
        for (QWidget* widget : window().findChildren<QWidget*>()) {
            if (widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) &&
                widget->focusProxy() == nullptr) {
                // Of pages, as of radio buttons, Tab stops at the chosen one; arrow keys reach the others.
                const auto* page = qobject_cast<QPushButton*>(widget);
                if (page != nullptr && page->group() != nullptr && !page->isChecked()) {
                    continue;
                }
                wanted.insert(widget);
            }
        }
        QSet<QWidget*> reached;
        for (int i = 0; i < wanted.size() + 5; ++i) {
            QTest::keyClick(QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : &window(),
                            Qt::Key_Tab);
            reached.insert(QApplication::focusWidget());
        }
        for (const QWidget* widget : std::as_const(wanted)) {
            QVERIFY2(reached.contains(const_cast<QWidget*>(widget)),
                     qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' ' +
                                widget->objectName()));
        }
    }

    void tabGoesFromCardsToLeversToRequests() {
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
        button(u"provider:ollama"_s, u"more"_s)->setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), position(u"gpt-5.5"_s, 1));  // the one that carries
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), position(u"coding"_s, 0));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), button(u"route:coding"_s, u"auto"_s));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), window().findChild<QTableView*>(u"liveRequests"_s));
    }

    void arrowsChangeThePage() {
        auto* dashboard = window().findChild<QPushButton*>(u"nav:dashboard"_s);
        dashboard->setFocus();
        QTest::keyClick(dashboard, Qt::Key_Down);
        QVERIFY(!dashboard->isChecked());
        QVERIFY(!window().findChild<QTableView*>(u"liveRequests"_s)->isVisible());
    }

    void everythingFitsTheLeastSize() {
        m_service->publish(troubledStatus(m_clock->wallMs()));
        window().resize(900, 600);
        for (const QPushButton* one : window().findChildren<QPushButton*>()) {
            if (one->isVisible()) {
                QVERIFY2(one->width() >= one->minimumSizeHint().width(), qPrintable(one->text()));
                const int right = one->mapTo(&window(), QPoint(one->width(), 0)).x();
                QVERIFY2(right <= window().width(), qPrintable(one->accessibleName()));
            }
        }
    }

    void textHasTheColoursOfTheTheme() {
        for (const bool dark : {false, true}) {
            QPalette system(dark ? Qt::black : Qt::white);
            system.setColor(QPalette::WindowText, dark ? Qt::white : Qt::black);
            QApplication::setPalette(system);
            QTRY_COMPARE(m_host->theme().appearance(), dark ? Appearance::Dark : Appearance::Light);
            const Colors& colors = m_host->theme().colors();
            for (const QLabel* label : window().findChildren<QLabel*>()) {
                const QColor color = label->palette().color(QPalette::WindowText);
                if (label->isVisible() && label->property("tone").isValid()) {
                    const QString tone = label->property("tone").toString();
                    QVERIFY2(tone.isEmpty()           ? color == colors.text
                             : tone == u"secondary"_s ? color == colors.secondary
                                                      : color != colors.text,
                             qPrintable(label->text() + u' ' + color.name()));
                }
            }
        }
        QApplication::setPalette(QPalette());
    }

    // What a snapshot with 20 providers, 6 routes and 50 changing rows costs the GUI thread.
    void aBusySnapshotIsCheap() {
        constexpr int kRounds = 40;
        m_service->publish(busyStatus(m_clock->wallMs(), 20, 50, 1));
        QCoreApplication::processEvents();
        qint64 spent = 0;
        for (int step = 2; step < 2 + kRounds; ++step) {
            const StatusSnapshot status = busyStatus(m_clock->wallMs(), 20, 50, step);
            QElapsedTimer timer;
            timer.start();
            m_service->publish(status);
            spent += timer.nsecsElapsed();
            QCoreApplication::processEvents();
        }
        const double perSnapshot = static_cast<double>(spent) / kRounds / 1e6;
        qInfo("%.2f ms per snapshot", perSnapshot);
        QVERIFY2(perSnapshot < 50, "a stall of the GUI thread");
    }
};

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
