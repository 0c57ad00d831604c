// The Settings page over a scripted service: what concerns the gateway is a draft that is checked, applied
// and reverted; what is the window's own holds at once and is remembered.
#include "tests/ui/support/SampleRoutes.h"
#include "tests/ui/support/WindowFixture.h"
#include "ui/Autostart.h"
#include "ui/Languages.h"
#include "ui/TrayIcon.h"
#include "ui/models/SettingsPart.h"
#include "ui/pages/RoutesPage.h"
#include "ui/pages/SettingsPage.h"
#include "ui/settings/ClientRow.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTimeEdit>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {
const QByteArray kKey = "sb-0123456789abcdef0123456789abcdef";
}  // namespace

class TestSettingsPage final : public WindowFixture {
    Q_OBJECT

    SettingsPage* m_page = nullptr;
    std::unique_ptr<QTemporaryDir> m_folder;

    template <class T>
    T* get(const QString& name) {
        return m_page->findChild<T*>(name);
    }
    template <class T>
    T* nth(const QString& name, int index) {
        return WindowFixture::nth<T>(*m_page, name, index);
    }
    void press(QPushButton* button) {
        QVERIFY(button != nullptr && button->isVisible() && button->isEnabled());
        button->click();
    }
    void type(QLineEdit* edit, const QString& text) {
        QVERIFY(edit != nullptr && edit->isVisible());
        edit->setFocus();
        edit->selectAll();
        QTest::keyClick(edit, Qt::Key_Delete);
        QTest::keyClicks(edit, text);
    }
    void choose(QComboBox* box, int row) {
        QVERIFY(box != nullptr && box->isVisible());
        box->setCurrentIndex(row);
        Q_EMIT box->activated(row);
    }
    const Config& draft() { return m_page->draft().config(); }
    void answer(const ConfigCheck& check = {}) {
        while (!m_service->checks.isEmpty()) {
            m_service->answerChecks(check);
        }
    }
    QString text(const QString& name) {
        auto* label = get<QLabel>(name);
        return label != nullptr && label->isVisible() ? label->text() : QString();
    }
    WindowOptions options() {
        WindowOptions options{m_folder->filePath(u"window.ini"_s), TrayUse::Never};
        options.command = {u"/opt/signal box/signalbox"_s, u"--data-dir"_s, u"/data/100%"_s};
        options.autostartFolder = m_folder->filePath(u"config/autostart"_s);
        return options;
    }
    void openPage() {
        open(sample(), options());
        window().showPage(MainWindow::Page::Settings);
        m_page = window().findChild<SettingsPage*>();
        answer();
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_clock = std::make_unique<FakeClock>();
        m_service = std::make_unique<FakeGatewayService>();
        auto config = std::make_shared<Config>(*routesConfig());
        BudgetConfig budget;
        budget.limit = 50'000'000'000;
        BudgetConfig aider = budget;
        aider.scope = BudgetConfig::Scope::Client;
        aider.name = u"aider"_s;
        config->budgets = {budget, aider};
        m_service->configure(config);
        openPage();
    }
    void cleanup() { m_host.reset(); }

