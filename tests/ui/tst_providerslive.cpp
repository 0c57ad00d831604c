// The Providers page over a real gateway: a provider is added, faulted, mended, applied, tested, and deleted;
// its key goes into memory and nowhere else. Waits for a real service, so each step has its limit.
#include "tests/ui/support/LiveGateway.h"
#include "ui/pages/ProvidersPage.h"
#include "ui/widgets/ProviderList.h"

#include <QComboBox>
#include <QDirIterator>
#include <QFile>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kLimitMs = LiveGateway::kLimitMs;
const QString kCanary = u"sk-canary-0123456789abcdef"_s;

}  // namespace

class TestProvidersLive final : public QObject {
    Q_OBJECT

    LiveGateway m_gateway;
    ProvidersPage* m_page = nullptr;

    template <class T>
    T* get(const QString& name) {
        return m_page->findChild<T*>(name);
    }
    bool press(const QString& name) { return m_gateway.press(name, m_page); }
    void type(const QString& name, const QString& text) { QVERIFY(m_gateway.type(name, text)); }
    bool says(const QString& name, const QString& text) { return m_gateway.says(name, text); }
    bool isApplied() {
        return QTest::qWaitFor(
            [&] {
                return m_page->draft().changes() == 0 && m_page->draft().state() == ConfigDraft::State::Idle;
            },
            kLimitMs);
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_gateway.start());
        m_gateway.window().showPage(MainWindow::Page::Providers);
        m_page = m_gateway.get<ProvidersPage>();
    }

    void aSimulatedProviderAnswersATestCall() {
        auto* list = get<ProviderList>(u"providers"_s);
        QCOMPARE(list->count(), 2);
        QTRY_COMPARE_WITH_TIMEOUT(list->rows()[0].state, HealthState::Healthy, kLimitMs);
        auto* model = get<QComboBox>(u"testModel"_s);
        QTRY_COMPARE_WITH_TIMEOUT(model->currentText(), u"demo-fast"_s, kLimitMs);
        QTRY_VERIFY_WITH_TIMEOUT(model->accessibleDescription().contains(u"It costs about"_s), kLimitMs);
        QVERIFY(press(u"testNow"_s));
        QVERIFY(says(u"testHeadline"_s, u"It works"_s));
        QVERIFY(says(u"testSaid"_s, u"tokens, cost "_s));  // from the ledger
    }

    void aProviderIsAddedFaultedMendedAndApplied() {
        QVERIFY(press(u"addProvider"_s));
        QVERIFY(press(u"preset:lmstudio"_s));
        type(u"id"_s, u"demo-north"_s);
        auto* id = get<QLineEdit>(u"id"_s);
        QTRY_VERIFY_WITH_TIMEOUT(id->accessibleDescription().contains(u"another provider"_s), kLimitMs);
        QVERIFY(!get<QPushButton>(u"apply"_s)->isEnabled());
        type(u"id"_s, u"mine"_s);
        type(u"baseUrl"_s, u"http://10.9.8.7/v1"_s);
        auto* url = get<QLineEdit>(u"baseUrl"_s);
        QTRY_VERIFY_WITH_TIMEOUT(url->accessibleDescription().contains(u"plain http"_s), kLimitMs);
        type(u"baseUrl"_s, u"http://127.0.0.1:9/v1"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!url->property("fault").toBool(), kLimitMs);
        QVERIFY(press(u"addKey"_s));
        QTest::keyClicks(get<QLineEdit>(u"secret"_s), kCanary);
        QVERIFY(press(u"addKeyNow"_s));
        QVERIFY(press(u"apply"_s));
        QVERIFY(says(u"problem"_s, u"there is no keyring here"_s));
        QVERIFY(press(u"problemAct"_s));  // for this run, then
        QVERIFY(isApplied());
        QTRY_VERIFY_WITH_TIMEOUT(m_gateway.service().config()->provider(u"mine"_s) != nullptr, kLimitMs);
        QCOMPARE(get<QLineEdit>(u"id"_s)->text(), u"mine"_s);
    }

    void itsKeyIsReadBackOnRequest() {
        auto* row = get<QWidget>(u"key:mine"_s);
        row->findChild<QPushButton*>(u"show"_s)->click();
        auto* shown = row->findChild<QLineEdit*>(u"shownKey"_s);
        QTRY_COMPARE_WITH_TIMEOUT(shown->text(), kCanary, kLimitMs);
        row->findChild<QPushButton*>(u"show"_s)->click();
        QVERIFY(shown->text().isEmpty());
    }

    void whatCannotBeReachedIsSaid() {
        get<QComboBox>(u"testModel"_s)->setCurrentText(u"anything"_s);
        QVERIFY(press(u"testNow"_s));
        QVERIFY(says(u"testHeadline"_s, u"127.0.0.1 cannot be reached"_s));
        QVERIFY(get<QLabel>(u"testNext"_s)->text().contains(u"whether it runs"_s));
    }

    void aChangeOfTheFileIsShown() {
        Config config = *m_gateway.service().fileConfig();
        config.providers[1].name = u"Southern"_s;
        m_gateway.service().saveConfig(config, OnForeignChange::Refuse);
        QTRY_COMPARE_WITH_TIMEOUT(get<ProviderList>(u"providers"_s)->rows()[1].name, u"Southern"_s, kLimitMs);
        QCOMPARE(get<QLineEdit>(u"id"_s)->text(), u"mine"_s);
    }

    void itIsDeleted() {
        QVERIFY(press(u"deleteProvider"_s));
        QVERIFY(press(u"confirmDelete"_s));
        QVERIFY(press(u"apply"_s));
        QVERIFY(isApplied());
        QTRY_VERIFY_WITH_TIMEOUT(m_gateway.service().config()->provider(u"mine"_s) == nullptr, kLimitMs);
        QCOMPARE(get<ProviderList>(u"providers"_s)->count(), 2);
    }

    // Last: nothing that was written holds the key.
    void cleanupTestCase() {
        QVERIFY(m_gateway.stop());
        QDirIterator files(m_gateway.folder().path(), QDir::Files, QDirIterator::Subdirectories);
        int seen = 0;
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains(kCanary.toUtf8()), qPrintable(file.fileName()));
            ++seen;
        }
        QVERIFY(seen > 1);
    }
};

QTEST_MAIN(TestProvidersLive)
#include "tst_providerslive.moc"
