// The switch in the window over a scripted service: the question before a dear throw, undo, drills, parked
// requests.
#include "tests/ui/support/WindowFixture.h"
#include "ui/widgets/ProviderCard.h"
#include "ui/widgets/ThrowPopover.h"

#include <QApplication>

using namespace signalbox;
using namespace signalbox::test;

class TestSwitchWindow final : public WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void init() {
        serve(sampleConfig());
        m_quits = 0;
        open(sample());
    }
    void cleanup() { m_host.reset(); }

    void aDearThrowAsksFirst() {
        SwitchPreview dear;
        dear.missing = {Need::Tools};
        for (const bool go : {false, true}) {
            QTest::mouseClick(position(u"gpt-5.5"_s, 2), Qt::LeftButton);
            QCOMPARE(route(u"gpt-5.5"_s)->deciderText(), u"switching…"_s);
            m_service->answerPreviews(dear);
            QVERIFY(m_service->pins.isEmpty());
            QVERIFY(route(u"gpt-5.5"_s)->deciderText() != u"switching…"_s);
            auto* popover = window().findChild<ThrowPopover*>();
            QVERIFY(popover != nullptr && popover->isVisible());
            QVERIFY(popover->accessibleDescription().contains(u"tools"_s));
            auto* wanted = popover->findChild<QPushButton*>(go ? u"throw"_s : u"cancel"_s);
            wanted->setFocus();
            QTest::keyClick(wanted, Qt::Key_Space);
            QTRY_VERIFY(window().findChild<ThrowPopover*>() == nullptr);
            QCOMPARE(m_service->pins.size(), go ? 1 : 0);
        }
        QCOMPARE(m_service->pins[0].pin.target.toString(), u"anthropic/Claude Opus 4.7"_s);
    }

    void escapeKeepsTheLeverWhereItIs() {
        SwitchPreview dear;
        dear.contextTooSmall = true;
        QTest::mouseClick(position(u"gpt-5.5"_s, 2), Qt::LeftButton);
        m_service->answerPreviews(dear);
        QTest::keyClick(window().findChild<ThrowPopover*>(), Qt::Key_Escape);
        QTRY_VERIFY(window().findChild<ThrowPopover*>() == nullptr);
        QVERIFY(m_service->pins.isEmpty());
    }

    void aPreviewThatCannotBeHadHoldsNothingUp() {
        QTest::mouseClick(position(u"gpt-5.5"_s, 2), Qt::LeftButton);
        m_service->answerPreviews(Error{ErrorCode::Failed, u"no"_s, {}});
        QCOMPARE(m_service->pins.size(), 1);
    }

    void ofTwoThrowsTheLaterCounts() {
        QTest::mouseClick(position(u"gpt-5.5"_s, 2), Qt::LeftButton);
        QTest::mouseClick(position(u"gpt-5.5"_s, 0), Qt::LeftButton);
        QCOMPARE(m_service->previews.size(), 2);
        m_service->answerPreviews(SwitchPreview());
        QCOMPARE(m_service->pins.size(), 1);
        QCOMPARE(m_service->pins[0].pin.target.provider, u"openai"_s);
    }

    void undoByButtonAndKey() {
        auto* undo = window().findChild<QPushButton*>(u"undo"_s);
        QVERIFY(!undo->isVisible());
        window().activateWindow();
        QTest::keyClick(&window(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(m_service->undos.isEmpty());  // nothing to take back
        StatusSnapshot status = sample();
        status.undoable = UndoableSwitch{m_clock->wallMs(), u"coding"_s, {}, {}, {}};
        m_service->publish(status);
        QVERIFY(undo->isVisible());
        QCOMPARE(undo->text(), u"Undo: coding back to automatic"_s);
        QTest::mouseClick(undo, Qt::LeftButton);
        QCOMPARE(m_service->undos.size(), 1);
        QTest::keyClick(&window(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_service->undos.size(), 2);
        m_clock->advance(Milliseconds(120'000));
        QVERIFY(!undo->isVisible());  // but the key still works
        QTest::keyClick(&window(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_service->undos.size(), 3);
    }

    void drillsFromTheMenu() {
        QTest::mouseClick(button(u"provider:cometapi"_s, u"more"_s), Qt::LeftButton);
        auto* menu = window().findChild<ProviderCard*>(u"provider:cometapi"_s)->findChild<QMenu*>();
        QVERIFY(action(*menu, u"End the drill"_s) == nullptr);
        QAction* kind = action(*menu, u"Cannot be reached"_s);
        QVERIFY(kind != nullptr);
        action(*kind->menu(), u"for 30 seconds"_s)->trigger();
        menu->hide();
        QCOMPARE(m_service->drills.size(), 1);
        QCOMPARE(m_service->drills[0].provider, u"cometapi"_s);
        const qint64 now = m_clock->wallMs();
        QCOMPARE(m_service->drills[0].drill, std::optional<Drill>({DrillKind::Offline, now, now + 30'000}));
        QVERIFY(
            !window().findChild<ProviderCard*>(u"provider:cometapi"_s)->reasonText().contains(u"Drill"_s));
    }

    void aDrillIsAcrossTheWindowUntilItEnds() {
        StatusSnapshot status = sample();
        const qint64 now = m_clock->wallMs();
        status.providers[1].drill = Drill{DrillKind::RateLimited, now, now + 120'000};
        m_service->publish(status);
        const QString id = u"drill:"_s + status.providers[1].id;
        QCOMPARE(window().banners().items().size(), 1);
        QVERIFY2(window().banners().items()[0].text.startsWith(u"Drill: CometAPI answers 429 until "_s),
                 qPrintable(window().banners().items()[0].text));
        QTest::mouseClick(window().banners().findChild<QPushButton*>(id), Qt::LeftButton);
        QCOMPARE(m_service->drills.size(), 1);
        QVERIFY(!m_service->drills[0].drill);
        QCOMPARE(m_service->drills[0].provider, status.providers[1].id);
        m_service->publish(sample());
        QVERIFY(window().banners().items().isEmpty());
    }

    void parkedRequestsLeadToTheirLever() {
        StatusSnapshot status = sample();
        status.routes[1].active = -1;
        status.routes[1].parked = 3;
        m_service->publish(status);
        QCOMPARE(route(u"coding"_s)->deciderText(), u"3 waiting"_s);
        window().showPage(MainWindow::Page::Spend);
        QTest::mouseClick(window().banners().findChild<QPushButton*>(u"parked:coding"_s), Qt::LeftButton);
        QVERIFY(route(u"coding"_s)->isVisible());
        QCOMPARE(QApplication::focusWidget(), position(u"coding"_s, 0));
        // The throw that they wait for takes them along.
        QTest::mouseClick(position(u"coding"_s, 1), Qt::LeftButton);
        m_service->answerPreviews(SwitchPreview());
        QCOMPARE(m_service->pins.size(), 1);
        QCOMPARE(m_service->pins[0].waiting, WaitingRequests::Move);
    }

    void waitingRequestsMoveFromTheMenu() {
        Q_EMIT position(u"gpt-5.5"_s, 0)->menuAsked(window().pos());
        auto* menu = route(u"gpt-5.5"_s)->findChild<QMenu*>();
        action(*menu, u"Prefer, and move waiting requests now"_s)->trigger();
        menu->hide();
        m_service->answerPreviews(SwitchPreview());
        QCOMPARE(m_service->pins.size(), 1);
        QCOMPARE(m_service->pins[0].pin.mode, PinMode::Prefer);
        QCOMPARE(m_service->pins[0].waiting, WaitingRequests::Move);
    }
};

QTEST_MAIN(TestSwitchWindow)
#include "tst_switchwindow.moc"
