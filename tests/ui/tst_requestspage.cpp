// The page of requests: filters, the list by mouse and keys, one request in full, the export.
#include "tests/ui/support/SampleRequests.h"
#include "tests/ui/support/Samples.h"
#include "tests/ui/support/WindowFixture.h"
#include "ui/models/RequestsModel.h"
#include "ui/pages/NarrowMenu.h"
#include "ui/pages/RequestDetailPanel.h"
#include "ui/pages/RequestFilters.h"
#include "ui/pages/RequestsPage.h"
#include "ui/widgets/AttemptBars.h"

#include <QClipboard>
#include <QComboBox>
#include <QDateEdit>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>

using namespace signalbox;
using namespace signalbox::test;

class TestRequestsPage : public WindowFixture {
    Q_OBJECT

    qint64 m_total = 12'400;
    qint64 m_nowMs = 0;  // of the newest request

    static ConfigPtr config() {
        Config config;
        config.providers.resize(2);
        config.providers[0].id = u"openai"_s;
        config.providers[0].name = u"OpenAI"_s;
        config.providers[1].id = u"local"_s;
        config.clients.push_back({u"aider"_s, Secret(QByteArray("sb-0123456789abcdef"))});
        return std::make_shared<const Config>(config);
    }
    RequestsPage* page() { return window().findChild<RequestsPage*>(); }
    template <class Part>
    Part* part(const QString& name) {
        return page()->findChild<Part*>(name);
    }
    QTableView* table() { return part<QTableView>(u"requestsTable"_s); }
    RequestDetailPanel* detail() { return page()->findChild<RequestDetailPanel*>(); }
    QString count() { return part<QLabel>(u"requestCount"_s)->text(); }
    void answer() {
        m_service->answerPages(
            [this](const RequestQuery& query) { return samplePage(query, m_total, m_nowMs); });
    }
    RequestFilter asked() {
        return m_service->pages.isEmpty() ? RequestFilter() : m_service->pages.back().second.filter;
    }
    QString shownText() {
        QStringList texts;
        for (const QLabel* label : detail()->findChildren<QLabel*>()) {
            if (label->isVisible()) {
                texts.append(label->text());
            }
        }
        return texts.join(u'\n');
    }
    void choose(const QString& box, int index) {
        auto* combo = part<QComboBox>(box);
        combo->setCurrentIndex(index);
        Q_EMIT combo->activated(index);
    }
    // Chooses from the menu of the row.
    bool choose(const QString& begin) {
        Q_EMIT table()->customContextMenuRequested(QPoint(4, 4));
        QMenu* menu = window().findChildren<QMenu*>(u"requestMenu"_s).last();
        for (QAction* action : menu->actions()) {
            if (action->text().remove(u'&').startsWith(begin)) {
                action->trigger();
                return menu->close();
            }
        }
        return false;
    }

private Q_SLOTS:
    void init() {
        m_total = 12'400;
        m_clock = std::make_unique<FakeClock>();
        m_nowMs = m_clock->wallMs();
        m_service = std::make_unique<FakeGatewayService>();
        m_service->configure(config());
        open(sample());
        QTest::keyClick(&window(), Qt::Key_5, Qt::ControlModifier);
        QVERIFY(page() != nullptr && page()->isVisible());
    }
    void cleanup() { close(); }

    void readsWhenShownAndAsOneScrolls() {
        QVERIFY(count().contains(u"Reading"_s));
        QCOMPARE(m_service->pages.size(), 1);
        answer();
        QCOMPARE(table()->model()->rowCount(), 200);
        QVERIFY(count().contains(u"200"_s));
        table()->scrollToBottom();
        QTRY_COMPARE(m_service->pages.size(), 1);
        answer();
        QCOMPARE(table()->model()->rowCount(), 400);
    }

    void homeAndEndAreTheFirstAndLastRow() {
        answer();
        table()->setFocus();
        table()->selectRow(3);
        QTest::keyClick(table(), Qt::Key_End);
        QCOMPARE(table()->currentIndex().row(), 199);
        QTRY_COMPARE(m_service->pages.size(), 1);  // and more are read
        QTest::keyClick(table(), Qt::Key_Home);
        QCOMPARE(table()->currentIndex().row(), 0);
    }

