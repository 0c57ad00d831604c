// The Routes page over a scripted service: rules are added, changed, moved by keys and by dragging, removed,
// checked as one types, applied and reverted; the simulator follows the draft.
#include "core/base/Glob.h"
#include "tests/ui/support/SampleRequests.h"
#include "tests/ui/support/SampleRoutes.h"
#include "tests/ui/support/WindowFixture.h"
#include "ui/pages/RequestsPage.h"
#include "ui/pages/RoutesPage.h"
#include "ui/routes/ExplainedRow.h"
#include "ui/routes/RouteList.h"
#include "ui/routes/SampleRequest.h"
#include "ui/routes/SimulatorPanel.h"
#include "ui/widgets/Field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDoubleSpinBox>
#include <QDropEvent>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QScrollArea>
#include <QSpinBox>
#include <QTimeEdit>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

class TestRoutesPage final : public WindowFixture {
    Q_OBJECT

    RoutesPage* m_page = nullptr;
    RouteList* m_list = nullptr;

    template <class T>
    T* get(const QString& name) {
        return m_page->findChild<T*>(name);
    }
    template <class T>
    T* nth(const QString& name, int index) {
        return WindowFixture::nth<T>(*m_page, name, index);
    }
    void press(const QString& name) {
        auto* one = get<QPushButton>(name);
        QVERIFY2(one != nullptr && one->isVisible() && one->isEnabled(), qPrintable(name));
        one->click();
    }
    void type(QLineEdit* edit, const QString& text) {
        QVERIFY(edit != nullptr && edit->isVisible());
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }
    const RouteConfig& draft(std::size_t route) { return m_page->draft().config().routes.at(route); }
    QStringList names() {
        QStringList all;
        for (const RouteConfig& route : m_page->draft().config().routes) {
            all.append(route.name);
        }
        return all;
    }
    void answer(const ConfigCheck& check = {}) {
        while (!m_service->checks.isEmpty() || !m_service->explains.isEmpty()) {
            m_service->answerChecks(check);
            m_service->answerExplains(explanation());
        }
    }
    Explanation explanation() { return sampleExplanation(m_page->draft().config(), m_clock->wallMs()); }
    QString text(const QString& name) {
        auto* label = get<QLabel>(name);
        return label != nullptr && label->isVisible() ? label->text() : QString();
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void init() {
        serve(routesConfig());
        open(sample());
        window().showPage(MainWindow::Page::Routes);
        m_page = window().findChild<RoutesPage*>();
        m_list = m_page->findChild<RouteList*>();
        answer();
    }
    void cleanup() { m_host.reset(); }

    void theListSaysWhatEachRuleDoes() {
        QCOMPARE(m_list->rows().size(), 5);
        QCOMPARE(m_list->rows()[0].match, u"client = aider"_s);
        QCOMPARE(m_list->rows()[0].targets, u"Anthropic · claude-opus-4-7 › CometAPI · kimi-k2.6 › OpenAI"_s);
        QCOMPARE(m_list->rows()[1].match, u"needs images"_s);
        QCOMPARE(m_list->rows()[3].match, u"model = fast, up to 8,000 tokens in"_s);
        QVERIFY(m_list->rows()[2].takes);
        const QString spoken = m_list->item(2)->data(Qt::AccessibleTextRole).toString();
        QVERIFY2(spoken.contains(u"takes the simulated request"_s), qPrintable(spoken));
    }

    void everyFieldIsPartOfTheDraft() {
        m_page->select(u"night"_s);
        type(get<QLineEdit>(u"ruleName"_s), u"late"_s);
        type(get<QLineEdit>(u"matchModel"_s), u"big-*"_s);
        get<QComboBox>(u"matchClient"_s)->setFocus();
        QTest::keyClick(get<QComboBox>(u"matchClient"_s), Qt::Key_Down);
        QTest::keyClick(get<QComboBox>(u"matchEndpoint"_s), Qt::Key_Down);
        get<QCheckBox>(u"need:tools"_s)->click();
        get<QSpinBox>(u"leastTokens"_s)->setValue(100);
        get<QSpinBox>(u"mostTokens"_s)->setValue(5'000);
        get<QTimeEdit>(u"hoursFrom"_s)->setTime(QTime(21, 30));
        get<QDoubleSpinBox>(u"first_byte_ms"_s)->setValue(1.5);
        get<QSpinBox>(u"attempts"_s)->setValue(2);
        get<QCheckBox>(u"hold"_s)->click();
        get<QCheckBox>(u"sticky"_s)->click();
        get<QCheckBox>(u"capture"_s)->click();
        const RouteConfig& route = draft(4);
        QCOMPARE(route.name, u"late"_s);
        QCOMPARE(route.match.model, u"big-*"_s);
        QCOMPARE(route.match.client, u"default"_s);
        QCOMPARE(*route.match.endpoint, Endpoint::ChatCompletions);
        QCOMPARE(route.match.needs, std::vector<Need>{Need::Tools});
        QCOMPARE(*route.match.minPromptTokens, 100);
        QCOMPARE(*route.match.maxPromptTokens, 5'000);
        QCOMPARE(route.match.hours->from, QTime(21, 30));
        QCOMPARE(route.match.hours->to, QTime(6, 0));
        QCOMPARE(route.timeouts.firstByte, Milliseconds(1'500));
        QCOMPARE(route.timeouts.connect, Milliseconds(5'000));
        QCOMPARE(route.maxAttempts, 2);
        QVERIFY(route.hold && !route.sticky && route.capture && !route.hedge);
        get<QCheckBox>(u"hours"_s)->click();
        QVERIFY(!draft(4).match.hours);
        QCOMPARE(m_list->rows()[4].mark, u"edited"_s);
        // Looking at another rule changes none.
        const Config before = m_page->draft().config();
        for (int row = 0; row < 5; ++row) {
            m_list->setCurrentRow(row);
        }
        QVERIFY(sameRoutes(before, m_page->draft().config()));
    }

    void targetsAreChosenMovedAndRemoved() {
        m_page->select(u"gpt-5.5"_s);
        QCOMPARE(draft(2).targets.size(), 3U);
        auto* model = nth<QLineEdit>(u"targetModel"_s, 1);
        QVERIFY(model->completer()->model()->rowCount() > 0);  // what CometAPI serves
        type(model, u"deepseek-v4-flash"_s);
        QCOMPARE(draft(2).targets[1].model, u"deepseek-v4-flash"_s);
        QTest::keyClick(model, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(draft(2).targets[0].provider, u"cometapi"_s);
        QCOMPARE(draft(2).targets[0].model, u"deepseek-v4-flash"_s);
        QVERIFY(model->hasFocus());  // it went with its row
        auto* down = nth<QPushButton>(u"targetDown"_s, 0);
        down->click();
        QCOMPARE(draft(2).targets[1].provider, u"cometapi"_s);
        nth<QPushButton>(u"targetRemove"_s, 2)->click();
        QCOMPARE(draft(2).targets.size(), 2U);
        press(u"addTarget"_s);
        QCOMPARE(draft(2).targets.back().provider, u"anthropic"_s);  // the first that is none yet
        auto* provider = nth<QComboBox>(u"targetProvider"_s, 2);
        QTRY_VERIFY(provider->hasFocus());
        QTest::keyClick(provider, Qt::Key_Down);
        QCOMPARE(draft(2).targets[2].provider, u"ollama"_s);
        QVERIFY(nth<QSpinBox>(u"targetWeight"_s, 0) == nullptr);
        auto* strategy = get<QComboBox>(u"strategy"_s);
        strategy->setFocus();
        QTest::keyClick(strategy, Qt::Key_Down);
        QCOMPARE(draft(2).strategy, Strategy::Weighted);
        QTest::qWait(0);
        nth<QSpinBox>(u"targetWeight"_s, 1)->setValue(3);
        QCOMPARE(draft(2).targets[1].weight, 3);
    }

    void rulesAreMovedByKeysAndButtons() {
        m_page->select(u"vision"_s);
        m_list->setFocus();
        QTest::keyClick(m_list, Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(names(), (QStringList{u"coding"_s, u"gpt-5.5"_s, u"vision"_s, u"fast"_s, u"night"_s}));
        QCOMPARE(m_list->currentRow(), 2);
        QCOMPARE(get<QLineEdit>(u"ruleName"_s)->text(), u"vision"_s);
        press(u"ruleUp"_s);
        press(u"ruleUp"_s);
        QCOMPARE(names().value(0), u"vision"_s);
        QVERIFY(!get<QPushButton>(u"ruleUp"_s)->isEnabled());
        QTest::keyClick(m_list, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(names().value(0), u"vision"_s);
        answer();
        QCOMPARE(get<QPushButton>(u"apply"_s)->text(), u"Appl&y 1 change"_s);
        press(u"revert"_s);
        QCOMPARE(names().value(0), u"coding"_s);
    }

    void rulesAreMovedByDragging_data() {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("over");
        QTest::addColumn<bool>("lowerHalf");
        QTest::addColumn<QString>("order");
        QTest::newRow("down, behind another") << 0 << 2 << true << u"vision gpt-5.5 coding fast night"_s;
        QTest::newRow("down, before another") << 0 << 2 << false << u"vision coding gpt-5.5 fast night"_s;
        QTest::newRow("up, before the first") << 4 << 0 << false << u"night coding vision gpt-5.5 fast"_s;
        QTest::newRow("onto its own place") << 2 << 2 << true << u"coding vision gpt-5.5 fast night"_s;
        QTest::newRow("to the end") << 1 << 4 << true << u"coding gpt-5.5 fast night vision"_s;
    }
    void rulesAreMovedByDragging() {
        QFETCH(int, from);
        QFETCH(int, over);
        QFETCH(bool, lowerHalf);
        QFETCH(QString, order);
        const QRect row = m_list->visualItemRect(m_list->item(over));
        m_list->setCurrentRow(from);
        m_list->letGo(lowerHalf ? row.bottomLeft() + QPoint(40, -2) : row.topLeft() + QPoint(40, 2));
        QCOMPARE(names().join(u' '), order);
        QCOMPARE(m_list->count(), 5);
        QCOMPARE(m_list->rows()[m_list->currentRow()].name, order.split(u' ')[m_list->currentRow()]);
    }

    void whatComesFromElsewhereIsNotDropped() {
        const QStringList before = names();
        m_list->setCurrentRow(1);
        const QMimeData data;
        QDropEvent drop(QPoint(40, 2), Qt::MoveAction | Qt::CopyAction, &data, Qt::LeftButton,
                        Qt::NoModifier);
        QCoreApplication::sendEvent(m_list->viewport(), &drop);
        QVERIFY(!drop.isAccepted());
        QCOMPARE(names(), before);
        QCOMPARE(m_list->count(), 5);
    }

    void rulesAreAddedDuplicatedAndRemoved() {
        press(u"addRule"_s);
        QCOMPARE(names().constLast(), u"rule"_s);
        QTRY_VERIFY(get<QLineEdit>(u"ruleName"_s)->hasFocus());
        QCOMPARE(draft(5).targets.size(), 1U);
        QCOMPARE(m_list->rows()[5].mark, u"new"_s);
        m_page->select(u"vision"_s);
        m_list->setFocus();
        QTest::keyClick(m_list, Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(names().value(2), u"vision-2"_s);
        QCOMPARE(draft(2).match.needs, std::vector<Need>{Need::Image});
        m_list->setFocus();
        m_list->setCurrentRow(1);
        QTest::keyClick(m_list, Qt::Key_Delete);
        QVERIFY(!names().contains(u"vision"_s));
        QVERIFY(m_list->hasFocus());
        while (m_list->count() > 0) {
            press(u"removeRule"_s);
        }
        QTest::qWait(0);
        QVERIFY(get<QWidget>(u"noRules"_s)->isVisible());
        QVERIFY(!get<QPushButton>(u"removeRule"_s)->isEnabled());
        press(u"revert"_s);
        QCOMPARE(names().size(), 5);
    }

    void faultsStandAtTheirFields() {
        m_page->select(u"gpt-5.5"_s);
        type(get<QLineEdit>(u"matchModel"_s), u"[x"_s);
        ConfigCheck check;
        check.faults = {{u"routes[0].name"_s, u"there is another route named \"x\""_s},
                        {u"routes[2].match.model"_s, u"'[' is not closed"_s},
                        {u"routes[2].targets[1].provider"_s, u"there is no provider \"gone\""_s},
                        {u"routes[2].timeouts.idle_ms"_s, u"must be a whole number"_s}};
        answer(check);
        QTest::qWait(0);
        QVERIFY(!get<QPushButton>(u"apply"_s)->isEnabled());
        QCOMPARE(text(u"changes"_s), u"4 faults to mend before it can be applied"_s);
        QCOMPARE(get<QLineEdit>(u"matchModel"_s)->accessibleDescription(), u"'[' is not closed"_s);
        QVERIFY(nth<QLabel>(u"targetWrong"_s, 0)->text().contains(u"there is no provider \"gone\""_s));
        QCOMPARE(get<QDoubleSpinBox>(u"idle_ms"_s)->accessibleDescription(), u"must be a whole number"_s);
        QCOMPARE(m_list->rows()[2].mark, u"fault"_s);
        QCOMPARE(m_list->rows()[0].mark, u"fault"_s);
        // That of another rule is named above, and one click leads there.
        QVERIFY(text(u"problem"_s).contains(u"coding: there is another route named"_s));
        press(u"problemAct"_s);
        QCOMPARE(m_list->currentRow(), 0);
        QCOMPARE(get<QLineEdit>(u"ruleName"_s)->accessibleDescription(),
                 u"there is another route named \"x\""_s);
        QVERIFY(text(u"problem"_s).contains(u"gpt-5.5: "_s));
    }

    void appliedAndRefused() {
        m_page->select(u"gpt-5.5"_s);
        type(get<QLineEdit>(u"matchModel"_s), u"gpt-*"_s);
        answer();
        press(u"apply"_s);
        QCOMPARE(get<QPushButton>(u"apply"_s)->text(), u"Applying…"_s);
        QVERIFY(!get<QLineEdit>(u"matchModel"_s)->isEnabled());
        m_service->done(m_service->saves[0].ticket, Error{ErrorCode::Busy, u"it was changed on disk"_s, {}});
        QTest::qWait(0);
        QVERIFY(text(u"problem"_s).contains(u"it was changed on disk"_s));
        QVERIFY(get<QLineEdit>(u"matchModel"_s)->isEnabled());
        press(u"problemAct"_s);
        QCOMPARE(m_service->saves[1].onForeignChange, OnForeignChange::SetAside);
        m_service->configure(std::make_shared<Config>(m_service->saves[1].config));
        m_service->done(m_service->saves[1].ticket);
        QCOMPARE(get<QPushButton>(u"apply"_s)->text(), u"Appl&y"_s);
        QCOMPARE(m_list->currentRow(), 2);  // the rule that was edited is still open
        QCOMPARE(get<QLineEdit>(u"matchModel"_s)->text(), u"gpt-*"_s);
    }

    void twoChangesOfTheRules() {
        m_page->select(u"gpt-5.5"_s);
        type(get<QLineEdit>(u"matchModel"_s), u"gpt-*"_s);
        auto theirs = std::make_shared<Config>(*m_service->fileConfig());
        theirs->routes[0].name = u"theirs"_s;
        m_service->configure(theirs);
        answer();
        QTest::qWait(0);
        QVERIFY(text(u"problem"_s).contains(u"changed in the file, too"_s));
        QCOMPARE(names().value(0), u"coding"_s);
        press(u"problemSecond"_s);
        QCOMPARE(names().value(0), u"theirs"_s);
        QCOMPARE(get<QLineEdit>(u"matchModel"_s)->text(), u"gpt-5.5*"_s);
    }

    void theSimulatorFollowsTheDraft() {
        m_page->select(u"gpt-5.5"_s);
        answer();
        QCOMPARE(text(u"simulatedRule"_s), u"Rule 3, gpt-5.5, takes it"_s);
        QTest::qWait(0);
        QVector<ExplainedRow*> rows = m_page->findChildren<ExplainedRow*>().toVector();
        rows.removeIf([](const ExplainedRow* row) { return row->isHidden(); });
        QCOMPARE(rows.size(), 3);
        QCOMPARE(rows[0]->text(),
                 u"1, CometAPI, Healthy, would be asked first; first token after about 420 ms, ~$0.0120"_s);
        QVERIFY2(rows[2]->text().startsWith(u"—, OpenAI, Cooling 41 s, 429: "_s),
                 qPrintable(rows[2]->text()));
        QVERIFY(text(u"passedRules"_s).contains(u"coding: is for another client"_s));
        // An edit asks again, with the draft.
        m_service->explains.clear();
        m_list->setFocus();
        QTest::keyClick(m_list, Qt::Key_Up, Qt::AltModifier);
        QVERIFY(m_service->explains.isEmpty());  // not before it is checked
        m_service->answerChecks({});
        QCOMPARE(m_service->explains.size(), 1);
        QVERIFY(m_service->explains[0].second.draft != nullptr);
        QCOMPARE(m_service->explains[0].second.draft->routes[1].name, u"gpt-5.5"_s);
        answer();
        QCOMPARE(text(u"simulatedRule"_s), u"Rule 2, gpt-5.5, takes it"_s);
        // With a fault in it the rules in force tell, and that is said.
        type(get<QLineEdit>(u"ruleName"_s), u"x"_s);
        ConfigCheck check;
        check.faults = {{u"routes[1].name"_s, u"wrong"_s}};
        m_service->answerChecks(check);
        QCOMPARE(m_service->explains.size(), 1);
        QVERIFY(m_service->explains[0].second.draft == nullptr);
        m_service->answerExplains(explanation());
        QTest::qWait(0);
        QVERIFY(text(u"simulatorMessage"_s).contains(u"rules in force"_s));
    }

    void aSampleIsOneThatItsRuleTakes_data() {
        QTest::addColumn<QString>("glob");
        for (const char* glob :
             {"gpt-*", "claude-*", "openai/*", "gpt-?", "gpt-5.?", "*", "*-mini", "fast"}) {
            QTest::newRow(glob) << QString::fromLatin1(glob);
        }
    }
    void aSampleIsOneThatItsRuleTakes() {
        QFETCH(QString, glob);
        RouteConfig route;
        route.match.model = glob;
        const SampleRequest made = SampleRequest::fitting(route, {});
        QVERIFY2(globMatches(glob, made.model), qPrintable(made.model));
        const SampleRequest known =
            SampleRequest::fitting(route, {u"llama4"_s, u"gpt-5.5"_s, u"claude-opus-4-7"_s});
        QVERIFY2(globMatches(glob, known.model), qPrintable(known.model));
    }

    void theRuleThatIsOpenStaysOpen() {
        m_page->select(u"fast"_s);
        auto theirs = std::make_shared<Config>(*m_service->fileConfig());
        RouteConfig another = theirs->routes[0];
        another.name = u"theirs"_s;
        theirs->routes.insert(theirs->routes.begin(), another);
        m_service->configure(theirs);
        QCOMPARE(get<QLineEdit>(u"ruleName"_s)->text(), u"fast"_s);
        QCOMPARE(m_list->currentRow(), 4);
        m_list->setFocus();
        QTest::keyClick(m_list, Qt::Key_Up, Qt::AltModifier);
        answer();
        press(u"revert"_s);
        QCOMPARE(get<QLineEdit>(u"ruleName"_s)->text(), u"fast"_s);
        QCOMPARE(m_list->currentRow(), 4);
    }

    void aSampleIsMadeByHand() {
        QCOMPARE(get<QComboBox>(u"sampleClient"_s)->currentText(), u"aider"_s);  // as the chosen rule wants
        type(get<QLineEdit>(u"sampleModel"_s), u"big"_s);
        get<QCheckBox>(u"sample:image"_s)->click();
        answer();
        get<QSpinBox>(u"sampleTokens"_s)->setValue(2'000);
        QCOMPARE(m_service->explains.size(), 1);
        const ExplainQuery query = m_service->explains[0].second;
        QCOMPARE(query.endpoint, Endpoint::ChatCompletions);
        QCOMPARE(query.client, u"aider"_s);
        const QJsonObject body = QJsonDocument::fromJson(query.body).object();
        QCOMPARE(body.value(u"model"_s).toString(), u"big"_s);
        QVERIFY(query.body.contains("image_url"));
        QVERIFY(query.body.size() > 4'000);
        answer();
        // Choosing another rule leaves what was made by hand.
        m_page->select(u"night"_s);
        QCOMPARE(get<QLineEdit>(u"sampleModel"_s)->text(), u"big"_s);
        // Endpoints without tools have none to tick.
        auto* endpoint = get<QComboBox>(u"sampleEndpoint"_s);
        endpoint->setCurrentIndex(endpoint->findData(u"embeddings"_s));
        Q_EMIT endpoint->activated(endpoint->currentIndex());
        QVERIFY(!get<QCheckBox>(u"sample:image"_s)->isEnabled());
        QVERIFY(!m_service->explains.last().second.body.contains("image_url"));
    }

    void anOwnSampleIsOfferedWhatIsNew() {
        type(get<QLineEdit>(u"sampleModel"_s), u"gpt-5.5"_s);
        auto theirs = std::make_shared<Config>(*m_service->fileConfig());
        theirs->clients.push_back({u"zed"_s, Secret("sb-another"), false});
        theirs->providers[0].name = u"Renamed"_s;
        m_service->configure(theirs);
        answer();
        QVERIFY(get<QComboBox>(u"sampleClient"_s)->findText(u"zed"_s) >= 0);
        m_page->select(u"gpt-5.5"_s);
        QVERIFY(nth<QComboBox>(u"targetProvider"_s, 0)->findText(u"Renamed"_s) >= 0);
    }

    void aLoggedRequestIsSimulated() {
        window().showPage(MainWindow::Page::Requests);
        const QByteArray id = sampleRequest(2, 100, m_clock->wallMs()).started.requestId;
        window().showRequest(id);
        m_service->answerDetails(sampleDetail(m_clock->wallMs()));
        QTest::qWait(0);
        window().findChild<RequestsPage*>()->findChild<QPushButton*>(u"simulateRequest"_s)->click();
        QVERIFY(m_page->isVisible());
        answer();
        QVERIFY(!get<QLineEdit>(u"sampleModel"_s)->isVisible());
        get<QLineEdit>(u"ruleName"_s)->setFocus();
        type(get<QLineEdit>(u"ruleName"_s), u"x"_s);
        m_service->answerChecks({});
        QCOMPARE(m_service->explains.last().second.requestId, id);
        m_service->answerExplains(Error{ErrorCode::NotFound, u"the ledger has no such request"_s, {}});
        QTest::qWait(0);
        QCOMPARE(text(u"simulatorMessage"_s), u"✕ the ledger has no such request"_s);
    }

    void nothingOverflowsSideways_data() {
        QTest::addColumn<QSize>("size");
        QTest::newRow("least") << QSize(900, 600);
        QTest::newRow("usual") << QSize(1280, 800);
    }
    void nothingOverflowsSideways() {
        QFETCH(QSize, size);
        window().resize(size);
        m_page->select(u"gpt-5.5"_s);
        m_page->draft().edit([](Config& config) {
            config.routes[2].strategy = Strategy::Weighted;
            config.routes[2].match.client = u"a client with a name that is far too long for its place"_s;
        });
        ConfigCheck check;
        check.faults = {
            {u"routes[2].match.client"_s, u"there is no client named \"a client with a name\""_s}};
        answer(check);
        QTest::qWait(0);
        QTest::qWait(0);
        for (QScrollArea* area : m_page->findChildren<QScrollArea*>()) {
            QString widest;
            int least = 0;
            for (const QWidget* one : area->widget()->findChildren<QWidget*>()) {
                if (one->isVisible() && one->minimumSizeHint().width() > least) {
                    least = one->minimumSizeHint().width();
                    widest = QLatin1String(one->metaObject()->className()) + u' ' + one->objectName();
                }
            }
            QVERIFY2(area->widget()->width() <= area->viewport()->width(),
                     qPrintable(u"%1: %2 > %3, %4 of %5"_s.arg(area->accessibleName())
                                    .arg(area->widget()->width())
                                    .arg(area->viewport()->width())
                                    .arg(widest)
                                    .arg(least)));
        }
    }
};

QTEST_MAIN(TestRoutesPage)
#include "tst_routespage.moc"
