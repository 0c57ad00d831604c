// The models behind the spend page: which days are asked for and compared, bars and marks, the table's order,
// and budgets in words.
#include "tests/ui/support/Samples.h"
#include "ui/BudgetText.h"
#include "ui/models/SpendChoice.h"
#include "ui/models/SpendMarks.h"
#include "ui/models/SpendModel.h"
#include "ui/models/SpendSums.h"
#include "ui/widgets/Banner.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QTest>
#include <QTimeZone>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

constexpr NanoUsd kDollar = 1'000'000'000;
constexpr qint64 kHour = 3'600'000;
const QDate kToday(2026, 11, 22);

SpendRow unpriced(const QString& key) {
    SpendRow one = spendRow(key, kToday, 0);
    one.unknownCostRequests = 1;
    return one;
}

QStringList column(const SpendOrder& order, int at) {
    QStringList texts;
    for (int i = 0; i < order.rowCount(); ++i) {
        texts.append(order.index(i, at).data().toString());
    }
    return texts;
}

}  // namespace

class TestSpendModels final : public QObject {
    Q_OBJECT

    Theme m_theme;
    Format m_format{QLocale(QLocale::English, QLocale::UnitedStates)};

private Q_SLOTS:
    void daysOfEachPeriod_data() {
        QTest::addColumn<Period>("period");
        QTest::addColumn<QDate>("first");
        QTest::addColumn<QDate>("last");
        QTest::addColumn<QDate>("firstBefore");
        QTest::addColumn<QDate>("lastBefore");
        const auto day = [](int month, int of) { return QDate(2026, month, of); };
        QTest::newRow("today") << Period::Today << kToday << kToday << day(11, 21) << day(11, 21);
        QTest::newRow("7 days") << Period::SevenDays << day(11, 16) << kToday << day(11, 9) << day(11, 15);
        QTest::newRow("30 days") << Period::ThirtyDays << day(10, 24) << kToday << day(9, 24) << day(10, 23);
        QTest::newRow("this month") << Period::ThisMonth << day(11, 1) << kToday << day(10, 1) << day(10, 22);
        QTest::newRow("last month") << Period::LastMonth << day(10, 1) << day(10, 31) << day(9, 1)
                                    << day(9, 30);
        QTest::newRow("this year") << Period::ThisYear << day(1, 1) << kToday << QDate(2025, 1, 1)
                                   << QDate(2025, 11, 22);
        QTest::newRow("from and to, the wrong way round")
            << Period::Custom << day(11, 3) << day(11, 5) << day(10, 31) << day(11, 2);
    }
    void daysOfEachPeriod() {
        QFETCH(Period, period);
        QFETCH(QDate, first);
        QFETCH(QDate, last);
        QFETCH(QDate, firstBefore);
        QFETCH(QDate, lastBefore);
        SpendChoice choice;
        choice.period = period;
        choice.custom = {QDate(2026, 11, 5), QDate(2026, 11, 3)};
        choice.filter.project = u"a"_s;
        const QVector<SpendQuery> queries = choice.queries(kToday);
        QCOMPARE(queries.size(), 2);
        QCOMPARE(queries[0].since, first);
        QCOMPARE(queries[0].until, last);
        QCOMPARE(queries[0].forecastOn, kToday);
        QCOMPARE(queries[1].since, firstBefore);
        QCOMPARE(queries[1].until, lastBefore);
        QCOMPARE(queries[1].filter.project, u"a"_s);
        QCOMPARE(queries[0].perHour, period == Period::Today);
        QCOMPARE(queries[0].perDay, period != Period::Today);
        const RequestFilter requests = choice.requests(kToday);
        QCOMPARE(requests.project, u"a"_s);
        QCOMPARE(QDateTime::fromMSecsSinceEpoch(*requests.sinceMs), first.startOfDay());
        QCOMPARE(QDateTime::fromMSecsSinceEpoch(*requests.untilMs), last.addDays(1).startOfDay());
    }

    void shortMonthsAreComparedToTheirEnd() {
        SpendChoice choice;
        QCOMPARE(choice.before(QDate(2026, 3, 31)), (DayRange{QDate(2026, 2, 1), QDate(2026, 2, 28)}));
        QCOMPARE(choice.before(QDate(2026, 3, 30)), (DayRange{QDate(2026, 2, 1), QDate(2026, 2, 28)}));
        choice.period = Period::ThisYear;
        QCOMPARE(choice.before(QDate(2028, 2, 29)), (DayRange{QDate(2027, 1, 1), QDate(2027, 2, 28)}));
    }