    void enterOpensArrowsGoOnEscapeCloses() {
        answer();
        table()->setFocus();
        table()->selectRow(0);
        QVERIFY(!detail()->isVisible());
        QTest::keyClick(table(), Qt::Key_Down);
        QVERIFY(!detail()->isVisible());
        QTest::keyClick(table(), Qt::Key_Return);
        QVERIFY(detail()->isVisible());
        QCOMPARE(m_service->details.size(), 1);
        QCOMPARE(m_service->details[0].second, sampleRequest(1, m_total, m_nowMs).started.requestId);
        QTest::keyClick(table(), Qt::Key_Down);
        QCOMPARE(m_service->details.size(), 2);
        // The answer to the one that was left says nothing any more.
        Q_EMIT m_service->requestDetailReady(m_service->details[0].first, sampleDetail(m_clock->wallMs()));
        QVERIFY(shownText().contains(u"Reading"_s));
        QTest::keyClick(table(), Qt::Key_Escape);
        QVERIFY(!detail()->isVisible());
        QCOMPARE(window().focusWidget(), table());
    }

    void theDetailTellsWhy() {
        answer();
        window().showRequest("r1");
        m_service->answerDetails(sampleDetail(m_clock->wallMs()));
        const QString text = shownText();
        for (const QString& part :
             {u"coding, answered by gpt-5.5-codex"_s, u"after 3.9 s"_s, u"8,000"_s, u"96"_s,
              u"tokens times price"_s, u"per million tokens"_s, u"openai.com"_s}) {
            QVERIFY2(text.contains(part), qPrintable(part + u" in\n"_s + text));
        }
        const QString bars = detail()->findChild<AttemptBars*>()->accessibleDescription();
        QVERIFY2(bars.contains(u"Rate limited 429"_s) && bars.contains(u"No answer in time"_s) &&
                     bars.contains(u"gpt-5.5-codex"_s),
                 qPrintable(bars));
        const QList<QPlainTextEdit*> kept = detail()->findChildren<QPlainTextEdit*>();
        QCOMPARE(kept.size(), 2);
        QVERIFY(kept[0]->toPlainText().contains(u"Why does the build fail?"_s));
        QVERIFY(kept[0]->isReadOnly());
        QVERIFY(text.contains(u"Answer, its beginning"_s));
        QTest::mouseClick(part<QPushButton>(u"copyId"_s), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"r1"_s);
    }

    void whatIsNotTextIsNotShownAsText() {
        RequestDetail binary = sampleDetail(m_clock->wallMs());
        binary.captured = {{CaptureKind::Answer, 0, QByteArray("\xff\xfb\x90\x00", 4), false},
                           {CaptureKind::Prompt, 0, "{\"input\":\"gr\xc3\xbc\xc3", true}};
        window().showRequest("r1");
        m_service->answerDetails(binary);
        QVERIFY(shownText().contains(u"4 bytes that are no text"_s));
        QCOMPARE(detail()->findChild<QPlainTextEdit*>()->toPlainText(), u"{\"input\":\"gr"_s);
    }

    void aRequestThatIsNotThere() {
        window().showRequest("r1");
        m_service->answerDetails(Error{ErrorCode::NotFound, u"no such request"_s, {}});
        QVERIFY(shownText().contains(u"still under way"_s));
        QTest::mouseClick(part<QPushButton>(u"detailAgain"_s), Qt::LeftButton);
        QCOMPARE(m_service->details.size(), 1);
        m_service->answerDetails(sampleDetail(m_clock->wallMs()));
        QVERIFY(!part<QPushButton>(u"detailAgain"_s)->isVisible());
    }

    void aTextIsLookedForWhenOneStopsTyping() {
        answer();
        QTest::keyClick(table(), Qt::Key_F, Qt::ControlModifier);
        QCOMPARE(window().focusWidget(), part<QLineEdit>(u"requestText"_s));
        QTest::keyClicks(window().focusWidget(), u"claude"_s);
        QVERIFY(m_service->pages.isEmpty());
        m_clock->advance(RequestFilters::kTypingPause);
        QCOMPARE(m_service->pages.size(), 1);
        QCOMPARE(asked().text, u"claude"_s);
        m_total = 0;
        answer();
        QVERIFY(part<QWidget>(u"requestsEmpty"_s)->isVisible());
        QVERIFY(!table()->isVisible());
        m_total = 5;
        QTest::mouseClick(part<QPushButton>(u"showAll"_s), Qt::LeftButton);
        QCOMPARE(asked(), RequestFilter());
        answer();
        QCOMPARE(table()->model()->rowCount(), 5);
        QCOMPARE(count(), u"5 requests"_s);
    }

