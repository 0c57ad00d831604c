// The dashboard over a scripted service: what a click, a key or a menu asks of the gateway; what a snapshot
// changes on its levers, cards and table.
#include "tests/ui/support/WindowFixture.h"
#include "ui/MainWindow.h"
#include "ui/models/LiveRequestsModel.h"
#include "ui/pages/DashboardPage.h"
#include "ui/widgets/LeverPosition.h"
#include "ui/widgets/LeverRow.h"
#include "ui/widgets/MinuteStrip.h"
#include "ui/widgets/ProviderCard.h"
#include "ui/widgets/TopBar.h"

#include <QAccessible>
#include <QApplication>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QTest>

#include <set>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

class TestDashboard final : public WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void init() {
        serve(sampleConfig());
        m_quits = 0;
        open(sample());
    }
    void cleanup() { m_host.reset(); }

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

    // Why a provider is down is read without pointing at it; what stands below goes along in the cards beside
    // it.
    void aLongReasonTakesTwoLines() {
        const auto stripsAt = [this] {
            std::set<int> tops;
            for (const ProviderCard* card : window().findChildren<ProviderCard*>()) {
                tops.insert(card->findChild<MinuteStrip*>()->y());
            }
            return tops;
        };
        const std::set<int> before = stripsAt();
        QCOMPARE(before.size(), 1U);
        StatusSnapshot status = sample();
        status.providers[0].reason = {HealthReason::Kind::BreakerOpen, status.atMs + 28'000,
                                      Outcome::ServerError, 503, u"overloaded"_s};
        m_service->publish(status);
        QTRY_VERIFY(*stripsAt().begin() > *before.begin());
        QCOMPARE(stripsAt().size(), 1U);
        m_service->publish(sample());
        QTRY_COMPARE(stripsAt(), before);
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
};

QTEST_MAIN(TestDashboard)
#include "tst_dashboard.moc"