    void aBarIsLookedAtCloser() {
        SpendChoice choice;
        choice.within = DayRange{QDate(2026, 11, 12), QDate(2026, 11, 12)};
        QVERIFY(choice.queries(kToday).constFirst().perHour);
        QCOMPARE(choice.before(kToday), (DayRange{QDate(2026, 11, 11), QDate(2026, 11, 11)}));
        choice.within = DayRange{QDate(2026, 9, 1), QDate(2026, 9, 30)};
        QVERIFY(choice.queries(kToday).constFirst().perDay);
        QCOMPARE(choice.before(kToday), (DayRange{QDate(2026, 8, 1), QDate(2026, 8, 31)}));
    }

    void todayIsComparedWithYesterdayUntilNow() {
        const qint64 now = QDateTime(kToday, QTime(9, 30)).toMSecsSinceEpoch();
        QVector<SpendRow> rows;
        for (int hour = 0; hour < 24; ++hour) {
            SpendRow one = spendRow(u"m"_s, kToday.addDays(-1), 1);
            one.hourMs = QDateTime(kToday.addDays(-1), QTime(hour, 0)).toMSecsSinceEpoch();
            rows.append(one);
        }
        QCOMPARE(untilThisHour(rows, now).size(), 10);  // 0 to 9
        QCOMPARE(untilThisHour({spendRow(u"m"_s, kToday, 1)}, now).size(), 1);
    }

    void barsOfADayAreItsHours() {
        for (const QDate& day : {kToday, QDate(2026, 3, 29), QDate(2026, 10, 25)}) {
            const qint64 begin = day.startOfDay().toMSecsSinceEpoch();
            const qint64 end = day.addDays(1).startOfDay().toMSecsSinceEpoch();
            QVector<SpendRow> rows;
            for (qint64 hour = begin; hour < end; hour += kHour) {
                SpendRow one = spendRow(u"m"_s, day, 7);
                one.hourMs = hour;
                rows.append(one);
            }
            const SpendSeries series = spendSeries(rows, {day, day}, Grain::Hour, 6);
            QCOMPARE(series.bars.size(), rows.size());
            QCOMPARE(series.cost[0], QVector<NanoUsd>(rows.size(), 7));
            QCOMPARE(series.barAt(begin), 0);
            QCOMPARE(series.barAt(end - 1), series.bars.size() - 1);
            QCOMPARE(series.barAt(end), -1);
            QCOMPARE(series.barAt(begin - 1), -1);
        }
    }

    void barsOfAYearAreItsMonths() {
        const DayRange range{QDate(2026, 1, 1), kToday};
        QCOMPARE(grainOf(range), Grain::Month);
        const SpendSeries series =
            spendSeries({spendRow(u"m"_s, QDate(2026, 2, 28), 3), spendRow(u"m"_s, kToday, 4),
                         spendRow(u"m"_s, QDate(2025, 12, 31), 100)},
                        range, Grain::Month, 6);
        QCOMPARE(series.bars.size(), 11);
        QCOMPARE(series.bars[1].days, (DayRange{QDate(2026, 2, 1), QDate(2026, 2, 28)}));
        QCOMPARE(series.bars[10].days, (DayRange{QDate(2026, 11, 1), kToday}));
        QCOMPARE(series.cost[0][1], 3);
        QCOMPARE(series.total(0), 7);
    }

    // What has no project is a series as any other, and not the rest.
    void noNameIsNotTheOthers() {
        const SpendSeries series = spendSeries({spendRow({}, kToday, 9), spendRow(u"a"_s, kToday, 5)},
                                               {kToday, kToday}, Grain::Day, 6);
        QCOMPARE(series.keys, QStringList({QString(), u"a"_s}));
        QVERIFY(!series.isOthers(0) && !series.isOthers(1));
        QCOMPARE(SpendModel::keyName(series.keys[0]), u"(none)"_s);
    }

