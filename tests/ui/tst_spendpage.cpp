// The spend page: chart, table and filters with mouse and keyboard, its states, exports; budgets on the
// dashboard.
#include "tests/ui/support/WindowFixture.h"
#include "ui/charts/SeriesStyle.h"
#include "ui/charts/SpendChart.h"
#include "ui/charts/SpendLegend.h"
#include "ui/models/SpendModel.h"
#include "ui/pages/SpendPage.h"
#include "ui/widgets/ExportBar.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QDateEdit>
#include <QFileDialog>
#include <QLabel>
#include <QProgressBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>

using namespace signalbox;
using namespace signalbox::test;

class TestSpendPage final : public WindowFixture {
    Q_OBJECT

    QVector<SpendRow> m_days;

    QDate today() { return QDateTime::fromMSecsSinceEpoch(m_clock->wallMs()).date(); }
    SpendPage* page() { return window().findChild<SpendPage*>(); }
    SpendChart* chart() { return window().findChild<SpendChart*>(); }
    QTableView* table() { return window().findChild<QTableView*>(u"spendTable"_s); }
    QComboBox* box(const QString& name) { return window().findChild<QComboBox*>(name); }
    QPushButton* push(const QString& name) { return window().findChild<QPushButton*>(name); }
    QString tile(const QString& name) { return window().findChild<QWidget*>(name)->accessibleName(); }
    QString words() { return window().findChild<QLabel*>(u"chartWords"_s)->text(); }
    const SpendQuery& asked() { return m_service->spends.first().second; }
    QStringList chips() {
        QStringList texts;
        for (const QPushButton* chip : page()->findChildren<QPushButton*>()) {
            if (chip->property("chip").toBool() && chip->isVisible()) {
                texts.append(chip->text());
            }
        }
        return texts;
    }
    QPushButton* chip() {
        for (QPushButton* one : page()->findChildren<QPushButton*>()) {
            if (one->property("chip").toBool() && one->isVisible()) {
                return one;
            }
        }
        return nullptr;
    }
    void answer() {
        m_service->answerSpend(m_days);
        QCoreApplication::processEvents();  // the chart finds its room
    }
    void choosePeriod(Period period) {
        box(u"spendPeriod"_s)->setCurrentIndex(box(u"spendPeriod"_s)->findData(static_cast<int>(period)));
    }
    QPoint middle(SpendChart::Place place) { return chart()->area(place).center().toPoint(); }
    QPoint overTheBar(int bar) {
        const QRectF column = chart()->area({bar, -1});
        return QPointF(column.center().x(), column.top() + 2).toPoint();
    }

private Q_SLOTS:
    void init() {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        serve(sampleConfig());
        open(sample());
        m_days = sampleSpend(today().addDays(-400), today());
        m_service->answerSpend(m_days);
        window().showPage(MainWindow::Page::Spend);
    }
    void cleanup() {
        m_host.reset();
        m_service.reset();
        m_clock.reset();
    }

    void readingIsSaidUntilTheLedgerAnswers() {
        const auto reading = [this] {
            const QList<QLabel*> labels = page()->findChildren<QLabel*>();
            return std::any_of(labels.cbegin(), labels.cend(), [](const QLabel* label) {
                return label->isVisible() && label->text().contains(u"eading"_s);
            });
        };
        QVERIFY(reading());
        QVERIFY(!table()->isVisible());
        QVERIFY(!push(u"spendExport"_s)->isEnabled());
        answer();
        QVERIFY(!reading());
        QVERIFY(table()->isVisible());
        QVERIFY(push(u"spendExport"_s)->isEnabled());
        box(u"spendBy"_s)->setCurrentIndex(1);
        QVERIFY(reading());  // and what was known stays in sight
        QVERIFY(table()->isVisible());
    }

