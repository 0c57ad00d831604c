// The Providers page over a real gateway: a provider is added, faulted, mended, applied, tested, and deleted;
// its key goes into memory and nowhere else. Waits for a real service, so each step has its limit.
#include "core/base/EventLoopScheduler.h"
#include "core/service/Service.h"
#include "ui/MainWindow.h"
#include "ui/WindowHost.h"
#include "ui/pages/ProvidersPage.h"
#include "ui/widgets/ProviderList.h"

#include <QComboBox>
#include <QDirIterator>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr int kLimitMs = 20'000;
const QString kCanary = u"sk-canary-0123456789abcdef"_s;

class NoKeyringHere final : public KeyringBackend {
public:
    [[nodiscard]] bool isAvailable() const override { return false; }
    [[nodiscard]] QString unavailableReason() const override { return u"there is no keyring here"_s; }
    void read(const QString&, Callback callback) override { callback({KeyringStatus::NotFound, {}}); }
    void write(const QString&, const Secret&, Callback callback) override {
        callback({KeyringStatus::NotFound, {}});
    }
    void remove(const QString&, Callback callback) override { callback({KeyringStatus::Ok, {}}); }
};

}  // namespace

class TestProvidersLive final : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    SystemClock m_clock;
    EventLoopScheduler m_scheduler{m_clock};
    std::unique_ptr<Service> m_service;
    std::unique_ptr<WindowHost> m_host;
    ProvidersPage* m_page = nullptr;

    template <class T>
    T* get(const QString& name) {
        return m_page->findChild<T*>(name);
    }
    bool press(const QString& name) {
        const bool ready = QTest::qWaitFor(
            [&] {
                auto* button = get<QPushButton>(name);
                return button != nullptr && button->isVisible() && button->isEnabled();
            },
            kLimitMs);
        if (ready) {
            get<QPushButton>(name)->click();
        }
        return ready;
    }
    void type(const QString& name, const QString& text) {
        auto* edit = get<QLineEdit>(name);
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }
    bool says(const QString& name, const QString& text) {
        return QTest::qWaitFor([&] { return get<QLabel>(name)->text().contains(text); }, kLimitMs);
    }
    bool isApplied() {
        return QTest::qWaitFor(
            [&] {
                return m_page->draft().changes() == 0 && m_page->draft().state() == ConfigDraft::State::Idle;
            },
            kLimitMs);
    }

private Q_SLOTS:
    void initTestCase() {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        m_service = std::make_unique<Service>(
            ServiceOptions{m_folder.filePath(u"config.json"_s), m_folder.filePath(u"data"_s),
                           ListenConfig{u"127.0.0.1"_s, 0}},
            m_clock, std::make_unique<NoKeyringHere>());
        bool started = false;
        connect(m_service.get(), &Service::started, this, [&] { started = true; });
        m_service->start();
        QVERIFY(QTest::qWaitFor([&] { return started; }, kLimitMs));
        m_host = std::make_unique<WindowHost>(*m_service, m_clock, m_scheduler,
                                              WindowOptions{{}, TrayUse::Never}, [] {});
        m_host->show();
        m_host->window().showPage(MainWindow::Page::Providers);
        m_page = m_host->window().findChild<ProvidersPage*>();
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
        QTRY_VERIFY_WITH_TIMEOUT(m_service->config()->provider(u"mine"_s) != nullptr, kLimitMs);
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
        Config config = *m_service->fileConfig();
        config.providers[1].name = u"Southern"_s;
        m_service->saveConfig(config, OnForeignChange::Refuse);
        QTRY_COMPARE_WITH_TIMEOUT(get<ProviderList>(u"providers"_s)->rows()[1].name, u"Southern"_s, kLimitMs);
        QCOMPARE(get<QLineEdit>(u"id"_s)->text(), u"mine"_s);
    }

    void itIsDeleted() {
        QVERIFY(press(u"deleteProvider"_s));
        QVERIFY(press(u"confirmDelete"_s));
        QVERIFY(press(u"apply"_s));
        QVERIFY(isApplied());
        QTRY_VERIFY_WITH_TIMEOUT(m_service->config()->provider(u"mine"_s) == nullptr, kLimitMs);
        QCOMPARE(get<ProviderList>(u"providers"_s)->count(), 2);
    }

    // Last: nothing that was written holds the key.
    void cleanupTestCase() {
        m_host.reset();
        m_service.reset();
        QDirIterator files(m_folder.path(), QDir::Files, QDirIterator::Subdirectories);
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
