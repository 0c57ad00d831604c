// The writer's rows through the contract's views, and batches.
#include "core/ledger/LedgerWriter.h"
#include "tests/ledger/LedgerFixture.h"

#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

class LedgerRoundTripTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void startAndEndInOneBatchIsOneRow();

private:
    [[nodiscard]] QString path() const { return m_folder->filePath(QStringLiteral("data/ledger.sqlite3")); }
    std::unique_ptr<QTemporaryDir> m_folder;
    SharedClock m_clock;
};

void LedgerRoundTripTest::startAndEndInOneBatchIsOneRow() {
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    writer.book(startedRequest(1));
    writer.book(finishedRequest(1));
    QVERIFY(writer.flushNow());
    QCOMPARE(queryRows(path(), "SELECT request_id, status, attempts, cost_nanousd FROM request_log"),
             QStringList{QStringLiteral("req_0000000000000000000001|ok|1|12345001")});
}

QTEST_GUILESS_MAIN(LedgerRoundTripTest)
#include "tst_ledger_roundtrip.moc"
