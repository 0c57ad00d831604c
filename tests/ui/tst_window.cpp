// The window over a scripted service: what all pages have in common; that every control has a name and Tab
// reaches all of them; the top bar, banners and sizes.
#include "tests/ui/support/WindowFixture.h"
#include "ui/MainWindow.h"
#include "ui/widgets/ProviderCard.h"
#include "ui/widgets/TopBar.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QLabel>
#include <QPushButton>
#include <QSet>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolTip>

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

    // Four times a second: 20 providers, 6 routes and 50 changing rows are drawn by the widgets that are
    // there. What it costs the window's thread is measured in tests/bench.
    void aSnapshotMakesNoWidgetAnew() {
        m_service->publish(busyStatus(m_clock->wallMs(), 20, 50, 1));
        QCoreApplication::processEvents();
        const QSet<QWidget*> before = widgets();
        for (int step = 2; step < 6; ++step) {
            m_service->publish(busyStatus(m_clock->wallMs(), 20, 50, step));
            QCoreApplication::processEvents();
        }
        QCOMPARE(widgets(), before);
    }

private:
    [[nodiscard]] QSet<QWidget*> widgets() {
        const QList<QWidget*> all = window().findChildren<QWidget*>();
        return {all.begin(), all.end()};
    }
};

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
