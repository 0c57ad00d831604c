// Rules, pins, abilities and limits: which targets a request may go to. The order that the strategies give is
// tst_strategies' matter.
#include "core/routing/Explain.h"
#include "tests/routing/PlanTables.h"

#include <QTest>
#include <QTimeZone>

using namespace signalbox;
using namespace signalbox::test;
using Kind = HealthReason::Kind;

class TestRoutePlanner final : public QObject {
    Q_OBJECT

    PlanTables m;

private Q_SLOTS:
    void init() {
        m = {};
        m.config.providers = {provider("a", {QStringLiteral("gpt"), QStringLiteral("mini")}),
                              provider("b", {QStringLiteral("gpt")}),
                              provider("c", {QStringLiteral("opus")})};
        m.config.routes = {route("special", "gpt", {target("a"), target("c", "opus")})};
        m.facts.model = QStringLiteral("gpt");
    }

    void listOrderWins() {
        RouteConfig byClient = route("coding", "", {target("b")});
        byClient.match.client = QStringLiteral("aider");
        m.config.routes.insert(m.config.routes.begin(), byClient);
        QCOMPARE(m.planned(), QStringLiteral("special > a:gpt c:opus"));
        m.facts.client = QStringLiteral("aider");
        QCOMPARE(m.planned(), QStringLiteral("coding > b:gpt"));
    }

    void noMatchTakesThoseThatListTheModel() {
        m.config.routes.clear();
        QCOMPARE(m.planned(), QStringLiteral("- > a:gpt b:gpt"));
        m.facts.model = QStringLiteral("opus");
        QCOMPARE(m.planned(), QStringLiteral("- > c:opus"));
        m.facts.model = QStringLiteral("nobody-has-it");
        QVERIFY(m.plan().empty());
    }

    void aRouteIsAskedForByName() {
        m.config.routes = {route("fast", "gpt-*", {target("a", "mini")})};
        m.facts.model = QStringLiteral("fast");
        QCOMPARE(m.planned(), QStringLiteral("fast > a:mini"));
    }

    void providerSlashModel() {
        m.facts.model = QStringLiteral("b/anything/x");
        QCOMPARE(m.planned(), QStringLiteral("- > b:anything/x"));
        m.config.routes.push_back(route("all", "*", {target("a")}));
        QCOMPARE(m.planned(),
                 QStringLiteral("- > b:anything/x"));  // a catch-all does not capture a named provider
        m.facts.model = QStringLiteral("vendor/x");
        QCOMPARE(m.planned(), QStringLiteral("all > a:vendor/x"));
        m.config.routes.push_back(route("b-things", "b/*", {target("c", "opus")}));
        m.facts.model = QStringLiteral("b/x");
        QCOMPARE(m.planned(), QStringLiteral("b-things > c:opus"));  // a rule that names it does
    }

    void passedOverKeepTheirReason() {
        m.health.states.insert(QStringLiteral("a"), resting());
        const RoutePlan plan = m.plan();
        QCOMPARE(plan.order.size(), 1U);
        QCOMPARE(plan.passedOver.size(), 1U);
        QCOMPARE(plan.passedOver.front().health.reason.kind, HealthReason::Kind::Cooldown);
        m.config.providers[0].enabled = false;
        QCOMPARE(m.plan().passedOver.front().health.reason.kind, HealthReason::Kind::Disabled);
        m.config.providers[2].protocol = Protocol::Gemini;
        QVERIFY(m.plan().order.empty());
    }

    void preferMovesToTheFrontAndFailsOver() {
        m.switches.pins.insert(QStringLiteral("special"),
                               {PinMode::Prefer, {QStringLiteral("c"), {}}, {}, 0});
        QCOMPARE(m.planned(), QStringLiteral("special > c:opus a:gpt"));
        m.health.states.insert(QStringLiteral("c"), resting());
        QCOMPARE(m.planned(), QStringLiteral("special > a:gpt"));
    }

