// The spend page over a running service with a ledger of its own: what stands on the screen is what was
// booked, whichever way it is narrowed; a throw of the lever is marked; an export is on the disk.
#include "core/ledger/LedgerWriter.h"
#include "tests/ledger/LedgerFixture.h"
#include "tests/ui/support/LiveGateway.h"
#include "ui/charts/SpendChart.h"
#include "ui/models/SpendModel.h"
#include "ui/widgets/ExportBar.h"

#include <QComboBox>
#include <QFile>
#include <QTableView>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kDay = 86'400'000;
constexpr int kDays = 20;
constexpr int kWait = LiveGateway::kLimitMs;

}  // namespace

class TestSpendLedger final : public QObject {
    Q_OBJECT

    LiveGateway m_gateway;
    Format m_format;
    QHash<QString, NanoUsd> m_costs;  // by model
    NanoUsd m_total = 0;

    template <class T>
    T* child(const QString& name = {}) {
        return m_gateway.get<T>(name);
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
        LedgerWriter writer(m_gateway.folder().filePath(u"data/ledger.sqlite3"_s), m_gateway.clock());
        QVERIFY(writer.start());
        const qint64 now = m_gateway.clock().wallMs();
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
        QVERIFY(m_gateway.start());
        m_gateway.window().showPage(MainWindow::Page::Spend);
        choose(u"spendPeriod"_s, static_cast<int>(Period::ThirtyDays));
        QTRY_COMPARE_WITH_TIMEOUT(cost(u"Total"_s), m_format.money(m_total), kWait);
    }
    void cleanupTestCase() { QVERIFY(m_gateway.stop()); }

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
        QVERIFY(!m_gateway.service().status().providers.isEmpty());
        const ProviderStatus provider = m_gateway.service().status().providers.constFirst();
        m_gateway.service().setDrain(provider.id, Drain(), {});
        auto* chart = child<SpendChart>();
        const auto today = [chart] { return chart->words({29, -1}).join(u' '); };
        QTRY_VERIFY_WITH_TIMEOUT(today().contains(u"taken out of use"_s), kWait);
        QVERIFY2(today().contains(provider.name.isEmpty() ? provider.id : provider.name),
                 qPrintable(today()));
        m_gateway.service().setDrain(provider.id, std::nullopt, {});
    }

    void anExportIsOnTheDisk() {
        auto* bar = child<ExportBar>();
        const QString path = m_gateway.folder().filePath(u"each.csv"_s);
        bar->start(RequestExport{{}, ExportFormat::Csv, path});
        QTRY_VERIFY_WITH_TIMEOUT(!bar->isRunning(), kWait);
        QCOMPARE(bar->findChild<QLabel*>()->text(), u"60 rows are in each.csv."_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), 61);
        bar->start(
            SpendExport{{}, ExportFormat::Csv, m_gateway.folder().filePath(u"no/such/folder/sums.csv"_s)});
        QTRY_VERIFY_WITH_TIMEOUT(!bar->isRunning(), kWait);
        QVERIFY(bar->findChild<QLabel*>()->text().startsWith(u"sums.csv was not written: "_s));
    }
};

QTEST_MAIN(TestSpendLedger)
#include "tst_spendledger.moc"
