// The list of requests: pages as one scrolls, few of them in memory, few questions however fast one scrolls,
// and nothing of an old question in the answer to a new one.
#include "tests/ui/support/FakeGatewayService.h"
#include "tests/ui/support/SampleRequests.h"
#include "ui/models/RequestPages.h"
#include "ui/models/RequestsModel.h"

#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kNow = 1'780'000'000'000;
constexpr qint64 kMany = 10'000'000;
constexpr int kPage = RequestPages::kPageRows;

struct List {
    explicit List(qint64 rows = kMany) : total(rows), atFirst(rows) { pages.start({}); }
    void answer() {
        const qint64 nowMs = kNow + (total - atFirst) * kSampleApartMs;  // those that are new are later
        service.answerPages([&](const RequestQuery& query) { return samplePage(query, total, nowMs); });
    }
    void fail(ErrorCode code) {
        for (const auto& [ticket, query] : std::exchange(service.pages, {})) {
            Q_EMIT service.requestsReady(ticket, Error{code, u"no disk"_s, {}});
        }
    }
    void read(int count) {
        for (int i = 0; i < count; ++i) {
            answer();
            pages.more();
        }
    }
    [[nodiscard]] QByteArray idAt(int row) const {
        const LoggedRequest* request = pages.known(row);
        return request == nullptr ? QByteArray() : request->started.requestId;
    }

    qint64 total;
    qint64 atFirst;
    FakeGatewayService service;
    RequestPages pages{service};
};

}  // namespace

