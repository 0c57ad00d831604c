// A draft of a part of the configuration: what counts as a change, whose change wins, which check holds, and
// what becomes of it when it is applied.
#include "tests/ui/support/FakeGatewayService.h"
#include "tests/ui/support/SampleRoutes.h"
#include "ui/models/FileDraft.h"
#include "ui/models/RouteChanges.h"

#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

class TestFileDraft final : public QObject {
    Q_OBJECT

    FakeGatewayService m_service;
    std::unique_ptr<FileDraft> m_draft;

    void changeFile(const std::function<void(Config&)>& edit) {
        auto config = std::make_shared<Config>(*m_service.fileConfig());
        edit(*config);
        m_service.configure(config);
    }
    void rename(std::size_t route, const QString& name) {
        m_draft->edit([&](Config& config) { config.routes[route].name = name; });
    }

private Q_SLOTS:
    void init() {
        m_service.saves.clear();
        m_service.checks.clear();
        m_service.configure(routesConfig());
        m_draft = std::make_unique<FileDraft>(m_service, ConfigPart{&copyRoutes, &sameRoutes, &settleRoutes});
    }

    void onlyItsPartIsAChange() {
        QVERIFY(!m_draft->isDirty());
        const QSignalSpy changed(m_draft.get(), &FileDraft::changed);
        m_draft->edit([](Config& config) { config.retentionDays = 7; });
        QVERIFY(!m_draft->isDirty());
        QCOMPARE(changed.size(), 0);
        rename(0, u"work"_s);
        QVERIFY(m_draft->isDirty());
        QCOMPARE(changed.size(), 1);
        rename(0, u"coding"_s);
        QVERIFY(!m_draft->isDirty());
        QVERIFY(m_service.saves.isEmpty());
    }

    void oneCheckIsUnderWayAtATime() {
        QCOMPARE(m_service.checks.size(), 1);
        rename(0, u"a"_s);
        rename(0, u"ab"_s);
        QCOMPARE(m_service.checks.size(), 1);
        QVERIFY(!m_draft->isCheckCurrent());
        ConfigCheck stale;
        stale.faults = {{u"routes[0].name"_s, u"of what it was before"_s}};
        m_service.answerChecks(stale);
        QVERIFY(m_draft->faultAt(u"routes[0]"_s).isEmpty());
        QCOMPARE(m_service.checks.size(), 1);
        QCOMPARE(m_service.checks[0].second.routes[0].name, u"ab"_s);
        ConfigCheck check;
        check.faults = {{u"routes[1].match.model"_s, u"wrong"_s}, {u"routes[10].name"_s, u"other"_s}};
        check.warnings = {{u"routes[0].targets[1]"_s, u"hm"_s}};
        m_service.answerChecks(check);
        QVERIFY(m_draft->isCheckCurrent());
        QCOMPARE(m_draft->faultAt(u"routes[1]"_s), u"wrong"_s);  // and not that of [10]
        QCOMPARE(m_draft->faultAt(u"routes[1].match.model"_s), u"wrong"_s);
        QCOMPARE(m_draft->faultAt(u"routes[1].name"_s), QString());
        QCOMPARE(m_draft->warningAt(u"routes[0].targets"_s), u"hm"_s);
    }

    void othersChangesOfOtherPartsAreTakenIn() {
        rename(0, u"work"_s);
        changeFile([](Config& config) { config.retentionDays = 7; });
        QVERIFY(m_draft->isDirty());
        QVERIFY(!m_draft->isContested());
        m_draft->apply();
        QCOMPARE(m_service.saves.last().config.retentionDays, 7);
        QCOMPARE(m_service.saves.last().config.routes[0].name, u"work"_s);
    }

    void ofTwoChangesOfThePartTheUserChooses() {
        rename(0, u"mine"_s);
        changeFile([](Config& config) { config.routes[0].name = u"theirs"_s; });
        QVERIFY(m_draft->isContested());
        QCOMPARE(m_draft->config().routes[0].name, u"mine"_s);
        m_draft->keepMine();
        QVERIFY(!m_draft->isContested());
        QVERIFY(m_draft->isDirty());
        m_draft->revert();
        QCOMPARE(m_draft->config().routes[0].name, u"theirs"_s);
        QVERIFY(!m_draft->isDirty());
    }

    void theSameChangeByBothIsNoContest() {
        rename(0, u"same"_s);
        changeFile([](Config& config) { config.routes[0].name = u"same"_s; });
        QVERIFY(!m_draft->isContested());
        QVERIFY(!m_draft->isDirty());
    }

    void anUneditedDraftFollowsTheFile() {
        const QSignalSpy reloaded(m_draft.get(), &FileDraft::reloaded);
        changeFile([](Config& config) { config.routes.clear(); });
        QCOMPARE(reloaded.size(), 1);
        QVERIFY(m_draft->config().routes.empty());
        QVERIFY(!m_draft->isDirty());
    }

