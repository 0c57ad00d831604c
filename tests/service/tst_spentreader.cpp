// SpentReader over a real ledger: sums by scope, and what becomes of a ledger that cannot be read.
#include "core/ledger/LedgerWriter.h"
#include "core/service/SpentReader.h"
#include "tests/ledger/LedgerFixture.h"
#include "tests/support/FakeClock.h"

#include <QDateTime>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

BudgetConfig budget(BudgetConfig::Scope scope, const char* name = "") {
    BudgetConfig budget;
    budget.scope = scope;
    budget.name = QString::fromLatin1(name);
    budget.limit = 1;
    return budget;
}

SpentQuestion question(const std::vector<BudgetConfig>& budgets) {
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(1'780'000'000'000, Qt::UTC);
    SpentQuestion question;
    question.number = 7;
    for (const BudgetConfig& one : budgets) {
        question.items.push_back({one, now.date(), now.date().startOfDay(Qt::UTC).toMSecsSinceEpoch()});
    }
    return question;
}

}  // namespace

class TestSpentReader final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sumsWhatEachBudgetCovers() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("ledger.sqlite3"));
        const SharedClock clock;
        LedgerWriter writer(path, clock);
        QVERIFY(writer.start());
        NanoUsd all = 0;
        for (int i = 0; i < 4; ++i) {
            RequestStarted started = startedRequest(i);
            RequestFinished finished = finishedRequest(i);
            if (i == 0) {
                started.startedAtMs -= 2 * 86'400'000;  // the day before yesterday
            }
            if (i == 1) {
                started.client = QStringLiteral("ci");
            }
            if (i == 2) {
                finished.provider = QStringLiteral("other");
                finished.servedModel = QStringLiteral("small");
                finished.attempts[0].provider = finished.provider;
                finished.attempts[0].model = finished.servedModel;
            }
            all += i == 0 ? 0 : finished.cost.charged;
            writer.book(started);
            writer.book(finished);
        }
        QVERIFY(writer.flushNow(Milliseconds(10'000)));

        FakeClock scheduler;
        LedgerReader reader(path, QTimeZone::utc());
        std::vector<SpentAnswer> answers;
        SpentReader spent(reader, scheduler, [&](const SpentAnswer& answer) { answers.push_back(answer); });
        reader.start();
        using Scope = BudgetConfig::Scope;
        spent.ask(question({budget(Scope::All), budget(Scope::Client, "ci"), budget(Scope::Provider, "other"),
                            budget(Scope::Model, "gpt-*"), budget(Scope::Client, "nobody")}));
        QTRY_COMPARE(answers.size(), std::size_t{1});
        const SpentAnswer& answer = answers[0];
        QCOMPARE(answer.problem, QString());
        QCOMPARE(answer.question.number, quint64{7});
        const NanoUsd small = finishedRequest(2).cost.charged;
        QCOMPARE(answer.spent,
                 (QVector<NanoUsd>{all, finishedRequest(1).cost.charged, small, all - small, 0}));
        reader.stop();
        writer.stop();
    }

    void aLedgerThatCannotBeReadIsAskedAgain() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("ledger.sqlite3"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(8'192, 'x'));
        file.close();
        FakeClock scheduler;
        LedgerReader reader(path, QTimeZone::utc());
        std::vector<SpentAnswer> answers;
        SpentReader spent(reader, scheduler, [&](const SpentAnswer& answer) { answers.push_back(answer); });
        reader.start();
        spent.ask(question({budget(BudgetConfig::Scope::All)}));
        QTRY_COMPARE(answers.size(), std::size_t{1});
        QVERIFY(!answers[0].problem.isEmpty());

        QVERIFY(QFile::remove(path));  // nothing there: nothing spent
        scheduler.advance(SpentReader::kAskAgain);
        QTRY_COMPARE(answers.size(), std::size_t{2});
        QCOMPARE(answers[1].problem, QString());
        QCOMPARE(answers[1].spent, QVector<NanoUsd>{0});
        scheduler.advance(SpentReader::kAskAgain * 3);
        QTest::qWait(0);
        QCOMPARE(answers.size(), std::size_t{2});
        reader.stop();
    }
};

QTEST_GUILESS_MAIN(TestSpentReader)
#include "tst_spentreader.moc"