    void theAddressIsADraft() {
        QCOMPARE(text(u"listensNow"_s), u"Listening at http://127.0.0.1:5252/v1"_s);
        get<QSpinBox>(u"listenPort"_s)->setValue(5300);
        QCOMPARE(draft().listen.port, quint16{5300});
        QVERIFY(text(u"listensNow"_s).contains(u"must be told of the new one"_s));
        type(get<QLineEdit>(u"listenAddress"_s), u"0.0.0.0"_s);
        ConfigCheck check;
        check.warnings = {{u"listen.address"_s, u"other machines can reach it"_s}};
        answer(check);
        QCOMPARE(get<QLineEdit>(u"listenAddress"_s)->accessibleDescription(),
                 u"other machines can reach it"_s);
        auto* apply = get<QPushButton>(u"apply"_s);
        QCOMPARE(apply->text(), u"Appl&y 1 change"_s);
        press(apply);
        QCOMPARE(m_service->saves[0].config.listen, (ListenConfig{u"0.0.0.0"_s, 5300}));
        m_service->configure(std::make_shared<Config>(m_service->saves[0].config));
        m_service->done(m_service->saves[0].ticket);
        answer();
        QCOMPARE(apply->text(), u"Appl&y"_s);
        StatusSnapshot status = sample();
        status.configFaults = {u"listen: 0.0.0.0:5300 is taken by nginx (pid 4711); still listening on x"_s};
        m_service->publish(status);
        QCOMPARE(text(u"listenWrong"_s),
                 u"✕ 0.0.0.0:5300 is taken by nginx (pid 4711); still listening on x"_s);
    }

