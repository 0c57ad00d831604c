// The Providers page over a scripted service: what a click, a key or a text asks of the gateway and puts into
// the draft; that faults stand at their fields; that no hidden key is anywhere; that everything has a name
// and is reached by Tab.
#include "core/api/ProviderPresets.h"
#include "tests/ui/support/WindowFixture.h"
#include "ui/models/PriceTableModel.h"
#include "ui/pages/ProvidersPage.h"
#include "ui/providers/KeyRow.h"
#include "ui/providers/LimitsPanel.h"
#include "ui/providers/TestCallText.h"
#include "ui/widgets/Field.h"
#include "ui/widgets/ProviderList.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>
#include <QScrollArea>
#include <QSet>
#include <QSpinBox>
#include <QTableView>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {
const QString kCanary = u"sk-canary-0123456789abcdef"_s;
}  // namespace

class TestProvidersPage final : public WindowFixture {
    Q_OBJECT

    ProvidersPage* m_page = nullptr;

    template <class T>
    T* get(const QString& name) {
        return m_page->findChild<T*>(name);
    }
    void press(const QString& name) {
        auto* one = get<QPushButton>(name);
        QVERIFY2(one != nullptr && one->isVisible() && one->isEnabled(), qPrintable(name));
        one->click();
    }
    void type(const QString& name, const QString& text) {
        auto* edit = get<QLineEdit>(name);
        QVERIFY2(edit != nullptr && edit->isVisible(), qPrintable(name));
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }
    const ProviderConfig& draft(std::size_t provider) { return m_page->draft().config().providers[provider]; }
    QString text(const QString& name) {
        auto* label = get<QLabel>(name);
        return label != nullptr && label->isVisible() ? label->text() : QString();
    }
    void answerCheck(const ConfigCheck& check) {
        while (!m_service->checks.isEmpty()) {
            m_service->answerChecks(check);
        }
    }
    // The newest of that name: one that was replaced goes a little later.
    KeyRow* keyRow(const QString& name) {
        const auto rows = m_page->findChildren<KeyRow*>(u"key:"_s + name);
        return rows.isEmpty() ? nullptr : rows.constLast();
    }