class TestRequestPages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void growsAsOneScrolls() {
        List list(450);
        QVERIFY(list.pages.isReading());
        list.pages.more();  // one question at a time
        QCOMPARE(list.service.pages.size(), 1);
        list.answer();
        QCOMPARE(list.pages.rows(), kPage);
        QVERIFY(!list.pages.isComplete());
        list.pages.more();
        list.answer();
        list.pages.more();
        list.answer();
        QCOMPARE(list.pages.rows(), 450);
        QVERIFY(list.pages.isComplete());
        list.pages.more();
        QVERIFY(list.service.pages.isEmpty());
        QSet<QByteArray> ids;
        for (int row = 0; row < 450; ++row) {
            ids.insert(list.idAt(row));
        }
        QCOMPARE(ids.size(), 450);
    }

    void fewPagesAreInMemory() {
        List list;
        list.read(100);
        list.answer();
        QCOMPARE(list.pages.rows(), 101 * kPage);
        int known = 0;
        for (int row = 0; row < list.pages.rows(); ++row) {
            known += list.pages.known(row) != nullptr ? 1 : 0;
        }
        QCOMPARE(known, RequestPages::kMostPages * kPage);
        // What was let go is read again from where it began, and is the same.
        QVERIFY(list.pages.at(3 * kPage + 7) == nullptr);
        QCOMPARE(list.service.pages.size(), 1);
        QVERIFY(list.pages.at(3 * kPage + 8) == nullptr);
        QCOMPARE(list.service.pages.size(), 1);
        QSignalSpy loaded(&list.pages, &RequestPages::loaded);
        list.answer();
        QCOMPARE(loaded.size(), 1);
        QCOMPARE(list.idAt(3 * kPage + 7), sampleRequest(3 * kPage + 7, kMany, kNow).started.requestId);
        QCOMPARE(list.pages.rows(), 101 * kPage);
    }

    // Dragging the bar over the whole list asks for the pages where it stops, and not for those it passed.
    void fastScrollingAsksForLittle() {
        List list;
        list.read(60);
        list.answer();
        for (int page = 0; page < 40; ++page) {
            (void)list.pages.at(page * kPage);
        }
        QCOMPARE(list.service.pages.size() - list.service.cancelled.size(), 4);
        QSignalSpy loaded(&list.pages, &RequestPages::loaded);
        list.answer();
        QCOMPARE(loaded.size(), 4);
        QCOMPARE(list.idAt(39 * kPage), sampleRequest(39 * kPage, kMany, kNow).started.requestId);
    }

    void anOldQuestionIsNotAnswered() {
        List list;
        const auto old = list.service.pages;
        RequestFilter filter;
        filter.text = u"gpt"_s;
        list.pages.start(filter);
        QCOMPARE(list.service.cancelled.size(), 1);
        Q_EMIT list.service.requestsReady(old[0].first, samplePage(old[0].second, 5, kNow));
        QCOMPARE(list.pages.rows(), 0);
        QCOMPARE(list.service.pages.back().second.filter, filter);
        list.answer();
        QCOMPARE(list.pages.rows(), kPage);
    }

    void aFailureIsToldAndTriedAgain() {
        List list;
        list.fail(ErrorCode::Failed);
        QCOMPARE(list.pages.problem(), u"no disk"_s);
        list.pages.more();
        QVERIFY(list.service.pages.isEmpty());  // not by scrolling, but when one says so
        list.pages.retry();
        list.answer();
        QVERIFY(list.pages.problem().isEmpty());
        QCOMPARE(list.pages.rows(), kPage);
        // So is that of a page that is read again.
        list.read(40);
        list.answer();
        (void)list.pages.at(0);
        list.fail(ErrorCode::Failed);
        QVERIFY(!list.pages.problem().isEmpty());
        (void)list.pages.at(0);
        QVERIFY(list.service.pages.isEmpty());
        list.pages.retry();
        list.answer();
        QVERIFY(list.pages.problem().isEmpty());
        QVERIFY(list.pages.known(0) != nullptr);
        QVERIFY(!list.pages.isReading());
    }

    void aCancelledQuestionIsNoFailure() {
        List list;
        list.fail(ErrorCode::Cancelled);
        QVERIFY(list.pages.problem().isEmpty());
        list.pages.more();
        QCOMPARE(list.service.pages.size(), 1);
    }

    // A filter that lets little through makes the ledger answer with where it got to.
    void aRareSearchGoesOnByItself() {
        List list;
        const RequestCursor there{kNow - 5'000, 77};
        list.service.answerPages([&](const RequestQuery& query) { return RequestPage{query, {}, there}; });
        QCOMPARE(list.pages.rows(), 0);
        QCOMPARE(list.pages.searchedToMs().value_or(0), there.startedAtMs);
        QCOMPARE(list.service.pages.size(), 1);
        QVERIFY(list.service.pages[0].second.after == there);
        list.service.answerPages([&](const RequestQuery& query) {
            return RequestPage{query, {sampleRequest(1, 5, kNow)}, std::nullopt};
        });
        QCOMPARE(list.pages.rows(), 1);
        QVERIFY(list.pages.isComplete());
        QVERIFY(!list.pages.searchedToMs());
    }

    void newerOnesAreNoticed() {
        List list(1'000);
        list.answer();
        QSignalSpy newer(&list.pages, &RequestPages::newer);
        list.pages.look();
        list.answer();
        QVERIFY(newer.isEmpty());
        list.total = 1'003;
        list.pages.look();
        list.pages.look();
        QCOMPARE(list.service.pages.size(), 1);
        list.answer();
        QCOMPARE(newer.size(), 1);
        QCOMPARE(newer[0][0].toInt(), 3);
        QCOMPARE(newer[0][1].toBool(), false);
        list.total = 5'000;
        list.pages.look();
        list.answer();
        QCOMPARE(newer[1][0].toInt(), kPage);
        QCOMPARE(newer[1][1].toBool(), true);
        QCOMPARE(list.pages.rows(), kPage);  // the list itself stands still
        // An empty one begins anew.
        List empty(0);
        empty.answer();
        empty.total = 2;
        empty.pages.look();
        empty.answer();
        QCOMPARE(empty.pages.rows(), 2);
    }

    void theTableSaysHowItEnded() {
        List list(10);
        const Theme theme;
        RequestsModel model(
            list.pages, theme, Format(QLocale(QLocale::English, QLocale::UnitedStates)),
            [](const QString& id) { return id.toUpper(); }, [] { return kNow; });
        QVERIFY(!model.canFetchMore({}));  // a question is under way
        list.answer();
        QCOMPARE(model.rowCount(), 10);
        const auto cell = [&](int row, int column) { return model.index(row, column).data().toString(); };
        QVERIFY(cell(0, RequestsModel::State).contains(u"Answered"_s));
        QVERIFY(cell(4, RequestsModel::State).contains(u"Failed 503"_s));
        QVERIFY(cell(6, RequestsModel::State).contains(u"Cancelled"_s));
        QVERIFY(cell(2, RequestsModel::State).contains(u"3 attempts"_s));
        QCOMPARE(cell(2, RequestsModel::Model), u"coding → gpt-5.5-codex"_s);
        QCOMPARE(cell(0, RequestsModel::Model), u"gpt-5.5"_s);
        QCOMPARE(cell(8, RequestsModel::CostColumn), u"unknown"_s);
        QCOMPARE(cell(0, RequestsModel::Provider), u"OPENAI"_s);
        QVERIFY(cell(3, RequestsModel::Project) == Format::none());
        // The sign is one of three ways to tell; a reader hears the words.
        QCOMPARE(model.index(4, RequestsModel::State).data(Qt::AccessibleTextRole).toString(),
                 u"Failed 503"_s);
    }
};

QTEST_MAIN(TestRequestPages)
#include "tst_requestpages.moc"