    void everyFilterCounts() {
        answer();
        choose(u"requestState"_s, 1);
        QVERIFY(asked().failedOnly);
        choose(u"requestState"_s, 4);
        QVERIFY(asked().status == RequestStatus::Cancelled && !asked().failedOnly);
        choose(u"requestProvider"_s, 1);
        QCOMPARE(asked().provider.value_or(QString()), u"openai"_s);
        choose(u"requestClient"_s, 1);
        QCOMPARE(asked().client.value_or(QString()), u"aider"_s);
        choose(u"requestTime"_s, 1);
        QCOMPARE(asked().sinceMs.value_or(0), m_clock->wallMs() - 3'600'000);
        QVERIFY(part<QPushButton>(u"clearFilters"_s)->isEnabled());
        // The names stay chosen when the configuration changes.
        m_service->configure(config());
        QTest::mouseClick(part<QPushButton>(u"clearFilters"_s), Qt::LeftButton);
        QCOMPARE(asked(), RequestFilter());
        QVERIFY(!part<QPushButton>(u"clearFilters"_s)->isEnabled());
    }

    void aRowNarrowsTheList() {
        answer();
        table()->selectRow(2);
        QVERIFY(choose(u"Only model"_s));
        QCOMPARE(asked().model.value_or(QString()), u"gpt-5.5-codex"_s);
        answer();
        table()->selectRow(2);
        QVERIFY(choose(u"Only project"_s));
        QVERIFY(asked().project.has_value());
        answer();
        table()->selectRow(0);
        QVERIFY(choose(u"Only client"_s));
        QCOMPARE(asked().client.value_or(QString()), u"aider"_s);
        QTest::qWait(0);  // chips are laid out
        for (QPushButton* chip : page()->findChildren<QPushButton*>()) {
            if (chip->isVisible() && chip->text().startsWith(u"Model"_s)) {
                QTest::mouseClick(chip, Qt::LeftButton);
                break;
            }
        }
        QVERIFY(!asked().model && asked().project.has_value());
    }

    void aModelOrProjectOfTheLedgerNarrowsTheList() {
        auto* only = part<QPushButton>(u"requestOnly"_s);
        const auto names = [&](const QString& menu) {
            QStringList texts;
            for (const QAction* action : part<QMenu>(menu)->actions()) {
                texts.append(action->isEnabled() ? action->text() : u'(' + action->text() + u')');
            }
            return texts;
        };
        m_service->spends.clear();
        Q_EMIT only->menu()->aboutToShow();
        QCOMPARE(names(u"onlyModel"_s), {u"(Asking the ledger…)"_s});
        QCOMPARE(m_service->spends.size(), 2);
        // Most used first, whatever they cost.
        SpendRow dear = spendRow(u"gpt-5.5"_s, {}, 100);
        SpendRow used = spendRow(u"a&b"_s, {}, 1);
        used.requests = 7;
        m_service->answerSpend({dear, used, spendRow({}, {}, 1)});
        QCOMPARE(names(u"onlyModel"_s), QStringList({u"a&&b"_s, u"gpt-5.5"_s}));
        QCOMPARE(names(u"onlyProject"_s), QStringList({u"a&&b"_s, u"gpt-5.5"_s, u"No project"_s}));
        part<QMenu>(u"onlyModel"_s)->actions().first()->trigger();
        QCOMPARE(asked().model.value_or(QString()), u"a&b"_s);
        part<QMenu>(u"onlyProject"_s)->actions().last()->trigger();
        QCOMPARE(asked().project, std::optional(QString()));
        QCOMPARE(asked().model.value_or(QString()), u"a&b"_s);

        Q_EMIT only->menu()->aboutToShow();
        QVector<SpendRow> many;
        for (int i = 0; i < NarrowMenu::kMost + 3; ++i) {
            many.append(spendRow(u"m%1"_s.arg(i), {}, 1));
        }
        m_service->answerSpend(many);
        const QStringList shown = names(u"onlyModel"_s);
        QCOMPARE(shown.size(), NarrowMenu::kMost + 1);
        QCOMPARE(shown.last(), u"(3 more: search by name)"_s);

        Q_EMIT only->menu()->aboutToShow();
        m_service->failSpend(u"no disk"_s);
        QCOMPARE(names(u"onlyProject"_s), {u"(The ledger could not be read)"_s});

        Q_EMIT only->menu()->aboutToShow();
        Q_EMIT only->menu()->aboutToHide();
        QVERIFY(m_service->spends.isEmpty());
    }