    void tableSortsByValueWithUnknownBehindAndTheTotalLast() {
        SpendModel model(m_theme, m_format);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        SpendModel::Content content;
        content.rows = {spendRow(u"dear"_s, kToday, 20 * kDollar), spendRow(u"cheap"_s, kToday, 3 * kDollar),
                        unpriced(u"unpriced"_s)};
        for (const SpendRow& one : content.rows) {
            content.total += one;
        }
        content.named = 2;
        model.update(content);
        SpendOrder order;
        order.setSourceModel(&model);
        order.sort(SpendModel::CostColumn, Qt::AscendingOrder);
        QCOMPARE(column(order, SpendModel::Key),
                 QStringList({u"cheap"_s, u"dear"_s, u"unpriced"_s, u"Total"_s}));
        QCOMPARE(column(order, SpendModel::CostColumn),
                 QStringList({u"$3.00"_s, u"$20.00"_s, u"unknown"_s, u"$23.00"_s}));
        QCOMPARE(column(order, SpendModel::List),
                 QStringList({u"$6.00"_s, u"$40.00"_s, u"unknown"_s, u"$46.00"_s}));
        QCOMPARE(column(order, SpendModel::Unknown),
                 QStringList({Format::none(), Format::none(), u"1"_s, u"1"_s}));
        order.sort(SpendModel::CostColumn, Qt::DescendingOrder);
        QCOMPARE(column(order, SpendModel::Key),
                 QStringList({u"dear"_s, u"cheap"_s, u"unpriced"_s, u"Total"_s}));
        order.sort(SpendModel::Key, Qt::DescendingOrder);
        QCOMPARE(column(order, SpendModel::Key),
                 QStringList({u"unpriced"_s, u"dear"_s, u"cheap"_s, u"Total"_s}));
        QVERIFY(
            order.index(0, SpendModel::CostColumn).data(Qt::ToolTipRole).toString().contains(u"no known"_s));
        QVERIFY(order.index(3, SpendModel::Key).data(Qt::FontRole).value<QFont>().weight() > QFont::Normal);
        QVERIFY(!order.index(1, SpendModel::Key).data(Qt::DecorationRole).value<QIcon>().isNull());
        QVERIFY(!order.index(3, SpendModel::Key).data(Qt::DecorationRole).isValid());
        QCOMPARE(order.index(0, SpendModel::CostColumn).data(Qt::AccessibleTextRole).toString(),
                 u"Cost: unknown"_s);
    }

    void tableComparesWithTheTimeBefore() {
        SpendModel model(m_theme, m_format);
        SpendModel::Content content;
        content.rows = {spendRow(u"more"_s, kToday, 15 * kDollar), spendRow(u"less"_s, kToday, 5 * kDollar),
                        spendRow(u"new"_s, kToday, kDollar), unpriced(u"unpriced"_s)};
        content.total = spendRow({}, kToday, 21 * kDollar);
        content.total.requests = 4;
        content.before = QVector<SpendRow>{spendRow(u"more"_s, kToday, 10 * kDollar),
                                           spendRow(u"less"_s, kToday, 10 * kDollar),
                                           spendRow(u"gone"_s, kToday, 22 * kDollar)};
        content.beforeName = u"October"_s;
        model.update(content);
        SpendOrder order;
        order.setSourceModel(&model);
        order.sort(SpendModel::Change, Qt::AscendingOrder);
        QCOMPARE(column(order, SpendModel::Key),
                 QStringList({u"less"_s, u"more"_s, u"new"_s, u"unpriced"_s, u"Total"_s}));
        QCOMPARE(column(order, SpendModel::Change),
                 QStringList({u"-50 %"_s, u"+50 %"_s, u"new"_s, Format::none(), u"-50 %"_s}));
        QCOMPARE(order.index(0, SpendModel::Change).data(Qt::ToolTipRole).toString(), u"October: $10.00"_s);
        content.before.reset();
        model.update(content);
        QCOMPARE(model.index(0, SpendModel::Change).data().toString(), Format::none());
    }

    void tableFollowsAnySequenceOfAnswers() {
        SpendModel model(m_theme, m_format);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QRandomGenerator random(11);
        for (int round = 0; round < 300; ++round) {
            SpendModel::Content content;
            for (int i = random.bounded(9); i > 0; --i) {
                content.rows.append(
                    spendRow(QString::number(random.bounded(20)), kToday, random.bounded(99)));
            }
            content.named = static_cast<int>(content.rows.size());
            model.update(content);
            const auto rows = static_cast<int>(content.rows.size());
            QCOMPARE(model.rowCount(), rows == 0 ? 0 : rows + 1);
            for (int i = 0; i < rows; ++i) {
                QCOMPARE(model.index(i, 0).data().toString(), content.rows[i].key);
            }
            if (rows > 0) {
                QVERIFY(model.isTotal(rows));
            }
        }
    }