    void onlyAsksWhateverItsHealthButNotWhatIsDrained() {
        m.switches.pins.insert(QStringLiteral("special"), {PinMode::Only, {QStringLiteral("c"), {}}, {}, 0});
        QCOMPARE(m.planned(), QStringLiteral("special > c:opus"));
        m.health.states.insert(QStringLiteral("c"), resting());
        QCOMPARE(m.planned(), QStringLiteral("special > c:opus"));
        m.health.states.insert(QStringLiteral("c"), drained());
        QCOMPARE(m.planned(), QStringLiteral("special > "));
    }

    void anEndedPinDoesNotHold() {
        m.switches.pins.insert(QStringLiteral("special"),
                               {PinMode::Only, {QStringLiteral("c"), {}}, kNowWall, 0});
        QCOMPARE(m.planned(), QStringLiteral("special > a:gpt c:opus"));
        m.switches.pins[QStringLiteral("special")].untilMs = kNowWall + 1;
        QCOMPARE(m.planned(), QStringLiteral("special > c:opus"));
    }

    void aProviderUsedTwiceIsNamedWithItsModel() {
        m.config.routes = {route("r", "gpt", {target("a", "gpt"), target("a", "mini"), target("b")})};
        const RouteConfig& config = m.config.routes.front();
        QVERIFY(!findTarget(config, {QStringLiteral("a"), {}}));
        QCOMPARE(findTarget(config, {QStringLiteral("a"), QStringLiteral("mini")})->toString(),
                 QStringLiteral("a/mini"));
        QCOMPARE(findTarget(config, {QStringLiteral("b"), {}})->toString(), QStringLiteral("b"));
        m.switches.pins.insert(QStringLiteral("r"),
                               {PinMode::Prefer, {QStringLiteral("a"), QStringLiteral("mini")}, {}, 0});
        QCOMPARE(m.planned(), QStringLiteral("r > a:mini a:gpt b:gpt"));
    }

    void matching_data() {
        QTest::addColumn<QTime>("time");
        QTest::addColumn<qint64>("tokens");
        QTest::addColumn<bool>("tools");
        QTest::addColumn<bool>("matches");
        QTest::newRow("all") << QTime(23, 0) << qint64(500) << true << true;
        QTest::newRow("after midnight") << QTime(5, 59) << qint64(500) << true << true;
        QTest::newRow("end is open") << QTime(6, 0) << qint64(500) << true << false;
        QTest::newRow("begin is closed") << QTime(22, 0) << qint64(500) << true << true;
        QTest::newRow("noon") << QTime(12, 0) << qint64(500) << true << false;
        QTest::newRow("small") << QTime(23, 0) << qint64(99) << true << false;
        QTest::newRow("large") << QTime(23, 0) << qint64(1'001) << true << false;
        QTest::newRow("limits belong") << QTime(23, 0) << qint64(1'000) << true << true;
        QTest::newRow("no tools") << QTime(23, 0) << qint64(500) << false << false;
    }
    void matching() {
        QFETCH(QTime, time);
        QFETCH(qint64, tokens);
        QFETCH(bool, tools);
        RouteConfig night = route("night", "gpt", {target("b")});
        night.match.hours = RouteMatch::Hours{QTime(22, 0), QTime(6, 0)};
        night.match.minPromptTokens = 100;
        night.match.maxPromptTokens = 1'000;
        night.match.needs = {Need::Tools};
        night.match.endpoint = Endpoint::ChatCompletions;
        m.config.routes = {night};
        m.facts.localTime = QDateTime(QDate(2026, 11, 22), time);
        m.facts.promptTokens = tokens;
        m.facts.needsTools = tools;
        QTEST(matchRoute(m.facts, m.config) != nullptr, "matches");
        m.facts.endpoint = Endpoint::Embeddings;
        QVERIFY(matchRoute(m.facts, m.config) == nullptr);
    }
};

QTEST_APPLESS_MAIN(TestRoutePlanner)
#include "tst_routeplanner.moc"
