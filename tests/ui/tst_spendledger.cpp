// The spend page over a running service with a ledger of its own: what stands on the screen is what was
// booked, whichever way it is narrowed; a throw of the lever is marked; an export is on the disk.
#include "core/ledger/LedgerWriter.h"
#include "core/service/Service.h"
#include "tests/ledger/LedgerFixture.h"
#include "ui/MainWindow.h"
#include "ui/WindowHost.h"
#include "ui/charts/SpendChart.h"
#include "ui/models/SpendModel.h"
#include "ui/widgets/ExportBar.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kDay = 86'400'000;
constexpr int kDays = 20;
constexpr int kWait = 20'000;

class NoKeyring final : public KeyringBackend {
public:
    [[nodiscard]] bool isAvailable() const override { return false; }
    [[nodiscard]] QString unavailableReason() const override { return u"there is no keyring here"_s; }
    void read(const QString&, Callback callback) override { callback({KeyringStatus::NotFound, {}}); }
    void write(const QString&, const Secret&, Callback callback) override {
        callback({KeyringStatus::NotFound, {}});
    }
    void remove(const QString&, Callback callback) override { callback({KeyringStatus::NotFound, {}}); }
};

}  // namespace

class TestSpendLedger final : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    SystemClock m_clock;
    Format m_format;
    std::unique_ptr<Service> m_service;
    std::unique_ptr<WindowHost> m_host;
    QHash<QString, NanoUsd> m_costs;  // by model
    NanoUsd m_total = 0;

    template <class T>
    T* child(const QString& name = {}) {
        return m_host->window().findChild<T*>(name);
    }
    QString cell(const QString& key, int column) {
        const QAbstractItemModel* model = child<QTableView>(u"spendTable"_s)->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->index(row, SpendModel::Key).data().toString() == key) {
                return model->index(row, column).data().toString();
            }
        }
        return {};
    }
    QString cost(const QString& key) { return cell(key, SpendModel::CostColumn); }
    void choose(const QString& box, int data) {
        auto* combo = child<QComboBox>(box);
        combo->setCurrentIndex(combo->findData(data));
    }

    // Three models, one dearer than the other, each on each of the last days.
    void book() {
        LedgerWriter writer(m_folder.filePath(u"data/ledger.sqlite3"_s), m_clock);
        QVERIFY(writer.start());
        const qint64 now = m_clock.wallMs();
        qint64 number = 0;
        for (int day = 0; day < kDays; ++day) {
            for (const auto& [model, nano] :
                 {std::pair{u"dear"_s, 800'000'000}, std::pair{u"fair"_s, 90'000'000},
                  std::pair{u"cheap"_s, 7'000'000}}) {
                RequestStarted started = startedRequest(++number);
                started.startedAtMs = now - day * kDay - 1'000;
                RequestFinished finished = finishedRequest(number);
                finished.servedModel = model;
                finished.cost = {nano + day, 2 * (nano + day), CostSource::Computed};
                m_costs[model] += nano + day;
                m_total += nano + day;
                writer.book(started);
                writer.book(finished);
            }
        }
        writer.stop();
        QVERIFY(writer.health().ok);
    }