    // Everything that a person or a screen reader can read on the page.
    QString everythingSaid() {
        QStringList said;
        for (const QWidget* widget : window().findChildren<QWidget*>()) {
            said << widget->accessibleName() << widget->accessibleDescription() << widget->toolTip();
            if (const auto* label = qobject_cast<const QLabel*>(widget)) {
                said << label->text();
            }
            if (const auto* edit = qobject_cast<const QLineEdit*>(widget)) {
                said << edit->displayText();
            }
            if (QAccessibleInterface* accessible =
                    QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget))) {
                for (const auto kind :
                     {QAccessible::Name, QAccessible::Description, QAccessible::Value, QAccessible::Help}) {
                    said << accessible->text(kind);
                }
            }
        }
        return said.join(u'\n');
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void init() {
        serve(providersConfig());
        open(sample());
        window().showPage(MainWindow::Page::Providers);
        m_page = window().findChild<ProvidersPage*>();
    }
    void cleanup() { m_host.reset(); }

    void listSaysTheStateThreeTimes() {
        auto* list = get<ProviderList>(u"providers"_s);
        QCOMPARE(list->rows().size(), 4);
        QCOMPARE(list->rows()[0].word, u"Cooling 41 s"_s);
        QCOMPARE(list->rows()[3].state, HealthState::Out);
        QCOMPARE(list->item(0)->data(Qt::AccessibleTextRole).toString(), u"OpenAI, Cooling 41 s"_s);
        StatusSnapshot status = sample();
        status.providers[1].state = HealthState::Failed;
        status.providers[1].reason.kind = HealthReason::Kind::BadKey;
        m_service->publish(status);
        QCOMPARE(list->rows()[1].word, u"Key refused"_s);
    }

    // Where no rule decides, the first that lists the model is asked first.
    void theOrderIsSaidByKeysButtonsAndDragging() {
        auto* list = get<ProviderList>(u"providers"_s);
        const auto order = [list] {
            QStringList ids;
            for (const ProviderList::Row& row : list->rows()) {
                ids.append(row.id);
            }
            return ids.join(u' ');
        };
        list->setFocus();
        list->setCurrentRow(0);
        QVERIFY(!get<QPushButton>(u"providerUp"_s)->isEnabled());
        list->setCurrentRow(1);  // the buttons are those of the one that was chosen
        QVERIFY(get<QPushButton>(u"providerUp"_s)->isEnabled());
        list->setCurrentRow(0);
        QVERIFY(!get<QPushButton>(u"providerUp"_s)->isEnabled());
        QTest::keyClick(list, Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(order(), u"cometapi openai anthropic ollama"_s);
        QCOMPARE(list->currentRow(), 1);
        QCOMPARE(get<QLineEdit>(u"name"_s)->text(), u"OpenAI"_s);
        press(u"providerDown"_s);
        press(u"providerDown"_s);
        QCOMPARE(order(), u"cometapi anthropic ollama openai"_s);
        QVERIFY(!get<QPushButton>(u"providerDown"_s)->isEnabled());
        list->letGo(list->visualItemRect(list->item(0)).topLeft() + QPoint(40, 2));
        QCOMPARE(order(), u"openai cometapi anthropic ollama"_s);
        press(u"providerDown"_s);
        answerCheck({});
        press(u"apply"_s);
        QCOMPARE(m_service->saves.last().config.providers.front().id, u"cometapi"_s);
        m_service->done(m_service->saves.last().ticket, Error{ErrorCode::Unavailable, u"no"_s, {}});
        press(u"revert"_s);
        QCOMPARE(order(), u"openai cometapi anthropic ollama"_s);
    }

    void typingIsADraftThatIsAppliedOrReverted() {
        auto* apply = get<QPushButton>(u"apply"_s);
        QVERIFY(!apply->isEnabled());
        type(u"name"_s, u"Work"_s);
        answerCheck({});
        QCOMPARE(apply->text(), u"Appl&y 1 change"_s);
        QVERIFY(m_service->saves.isEmpty());
        QCOMPARE(get<ProviderList>(u"providers"_s)->rows()[0].mark, u"edited"_s);
        press(u"apply"_s);
        QCOMPARE(apply->text(), u"Applying…"_s);
        press(u"apply"_s);
        QVERIFY(!get<QPushButton>(u"revert"_s)->isEnabled());
        QCOMPARE(m_service->saves.size(), 1);  // once, and it goes on
        QCOMPARE(m_service->saves[0].config.providers[0].name, u"Work"_s);
        m_service->configure(std::make_shared<Config>(m_service->saves[0].config));
        m_service->done(m_service->saves[0].ticket);
        QCOMPARE(apply->text(), u"Appl&y"_s);
        QCOMPARE(get<QLineEdit>(u"name"_s)->text(), u"Work"_s);
        type(u"name"_s, u"Oops"_s);
        press(u"revert"_s);
        QCOMPARE(get<QLineEdit>(u"name"_s)->text(), u"Work"_s);
    }

    void faultsStandAtTheirFields() {
        type(u"baseUrl"_s, u"http://models.office.example/v1"_s);
        QVERIFY(get<QCheckBox>(u"allowPlainHttp"_s)->isVisible());
        ConfigCheck check;
        check.faults = {{u"providers[0].base_url"_s, u"plain http is for this machine only"_s}};
        answerCheck(check);
        auto* url = get<QLineEdit>(u"baseUrl"_s);
        QCOMPARE(url->accessibleDescription(), u"plain http is for this machine only"_s);
        QVERIFY(url->property("fault").toBool());
        QVERIFY(!get<QPushButton>(u"apply"_s)->isEnabled());
        QCOMPARE(get<ProviderList>(u"providers"_s)->rows()[0].mark, u"fault"_s);
        QCOMPARE(url->text(), u"http://models.office.example/v1"_s);  // what is typed stays
        get<QCheckBox>(u"allowPlainHttp"_s)->click();
        QVERIFY(draft(0).allowPlainHttp);
        answerCheck({});
        QVERIFY(!url->property("fault").toBool());
        QVERIFY(get<QPushButton>(u"apply"_s)->isEnabled());
        // At another provider: said above, by its name.
        m_page->select(u"ollama"_s);
        type(u"name"_s, u"x"_s);
        answerCheck(check);
        QVERIFY(text(u"problem"_s).contains(u"OpenAI: plain http"_s));
        m_page->select(u"openai"_s);  // where its own field says it
        QVERIFY(!text(u"problem"_s).contains(u"OpenAI: plain http"_s));
    }

    void loopbackNeedsNoConsent() {
        m_page->select(u"ollama"_s);
        QVERIFY(!get<QCheckBox>(u"allowPlainHttp"_s)->isVisible());
    }

    void aPastedKeyIsHiddenAndKeptWhenApplied() {
        press(u"addKey"_s);
        auto* secret = get<QLineEdit>(u"secret"_s);
        QVERIFY(secret->hasFocus());
        QCOMPARE(secret->echoMode(), QLineEdit::Password);
        QTest::keyClicks(secret, kCanary);
        QVERIFY(!everythingSaid().contains(kCanary));
        QTest::keyClick(secret, Qt::Key_Return);
        QVERIFY(secret->text().isEmpty());
        QCOMPARE(draft(0).keys.size(), 3U);
        QVERIFY(keyRow(u"openai-2"_s) != nullptr);
        QVERIFY(!keyRow(u"openai-2"_s)->findChild<QPushButton*>(u"show"_s)->isEnabled());
        QVERIFY(!everythingSaid().contains(kCanary));
        QVERIFY(m_service->keysStored.isEmpty());
        answerCheck({});
        press(u"apply"_s);
        QCOMPARE(m_service->keysStored.size(), 1);
        QCOMPARE(m_service->keysStored[0].stored, kCanary.toUtf8());
        QCOMPARE(m_service->keysStored[0].source.kind, KeySource::Kind::Keychain);
        m_service->done(m_service->keysStored[0].ticket,
                        Error{ErrorCode::Unavailable, u"there is no keyring"_s, {}});
        QVERIFY(text(u"problem"_s).contains(u"there is no keyring"_s));
        QVERIFY(!everythingSaid().contains(kCanary));
        press(u"problemAct"_s);
        QCOMPARE(m_service->keysStored.last().source.kind, KeySource::Kind::Memory);
    }

    void applyTakesAKeyThatWasOnlyPasted() {
        type(u"name"_s, u"Work"_s);
        press(u"addKey"_s);
        QTest::keyClicks(get<QLineEdit>(u"secret"_s), u"two words"_s);
        answerCheck({});
        press(u"apply"_s);
        QCOMPARE(m_page->draft().state(), ConfigDraft::State::Idle);
        QVERIFY(get<QLineEdit>(u"secret"_s)->accessibleDescription().contains(u"no spaces"_s));
        type(u"secret"_s, kCanary);
        press(u"apply"_s);
        QCOMPARE(m_service->keysStored.size(), 1);
        QCOMPARE(m_service->keysStored[0].stored, kCanary.toUtf8());
    }

    void aKeyIsNotTakenForAName() {
        press(u"addKey"_s);
        type(u"secret"_s, u"two words"_s);
        press(u"addKeyNow"_s);
        QCOMPARE(draft(0).keys.size(), 2U);
        QVERIFY(get<QLineEdit>(u"secret"_s)->accessibleDescription().contains(u"no spaces"_s));
        get<QComboBox>(u"keyWay"_s)->setCurrentIndex(1);
        QVERIFY(get<QLineEdit>(u"secret"_s)->text().isEmpty());
        QCOMPARE(get<QLineEdit>(u"variable"_s)->text(), u"OPENAI_API_KEY"_s);
        type(u"variable"_s, kCanary);
        press(u"addKeyNow"_s);
        QCOMPARE(draft(0).keys.size(), 2U);
        QVERIFY(get<QLineEdit>(u"variable"_s)->accessibleDescription().contains(u"the key itself"_s));
        type(u"variable"_s, u"OTHER_KEY"_s);
        press(u"addKeyNow"_s);
        QVERIFY(draft(0).keys[2] == (KeySource{KeySource::Kind::Env, u"OTHER_KEY"_s}));
        press(u"addKey"_s);
        get<QComboBox>(u"keyWay"_s)->setCurrentIndex(2);
        type(u"file"_s, u"keys/openai"_s);
        press(u"addKeyNow"_s);
        QCOMPARE(draft(0).keys.size(), 3U);
        type(u"file"_s, u"/keys/openai"_s);
        press(u"addKeyNow"_s);
        QVERIFY(draft(0).keys[3] == (KeySource{KeySource::Kind::File, u"/keys/openai"_s}));
        press(u"addKey"_s);
        QTest::keyClick(get<QLineEdit>(u"secret"_s), Qt::Key_Escape);
        QVERIFY(!get<QLineEdit>(u"secret"_s)->isVisible());
        QVERIFY(get<QPushButton>(u"addKey"_s)->hasFocus());
    }

    void withoutAKeyringTheChoiceIsThisRun() {
        StatusSnapshot status = sample();
        status.keysOnlyInMemory = true;
        m_service->publish(status);
        press(u"addKey"_s);
        QCOMPARE(get<QComboBox>(u"keepWhere"_s)->currentIndex(), 1);
    }

    void aKeyIsShownOnRequestAndNotForLong() {
        KeyRow* row = keyRow(u"openai"_s);
        auto* show = row->findChild<QPushButton*>(u"show"_s);
        auto* shown = row->findChild<QLineEdit*>(u"shownKey"_s);
        QVERIFY(!shown->isVisible());
        show->click();
        QCOMPARE(show->text(), u"Reading…"_s);
        QCOMPARE(m_service->keysRevealed.size(), 1);
        QCOMPARE(m_service->keysRevealed[0].provider, u"openai"_s);
        Q_EMIT m_service->keyRevealed(m_service->keysRevealed[0].ticket, Secret(kCanary.toUtf8()));
        QCOMPARE(shown->text(), kCanary);
        QVERIFY(shown->isVisible() && shown->isReadOnly());
        QCOMPARE(show->text(), u"Hide"_s);
        m_clock->advance(KeyRow::kShown);
        QVERIFY(!shown->isVisible());
        QVERIFY(!everythingSaid().contains(kCanary));
        show->click();
        Q_EMIT m_service->keyRevealed(m_service->keysRevealed.last().ticket, Secret(kCanary.toUtf8()));
        window().showPage(MainWindow::Page::Dashboard);  // who leaves the page hides it
        window().showPage(MainWindow::Page::Providers);
        QVERIFY(!everythingSaid().contains(kCanary));
        show->click();
        Q_EMIT m_service->keyRevealed(m_service->keysRevealed.last().ticket,
                                      Error{ErrorCode::NotFound, u"the keyring is locked"_s, {}});
        QVERIFY(row->accessibleDescription().contains(u"the keyring is locked"_s));
    }

    void aCopiedKeyLeavesTheClipboard() {
        auto* copy = keyRow(u"openai"_s)->findChild<QPushButton*>(u"copy"_s);
        copy->click();
        Q_EMIT m_service->keyRevealed(m_service->keysRevealed[0].ticket, Secret(kCanary.toUtf8()));
        QCOMPARE(copy->text(), u"Copied"_s);
        QVERIFY(QGuiApplication::clipboard()->text() == kCanary);
        QVERIFY(!everythingSaid().contains(kCanary));
        m_clock->advance(Milliseconds(61'000));
        QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
        QCOMPARE(copy->text(), u"Copy"_s);
    }

    void aKeyIsRemovedWhenAskedTwice() {
        KeyRow* row = keyRow(u"openai"_s);
        auto* keep = row->findChild<QPushButton*>(u"keep"_s);
        row->findChild<QPushButton*>(u"remove"_s)->click();
        QVERIFY(keep->isVisible() && keep->hasFocus());
        QTest::keyClick(keep, Qt::Key_Escape);
        QVERIFY(!keep->isVisible());
        QCOMPARE(draft(0).keys.size(), 2U);
        row->findChild<QPushButton*>(u"remove"_s)->click();
        row->findChild<QPushButton*>(u"confirmRemove"_s)->click();
        QCOMPARE(draft(0).keys.size(), 1U);
        QVERIFY(m_service->keysRemoved.isEmpty());
        answerCheck({});
        press(u"apply"_s);
        m_service->done(m_service->saves[0].ticket);
        QCOMPARE(m_service->keysRemoved.size(), 1);
    }

    void theOrderOfKeysIsChanged() {
        const auto before = draft(0).keys;
        QCOMPARE(before.size(), 2U);
        const auto rise = [this](std::size_t place) {
            return keyRow(draft(0).keys[place].name)->findChild<QPushButton*>(u"rise"_s);
        };
        QVERIFY(rise(0)->isVisible() && !rise(0)->isEnabled());
        QVERIFY(rise(1)->isEnabled());
        rise(1)->click();
        QVERIFY(draft(0).keys == std::vector<KeySource>({before[1], before[0]}));
        // It is at the top now, and one is still at its row.
        QVERIFY(!rise(0)->isEnabled());
        QVERIFY(keyRow(before[1].name)->isAncestorOf(QApplication::focusWidget()));
        answerCheck({});
        press(u"apply"_s);
        QVERIFY(m_service->saves[0].config.providers[0].keys == draft(0).keys);
        QVERIFY(m_service->keysStored.isEmpty() && m_service->keysRemoved.isEmpty());
        // With one key there is nothing to say.
        keyRow(before[0].name)->findChild<QPushButton*>(u"confirmRemove"_s)->click();
        QVERIFY(!rise(0)->isVisible());
    }

    void anotherAddressNeedsTheKeyAgain() {
        type(u"baseUrl"_s, u"https://proxy.example/v1"_s);
        QVERIFY(keyRow(u"openai"_s)->accessibleDescription().contains(u"another address"_s));
        QVERIFY(keyRow(u"OPENAI_API_KEY"_s)->accessibleDescription().isEmpty());
    }

    void headersThatLookLikeKeysAreHidden() {
        auto values = m_page->findChildren<QLineEdit*>(u"headerValue"_s);
        QCOMPARE(values.size(), 2);
        QCOMPARE(values[0]->echoMode(), QLineEdit::Normal);
        QCOMPARE(values[1]->echoMode(), QLineEdit::Password);
        QVERIFY(!everythingSaid().contains(u"canary-header-value"_s));
        m_page->findChildren<QPushButton*>(u"showHeader"_s).value(1)->click();
        QCOMPARE(values[1]->echoMode(), QLineEdit::Normal);
        QVERIFY(LimitsPanel::looksLikeKey(u"X-Anything"_s, kCanary));
        QVERIFY(!LimitsPanel::looksLikeKey(u"OpenAI-Project"_s, u"proj_board"_s));
        press(u"addHeader"_s);
        values = m_page->findChildren<QLineEdit*>(u"headerValue"_s);
        const auto names = m_page->findChildren<QLineEdit*>(u"headerName"_s);
        QLineEdit* name = names.last();
        QVERIFY(name->hasFocus());
        QCOMPARE(draft(0).headers.size(), 2U);  // not before it has a name
        QTest::keyClicks(name, u"X-Team"_s);
        QTest::keyClicks(values.last(), u"board"_s);
        QVERIFY(draft(0).headers.back() == (std::pair<QByteArray, QByteArray>("X-Team", "board")));
        m_page->findChildren<QPushButton*>(u"removeHeader"_s).value(1)->click();
        QCOMPARE(draft(0).headers.size(), 2U);
        QCOMPARE(draft(0).headers[1].first, "X-Team");
    }

    void limitsAndFactorAreNumbers() {
        get<QSpinBox>(u"concurrent"_s)->setValue(7);
        get<QDoubleSpinBox>(u"factor"_s)->setValue(0.8);
        QCOMPARE(draft(0).maxConcurrent, 7);
        QCOMPARE(draft(0).priceFactor, 0.8);
        QVERIFY(get<QDoubleSpinBox>(u"factor"_s)->accessibleDescription().contains(u"20"_s));
    }

    void pricesAreEditedInPlace() {
        m_page->select(u"cometapi"_s);
        auto* table = get<QTableView>(u"ownPrices"_s);
        auto* model = qobject_cast<PriceTableModel*>(table->model());
        const auto at = [&](int row, int column) { return model->index(row, column); };
        QCOMPARE(at(0, PriceTableModel::Input).data().toString(), u"4.00"_s);
        QCOMPARE(at(0, PriceTableModel::CacheWrite).data().toString(), u"—"_s);
        QVERIFY(model->setData(at(0, PriceTableModel::Input), u"$1,234.567891"_s));
        QCOMPARE(m_page->draft().prices(u"cometapi"_s)[0].input.value_or(0), 1'234'567'891);
        // As vendors write it, and as other readers do: one point or comma is before the decimals.
        for (const QString& typed : {u"2.50"_s, u"2,50"_s, u"$2.5"_s, u"2,500"_s}) {
            QVERIFY(model->setData(at(0, PriceTableModel::Input), typed));
            QCOMPARE(m_page->draft().prices(u"cometapi"_s)[0].input.value_or(0), 2'500'000);
        }
        QVERIFY(model->setData(at(0, PriceTableModel::Input), u"1.234,567891"_s));
        QCOMPARE(m_page->draft().prices(u"cometapi"_s)[0].input.value_or(0), 1'234'567'891);
        QVERIFY(!model->setData(at(0, PriceTableModel::Input), u"1.2.3"_s));
        QVERIFY(!model->setData(at(0, PriceTableModel::Input), u"cheap"_s));
        QVERIFY(table->accessibleDescription().contains(u"is no price"_s));
        QVERIFY(!model->setData(at(0, PriceTableModel::Input), u"1.0000001"_s));
        QVERIFY(!model->setData(at(0, PriceTableModel::Input), u"-1"_s));
        QVERIFY(model->setData(at(0, PriceTableModel::CachedInput), u""_s));
        QVERIFY(!m_page->draft().prices(u"cometapi"_s)[0].cachedInput);
        QVERIFY(model->setData(at(0, PriceTableModel::From), u"2026-07-01"_s));
        QCOMPARE(m_page->draft().prices(u"cometapi"_s)[0].from, QDate(2026, 7, 1));
        QVERIFY(model->setData(at(0, PriceTableModel::From), u"7/2/26"_s));
        QCOMPARE(m_page->draft().prices(u"cometapi"_s)[0].from, QDate(2026, 7, 2));
        QVERIFY(!model->setData(at(0, PriceTableModel::From), u"soon"_s));
        press(u"addPrice"_s);
        QCOMPARE(model->rowCount(), 2);
        QVERIFY(table->hasFocus());
        ConfigCheck check;
        check.faults = {{u"prices[1]"_s, u"must name a price"_s}};
        answerCheck(check);
        QVERIFY(table->accessibleDescription().contains(u"must name a price"_s));
        // By keyboard: type into the cell, and delete the row.
        QTest::keyClicks(table, u"3"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_COMPARE(m_page->draft().prices(u"cometapi"_s)[1].input.value_or(0), 3'000'000);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Delete);
        QCOMPARE(model->rowCount(), 1);
    }

    void pricesFollowTheLocale() {
        PriceTableModel model(Format(QLocale(QLocale::German, QLocale::Germany)));
        PriceConfig price;
        price.input = 2'500'000;
        model.present({price});
        QCOMPARE(model.index(0, PriceTableModel::Input).data().toString(), u"2,50"_s);
        QVERIFY(model.setData(model.index(0, PriceTableModel::Input), u"1.234,5"_s));
        QCOMPARE(model.prices()[0].input.value_or(0), 1'234'500'000);
    }

    void modelsAreTheListsOrNamed() {
        QVERIFY(get<QRadioButton>(u"allModels"_s)->isChecked());
        get<QRadioButton>(u"onlyModels"_s)->click();
        QVERIFY(draft(0).models.isEmpty());
        type(u"modelName"_s, u"gpt-5.5"_s);
        press(u"addModel"_s);
        type(u"modelName"_s, u"gpt-5.5-pro"_s);
        QTest::keyClick(get<QLineEdit>(u"modelName"_s), Qt::Key_Return);
        QCOMPARE(draft(0).models, (QStringList{u"gpt-5.5"_s, u"gpt-5.5-pro"_s}));
        type(u"modelName"_s, u"gpt-5.5"_s);
        press(u"addModel"_s);
        QVERIFY(get<QLineEdit>(u"modelName"_s)->accessibleDescription().contains(u"already"_s));
        auto* list = get<QListWidget>(u"namedModels"_s);
        list->setCurrentRow(0);
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Delete);
        QCOMPARE(draft(0).models, QStringList{u"gpt-5.5-pro"_s});
        get<QRadioButton>(u"allModels"_s)->click();
        QVERIFY(draft(0).models.isEmpty());
    }

    void aTestCallSaysBeforeWhatItCosts() {
        auto* model = get<QComboBox>(u"testModel"_s);
        QCOMPARE(model->currentText(), u"gpt-5.5"_s);
        QCOMPARE(m_service->explains.size(), 1);
        QVERIFY(m_service->explains[0].second.body.contains("openai/gpt-5.5"));
        Explanation cost;
        ExplainedTarget target;
        target.target.provider = u"openai"_s;
        target.estimatedCost = 2'100'000;
        cost.targets = {target};
        m_service->answerExplains(cost);
        QVERIFY2(model->accessibleDescription().contains(u"$0.0021"_s),
                 qPrintable(model->accessibleDescription()));
        QVERIFY(m_service->testCalls.isEmpty());
        type(u"name"_s, u"Work"_s);
        QVERIFY(model->accessibleDescription().contains(u"without the changes"_s));
    }

    void aTestCallShowsWhatCameOfIt() {
        auto* call = get<QPushButton>(u"testNow"_s);
        press(u"testNow"_s);
        QCOMPARE(m_service->testCalls.size(), 1);
        QCOMPARE(m_service->testCalls[0].second.toString(), u"openai/gpt-5.5"_s);
        QCOMPARE(call->text(), u"Asking…"_s);
        QVERIFY(get<QPushButton>(u"cancelTest"_s)->isVisible());
        TestCallResult result;
        result.status = 200;
        result.text = u"ok"_s;
        result.durationMs = 420;
        Q_EMIT m_service->testCallDone(m_service->testCalls[0].first, result);
        QCOMPARE(text(u"testHeadline"_s), u"It works: answered in 420 ms"_s);
        QVERIFY(text(u"testSaid"_s).contains(u"gpt-5.5 said: “ok”"_s));
        QVERIFY(call->isEnabled() && call->hasFocus());
        press(u"testNow"_s);
        result.status = 503;
        result.text = u"all failed: Incorrect API key provided: "_s + kCanary;
        Q_EMIT m_service->testCallDone(m_service->testCalls[1].first, result);
        QVERIFY(!everythingSaid().contains(kCanary));
        press(u"testNow"_s);
        Q_EMIT m_service->testCallDone(m_service->testCalls[2].first,
                                       Error{ErrorCode::Cancelled, u"cancelled"_s, {}});
        QVERIFY(text(u"testHeadline"_s).contains(u"cancelled"_s));
    }

    void theVerdictIsOneCanActOn_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("outcome");  // of the attempt; -1: the ledger does not tell
        QTest::addColumn<QString>("headline");
        QTest::addColumn<QString>("next");
        const auto row = [](const char* name, int status, int outcome, const QString& headline,
                            const QString& next) {
            QTest::newRow(name) << status << outcome << headline << next;
        };
        const auto number = [](Outcome outcome) { return static_cast<int>(outcome); };
        row("key", 503, number(Outcome::Auth), u"keyring openai"_s, u"new key"_s);
        row("key by status", 401, -1, u"keyring openai"_s, u"new key"_s);
        row("quota", 503, number(Outcome::Quota), u"balance"_s, u"Add credit"_s);
        row("limit", 429, -1, u"too many requests"_s, u"Wait"_s);
        row("connect", 503, number(Outcome::Connect), u"api.openai.com cannot be reached"_s, u"base URL"_s);
        row("time", 503, number(Outcome::TimeoutFirstByte), u"in time"_s, u"again"_s);
        row("nonsense", 503, number(Outcome::BadAnswer), u"protocol"_s, u"/v1"_s);
        row("server", 500, -1, u"(500)"_s, u"few minutes"_s);
        row("model", 404, number(Outcome::ClientError), u"“m”"_s, u"its list"_s);
        row("refused", 400, number(Outcome::ClientError), u"(400)"_s, u"own words"_s);
    }
    void theVerdictIsOneCanActOn() {
        QFETCH(int, status);
        QFETCH(int, outcome);
        QFETCH(QString, headline);
        QFETCH(QString, next);
        ProviderConfig provider = providersConfig()->providers[0];
        std::optional<RequestDetail> detail;
        if (outcome >= 0) {
            detail.emplace();
            AttemptRecord attempt;
            attempt.outcome = static_cast<Outcome>(outcome);
            attempt.httpStatus = status;
            detail->request.finished.attempts = {attempt};
        }
        TestCallResult result;
        result.status = status;
        result.text = u"its words"_s;
        const TestCallVerdict verdict = TestCallText::of(result, provider, u"m"_s, detail, Format());
        QVERIFY(!verdict.works);
        QVERIFY2(verdict.headline.contains(headline), qPrintable(verdict.headline));
        QVERIFY2(verdict.next.contains(next), qPrintable(verdict.next));
        QCOMPARE(verdict.said, u"its words"_s);
    }

    void deletingNamesTheRoutes() {
        press(u"deleteProvider"_s);
        QVERIFY(text(u"deleteUses"_s).contains(u"gpt-5.5"_s));
        QVERIFY(get<QPushButton>(u"keepProvider"_s)->hasFocus());
        press(u"keepProvider"_s);
        QCOMPARE(m_page->draft().config().providers.size(), 4U);
        m_page->select(u"ollama"_s);
        press(u"deleteProvider"_s);
        QVERIFY(text(u"deleteUses"_s).contains(u"deleted with it: night"_s));
        press(u"confirmDelete"_s);
        QCOMPARE(m_page->draft().config().providers.size(), 3U);
        QCOMPARE(get<ProviderList>(u"providers"_s)->count(), 3);
        QVERIFY(get<ProviderList>(u"providers"_s)->hasFocus());
        QVERIFY(m_service->saves.isEmpty());
    }

    void aNewProviderTakesTwoSteps() {
        qunsetenv("DEEPSEEK_API_KEY");
        press(u"addProvider"_s);
        QVERIFY(get<QPushButton>(u"preset:openai"_s)->hasFocus());
        press(u"preset:deepseek"_s);
        QCOMPARE(m_page->draft().config().providers.size(), 5U);
        QCOMPARE(get<QLineEdit>(u"baseUrl"_s)->text(), u"https://api.deepseek.com"_s);
        QVERIFY(get<QLineEdit>(u"secret"_s)->hasFocus());  // the key is all that is missing
        QVERIFY(get<QLineEdit>(u"id"_s)->isEnabled());
        QVERIFY(!get<QPushButton>(u"testNow"_s)->isEnabled());
        QTest::keyClicks(get<QLineEdit>(u"secret"_s), kCanary);
        QTest::keyClick(get<QLineEdit>(u"secret"_s), Qt::Key_Return);
        answerCheck({});
        press(u"apply"_s);
        QCOMPARE(m_service->keysStored[0].source.name, u"deepseek"_s);
        QCOMPARE(m_service->keysStored[0].baseUrl, QUrl(u"https://api.deepseek.com"_s));
        m_service->done(m_service->keysStored[0].ticket);
        QCOMPARE(m_service->saves[0].config.providers.back().id, u"deepseek"_s);
        m_service->configure(std::make_shared<Config>(m_service->saves[0].config));
        m_service->done(m_service->saves[0].ticket);
        QVERIFY(!get<QLineEdit>(u"id"_s)->isEnabled());
        QCOMPARE(get<QLineEdit>(u"id"_s)->text(), u"deepseek"_s);
        QVERIFY(!everythingSaid().contains(kCanary));
    }

    void aKeyInTheEnvironmentIsFound() {
        qputenv("GROQ_API_KEY", kCanary.toUtf8());
        press(u"addProvider"_s);
        press(u"preset:groq"_s);
        qunsetenv("GROQ_API_KEY");
        QVERIFY(draft(4).keys.front() == (KeySource{KeySource::Kind::Env, u"GROQ_API_KEY"_s}));
        QVERIFY(get<QLineEdit>(u"name"_s)->hasFocus());
        QVERIFY(!everythingSaid().contains(kCanary));
    }

    void anyOtherAsksForItsAddress() {
        press(u"addProvider"_s);
        press(u"preset:provider"_s);
        auto* url = get<QLineEdit>(u"baseUrl"_s);
        QVERIFY(url->hasFocus());
        QVERIFY(!url->property("fault").toBool());  // nothing was typed yet
        press(u"addKey"_s);
        QTest::keyClicks(get<QLineEdit>(u"secret"_s), kCanary);
        press(u"addKeyNow"_s);
        QVERIFY(draft(4).keys.empty());
        QVERIFY(get<QLineEdit>(u"secret"_s)->accessibleDescription().contains(u"base URL first"_s));
        press(u"deleteProvider"_s);  // a new one goes at once
        QCOMPARE(m_page->draft().config().providers.size(), 4U);
        QCOMPARE(m_page->draft().changes(), 0);
        press(u"addProvider"_s);
        QTest::keyClick(get<QPushButton>(u"preset:openai"_s), Qt::Key_Escape);
        QVERIFY(get<QPushButton>(u"addProvider"_s)->hasFocus());
    }

    void withoutProvidersThePresetsAreOffered() {
        m_service->configure(sampleConfig());
        QVERIFY(get<QPushButton>(u"preset:ollama"_s)->isVisible());
        QVERIFY(!get<QPushButton>(u"cancelPreset"_s)->isVisible());
        press(u"preset:ollama"_s);
        QCOMPARE(draft(0).baseUrl, QUrl(u"http://localhost:11434/v1"_s));
        QVERIFY(get<ProviderList>(u"providers"_s)->isVisible());
    }

    void anothersChangeLeavesWhatIsBeingTyped() {
        type(u"name"_s, u"Mine"_s);
        auto config = std::make_shared<Config>(*providersConfig());
        config->routes.clear();
        m_service->configure(config);
        QCOMPARE(get<QLineEdit>(u"name"_s)->text(), u"Mine"_s);
        QVERIFY(get<QLineEdit>(u"name"_s)->hasFocus());
        config = std::make_shared<Config>(*config);
        config->providers[0].name = u"Theirs"_s;
        m_service->configure(config);
        QVERIFY(text(u"problem"_s).contains(u"openai"_s));
        press(u"revert"_s);
        QCOMPARE(get<QLineEdit>(u"name"_s)->text(), u"Theirs"_s);
    }

    void aForeignFileCanBeReplaced() {
        type(u"name"_s, u"Mine"_s);
        answerCheck({});
        press(u"apply"_s);
        m_service->done(m_service->saves[0].ticket, Error{ErrorCode::Busy, u"config.json was changed"_s, {}});
        QVERIFY(text(u"problem"_s).contains(u"config.json was changed"_s));
        press(u"problemAct"_s);
        QCOMPARE(m_service->saves.last().onForeignChange, OnForeignChange::SetAside);
    }

    void everyControlHasANameAndARole() {
        const auto walk = [this](const char* state) {
            int seen = 0;
            for (QWidget* widget : m_page->findChildren<QWidget*>()) {
                if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus) ||
                    widget->focusProxy() != nullptr) {
                    continue;
                }
                ++seen;
                QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(widget);
                QVERIFY2(accessible != nullptr && !accessible->text(QAccessible::Name).isEmpty() &&
                             accessible->role() != QAccessible::NoRole,
                         qPrintable(QString::fromLatin1(state) + u' ' + widget->objectName() + u' ' +
                                    QString::fromLatin1(widget->metaObject()->className())));
            }
            QVERIFY(seen > 4);
        };
        walk("shown");
        press(u"addKey"_s);
        walk("adding a key");
        get<QComboBox>(u"keyWay"_s)->setCurrentIndex(2);
        walk("adding a file");
        press(u"cancelKey"_s);
        keyRow(u"openai"_s)->findChild<QPushButton*>(u"remove"_s)->click();
        press(u"deleteProvider"_s);
        get<QRadioButton>(u"onlyModels"_s)->click();
        press(u"addHeader"_s);
        press(u"addPrice"_s);
        press(u"testNow"_s);
        walk("asking");
        press(u"addProvider"_s);
        walk("choosing");
    }

    void tabReachesEverythingDownwards() {
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
        press(u"addKey"_s);
        QSet<QWidget*> wanted;
        for (QWidget* widget : m_page->findChildren<QWidget*>()) {
            const auto* radio = qobject_cast<QRadioButton*>(widget);
            if (widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) &&
                widget->focusProxy() == nullptr && (radio == nullptr || radio->isChecked())) {
                wanted.insert(widget);
            }
        }
        auto* page = m_page->findChild<QScrollArea*>(u"pageScroll"_s)->widget();
        get<QPushButton>(u"addProvider"_s)->setFocus();
        QSet<QWidget*> reached;
        int last = -1;
        for (int i = 0; i < wanted.size() + 20; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QWidget* now = QApplication::focusWidget();
            if (page->isAncestorOf(now) && !reached.contains(now)) {
                const int top = now->mapTo(page, QPoint(0, 0)).y();
                QVERIFY2(top + 40 > last, qPrintable(now->objectName()));
                last = top;
            }
            reached.insert(now);
        }
        for (QWidget* widget : std::as_const(wanted)) {
            QVERIFY2(reached.contains(widget),
                     qPrintable(widget->objectName() + u' ' + widget->accessibleName()));
        }
    }

    void itFitsTheLeastSize() {
        window().resize(900, 600);
        press(u"addKey"_s);
        get<QRadioButton>(u"onlyModels"_s)->click();
        press(u"deleteProvider"_s);
        QCoreApplication::processEvents();
        for (const QPushButton* one : m_page->findChildren<QPushButton*>()) {
            if (one->isVisible()) {
                QVERIFY2(one->text().isEmpty() || one->width() >= one->minimumSizeHint().width(),
                         qPrintable(one->text()));
                QVERIFY2(one->mapTo(&window(), QPoint(one->width(), 0)).x() <= window().width() - 8,
                         qPrintable(one->accessibleName()));
            }
        }
    }
};

QTEST_MAIN(TestProvidersPage)
#include "tst_providerspage.moc"