    void tilesSayTotalsComparisonAndForecast() {
        m_service->forecast = SpendForecast{1, 83'100'000'000, 28};
        answer();
        QVERIFY(tile(u"tileTotal"_s).startsWith(u"Total: $"_s));
        QVERIFY2(
            tile(u"tileTotal"_s).contains(u"less than"_s) || tile(u"tileTotal"_s).contains(u"more than"_s),
            qPrintable(tile(u"tileTotal"_s)));
        QVERIFY(tile(u"tileUnknown"_s).contains(u"not in the total"_s));
        QVERIFY(tile(u"tileForecast"_s).contains(u"$83.10. from 28 complete days"_s));
        const auto* order = table()->model();
        const int last = order->rowCount() - 1;
        QCOMPARE(order->index(last, 0).data().toString(), u"Total"_s);
        QVERIFY(tile(u"tileTotal"_s)
                    .startsWith(u"Total: "_s + order->index(last, SpendModel::CostColumn).data().toString()));
    }

    void everyPeriodAsksForItsDays() {
        answer();
        choosePeriod(Period::SevenDays);
        QCOMPARE(asked().since, today().addDays(-6));
        QCOMPARE(asked().until, today());
        answer();
        choosePeriod(Period::Custom);  // begins with what is in sight
        QCOMPARE(asked().since, today().addDays(-6));
        answer();
        auto* from = window().findChild<QDateEdit*>(u"spendFrom"_s);
        auto* to = window().findChild<QDateEdit*>(u"spendTo"_s);
        QVERIFY(from->isVisible() && to->isVisible());
        from->setDate(today().addDays(-100));
        to->setDate(today().addDays(-60));
        QCOMPARE(asked().since, today().addDays(-100));
        QCOMPARE(asked().until, today().addDays(-60));
        answer();
        choosePeriod(Period::Today);
        QVERIFY(!from->isVisible());
        QVERIFY(asked().perHour);
    }

    void questionsThatNobodyWaitsForAreCancelled() {
        answer();
        choosePeriod(Period::SevenDays);
        const Ticket old = m_service->spends.first().first;
        choosePeriod(Period::ThirtyDays);
        QVERIFY(m_service->cancelled.contains(old));
        QCOMPARE(m_service->spends.size(), 2);
    }

    void aPartOfABarIsItsSeries() {
        answer();
        const int last = static_cast<int>(today().day()) - 1;
        QTest::mouseMove(chart()->viewport(), middle({last, 0}));
        QVERIFY2(words().startsWith(u"gpt-5.5: $"_s), qPrintable(words()));
        QTest::mouseClick(chart()->viewport(), Qt::LeftButton, {}, middle({last, 0}));
        QCOMPARE(asked().filter.model, u"gpt-5.5"_s);
        QCOMPARE(chips(), QStringList{u"Model: gpt-5.5  ✕"_s});
        answer();
        // The filter stays when it is summed by something else.
        box(u"spendBy"_s)->setCurrentIndex(1);
        QCOMPARE(asked().by, SpendBy::Provider);
        QCOMPARE(asked().filter.model, u"gpt-5.5"_s);
        m_service->answerSpend({});
        chip()->click();
        QVERIFY(!asked().filter.model);
        QVERIFY(chips().isEmpty());
    }

    void theColumnIsItsDay() {
        answer();
        const QPoint above = overTheBar(0);
        QTest::mouseMove(chart()->viewport(), above);
        QVERIFY2(words().startsWith(chart()->barName(0)), qPrintable(words()));
        QTest::mouseClick(chart()->viewport(), Qt::LeftButton, {}, above);
        const QDate first(today().year(), today().month(), 1);
        QCOMPARE(asked().since, first);
        QCOMPARE(asked().until, first);
        QVERIFY(asked().perHour);
        answer();
        // An hour is not looked at closer.
        QTest::mouseClick(chart()->viewport(), Qt::LeftButton, {}, overTheBar(0));
        QVERIFY(m_service->spends.isEmpty());
        chip()->click();
        QCOMPARE(asked().until, today());
    }

    void theOthersAreNoSeriesToFilterBy() {
        answer();
        QCOMPARE(chart()->words({0, 5}).first().left(7), u"others:"_s);
        auto* others = window().findChild<QAbstractButton*>(u"series:5"_s);
        QVERIFY(!others->isEnabled());
        window().findChild<QAbstractButton*>(u"series:1"_s)->click();
        QCOMPARE(asked().filter.model, u"claude-opus-4-7"_s);
    }

    void keysReachEveryPartOfTheChart() {
        answer();
        chart()->setFocus();
        QCOMPARE(words(), u"Point at a bar, or use the arrow keys"_s);
        QTest::keyClick(chart(), Qt::Key_Home);
        QVERIFY(words().startsWith(chart()->barName(0)));
        QCOMPARE(chart()->accessibleDescription(), words());
        QTest::keyClick(chart(), Qt::Key_Right);
        QVERIFY(words().startsWith(chart()->barName(1)));
        QTest::keyClick(chart(), Qt::Key_Up);
        QVERIFY2(words().startsWith(u"gpt-5.5: "_s), qPrintable(words()));
        QTest::keyClick(chart(), Qt::Key_Up);
        QVERIFY2(words().startsWith(u"claude-opus-4-7: "_s), qPrintable(words()));
        QTest::keyClick(chart(), Qt::Key_Down);
        QTest::keyClick(chart(), Qt::Key_Down);
        QVERIFY(words().startsWith(chart()->barName(1)));
        QTest::keyClick(chart(), Qt::Key_Return);
        QCOMPARE(asked().since, QDate(today().year(), today().month(), 2));
        QVERIFY(chart()->hasFocus());
        answer();
        QTest::keyClick(chart(), Qt::Key_End);
        QTest::keyClick(chart(), Qt::Key_Escape);
        QCOMPARE(words(), u"Point at a bar, or use the arrow keys"_s);
    }

    void unknownPricesAreSaidOnTheChart() {
        SpendRow row;
        row.key = u"llama4"_s;
        row.day = today();
        row.requests = 12;
        row.unknownCostRequests = 12;
        m_service->answerSpend({row});
        const QStringList told = chart()->words({static_cast<int>(today().day()) - 1, -1});
        QVERIFY2(told.first().endsWith(u"price unknown"_s), qPrintable(told.first()));
        QCOMPARE(table()->model()->index(0, SpendModel::CostColumn).data().toString(), u"unknown"_s);
        QVERIFY2(tile(u"tileTotal"_s).startsWith(u"Total: unknown"_s), qPrintable(tile(u"tileTotal"_s)));
    }

    void switchesAreMarkedOnTheirDay() {
        answer();
        QCOMPARE(m_service->histories.size(), 1);
        m_service->answerHistory(sampleHistory(m_clock->wallMs()));
        const int last = static_cast<int>(today().day()) - 1;
        QVERIFY(chart()->words({last, -1}).join(u' ').contains(u"Ollama taken out of use"_s));
        QVERIFY(chart()->words({last, -1}).join(u' ').contains(u"gpt-5.5 failed over to CometAPI"_s));
        // A throw while the page is open is asked for.
        StatusSnapshot status = sample();
        m_service->publish(status);
        QVERIFY(m_service->histories.isEmpty());
        status.routes[0].pin = {PinMode::Only, status.routes[0].targets[1].target, {}, m_clock->wallMs()};
        m_service->publish(status);
        QCOMPARE(m_service->histories.size(), 1);
    }

    void aLongNameLeavesTheOthersRoom() {
        m_service->answerSpend({spendRow(u"short-name"_s, today(), 100),
                                spendRow(QString(3'000, u'x'), today(), 99),
                                spendRow(u"other-name"_s, today(), 98)});
        QCoreApplication::processEvents();
        int named = 0;
        for (const QAbstractButton* entry :
             page()->findChild<SpendLegend*>()->findChildren<QAbstractButton*>()) {
            if (entry->isVisible() && entry->text().endsWith(u"name"_s)) {
                ++named;
                QVERIFY(entry->width() >= entry->sizeHint().width());
            }
        }
        QCOMPARE(named, 2);
    }

    void incidentsAreMarkedOnTheirDay() {
        answer();
        QCOMPARE(m_service->incidentQuestions.size(), 1);
        const QDate first(today().year(), today().month(), 1);
        QCOMPARE(m_service->incidentQuestions[0].second.first, first.startOfDay().toMSecsSinceEpoch());
        Incident night;
        night.provider = u"openai"_s;
        night.beginMs = QDateTime(first, QTime(1, 2)).toMSecsSinceEpoch();
        night.endMs = QDateTime(first, QTime(2, 10)).toMSecsSinceEpoch();
        night.failures = 214;
        StatusSnapshot status = sample();
        m_service->answerIncidents({night});
        QVERIFY(chart()->words({0, -1}).join(u' ').contains(u"OpenAI failed 214 times"_s));
        // Not more often than once a minute for the same days, at once for others.
        const auto traffic = [&] {
            ++status.requestsTotal;
            m_service->publish(status);
            m_clock->advance(Milliseconds(2'000));
            answer();
        };
        traffic();
        QVERIFY(m_service->incidentQuestions.isEmpty());
        m_clock->advance(MarkFeed::kIncidentsAge);
        traffic();
        QCOMPARE(m_service->incidentQuestions.size(), 1);
        m_service->answerIncidents({night});
        choosePeriod(Period::ThisYear);
        answer();
        QCOMPARE(m_service->incidentQuestions.size(), 1);
        // Who looks elsewhere asks nothing.
        QTest::keyClick(&window(), Qt::Key_1, Qt::ControlModifier);
        QVERIFY(m_service->incidentQuestions.isEmpty());
    }

    void aRowOfTheTableNarrows() {
        answer();
        table()->setFocus();
        table()->setCurrentIndex(table()->model()->index(1, 0));
        QTest::keyClick(table(), Qt::Key_Return);
        QCOMPARE(asked().filter.model, u"claude-opus-4-7"_s);
        answer();
        table()->setCurrentIndex(table()->model()->index(table()->model()->rowCount() - 1, 0));
        QTest::keyClick(table(), Qt::Key_Return);
        QVERIFY(m_service->spends.isEmpty());  // the total is no key
    }

    void headersSort() {
        answer();
        const auto first = [this] { return table()->model()->index(0, 0).data().toString(); };
        QCOMPARE(first(), u"gpt-5.5"_s);
        table()->sortByColumn(SpendModel::Requests, Qt::DescendingOrder);
        QCOMPARE(first(), u"text-embedding-3-small"_s);
        table()->sortByColumn(SpendModel::CostColumn, Qt::AscendingOrder);
        QCOMPARE(first(), u"text-embedding-3-small"_s);  // the cheapest known; unknown is not 0
    }

    void theTablesMenuSortsAndNarrows() {
        answer();
        table()->setCurrentIndex(table()->model()->index(0, 0));
        const auto choose = [this](const QString& text) {
            const QPoint at(20, 20);
            QContextMenuEvent asked(QContextMenuEvent::Keyboard, at, table()->viewport()->mapToGlobal(at));
            QApplication::sendEvent(table()->viewport(), &asked);
            auto* menu = page()->findChild<QMenu*>(u"spendTableMenu"_s);
            QVERIFY(menu != nullptr);
            QAction* chosen = action(*menu, text);
            QVERIFY2(chosen != nullptr, qPrintable(text));
            chosen->trigger();
            delete menu;
        };
        choose(u"Sort by Requests"_s);
        QCOMPARE(table()->model()->index(0, 0).data().toString(), u"text-embedding-3-small"_s);
        choose(u"&Smallest first"_s);
        const auto requests = [this](int row) {
            return table()
                ->model()
                ->index(row, SpendModel::Requests)
                .data(SpendModel::kSortRole)
                .toLongLong();
        };
        QVERIFY(requests(0) < requests(1) && requests(1) < requests(6));
        const QString least = table()->model()->index(0, 0).data().toString();
        table()->setCurrentIndex(table()->model()->index(0, 0));
        choose(u"Show &only "_s + least);
        QCOMPARE(asked().filter.model, least);
    }

    void anEmptyTimeHasANextStep() {
        m_service->answerSpend({});
        QVERIFY(window().findChild<QWidget*>(u"spendEmpty"_s)->isVisible());
        QVERIFY(!push(u"spendExport"_s)->isEnabled());
        push(u"spendEmptyStep"_s)->click();
        QCOMPARE(asked().since, QDate(today().year(), 1, 1));
        answer();
        QVERIFY(!window().findChild<QWidget*>(u"spendEmpty"_s)->isVisible());
        window().findChild<QAbstractButton*>(u"series:0"_s)->click();
        m_service->answerSpend({});
        push(u"spendEmptyStep"_s)->click();  // takes the filter back
        QVERIFY(!asked().filter.model);
    }

    void anErrorCanBeTriedAgain() {
        m_service->failSpend(u"the ledger is locked"_s);
        auto* problem = window().findChild<QWidget*>(u"spendProblem"_s);
        QVERIFY(problem->isVisible());
        QVERIFY(problem->findChild<QLabel*>()->text().contains(u"the ledger is locked"_s));
        push(u"spendAgain"_s)->click();
        QCOMPARE(m_service->spends.size(), 2);
        QVERIFY(!push(u"spendAgain"_s)->isEnabled());
        QCOMPARE(push(u"spendAgain"_s)->text(), u"Trying…"_s);
        answer();
        QVERIFY(!problem->isVisible());
        QVERIFY(table()->isVisible());
    }

    void anExportAsksWhereAndSaysHowFarItIs() {
        answer();
        const QTemporaryDir folder;
        QMenu* menu = push(u"spendExport"_s)->menu();
        menu->actions().value(1)->trigger();
        auto* dialog = page()->findChild<QFileDialog*>();
        QVERIFY(dialog != nullptr);
        dialog->setDirectory(folder.path());
        dialog->selectFile(folder.filePath(u"days.json"_s));
        QMetaObject::invokeMethod(dialog, "accept");
        QCOMPARE(m_service->spendExports.size(), 1);
        const auto [ticket, what] = m_service->spendExports.first();
        QCOMPARE(what.format, ExportFormat::Json);
        QCOMPARE(what.path, folder.filePath(u"days.json"_s));
        QVERIFY(what.query.perDay && !what.query.perHour);
        QCOMPARE(what.query.until, today());
        auto* bar = window().findChild<ExportBar*>();
        auto* text = bar->findChild<QLabel*>();
        QVERIFY(bar->isVisible());
        QVERIFY(!push(u"spendExport"_s)->isEnabled());
        QCOMPARE(push(u"spendExport"_s)->text(), u"Exporting…"_s);
        Q_EMIT m_service->ledgerProgress(ticket, {500, 1'000});
        QCOMPARE(text->text(), u"Writing days.json: 500 of about 1,000 rows"_s);
        QCOMPARE(bar->findChild<QProgressBar*>()->value(), 500);
        Q_EMIT m_service->ledgerProgress(ticket + 100, {999, 1'000});  // another one's
        QCOMPARE(bar->findChild<QProgressBar*>()->value(), 500);
        Q_EMIT m_service->exportDone(ticket, Result<ExportResult>(ExportResult{what.path, 1'234}));
        QCOMPARE(text->text(), u"1,234 rows are in days.json."_s);
        QVERIFY(push(u"spendExport"_s)->isEnabled());
        QVERIFY(!push(u"cancelExport"_s)->isVisible());
    }

    void requestsAreExportedAsTheyAreFiltered() {
        answer();
        window().findChild<QAbstractButton*>(u"series:0"_s)->click();
        answer();
        const QTemporaryDir folder;
        push(u"spendExport"_s)->menu()->actions().value(2)->trigger();
        auto* dialog = page()->findChild<QFileDialog*>();
        dialog->setDirectory(folder.path());
        dialog->selectFile(folder.filePath(u"each.csv"_s));
        QMetaObject::invokeMethod(dialog, "accept");
        QCOMPARE(m_service->requestExports.size(), 1);
        const RequestExport& what = m_service->requestExports.first().second;
        QCOMPARE(what.format, ExportFormat::Csv);
        QCOMPARE(what.filter.model, u"gpt-5.5"_s);
        QCOMPARE(QDateTime::fromMSecsSinceEpoch(*what.filter.sinceMs).date(),
                 QDate(today().year(), today().month(), 1));
    }

    void anExportCanBeCancelledAndTriedAgain() {
        answer();
        auto* bar = window().findChild<ExportBar*>();
        auto* text = bar->findChild<QLabel*>();
        bar->start(SpendExport{{}, ExportFormat::Csv, u"/nowhere/sums.csv"_s});
        const Ticket ticket = m_service->spendExports.first().first;
        push(u"cancelExport"_s)->click();
        QVERIFY(m_service->cancelled.contains(ticket));
        QVERIFY(!push(u"cancelExport"_s)->isEnabled());
        QVERIFY(bar->isRunning());
        Q_EMIT m_service->ledgerProgress(ticket, {1, 2});
        QVERIFY(text->text().startsWith(u"Cancelling"_s));
        Q_EMIT m_service->exportDone(ticket,
                                     Result<ExportResult>(Error{ErrorCode::Cancelled, u"cancelled"_s, {}}));
        QVERIFY(!bar->isRunning());
        QCOMPARE(text->text(), u"The export was cancelled; sums.csv was not written."_s);
        const auto buttons = bar->findChildren<QPushButton*>();
        const auto again = std::find_if(buttons.cbegin(), buttons.cend(), [](const QPushButton* one) {
            return one->isVisible() && one->text() == u"Try &again"_s;
        });
        QVERIFY(again != buttons.cend());
        (*again)->click();
        QCOMPARE(m_service->spendExports.size(), 2);
        Q_EMIT m_service->exportDone(
            m_service->spendExports[1].first,
            Result<ExportResult>(Error{ErrorCode::Failed, u"the disk is full"_s, {}}));
        QCOMPARE(text->text(), u"sums.csv was not written: the disk is full"_s);
    }

    // Each series has a colour of its own in both palettes, and a texture that no other has.
    void seriesAreToldApartTwice() {
        Theme theme;
        for (const QColor& ground : {QColor(Qt::white), QColor(Qt::black)}) {
            QPalette palette(ground);
            palette.setColor(QPalette::WindowText, ground == QColor(Qt::white) ? Qt::black : Qt::white);
            theme.follow(palette, QApplication::font());
            QSet<int> textures;
            QSet<QRgb> colors;
            for (int place = 0; place < 5; ++place) {
                const SeriesStyle style = seriesStyle(theme, place);
                textures.insert(static_cast<int>(style.texture));
                colors.insert(style.color.rgb());
                QVERIFY(contrast(style.color, theme.colors().panel) > 1.5);
            }
            QCOMPARE(textures.size(), 5);
            QCOMPARE(colors.size(), 5);
        }
    }

    // The chart is painted anew in the palette that the system turned to.
    void theChartFollowsTheTheme() {
        answer();
        const auto bar = [this] {
            QTest::qWait(50);
            const QImage image = chart()->viewport()->grab().toImage();
            const double ratio = image.devicePixelRatio();
            const QPointF at = QPointF(middle({0, 0})) * ratio;
            return image.pixelColor(at.toPoint());
        };
        for (const QColor& ground : {QColor(Qt::white), QColor(0x20, 0x20, 0x20)}) {
            QPalette palette(ground);
            palette.setColor(QPalette::WindowText, ground == QColor(Qt::white) ? Qt::black : Qt::white);
            QApplication::setPalette(palette);
            QCoreApplication::processEvents();
            const Appearance appearance = ground == QColor(Qt::white) ? Appearance::Light : Appearance::Dark;
            QCOMPARE(bar(), colorsOf(appearance).series[0]);
        }
        QApplication::setPalette(QPalette());
    }

    void everyControlHasAName() {
        answer();
        choosePeriod(Period::Custom);
        answer();
        window().findChild<QAbstractButton*>(u"series:0"_s)->click();
        answer();
        window().findChild<ExportBar*>()->start(SpendExport{{}, ExportFormat::Csv, u"/nowhere/sums.csv"_s});
        int seen = 0;
        for (QWidget* widget : page()->findChildren<QWidget*>()) {
            if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus)) {
                continue;
            }
            ++seen;
            QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(widget);
            QVERIFY2(accessible != nullptr && !accessible->text(QAccessible::Name).isEmpty(),
                     qPrintable(QString::fromLatin1(widget->metaObject()->className())));
        }
        QVERIFY2(seen >= 9, qPrintable(QString::number(seen)));
    }

    // Tab goes through the page as the eye does, and out of it again.
    void tabGoesAsTheEyeDoes() {
        answer();
        window().findChild<QAbstractButton*>(u"series:0"_s)->click();
        answer();
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
        box(u"spendBy"_s)->setFocus();
        QStringList met;
        while (met.size() < 40 && page()->isAncestorOf(QApplication::focusWidget())) {
            met.append(QApplication::focusWidget()->objectName());
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        QCOMPARE(met, QStringList({u"spendBy"_s, u"spendPeriod"_s, u"spendExport"_s, u"chip:1"_s,
                                   u"series:0"_s, u"spendChart"_s, u"spendTable"_s}));
    }

    void theLeastWindowHasRoomForAll() {
        answer();
        // Four filters of names that nobody would have chosen, and dates.
        const QString longName = u"provider-of-models/a model & its name-that-nobody-would-have-chosen"_s;
        SpendRow row;
        row.key = longName;
        row.day = today();
        row.cost = 1'000'000'000'000;
        row.requests = 1;
        choosePeriod(Period::Custom);
        for (int by = 0; by < 4; ++by) {
            box(u"spendBy"_s)->setCurrentIndex(by);
            m_service->answerSpend({row});
            window().findChild<QAbstractButton*>(u"series:0"_s)->click();
            m_service->answerSpend({row});
        }
        QCOMPARE(chips().size(), 4);
        window().resize(900, 600);
        QTest::qWait(50);
        for (const char* name : {"tileTotal", "tileForecast"}) {
            const auto* one = window().findChild<QWidget*>(QString::fromLatin1(name));
            QVERIFY(page()->viewport()->width() >=
                    one->mapTo(page()->viewport(), QPoint(one->width(), 0)).x());
        }
        QVERIFY(page()->widget()->width() <= page()->viewport()->width());
    }

    void budgetsStandOnTheDashboard() {
        StatusSnapshot status = sample();
        status.budgets = sampleBudgets(m_clock->wallMs());
        m_service->publish(status);
        window().showPage(MainWindow::Page::Dashboard);
        m_service->answerSpend(m_days);
        const auto name = [this](const QString& id) {
            const auto* bar = window().findChild<QWidget*>(id);
            return bar != nullptr && bar->isVisible() ? bar->accessibleName() : QString();
        };
        QVERIFY(
            name(u"budget:client:nightly.py:day"_s).contains(u"Used up: requests that cost are refused"_s));
        QVERIFY(name(u"budget:all::day"_s).contains(u"82 % is spent"_s));
        QCOMPARE(name(u"budget:all::month"_s), u"Monthly budget: $60.52 of $100.00"_s);
        // The banner leads to the spend page.
        auto* act = window().banners().findChild<QPushButton*>(u"budget:client:nightly.py:day"_s);
        QVERIFY(act != nullptr);
        act->click();
        QVERIFY(page()->isVisible());
        status.budgets.clear();
        m_service->publish(status);
        QVERIFY(window().banners().items().isEmpty());
    }
};

QTEST_MAIN(TestSpendPage)
#include "tst_spendpage.moc"