    void marksStandWhereThingsHappened() {
        const qint64 now = QDateTime(kToday, QTime(1, 14, 20)).toMSecsSinceEpoch();
        StatusSnapshot status = sampleStatus(now);
        status.providers[2].drill = Drill{DrillKind::RateLimited, now, now + 120'000};
        SpendRow bad = spendRow(u"m"_s, kToday.addDays(-3), kDollar);
        bad.requests = 80;
        bad.failedRequests = 16;
        SpendRow well = spendRow(u"m"_s, kToday.addDays(-2), kDollar);
        well.requests = 80;
        well.failedRequests = 15;
        const SpendSeries series = spendSeries({bad, well}, {kToday.addDays(-6), kToday}, Grain::Day, 6);
        const QVector<SpendMark> marks = SpendMarks::of(sampleHistory(now), {}, status, series, m_format);
        QStringList texts;
        for (const SpendMark& mark : marks) {
            texts.append(u"%1 %2"_s.arg(series.barAt(mark.atMs)).arg(mark.text));
        }
        // The oldest throw is not of these days.
        QCOMPARE(
            texts,
            QStringList({u"2 coding back to automatic"_s, u"3 16 of 80 requests did not complete"_s,
                         u"6 Ollama taken out of use"_s, u"6 coding moved to Anthropic / Claude Opus 4.7"_s,
                         u"6 gpt-5.5 failed over to CometAPI"_s, u"6 Drill: Anthropic answers 429"_s}));
        QCOMPARE(marks[1].kind, SpendMark::Kind::Incident);
        QCOMPARE(marks[5].kind, SpendMark::Kind::Drill);
        // What a provider's incident tells is not told twice.
        QVector<Incident> incidents = sampleIncidents(now);
        incidents[1].beginMs -= 24 * 3'600'000;
        incidents[1].endMs -= 24 * 3'600'000;
        incidents.append({u"openai"_s, now - 600'000, now, 5, 0, Outcome::RateLimited});
        QStringList told;
        for (const SpendMark& mark :
             SpendMarks::of(sampleHistory(now), incidents, status, series, m_format)) {
            if (mark.kind == SpendMark::Kind::Incident) {
                told.append(u"%1 %2"_s.arg(series.barAt(mark.atMs)).arg(mark.text));
            }
        }
        const auto clock = [this](const QTime& time) {
            return m_format.locale().toString(time, QLocale::ShortFormat);
        };
        QCOMPARE(
            told,
            QStringList({u"1 OpenAI failed 214 times until %1; others answered"_s.arg(clock(QTime(2, 10))),
                         u"3 Anthropic failed 31 times until %1; requests without an answer: 12"_s.arg(
                             clock(QTime(15, 44))),
                         u"6 OpenAI failed 5 times until %1; others answered"_s.arg(clock(QTime(1, 14)))}));
        QCOMPARE(SpendMarks::count(SpendMark::Kind::Switch, 1, m_format), u"1 switch"_s);
        QCOMPARE(SpendMarks::count(SpendMark::Kind::Incident, 3, m_format), u"3 incidents"_s);
    }

    void budgetsAreSaidInWords() {
        const qint64 now = QDateTime(kToday, QTime(1, 14, 20)).toMSecsSinceEpoch();
        QVector<BudgetStatus> budgets = sampleBudgets(now);
        QCOMPARE(BudgetText::name(budgets[0].budget), u"Monthly budget"_s);
        QCOMPARE(BudgetText::name(budgets[2].budget), u"Daily budget of nightly.py"_s);
        QCOMPARE(BudgetText::spent(budgets[1], m_format), u"$2.45 of $3.00"_s);
        QCOMPARE(BudgetText::consequence(budgets[0], m_format, now), QString());
        QCOMPARE(BudgetText::consequence(budgets[1], m_format, now),
                 u"82 % is spent. At the limit requests that cost go to fast."_s);
        QCOMPARE(BudgetText::consequence(budgets[2], m_format, now),
                 u"Used up: requests that cost are refused until 7:14:20 AM."_s);
        budgets[2].state = BudgetStatus::State::Unread;
        budgets[2].problem = u"locked"_s;
        QCOMPARE(BudgetText::spent(budgets[2], m_format), u"unknown of $0.50"_s);
        QVERIFY(BudgetText::consequence(budgets[2], m_format, now).endsWith(u"locked"_s));
    }

    void aBudgetThatIsUsedUpHasABanner() {
        const qint64 now = QDateTime(kToday, QTime(1, 14, 20)).toMSecsSinceEpoch();
        StatusSnapshot status = emptyStatus(now);
        status.budgets = sampleBudgets(now);
        QVector<BannerItem> banners = BannerText::of(status, m_format);
        QCOMPARE(banners.size(), 1);
        QCOMPARE(banners[0].severity, HealthState::Failed);
        QCOMPARE(banners[0].text,
                 u"Daily budget of nightly.py, $0.50 of $0.50. Used up: requests that cost "
                 "are refused until 7:14:20 AM."_s);
        QVERIFY(!banners[0].action.isEmpty());
        // One that is being read for the first time is no trouble; one that cannot be read is.
        status.budgets[2].state = BudgetStatus::State::Unread;
        QVERIFY(BannerText::of(status, m_format).isEmpty());
        status.budgets[2].problem = u"locked"_s;
        QCOMPARE(BannerText::of(status, m_format).size(), 1);
        // What keeps one from being read keeps all: one banner.
        for (BudgetStatus& budget : status.budgets) {
            budget.state = BudgetStatus::State::Unread;
            budget.problem = u"locked"_s;
        }
        banners = BannerText::of(status, m_format);
        QCOMPARE(banners.size(), 1);
        QCOMPARE(banners[0].text, u"3 budgets cannot be kept, so requests that cost are refused: locked"_s);
    }
};

QTEST_MAIN(TestSpendModels)
#include "tst_spendmodels.moc"
