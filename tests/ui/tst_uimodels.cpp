// The models: a snapshot changes what differs and nothing else; sums of spend; order of the table.
#include "tests/support/FakeClock.h"
#include "tests/ui/support/FakeGatewayService.h"
#include "tests/ui/support/Samples.h"
#include "ui/models/LiveRequestsModel.h"
#include "ui/models/SpendFeed.h"
#include "ui/models/SpendSums.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {
LiveRequest request(int number) {
    LiveRequest live;
    live.requestId = QByteArray::number(number);
    live.startedAtMs = number;
    live.model = u"m"_s;
    return live;
}
const QDate kDay(2026, 11, 22);
QVector<SpendQuery> oneQuestion(const QDate& today) {
    SpendQuery query;
    query.until = today;
    query.perDay = true;
    return {query};
}
}  // namespace

class TestUiModels final : public QObject {
    Q_OBJECT

    Theme m_theme;
    Format m_format{QLocale(QLocale::English, QLocale::UnitedStates)};

private Q_SLOTS:
    void liveRowsFollowAnySequenceOfSnapshots() {
        LiveRequestsModel model(m_theme, m_format);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        QRandomGenerator random(7);
        for (int round = 0; round < 300; ++round) {
            QVector<LiveRequest> rows;
            for (int number = 30; number > 0; --number) {
                if (random.bounded(3) != 0) {
                    rows.append(request(number));
                    rows.last().tokens = random.bounded(3);
                }
            }
            if (round % 10 == 0) {
                std::reverse(rows.begin(), rows.end());
            }
            model.update(rows, {}, 0);
            QCOMPARE(model.rowCount(), rows.size());
            for (int i = 0; i < rows.size(); ++i) {
                const QString tokens = rows[i].tokens == 0 ? Format::none() : QString::number(rows[i].tokens);
                QCOMPARE(model.index(i, LiveRequestsModel::Tokens).data().toString(), tokens);
            }
        }
        QCOMPARE(resets.count(), 0);
    }

    void theSelectedRowStaysTheSameRequest() {
        LiveRequestsModel model(m_theme, m_format);
        model.update({request(2), request(1)}, {}, 0);
        const QPersistentModelIndex chosen = model.index(1, 0);
        model.update({request(4), request(3), request(2), request(1)}, {}, 0);
        QCOMPARE(chosen.row(), 3);
        model.update({request(4), request(3)}, {}, 0);
        QVERIFY(!chosen.isValid());
    }

    void nothingChangedSaysNothing() {
        LiveRequestsModel model(m_theme, m_format);
        model.update({request(2), request(1)}, {}, 0);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy inserts(&model, &QAbstractItemModel::rowsInserted);
        model.update({request(2), request(1)}, {}, 0);
        QCOMPARE(changes.count() + inserts.count(), 0);
        LiveRequest moved = request(1);
        moved.phase = LiveRequest::Phase::Streaming;
        model.update({request(2), moved}, {}, 0);
        QCOMPARE(changes.count(), 1);
        QCOMPARE(changes[0][0].toModelIndex().row(), 1);
    }

    void cellsSayWhatHappened() {
        LiveRequestsModel model(m_theme, m_format);
        const qint64 now = 1'780'000'000'000;
        const StatusSnapshot status = sampleStatus(now);
        QHash<QString, QString> names;
        for (const ProviderStatus& provider : status.providers) {
            names.insert(provider.id, provider.name);
        }
        model.update(status.live, names, now);
        const auto text = [&](int line, int column) { return model.index(line, column).data().toString(); };
        QCOMPARE(text(0, LiveRequestsModel::State), u"streaming"_s);
        QCOMPARE(text(0, LiveRequestsModel::CostColumn), Format::none());  // not known yet
        QCOMPARE(text(3, LiveRequestsModel::Provider), u"CometAPI ← OpenAI"_s);
        QCOMPARE(text(3, LiveRequestsModel::CostColumn), u"$0.0126"_s);
        QCOMPARE(text(5, LiveRequestsModel::CostColumn), u"unknown"_s);
        QCOMPARE(text(6, LiveRequestsModel::Tokens), u"~512"_s);
        QCOMPARE(text(6, LiveRequestsModel::CostColumn), u"~$0.0042"_s);
        QCOMPARE(text(7, LiveRequestsModel::State), u"failed, 503"_s);
        QCOMPARE(text(7, LiveRequestsModel::CostColumn), Format::none());
        QVERIFY(model.index(0, LiveRequestsModel::CostColumn).data(Qt::TextAlignmentRole).toInt() &
                Qt::AlignRight);
    }

    void sumsKeepToTheirDays() {
        const QVector<SpendRow> rows{spendRow(u"a"_s, kDay, 5), spendRow(u"b"_s, kDay, 9),
                                     spendRow(u"a"_s, kDay.addDays(-1), 7),
                                     spendRow(u"a"_s, kDay.addDays(-40), 100)};
        QCOMPARE(spendSum(rows, kDay, kDay).cost, 14);
        QCOMPARE(spendSum(rows, kDay.addDays(-1), kDay).requests, 3);
        const QVector<SpendRow> keys = spendByKey(rows, kDay.addDays(-1), kDay);
        QCOMPARE(keys.size(), 2);
        QCOMPARE(keys[0].key, u"a"_s);
        QCOMPARE(keys[0].cost, 12);
        QCOMPARE(spendSum({}, kDay, kDay).cost, 0);
    }