    void aLongNameDoesNotWidenTheWindow() {
        answer();
        const int width = window().minimumSizeHint().width();
        page()->findChild<RequestFilters*>()->narrowProject(u"/home/someone/"_s + QString(4'000, u'x'));
        page()->findChild<RequestFilters*>()->narrowModel(QString(4'000, u'm'));
        QTest::qWait(0);  // chips are laid out
        QVERIFY2(window().minimumSizeHint().width() <= std::max(width, 900),
                 QByteArray::number(window().minimumSizeHint().width()).constData());
    }

    void aFaultIsToldWithANextStep() {
        for (const auto& [ticket, query] : std::exchange(m_service->pages, {})) {
            Q_EMIT m_service->requestsReady(ticket, Error{ErrorCode::Failed, u"no disk"_s, {}});
        }
        QVERIFY(part<QLabel>(u"requestProblem"_s)->text().contains(u"no disk"_s));
        QTest::mouseClick(part<QPushButton>(u"requestsAgain"_s), Qt::LeftButton);
        answer();
        QVERIFY(!part<QLabel>(u"requestProblem"_s)->isVisible());
        QCOMPARE(table()->model()->rowCount(), 200);
    }

    void newOnesComeAtTheTopOrAreCounted() {
        answer();
        const auto oneMore = [&] {
            m_total += 1;
            m_nowMs += kSampleApartMs;
            StatusSnapshot status = m_service->status();
            status.requestsTotal += 1;
            m_service->publish(status);
            m_clock->advance(RequestsPage::kLookEvery);
            answer();
        };
        QSignalSpy emptied(table()->model(), &QAbstractItemModel::modelReset);
        const auto idOnTop = [&] {
            return table()->model()->index(0, RequestsModel::State).data(Qt::ToolTipRole).toString();
        };
        const QString before = idOnTop();
        oneMore();
        QCOMPARE(emptied.size(), 1);  // at the top: the list begins anew, with what was found, at once
        QVERIFY(m_service->pages.isEmpty());
        QVERIFY(idOnTop() != before);
        auto* newer = part<QPushButton>(u"newerRequests"_s);
        QVERIFY(!newer->isVisible());
        QTest::qWait(0);  // rows are laid out
        table()->scrollTo(table()->model()->index(150, 0));
        QVERIFY(table()->verticalScrollBar()->value() > 0);
        oneMore();
        QVERIFY(newer->isVisible());
        QCOMPARE(newer->text(), u"1 new"_s);
        QTest::mouseClick(newer, Qt::LeftButton);
        QVERIFY(!newer->isVisible());
        // Under somebody's hand nothing moves.
        table()->scrollToTop();
        table()->setCurrentIndex(table()->model()->index(4, 0));
        emptied.clear();
        oneMore();
        QVERIFY(emptied.isEmpty());
        QCOMPARE(table()->currentIndex().row(), 4);
        QVERIFY(newer->isVisible());
    }

    void daysOfOnesOwn() {
        answer();
        auto* time = part<QComboBox>(u"requestTime"_s);
        choose(u"requestTime"_s, time->count() - 1);
        auto* from = part<QDateEdit>(u"requestFrom"_s);
        QVERIFY(from->isVisible());
        from->setDate(QDate(2026, 5, 1));
        part<QDateEdit>(u"requestTo"_s)->setDate(QDate(2026, 5, 3));
        const RequestFilter filter = m_service->pages.last().second.filter;
        QCOMPARE(filter.sinceMs, QDate(2026, 5, 1).startOfDay().toMSecsSinceEpoch());
        QCOMPARE(filter.untilMs, QDate(2026, 5, 4).startOfDay().toMSecsSinceEpoch());
        choose(u"requestTime"_s, 0);
        QVERIFY(!from->isVisible());
    }

    // What the list shows is what the box says, also when the configuration has the name no more.
    void aFilterOutlivesItsName() {
        answer();
        auto* box = part<QComboBox>(u"requestProvider"_s);
        choose(u"requestProvider"_s, 1);
        const QString name = box->currentText();
        const QVariant id = box->currentData();
        auto changed = std::make_shared<Config>(*m_service->fileConfig());
        std::erase_if(changed->providers, [&](const ProviderConfig& one) { return one.id == id.toString(); });
        m_service->configure(changed);
        QCOMPARE(box->currentData(), id);
        QCOMPARE(box->currentText(), name);
    }

    void anotherModelThanAskedIsTold_data() {
        QTest::addColumn<QString>("served");
        QTest::addColumn<QString>("answered");
        QTest::addColumn<QString>("shown");
        QTest::newRow("the same") << u"gpt-5.5"_s << u"gpt-5.5"_s << u"gpt-5.5"_s;
        QTest::newRow("not said") << u"gpt-5.5"_s << QString() << u"gpt-5.5"_s;
        QTest::newRow("with its date") << u"gpt-5.5"_s << u"gpt-5.5-2026-04-01"_s << u"gpt-5.5"_s;
        QTest::newRow("with a path") << u"gpt-5.5"_s << u"openai/gpt-5.5"_s << u"gpt-5.5"_s;
        QTest::newRow("a smaller one") << u"gpt-5.5"_s << u"gpt-5.5-mini"_s << u"gpt-5.5 → gpt-5.5-mini"_s;
        QTest::newRow("mapped") << u"llama4"_s << u"llama4"_s << u"gpt-5.5 → llama4"_s;
    }
    void anotherModelThanAskedIsTold() {
        QFETCH(QString, served);
        QFETCH(QString, answered);
        const auto& [ticket, query] = m_service->pages.last();
        RequestPage page = samplePage(query, 1, m_nowMs);
        page.requests[0].started.requestedModel = u"gpt-5.5"_s;
        page.requests[0].finished.servedModel = served;
        page.requests[0].finished.answeredModel = answered;
        Q_EMIT m_service->requestsReady(ticket, page);
        QTEST(table()->model()->index(0, RequestsModel::Model).data().toString(), "shown");
    }

    void exportsWhatIsFiltered() {
        answer();
        choose(u"requestState"_s, 1);
        answer();
        QTest::mouseClick(part<QPushButton>(u"requestsExport"_s), Qt::LeftButton);
        auto* dialog = page()->findChild<QFileDialog*>();
        QVERIFY(dialog != nullptr);
        Q_EMIT dialog->fileSelected(u"/tmp/requests.json"_s);
        dialog->close();
        QCOMPARE(m_service->requestExports.size(), 1);
        const RequestExport& what = m_service->requestExports[0].second;
        QVERIFY(what.filter.failedOnly);
        QCOMPARE(what.format, ExportFormat::Json);
        QVERIFY(!part<QPushButton>(u"requestsExport"_s)->isEnabled());
        QTest::mouseClick(part<QPushButton>(u"cancelExport"_s), Qt::LeftButton);
        QVERIFY(m_service->cancelled.contains(m_service->requestExports[0].first));
    }

    void aLiveRequestOpensIt() {
        QTest::keyClick(&window(), Qt::Key_1, Qt::ControlModifier);
        QTableView* live = nullptr;
        for (auto* one : window().findChildren<QTableView*>()) {
            live = one->isVisible() && one->model()->rowCount() > 0 ? one : live;
        }
        QVERIFY(live != nullptr);
        live->setFocus();
        live->selectRow(1);
        QTest::keyClick(live, Qt::Key_Return);
        QVERIFY(page()->isVisible());
        QCOMPARE(m_service->details.size(), 1);
        QCOMPARE(m_service->details[0].second, m_service->status().live.at(1).requestId);
    }

    void widthsAreRemembered() {
        answer();
        table()->setColumnWidth(2, 333);
        const QByteArray state = page()->saveState();
        table()->setColumnWidth(2, 100);
        page()->restoreState("nonsense");
        QCOMPARE(table()->columnWidth(2), 100);
        page()->restoreState(state);
        QCOMPARE(table()->columnWidth(2), 333);
    }
};

QTEST_MAIN(TestRequestsPage)
#include "tst_requestspage.moc"