private Q_SLOTS:
    void initTestCase() {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        m_format = Format();
        book();
        m_service = std::make_unique<Service>(
            ServiceOptions{m_folder.filePath(u"config.json"_s), m_folder.filePath(u"data"_s),
                           ListenConfig{u"127.0.0.1"_s, 0}},
            m_clock, std::make_unique<NoKeyring>());
        bool started = false;
        connect(m_service.get(), &Service::started, this, [&started] { started = true; });
        m_service->start();
        QVERIFY(QTest::qWaitFor([&started] { return started; }, kWait));
        m_host = std::make_unique<WindowHost>(*m_service, m_clock, m_service->scheduler(),
                                              WindowOptions{{}, TrayUse::Never}, [] {});
        m_host->show();
        m_host->window().showPage(MainWindow::Page::Spend);
        choose(u"spendPeriod"_s, static_cast<int>(Period::ThirtyDays));
        QTRY_COMPARE_WITH_TIMEOUT(cost(u"Total"_s), m_format.money(m_total), kWait);
    }
    void cleanupTestCase() {
        m_host.reset();
        bool stopped = false;
        connect(m_service.get(), &Service::stopped, this, [&stopped] { stopped = true; });
        m_service->stop();
        QVERIFY(QTest::qWaitFor([&stopped] { return stopped; }, kWait));
        m_service.reset();
    }

    void theTableIsWhatWasBooked() {
        for (auto model = m_costs.cbegin(); model != m_costs.cend(); ++model) {
            QCOMPARE(cost(model.key()), m_format.money(model.value()));
        }
        QCOMPARE(cell(u"Total"_s, SpendModel::List), m_format.money(2 * m_total));
        QCOMPARE(cell(u"Total"_s, SpendModel::Requests), m_format.number(3 * kDays));
    }

    void aSeriesAndADayNarrowWhatIsRead() {
        child<QAbstractButton>(u"series:1"_s)->click();
        QTRY_COMPARE_WITH_TIMEOUT(cost(u"Total"_s), m_format.money(m_costs[u"fair"_s]), kWait);
        QCOMPARE(cost(u"dear"_s), QString());
        auto* chart = child<SpendChart>();
        chart->setFocus();
        QTest::keyClick(chart, Qt::Key_End);
        QTest::keyClick(chart, Qt::Key_Return);
        // The bars are hours now, and all of them together what that day had.
        QTRY_VERIFY_WITH_TIMEOUT(chart->accessibleName().startsWith(u"Cost per hour"_s), kWait);
        QTRY_VERIFY_WITH_TIMEOUT(cost(u"Total"_s).startsWith(u"$0.09"_s), kWait);
        child<QPushButton>(u"chip:2"_s)->click();
        child<QPushButton>(u"chip:1"_s)->click();
        QTRY_COMPARE_WITH_TIMEOUT(cost(u"Total"_s), m_format.money(m_total), kWait);
        choose(u"spendBy"_s, static_cast<int>(SpendBy::Project));
        QTRY_VERIFY_WITH_TIMEOUT(!cost(u"~/src/project-1"_s).isEmpty(), kWait);
        choose(u"spendBy"_s, static_cast<int>(SpendBy::Model));
        QTRY_VERIFY_WITH_TIMEOUT(!cost(u"dear"_s).isEmpty(), kWait);
    }

    void aDrainIsMarked() {
        QVERIFY(!m_service->status().providers.isEmpty());
        const ProviderStatus provider = m_service->status().providers.constFirst();
        m_service->setDrain(provider.id, Drain(), {});
        auto* chart = child<SpendChart>();
        const auto today = [chart] { return chart->words({29, -1}).join(u' '); };
        QTRY_VERIFY_WITH_TIMEOUT(today().contains(u"taken out of use"_s), kWait);
        QVERIFY2(today().contains(provider.name.isEmpty() ? provider.id : provider.name),
                 qPrintable(today()));
        m_service->setDrain(provider.id, std::nullopt, {});
    }

    void anExportIsOnTheDisk() {
        auto* bar = child<ExportBar>();
        const QString path = m_folder.filePath(u"each.csv"_s);
        bar->start(RequestExport{{}, ExportFormat::Csv, path});
        QTRY_VERIFY_WITH_TIMEOUT(!bar->isRunning(), kWait);
        QCOMPARE(bar->findChild<QLabel*>()->text(), u"60 rows are in each.csv."_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), 61);
        bar->start(SpendExport{{}, ExportFormat::Csv, m_folder.filePath(u"no/such/folder/sums.csv"_s)});
        QTRY_VERIFY_WITH_TIMEOUT(!bar->isRunning(), kWait);
        QVERIFY(bar->findChild<QLabel*>()->text().startsWith(u"sums.csv was not written: "_s));
    }
};

QTEST_MAIN(TestSpendLedger)
#include "tst_spendledger.moc"