    void seriesPutTheRestTogether() {
        QVector<SpendRow> rows;
        for (int i = 0; i < 6; ++i) {
            rows.append(spendRow(QString::number(i), kDay, 100 - i));
        }
        const SpendSeries all = spendSeries(rows, {kDay.addDays(-2), kDay}, Grain::Day, 6);
        QCOMPARE(all.keys.size(), 6);
        QVERIFY(!all.others);
        QCOMPARE(all.bars.size(), 3);
        QCOMPARE(all.bars[2].sum.requests, 6);
        const SpendSeries some = spendSeries(rows, {kDay, kDay}, Grain::Day, 3);
        QVERIFY(some.isOthers(2) && !some.isOthers(1));
        QCOMPARE(some.keys, QStringList({u"0"_s, u"1"_s, QString()}));
        QCOMPARE(some.cost[2][0], 98 + 97 + 96 + 95);
        QVERIFY(spendSeries({}, {kDay, kDay}, Grain::Day, 3).keys.isEmpty());
    }

    void feedAsksOnlyWhileSomebodyLooks() {
        FakeGatewayService service;
        FakeClock clock;
        service.publish(emptyStatus(clock.wallMs()));
        SpendFeed feed(service, clock, clock, oneQuestion);
        StatusSnapshot status = emptyStatus(clock.wallMs());
        const auto oneMore = [&] {
            ++status.requestsTotal;
            service.publish(status);
            clock.advance(Milliseconds(2'000));
        };
        oneMore();
        QCOMPARE(service.spends.size(), 0);
        feed.setWatching(SpendFeed::Watching::Yes);
        QCOMPARE(service.spends.size(), 1);
        QVERIFY(service.spends[0].second.perDay);
        oneMore();
        QCOMPARE(service.spends.size(), 1);  // the last question is still open
        service.answerSpend({});
        for (int i = 0; i < 50; ++i) {  // a burst of snapshots is one question
            ++status.requestsTotal;
            service.publish(status);
        }
        clock.advance(Milliseconds(2'000));
        QCOMPARE(service.spends.size(), 1);
        service.answerSpend({});
        service.publish(status);
        clock.advance(Milliseconds(10'000));
        QCOMPARE(service.spends.size(), 0);  // nothing new
        clock.advance(Milliseconds(86'400'000));
        service.publish(status);
        clock.advance(Milliseconds(2'000));
        QCOMPARE(service.spends.size(), 1);  // another day
        service.answerSpend({});
        feed.setWatching(SpendFeed::Watching::No);
        oneMore();
        QCOMPARE(service.spends.size(), 0);
    }

    void feedTakesTheNewestAnswerOnly() {
        FakeGatewayService service;
        FakeClock clock;
        SpendFeed feed(service, clock, clock, oneQuestion);
        feed.setWatching(SpendFeed::Watching::Yes);
        const Ticket old = service.spends[0].first;
        feed.askAnew();
        QCOMPARE(service.cancelled, QVector<Ticket>{old});
        QVERIFY(feed.isAsking());
        Q_EMIT service.spendReady(old, Result<SpendReport>(SpendReport()));
        QVERIFY(feed.reports().isEmpty());
        service.failSpend(u"locked"_s);
        QCOMPARE(feed.problem(), u"locked"_s);
        QVERIFY(!feed.isAsking());
    }

    void feedShowsAnswersOfOneTimeOnly() {
        FakeGatewayService service;
        FakeClock clock;
        SpendFeed feed(service, clock, clock, [](const QDate& today) {
            return oneQuestion(today) + oneQuestion(today.addDays(-1));
        });
        QSignalSpy changes(&feed, &SpendFeed::changed);
        feed.setWatching(SpendFeed::Watching::Yes);
        QCOMPARE(service.spends.size(), 2);
        Q_EMIT service.spendReady(service.spends[1].first, Result<SpendReport>(SpendReport()));
        QVERIFY(feed.reports().isEmpty());
        QCOMPARE(changes.size(), 0);
        Q_EMIT service.spendReady(service.spends[0].first, Result<SpendReport>(SpendReport()));
        QCOMPARE(feed.reports().size(), 2);
        QCOMPARE(changes.size(), 1);
        // One that fails takes the other with it, and what was known stays.
        service.spends.clear();
        feed.askAnew();
        const Ticket other = service.spends[1].first;
        Q_EMIT service.spendReady(service.spends[0].first,
                                  Result<SpendReport>(Error{ErrorCode::Unavailable, u"locked"_s, {}}));
        QVERIFY(service.cancelled.contains(other));
        QVERIFY(!feed.isAsking());
        QCOMPARE(feed.reports().size(), 2);
        QCOMPARE(feed.problem(), u"locked"_s);
    }
};

QTEST_MAIN(TestUiModels)
#include "tst_uimodels.moc"