    void applied() {
        rename(0, u"work"_s);
        const QSignalSpy applied(m_draft.get(), &FileDraft::applied);
        m_draft->apply();
        m_draft->apply();
        QCOMPARE(m_service.saves.size(), 1);  // once, and it goes on
        QCOMPARE(m_draft->state(), FileDraft::State::Applying);
        m_draft->revert();
        QCOMPARE(m_draft->config().routes[0].name, u"work"_s);
        m_service.done(m_service.saves[0].ticket);
        QCOMPARE(applied.size(), 1);
        QVERIFY(!m_draft->isDirty());  // though the file has not been told of yet
        m_service.configure(std::make_shared<Config>(m_service.saves[0].config));
        QVERIFY(!m_draft->isDirty());
        QVERIFY(!m_draft->isContested());
    }

    // The service tells of a written file only when its keys are there.
    void aFileThatIsAheadOfWhatWasToldIsNotUndone() {
        auto ahead = std::make_shared<Config>(*m_service.fileConfig());
        ahead->retentionDays = 7;
        m_service.file = ahead;
        rename(0, u"work"_s);
        m_draft->apply();
        QCOMPARE(m_service.saves.size(), 1);
        QCOMPARE(m_service.saves[0].config.retentionDays, 7);
        m_service.file.reset();
    }

    void aBudgetFollowsTheRuleItSendsTo() {
        changeFile([](Config& config) {
            config.budgets.resize(1);
            config.budgets[0].atLimit = BudgetConfig::AtLimit::Route;
            config.budgets[0].routeTo = u"night"_s;
        });
        rename(4, u"late"_s);
        QCOMPARE(m_draft->config().budgets[0].routeTo, u"late"_s);
        m_draft->edit([](Config& config) { config.routes.pop_back(); });
        QCOMPARE(m_draft->config().budgets[0].atLimit, BudgetConfig::AtLimit::Refuse);
        QVERIFY(m_draft->config().budgets[0].routeTo.isEmpty());
        m_draft->revert();
        QCOMPARE(m_draft->config().budgets[0].routeTo, u"night"_s);
    }

    void aRefusedFileSaysWhyAndLosesNothing() {
        rename(0, u"work"_s);
        m_draft->apply();
        m_service.done(m_service.saves[0].ticket, Error{ErrorCode::Busy, u"it was changed on disk"_s, {}});
        QCOMPARE(m_draft->problem(), FileDraft::Problem::Foreign);
        QCOMPARE(m_draft->problemText(), u"it was changed on disk"_s);
        QVERIFY(m_draft->isDirty());
        m_draft->apply(OnForeignChange::SetAside);
        QCOMPARE(m_service.saves.last().onForeignChange, OnForeignChange::SetAside);
        m_service.done(m_service.saves.last().ticket, Error{ErrorCode::Failed, u"the disk is full"_s, {}});
        QCOMPARE(m_draft->problem(), FileDraft::Problem::Other);
        QCOMPARE(m_draft->config().routes[0].name, u"work"_s);
        m_draft->revert();
        QCOMPARE(m_draft->problem(), FileDraft::Problem::None);
    }

    void nothingWithoutAFile() {
        FakeGatewayService service;
        FileDraft draft(service, {&copyRoutes, &sameRoutes, &settleRoutes});
        QVERIFY(draft.file() == nullptr);
        draft.apply();
        QVERIFY(service.saves.isEmpty());
        QVERIFY(service.checks.isEmpty());
        service.configure(routesConfig());
        QCOMPARE(draft.config().routes.size(), 5U);
    }

    void changesAreCountedAsPeopleWould_data() {
        QTest::addColumn<std::function<void(Config&)>>("edit");
        QTest::addColumn<int>("count");
        using Edit = std::function<void(Config&)>;
        QTest::newRow("none") << Edit([](Config&) {}) << 0;
        QTest::newRow("one edited") << Edit([](Config& c) { c.routes[1].maxAttempts = 2; }) << 1;
        QTest::newRow("one renamed") << Edit([](Config& c) { c.routes[1].name = u"x"_s; }) << 1;
        QTest::newRow("one added") << Edit([](Config& c) { c.routes.push_back({}); }) << 1;
        QTest::newRow("one removed") << Edit([](Config& c) { c.routes.erase(c.routes.begin()); }) << 1;
        QTest::newRow("another order") << Edit([](Config& c) { std::swap(c.routes[0], c.routes[3]); }) << 1;
        QTest::newRow("two edited, another order") << Edit([](Config& c) {
            c.routes[1].hold = true;
            c.routes[2].hedge = true;
            std::swap(c.routes[0], c.routes[3]);
        }) << 3;
    }
    void changesAreCountedAsPeopleWould() {
        QFETCH(std::function<void(Config&)>, edit);
        QFETCH(int, count);
        const ConfigPtr file = routesConfig();
        Config draft = *file;
        edit(draft);
        QCOMPARE(RouteChanges::of(*file, draft).count, count);
    }
};

QTEST_GUILESS_MAIN(TestFileDraft)
#include "tst_filedraft.moc"