    void aKeyIsShownOnRequestAndCopied() {
        auto* key = nth<QLineEdit>(u"clientKey"_s, 0);
        QVERIFY(!key->text().contains(u"0123456789"_s));
        press(nth<QPushButton>(u"copyClientKey"_s, 0));
        QCOMPARE(QApplication::clipboard()->text().toUtf8(), kKey);
        m_clock->advance(Milliseconds(60'000));
        QVERIFY(QApplication::clipboard()->text().isEmpty());
        press(nth<QPushButton>(u"showClientKey"_s, 0));
        QCOMPARE(key->text().toUtf8(), kKey);
        // Copied by hand it does not stay, either.
        key->selectAll();
        QTest::keySequence(key, QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->text().toUtf8(), kKey);
        QCOMPARE(key->contextMenuPolicy(), Qt::PreventContextMenu);
        m_clock->advance(Milliseconds(30'000));
        QVERIFY(!key->text().contains(u"0123456789"_s));
        m_clock->advance(Milliseconds(30'000));
        QVERIFY(QApplication::clipboard()->text().isEmpty());
        press(nth<QPushButton>(u"showClientKey"_s, 0));
        window().showPage(MainWindow::Page::Dashboard);
        QVERIFY(!key->text().contains(u"0123456789"_s));
    }

    void aClientIsAddedWithAKeyOfItsOwn() {
        press(get<QPushButton>(u"addClient"_s));
        QCOMPARE(draft().clients.size(), 4U);
        QCOMPARE(draft().clients[3].name, u"tool"_s);
        const QByteArray key = draft().clients[3].key.expose();
        QVERIFY(key.startsWith("sb-") && key.size() == 43);
        auto* name = nth<QLineEdit>(u"clientName"_s, 3);
        QTRY_VERIFY(name->hasFocus());
        type(name, u"zed"_s);
        nth<QCheckBox>(u"clientCapture"_s, 3)->click();
        QCOMPARE(draft().clients[3].name, u"zed"_s);
        QVERIFY(draft().clients[3].capture);
        ConfigCheck check;
        check.faults = {{u"clients[3].name"_s, u"there is another client named \"zed\""_s}};
        answer(check);
        QCOMPARE(name->accessibleDescription(), u"there is another client named \"zed\""_s);
        QVERIFY(!get<QPushButton>(u"apply"_s)->isEnabled());
        press(get<QPushButton>(u"revert"_s));
        QCOMPARE(draft().clients.size(), 3U);
    }

    // While it is typed the name is none, or another's: rules and budgets must not end at that one.
    void rulesAndBudgetsFollowARenamedClient() {
        QCOMPARE(draft().routes[0].match.client, u"aider"_s);
        type(nth<QLineEdit>(u"clientName"_s, 1), u"defaults"_s);  // by way of "" and "default"
        QCOMPARE(draft().clients[1].name, u"defaults"_s);
        QCOMPARE(draft().routes[0].match.client, u"defaults"_s);
        QCOMPARE(draft().budgets[1].name, u"defaults"_s);
        QCOMPARE(draft().clients[0].name, u"default"_s);
    }

    void aNewKeyIsAskedFor() {
        const QByteArray before = draft().clients[1].key.expose();
        press(nth<QPushButton>(u"freshKey"_s, 1));
        QTest::qWait(0);
        auto* no = nth<QPushButton>(u"clientNo"_s, 0);
        QTRY_VERIFY(no->hasFocus());
        QTest::keyClick(no, Qt::Key_Escape);
        QVERIFY(!no->isVisible());
        QCOMPARE(draft().clients[1].key.expose(), before);
        press(nth<QPushButton>(u"freshKey"_s, 1));
        press(nth<QPushButton>(u"clientYes"_s, 0));
        QVERIFY(draft().clients[1].key.expose() != before);
        QVERIFY(draft().clients[1].key.expose().startsWith("sb-"));
        QCOMPARE(draft().clients[0].key.expose(), kKey);
    }

    void whatGoesWithAClientIsSaid() {
        press(nth<QPushButton>(u"deleteClient"_s, 1));
        QTest::qWait(0);
        const QString question = nth<QLabel>(u"clientQuestion"_s, 0)->text();
        QVERIFY2(question.contains(u"The rule for it, coding, goes with it."_s), qPrintable(question));
        QVERIFY(question.contains(u"budget"_s));
        press(nth<QPushButton>(u"clientYes"_s, 0));
        QCOMPARE(draft().clients.size(), 2U);
        QCOMPARE(draft().clients[1].name, u"Claude Code"_s);
        QVERIFY(draft().route(u"coding"_s) == nullptr);
        QCOMPARE(draft().budgets.size(), 1U);
        QCOMPARE(nth<QLineEdit>(u"clientName"_s, 1)->text(), u"Claude Code"_s);
        QVERIFY(nth<QDoubleSpinBox>(u"budgetLimit"_s, 0) != nullptr);
        QVERIFY(nth<QDoubleSpinBox>(u"budgetLimit"_s, 1) == nullptr);  // its row went, too
        answer();
        QCOMPARE(get<QPushButton>(u"apply"_s)->text(), u"Appl&y 2 changes"_s);  // the client and the budget
    }

    void namesThatAreTypedOnTheWayAreNobodysElse() {
        type(nth<QLineEdit>(u"clientName"_s, 2), u"aider"_s);  // Claude Code, on the way to "aider-2"
        press(get<QPushButton>(u"addClient"_s));
        auto* name = nth<QLineEdit>(u"clientName"_s, 2);
        name->setFocus();
        name->end(false);
        QTest::keyClicks(name, u"-2"_s);
        QCOMPARE(draft().clients[2].name, u"aider-2"_s);
        QCOMPARE(draft().routes[0].match.client, u"aider"_s);
        QCOMPARE(draft().budgets[1].name, u"aider"_s);
        type(nth<QLineEdit>(u"clientName"_s, 1), u""_s);
        press(get<QPushButton>(u"addClient"_s));
        type(nth<QLineEdit>(u"clientName"_s, 1), u"zed"_s);
        QCOMPARE(draft().routes[0].match.client, u"zed"_s);
    }

    void twoClientsMayChangeNames() {
        auto config = std::make_shared<Config>(*m_service->fileConfig());
        config->routes[1].match.client = u"default"_s;
        m_service->configure(config);
        type(nth<QLineEdit>(u"clientName"_s, 1), u"default"_s);
        type(nth<QLineEdit>(u"clientName"_s, 0), u"aider"_s);
        QCOMPARE(draft().routes[0].match.client, u"default"_s);  // was aider's
        QCOMPARE(draft().routes[1].match.client, u"aider"_s);    // was default's
    }

    void aClientWithoutANameIsDeletedWithWhatIsForIt() {
        type(nth<QLineEdit>(u"clientName"_s, 1), u""_s);
        press(nth<QPushButton>(u"deleteClient"_s, 1));
        QVERIFY(nth<QLabel>(u"clientQuestion"_s, 0)->text().contains(u"coding"_s));
        press(nth<QPushButton>(u"clientYes"_s, 0));
        QVERIFY(draft().route(u"coding"_s) == nullptr);
        QCOMPARE(draft().budgets.size(), 1U);
    }

    void whatFollowsFromARenameOutlivesAnothersChange() {
        type(nth<QLineEdit>(u"clientName"_s, 1), u"zed"_s);
        auto theirs = std::make_shared<Config>(*m_service->fileConfig());
        theirs->providers[0].priceFactor = 0.5;
        m_service->configure(theirs);
        QVERIFY(!m_page->draft().isContested());
        QCOMPARE(draft().routes[0].match.client, u"zed"_s);
        QCOMPARE(draft().providers[0].priceFactor, 0.5);
        press(nth<QPushButton>(u"deleteClient"_s, 1));
        press(nth<QPushButton>(u"clientYes"_s, 0));
        auto again = std::make_shared<Config>(*theirs);
        again->providers[0].priceFactor = 0.6;
        m_service->configure(again);
        QVERIFY(draft().route(u"coding"_s) == nullptr);
    }

    void aQuestionIsAboutTheClientItWasAskedFor() {
        auto config = std::make_shared<Config>(*m_service->fileConfig());
        press(nth<QPushButton>(u"deleteClient"_s, 2));
        QVERIFY(nth<QPushButton>(u"clientYes"_s, 0) != nullptr);
        auto theirs = std::make_shared<Config>(*config);
        theirs->clients.insert(theirs->clients.begin(), {u"newcomer"_s, Secret("sb-another"), false});
        m_service->configure(theirs);
        QVERIFY(nth<QPushButton>(u"clientYes"_s, 0) == nullptr);
    }

    void aWheelOverAControlScrollsThePage() {
        const Config before = draft();
        const QString theme = get<QComboBox>(u"theme"_s)->currentText();
        for (QWidget* control : {static_cast<QWidget*>(get<QSpinBox>(u"retentionDays"_s)),
                                 static_cast<QWidget*>(get<QSpinBox>(u"listenPort"_s)),
                                 static_cast<QWidget*>(get<QComboBox>(u"theme"_s)),
                                 static_cast<QWidget*>(nth<QComboBox>(u"budgetPeriod"_s, 0))}) {
            const QPointF at = control->rect().center();
            QWheelEvent turn(at, control->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                             Qt::NoScrollPhase, false);
            QApplication::sendEvent(control, &turn);
        }
        QVERIFY(sameSettings(before, draft()));
        QCOMPARE(get<QComboBox>(u"theme"_s)->currentText(), theme);
    }

    void whatIsTypedCountsAtOnceAndStays() {
        auto* days = get<QSpinBox>(u"retentionDays"_s);
        days->setFocus();
        days->selectAll();
        QTest::keyClicks(days, u"30"_s);
        answer();
        QVERIFY(get<QPushButton>(u"apply"_s)->isEnabled());
        QCOMPARE(draft().retentionDays, 30);
        press(get<QPushButton>(u"addBudget"_s));
        auto* limit = nth<QDoubleSpinBox>(u"budgetLimit"_s, 2);
        limit->setFocus();
        limit->selectAll();
        QTest::keyClicks(limit, u"75"_s);
        answer();
        QCOMPARE(limit->text(), u"$75"_s);
        QCOMPARE(draft().budgets[2].limit, NanoUsd{75'000'000'000});
    }

    void aProviderIdMayBeginWithAnothersName() {
        auto config = std::make_shared<Config>(*m_service->fileConfig());
        config->providers[0].name = u"open"_s;
        m_service->configure(config);
        choose(nth<QComboBox>(u"budgetScope"_s, 0), 3);
        auto* name = nth<QComboBox>(u"budgetName"_s, 0);
        name->lineEdit()->setFocus();
        name->lineEdit()->clear();
        QTest::keyClicks(name->lineEdit(), u"open-eu"_s);
        QCOMPARE(name->currentText(), u"open-eu"_s);
        QCOMPARE(draft().budgets[0].name, u"open-eu"_s);
    }

    void aFailureIsForgottenWithTheDraftItWasOf() {
        auto* days = get<QSpinBox>(u"retentionDays"_s);
        const int before = days->value();
        days->setValue(30);
        answer();
        press(get<QPushButton>(u"apply"_s));
        m_service->done(m_service->saves[0].ticket, Error{ErrorCode::Unavailable, u"no space left"_s, {}});
        QTest::qWait(0);
        QVERIFY(text(u"problem"_s).contains(u"no space left"_s));
        days->setValue(before);
        answer();
        QTest::qWait(0);
        QVERIFY(text(u"problem"_s).isEmpty());
    }

    void aContestedDraftIsNotApplied() {
        get<QSpinBox>(u"retentionDays"_s)->setValue(30);
        answer();
        auto theirs = std::make_shared<Config>(*m_service->fileConfig());
        theirs->retentionDays = 77;
        m_service->configure(theirs);
        answer();
        QTest::qWait(0);
        QVERIFY(!get<QPushButton>(u"apply"_s)->isEnabled());
        m_page->draft().apply();
        QVERIFY(m_service->saves.isEmpty());
        press(get<QPushButton>(u"problemAct"_s));
        press(get<QPushButton>(u"apply"_s));
        QCOMPARE(m_service->saves[0].config.retentionDays, 30);
    }

    void aShownKeyHidesWhateverIsEdited() {
        press(nth<QPushButton>(u"showClientKey"_s, 0));
        for (int i = 0; i < 2; ++i) {
            m_clock->advance(Milliseconds(20'000));
            get<QSpinBox>(u"listenPort"_s)->setValue(5300 + i);
            answer();
        }
        QVERIFY(!nth<QLineEdit>(u"clientKey"_s, 0)->text().contains(u"0123456789"_s));
    }

    void theFocusIsBackAfterApplying() {
        auto* address = get<QLineEdit>(u"listenAddress"_s);
        type(address, u"127.0.0.2"_s);
        answer();
        m_page->draft().apply();
        QVERIFY(!address->isEnabled());
        m_service->configure(std::make_shared<Config>(m_service->saves[0].config));
        m_service->done(m_service->saves[0].ticket);
        QVERIFY(address->hasFocus());
    }

    void noClientAtAllIsWarnedOf() {
        get<QSpinBox>(u"retentionDays"_s)->setValue(30);
        ConfigCheck check;
        check.warnings = {{u"clients"_s, u"there is no client, so every request is refused"_s}};
        answer(check);
        QTest::qWait(0);
        QVERIFY(text(u"clientsWarning"_s).contains(u"every request is refused"_s));
    }

    void budgetsAreEdited() {
        press(get<QPushButton>(u"addBudget"_s));
        QCOMPARE(draft().budgets.size(), 3U);
        QCOMPARE(draft().budgets[2].limit, NanoUsd{50'000'000'000});
        choose(nth<QComboBox>(u"budgetScope"_s, 2), 3);  // a provider, shown by its name
        auto* name = nth<QComboBox>(u"budgetName"_s, 1);
        QVERIFY(name->findText(u"CometAPI"_s) >= 0);
        name->setEditText(u"CometAPI"_s);
        QCOMPARE(draft().budgets[2].name, u"cometapi"_s);
        QCOMPARE(name->currentText(), u"CometAPI"_s);
        nth<QDoubleSpinBox>(u"budgetLimit"_s, 2)->setValue(12.5);
        QCOMPARE(draft().budgets[2].limit, NanoUsd{12'500'000'000});
        choose(nth<QComboBox>(u"budgetPeriod"_s, 2), 1);
        choose(nth<QComboBox>(u"budgetAtLimit"_s, 2), 1);
        nth<QComboBox>(u"budgetRouteTo"_s, 0)->setEditText(u"night"_s);
        QCOMPARE(draft().budgets[2].period, BudgetConfig::Period::Day);
        QCOMPARE(draft().budgets[2].atLimit, BudgetConfig::AtLimit::Route);
        QCOMPARE(draft().budgets[2].routeTo, u"night"_s);
        ConfigCheck check;
        check.faults = {{u"budgets[2].route_to"_s, u"no route or provider named \"night\""_s}};
        answer(check);
        QTest::qWait(0);
        QVERIFY(nth<QLabel>(u"budgetWrong"_s, 0)->text().contains(u"no route or provider"_s));
        choose(nth<QComboBox>(u"budgetAtLimit"_s, 2), 0);
        QVERIFY(draft().budgets[2].routeTo.isEmpty());
        press(nth<QPushButton>(u"removeBudget"_s, 0));
        QCOMPARE(draft().budgets.size(), 2U);
        QCOMPARE(draft().budgets[0].name, u"aider"_s);
        QCOMPARE(nth<QComboBox>(u"budgetName"_s, 0)->currentText(), u"aider"_s);
    }

    void whatIsKept() {
        get<QSpinBox>(u"retentionDays"_s)->setValue(30);
        get<QSpinBox>(u"captureDays"_s)->setValue(0);
        QCOMPARE(get<QSpinBox>(u"captureDays"_s)->text(), u"for ever"_s);
        get<QCheckBox>(u"whoCalled"_s)->click();
        QCOMPARE(draft().retentionDays, 30);
        QCOMPARE(draft().captureDays, 0);
        QVERIFY(!draft().whoCalled);
        answer();
        QCOMPARE(get<QPushButton>(u"apply"_s)->text(), u"Appl&y 3 changes"_s);
    }

    void aFaultElsewhereIsSaid() {
        get<QSpinBox>(u"retentionDays"_s)->setValue(30);
        ConfigCheck check;
        check.faults = {{u"routes[0].match.client"_s, u"no client named \"x\""_s}};
        answer(check);
        QTest::qWait(0);
        QVERIFY(text(u"problem"_s).contains(u"routes[0].match.client: no client named"_s));
    }

    void theThemeHoldsAtOnceAndIsRemembered() {
        choose(get<QComboBox>(u"theme"_s), 2);
        QCOMPARE(m_host->theme().appearance(), Appearance::Dark);
        QVERIFY(window().styleSheet().contains(colorsOf(Appearance::Dark).panel.name()));
        m_host.reset();
        openPage();
        QCOMPARE(m_host->theme().appearance(), Appearance::Dark);
        QCOMPARE(get<QComboBox>(u"theme"_s)->currentIndex(), 2);
        choose(get<QComboBox>(u"theme"_s), 0);
        QCOMPARE(m_host->theme().appearance(), Appearance::Light);  // as the system is
        QVERIFY(m_service->saves.isEmpty());
    }

    void theLanguageHoldsFromTheNextStart() {
        auto* box = get<QComboBox>(u"language"_s);
        QVERIFY(box->findData(u"en"_s) > 0);
        choose(box, box->findData(u"en"_s));
        m_host.reset();
        openPage();
        QCOMPARE(get<QComboBox>(u"language"_s)->currentData().toString(), u"en"_s);
        QCOMPARE(localeFor(u"en"_s), QLocale());  // the system speaks it, and knows better how
        QCOMPARE(localeFor(u"de"_s).language(), QLocale::German);
        QCOMPARE(localeFor({}), QLocale());
    }

    void quietHours_data() {
        QTest::addColumn<QTime>("from");
        QTest::addColumn<QTime>("to");
        QTest::addColumn<QTime>("now");
        QTest::addColumn<bool>("holds");
        const QTime ten(22, 0);
        const QTime seven(7, 0);
        QTest::newRow("before") << ten << seven << QTime(21, 59, 59) << false;
        QTest::newRow("at the beginning") << ten << seven << ten << true;
        QTest::newRow("over midnight") << ten << seven << QTime(0, 0) << true;
        QTest::newRow("last minute") << ten << seven << QTime(6, 59, 59) << true;
        QTest::newRow("at the end") << ten << seven << seven << false;
        QTest::newRow("by day, within") << QTime(12, 0) << QTime(13, 0) << QTime(12, 30) << true;
        QTest::newRow("by day, at night") << QTime(12, 0) << QTime(13, 0) << QTime(0, 30) << false;
        QTest::newRow("no time at all") << ten << ten << ten << false;
    }
    void quietHours() {
        QFETCH(QTime, from);
        QFETCH(QTime, to);
        QFETCH(QTime, now);
        QFETCH(bool, holds);
        QCOMPARE((QuietHours{true, from, to}.holdAt(now)), holds);
        QVERIFY(!(QuietHours{false, from, to}.holdAt(now)));
    }

    void notificationsKeepToTheirHours() {
        QSignalSpy told(&m_host->tray(), &TrayIcon::told);
        const auto fail = [this](bool failed) {
            StatusSnapshot status = sample();
            status.providers[1].state = failed ? HealthState::Failed : HealthState::Healthy;
            status.providers[1].reason.kind = failed ? HealthReason::Kind::BadKey : HealthReason::Kind::None;
            m_clock->advance(Milliseconds(600'000));
            status.atMs = m_clock->wallMs();
            m_service->publish(status);
        };
        fail(true);
        QCOMPARE(told.size(), 1);
        fail(false);
        told.clear();
        const QTime now = QDateTime::fromMSecsSinceEpoch(m_clock->wallMs()).time();
        get<QCheckBox>(u"quiet"_s)->click();
        get<QTimeEdit>(u"quietFrom"_s)->setTime(now.addSecs(-3600));
        get<QTimeEdit>(u"quietTo"_s)->setTime(now.addSecs(3600));
        fail(true);
        QVERIFY(told.isEmpty());
        fail(false);
        get<QTimeEdit>(u"quietTo"_s)->setTime(now.addSecs(-1800));
        told.clear();
        fail(true);
        QCOMPARE(told.size(), 1);
        fail(false);
        told.clear();
        get<QCheckBox>(u"notify"_s)->click();
        QVERIFY(!get<QCheckBox>(u"quiet"_s)->isEnabled());
        fail(true);
        QVERIFY(told.isEmpty());
        // Remembered, too.
        m_host.reset();
        openPage();
        QVERIFY(!get<QCheckBox>(u"notify"_s)->isChecked());
        QVERIFY(get<QCheckBox>(u"quiet"_s)->isChecked());
    }

    void startOnLoginIsAFileOfTheDesktop() {
        const QString file = options().autostartFolder + u"/signalbox.desktop"_s;
        auto* login = get<QCheckBox>(u"startOnLogin"_s);
        auto* hidden = get<QCheckBox>(u"startHidden"_s);
        QTRY_COMPARE(text(u"startText"_s), u"Without a tray the window is minimised instead."_s);
        QVERIFY(!login->isChecked() && !hidden->isEnabled());
        login->click();
        QTRY_VERIFY(QFile::exists(file));
        QTRY_VERIFY(hidden->isEnabled() && login->isChecked());
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QByteArray first = written.readAll();
        QVERIFY2(first.contains("\nExec=\"/opt/signal box/signalbox\" \"--data-dir\" \"/data/100%%\"\n"),
                 first.constData());
        hidden->click();
        QTRY_VERIFY(QFile(file).size() > first.size());
        m_host.reset();
        openPage();
        login = get<QCheckBox>(u"startOnLogin"_s);
        QTRY_VERIFY(login->isChecked() && get<QCheckBox>(u"startHidden"_s)->isChecked());
        login->click();
        QTRY_VERIFY(!QFile::exists(file));
    }

    void whatCannotBeWrittenIsSaid() {
        QFile blocked(m_folder->filePath(u"config"_s));
        QVERIFY(blocked.open(QIODevice::WriteOnly));  // where a folder should be
        blocked.close();
        auto* login = get<QCheckBox>(u"startOnLogin"_s);
        login->click();
        QTRY_VERIFY(text(u"startText"_s).contains(u"Not changed: "_s));
        QVERIFY(!login->isChecked());
    }

    void desktopsSwitchItOffTheirWay() {
        const QString folder = options().autostartFolder;
        QVERIFY(QDir().mkpath(folder));
        QFile file(folder + u"/signalbox.desktop"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(Autostart::entry({u"/usr/bin/signalbox"_s}, true) + "Hidden=true\n");
        file.close();
        Autostart autostart({u"/usr/bin/signalbox"_s}, folder);
        autostart.read();
        QTRY_VERIFY(!autostart.isBusy());
        QCOMPARE(autostart.setting().state, Autostart::State::Off);
    }

    void hiddenWithoutATrayIsMinimised() {
        m_host.reset();
        m_service->publish(sample());
        WindowOptions hidden = options();
        hidden.hidden = true;
        WindowHost host(*m_service, *m_clock, *m_clock, hidden, [] {});
        host.show();
        QVERIFY(host.window().isMinimized());
    }

    void sectionsLeadAndFollow() {
        window().resize(900, 600);
        QTest::qWait(0);
        auto* sections = get<QListWidget>(u"sections"_s);
        auto* scroll = m_page->findChild<QScrollArea*>(u"pageScroll"_s);
        QCOMPARE(sections->count(), 7);
        sections->setFocus();
        QTest::keyClick(sections, Qt::Key_Down);
        QTest::keyClick(sections, Qt::Key_Down);
        QCOMPARE(scroll->verticalScrollBar()->value(),
                 get<QWidget>(u"budgets"_s)->mapTo(scroll->widget(), QPoint()).y());
        scroll->verticalScrollBar()->setValue(0);
        QCOMPARE(sections->currentRow(), 0);
        QVERIFY2(scroll->widget()->width() <= scroll->viewport()->width(),
                 qPrintable(u"%1 of %2"_s.arg(scroll->widget()->width()).arg(scroll->viewport()->width())));
    }

    void quittingAsksAboutWhatWasNotApplied() {
        get<QSpinBox>(u"retentionDays"_s)->setValue(30);
        window().showPage(MainWindow::Page::Routes);
        window().findChild<RoutesPage*>()->draft().edit([](Config& config) { config.routes.pop_back(); });
        QCOMPARE(window().unapplied(), (QStringList{u"Routes"_s, u"Settings"_s}));
        Q_EMIT window().quitAsked();
        auto* question = window().findChild<QMessageBox*>(u"quitQuestion"_s);
        QVERIFY(question != nullptr);
        QVERIFY(question->text().contains(u"Routes, Settings"_s));
        QCOMPARE(m_quits, 0);
        question->reject();
        QTRY_VERIFY(window().findChild<QMessageBox*>(u"quitQuestion"_s) == nullptr);
        QCOMPARE(m_quits, 0);
        Q_EMIT window().quitAsked();
        question = window().findChild<QMessageBox*>(u"quitQuestion"_s);
        QVERIFY(question != nullptr);
        for (QAbstractButton* button : question->buttons()) {
            if (question->buttonRole(button) == QMessageBox::DestructiveRole) {
                button->click();
                break;
            }
        }
        QCOMPARE(m_quits, 1);
    }
};

QTEST_MAIN(TestSettingsPage)
#include "tst_settingspage.moc"
