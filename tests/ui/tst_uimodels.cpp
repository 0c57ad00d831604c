// The models: a snapshot changes what differs and nothing else; sums of spend; order of the table.
#include "tests/support/FakeClock.h"
#include "tests/ui/support/FakeGatewayService.h"
#include "tests/ui/support/Samples.h"
#include "ui/models/LiveRequestsModel.h"
#include "ui/models/SpendFeed.h"
#include "ui/models/SpendModel.h"
#include "ui/models/SpendSums.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QSortFilterProxyModel>
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
SpendRow row(const QString& key, const QDate& day, NanoUsd cost) {
    SpendRow one;
    one.key = key;
    one.day = day;
    one.cost = cost;
    one.listCost = cost * 2;
    one.requests = 1;
    return one;
}
const QDate kDay(2026, 11, 22);
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
        QCOMPARE(text(3, LiveRequestsModel::Provider), u"OpenAI → CometAPI"_s);
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
        const QVector<SpendRow> rows{row(u"a"_s, kDay, 5), row(u"b"_s, kDay, 9),
                                     row(u"a"_s, kDay.addDays(-1), 7), row(u"a"_s, kDay.addDays(-40), 100)};
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
            rows.append(row(QString::number(i), kDay, 100 - i));
        }
        const SpendSeries all = spendSeries(rows, kDay.addDays(-2), kDay, 6);
        QCOMPARE(all.keys.size(), 6);
        QCOMPARE(all.days.size(), 3);
        const SpendSeries some = spendSeries(rows, kDay, kDay, 3);
        QCOMPARE(some.keys, QStringList({u"0"_s, u"1"_s, QString()}));
        QCOMPARE(some.cost[2][0], 98 + 97 + 96 + 95);
        QVERIFY(spendSeries({}, kDay, kDay, 3).keys.isEmpty());
    }

    void tableSortsByValueAndSaysUnknown() {
        SpendModel model(m_theme, m_format);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QVector<SpendRow> rows{row(u"dear"_s, kDay, 20'000'000'000), row(u"cheap"_s, kDay, 3'000'000'000),
                               row(u"unpriced"_s, kDay, 0)};
        rows[2].unknownCostRequests = 1;
        model.update(rows, 2);
        QSortFilterProxyModel sorted;
        sorted.setSourceModel(&model);
        sorted.setSortRole(SpendModel::kSortRole);
        sorted.sort(SpendModel::CostColumn, Qt::AscendingOrder);
        QCOMPARE(sorted.index(1, SpendModel::Key).data().toString(), u"cheap"_s);  // 3 before 20: by value
        QCOMPARE(sorted.index(0, SpendModel::CostColumn).data().toString(), u"unknown"_s);
        QCOMPARE(sorted.index(2, SpendModel::Saved).data().toString(), u"$20.00"_s);
        model.update({rows[0]}, 1);
        model.update(rows, 3);
        model.update({}, 0);
        QCOMPARE(model.rowCount(), 0);
    }

    void feedAsksOnlyWhileSomebodyLooks() {
        FakeGatewayService service;
        FakeClock clock;
        service.publish(emptyStatus(clock.wallMs()));
        SpendFeed feed(service, clock, clock);
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
        for (int i = 0; i < 50; ++i) {  // a burst of snapshots is one question
            ++status.requestsTotal;
            service.publish(status);
        }
        clock.advance(Milliseconds(2'000));
        QCOMPARE(service.spends.size(), 2);
        service.publish(status);
        clock.advance(Milliseconds(10'000));
        QCOMPARE(service.spends.size(), 2);  // nothing new
        clock.advance(Milliseconds(86'400'000));
        service.publish(status);
        clock.advance(Milliseconds(2'000));
        QCOMPARE(service.spends.size(), 3);  // another day
        feed.setWatching(SpendFeed::Watching::No);
        oneMore();
        QCOMPARE(service.spends.size(), 3);
    }

    void feedTakesTheNewestAnswerOnly() {
        FakeGatewayService service;
        FakeClock clock;
        SpendFeed feed(service, clock, clock);
        feed.setWatching(SpendFeed::Watching::Yes);
        const Ticket old = service.spends[0].first;
        feed.setBy(SpendBy::Provider);
        SpendReport report;
        Q_EMIT service.spendReady(old, Result<SpendReport>(report));
        QVERIFY(!feed.report());
        Q_EMIT service.spendReady(old + 1,
                                  Result<SpendReport>(Error{ErrorCode::Unavailable, u"locked"_s, {}}));
        QCOMPARE(feed.problem(), u"locked"_s);
    }
};

QTEST_MAIN(TestUiModels)
#include "tst_uimodels.moc"
