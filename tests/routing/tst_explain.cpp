// Explaining a request, where the lever stands, and what a switch would cost: asked of the planner's own
// code.
#include "core/routing/Explain.h"
#include "core/routing/Preview.h"
#include "tests/routing/PlanTables.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using Kind = HealthReason::Kind;
using Verdict = ExplainedRule::Verdict;

class TestExplain final : public QObject {
    Q_OBJECT

    PlanTables m;

    RouteConfig& first() { return m.config.routes.front(); }
    HealthView::Target& health(const char* provider) { return m.health.states[word(provider)]; }
    LeverStand stand(const Pin& pin = {}) {
        return leverStand(first(), leverPositions(first(), m.config, m.health), pin, m.inputs());
    }
    SwitchPreview preview(PinMode mode, const char* to) {
        const Pin pin{mode, {word(to), {}}, {}, 0};
        return previewSwitch(first(), stand(), stand(pin), pin, m.inputs());
    }
    void answered(qint64 input, qint64 cached, qint64 output) {
        Usage usage;
        usage.inputTokens = input;
        usage.cachedInputTokens = cached;
        usage.outputTokens = output;
        m.uses.answered(word("r"), m.facts, usage, kNow);
    }

private Q_SLOTS:
    void init() {
        m = {};
        m.config.providers = {provider("a"), provider("b"), provider("c")};
        m.config.routes = {route("r", "gpt", {target("a"), target("b"), target("c", "opus")})};
        m.facts.model = word("gpt");
        m.facts.promptTokens = 1'000;
    }

    void rulesSayWhyTheyDoNotMatch() {
        RouteConfig client = route("client", "gpt", {target("a")});
        client.match.client = word("aider");
        RouteConfig endpoint = route("endpoint", "gpt", {target("a")});
        endpoint.match.endpoint = Endpoint::Embeddings;
        RouteConfig need = route("need", "gpt", {target("a")});
        need.match.needs = {Need::Image};
        RouteConfig large = route("large", "gpt", {target("a")});
        large.match.minPromptTokens = 1'001;
        RouteConfig small = route("small", "gpt", {target("a")});
        small.match.maxPromptTokens = 999;
        RouteConfig night = route("night", "gpt", {target("a")});
        night.match.hours = RouteMatch::Hours{QTime(22, 0), QTime(6, 0)};
        m.facts.localTime = QDateTime(QDate(2026, 11, 22), QTime(12, 0));
        m.config.routes = {route("model", "opus", {target("a")}),
                           client,
                           endpoint,
                           need,
                           large,
                           small,
                           night,
                           route("r", "gpt", {target("a")}),
                           route("late", "*", {target("a")})};
        QVector<Verdict> verdicts;
        for (const ExplainedRule& rule : explainRequest(m.facts, m.inputs()).rules) {
            verdicts << rule.verdict;
        }
        QCOMPARE(verdicts,
                 (QVector<Verdict>{Verdict::OtherModel, Verdict::OtherClient, Verdict::OtherEndpoint,
                                   Verdict::NeedMissing, Verdict::PromptTooSmall, Verdict::PromptTooLarge,
                                   Verdict::OutsideHours, Verdict::Matches, Verdict::NotReached}));
        m.config.routes = {route("all", "*", {target("a")})};
        m.facts.model = word("b/x");
        const Explanation named = explainRequest(m.facts, m.inputs());
        QCOMPARE(named.rules.front().verdict, Verdict::NamesProvider);
        QCOMPARE(named.route, QString());
        m.config.routes.push_back(route("best", "opus", {target("b")}));
        m.facts.model = word("best");
        const Explanation byName = explainRequest(m.facts, m.inputs());
        QCOMPARE(byName.rules.front().verdict, Verdict::NamesRoute);
        QCOMPARE(byName.route, word("best"));
        m.facts.model = word("b/x");
        QCOMPARE(named.targets.front().model, word("x"));
    }

    void targetsInTheOrderTheyWouldBeAsked() {
        first().strategy = Strategy::LowestLatency;
        health("a").latencyMs = 500;
        health("b") = resting();
        m.costs.perToken = {{word("a"), 2}};
        m.facts.conversation = 9;
        m.conversations.served(9, {word("r"), word("a"), word("gpt"), 2'000, 0, kNow});
        const Explanation told = explainRequest(m.facts, m.inputs());
        QCOMPARE(told.route, word("r"));
        QCOMPARE(told.strategy, Strategy::LowestLatency);
        QCOMPARE(told.targets.size(), 3);
        QCOMPARE(told.targets[0].target.provider, word("a"));
        QCOMPARE(told.targets[0].place, 0);
        QCOMPARE(told.targets[0].latencyMs, std::optional<qint64>(500));
        QCOMPARE(told.targets[0].estimatedCost, std::optional<NanoUsd>(2 * 1'500));
        QVERIFY(told.targets[0].keepsConversation);
        QCOMPARE(told.targets[1].model, word("opus"));
        QCOMPARE(told.targets[1].place, 1);
        QVERIFY(!told.targets[1].estimatedCost);
        QCOMPARE(told.targets[2].place, -1);
        QCOMPARE(told.targets[2].reason.kind, Kind::Cooldown);
    }

    void askingTakesNoChance() {
        first().strategy = Strategy::Weighted;
        first().targets = {target("a", "", 1), target("b", "", 9)};
        int draws = 0;
        m.random = [&] {
            ++draws;
            return 0.0;
        };
        QCOMPARE(explainRequest(m.facts, m.inputs()).targets[0].target.provider, word("b"));
        QCOMPARE(draws, 0);
    }

    void theLeverStandsWhereThePlanGoes() {
        QCOMPARE(stand().active, 0);
        first().strategy = Strategy::LowestLatency;
        health("b").latencyMs = 10;
        QCOMPARE(stand().active, 1);
        QVERIFY(!stand().failedOver);
        first().strategy = Strategy::LowestCost;
        m.costs.perToken = {{word("c"), 1}, {word("a"), 2}};
        QCOMPARE(stand().active, 2);
        first().strategy = Strategy::LeastBusy;
        health("a").inFlight = 1;
        QCOMPARE(stand().active, 1);
        first().strategy = Strategy::Weighted;
        first().targets[2].weight = 8;
        QCOMPARE(stand().active, 2);
        health("c") = resting();
        QCOMPARE(stand().active, 0);
        QVERIFY(stand().failedOver);
        first().strategy = Strategy::Priority;
        QVERIFY(!stand().failedOver);
        m.config.providers[0].maxConcurrent = 1;
        QCOMPARE(stand().active, 1);
        QVERIFY(!stand().failedOver);  // a full one is well
        const Pin pin{PinMode::Only, {word("a"), {}}, {}, 0};
        QCOMPARE(stand(pin).active, -1);
        m.config.providers[0].maxConcurrent = 0;
        QCOMPARE(stand(pin).active, 0);
        health("a") = drained();
        health("b") = resting();
        QCOMPARE(stand().active, -1);
        QVERIFY(!stand().failedOver);
    }

    void aSwitchWouldLeaveCachesBehind() {
        m.costs.perToken = {{word("a"), 2}, {word("b"), 5}};
        answered(3'000, 1'000, 100);
        answered(1'000, 0, 100);
        m.conversations.served(1, {word("r"), word("a"), word("gpt"), 3'000, 1'000, kNow});
        m.conversations.served(2, {word("r"), word("a"), word("gpt"), 2'000, 0, kNow});
        m.conversations.served(3, {word("r"), word("b"), word("gpt"), 9'000, 0, kNow});  // is there already
        m.conversations.served(4, {word("other"), word("a"), word("gpt"), 9'000, 0, kNow});
        m.conversations.served(
            5, {word("r"), word("a"), word("gpt"), 9'000, 0, kNow - Stickiness::kIdleMs});  // cold
        const SwitchPreview seen = preview(PinMode::Prefer, "b");
        QCOMPARE(seen.from.provider, word("a"));
        QCOMPARE(seen.to.provider, word("b"));
        QCOMPARE(seen.warmConversations, 2);
        QCOMPARE(seen.cachedTokensLost, 5'000);
        QCOMPARE(seen.cacheCost, std::optional<NanoUsd>(25'000));
        QCOMPARE(seen.costBefore, std::optional<NanoUsd>(2 * (2'000 - 500 + 100)));
        QCOMPARE(seen.costAfter, std::optional<NanoUsd>(5 * (2'000 - 500 + 100)));
        QVERIFY(!preview(PinMode::Only, "c").cacheCost);  // no price known
        QCOMPARE(preview(PinMode::Only, "c").warmConversations, 3);
        QCOMPARE(preview(PinMode::Prefer, "a").warmConversations, 1);
    }

    void aSwitchTellsWhatTheTargetLacks() {
        m.catalog.add(word("opus"), 2'500);
        m.catalog.addLack(word("opus"), Need::Image);
        m.catalog.addLack(word("opus"), Need::Tools);
        QVERIFY(preview(PinMode::Only, "c").missing.isEmpty());
        QVERIFY(!preview(PinMode::Only, "c").contextTooSmall);
        m.facts.needsImage = true;
        answered(2'500, 0, 1);
        m.facts.needsImage = false;
        answered(100, 0, 1);
        QCOMPARE(preview(PinMode::Only, "c").missing, QVector<Need>{Need::Image});
        QVERIFY(!preview(PinMode::Only, "c").contextTooSmall);
        answered(2'501, 0, 1);
        QVERIFY(preview(PinMode::Only, "c").contextTooSmall);
        QVERIFY(!preview(PinMode::Only, "b").contextTooSmall);  // nothing known of it
        m.nowMs = kNow + RouteUse::kLatelyMs;
        QVERIFY(!preview(PinMode::Only, "c").contextTooSmall);
        QVERIFY(!preview(PinMode::Only, "c").costBefore);
    }

    void backToAutomaticCostsNoCache() {
        m.conversations.served(1, {word("r"), word("b"), word("gpt"), 3'000, 1'000, kNow});
        SwitchPreview seen = preview(PinMode::Auto, "");
        QCOMPARE(seen.to.provider, word("a"));
        QCOMPARE(seen.warmConversations, 0);
        first().sticky = false;
        QCOMPARE(preview(PinMode::Auto, "").warmConversations, 1);
    }
};

QTEST_APPLESS_MAIN(TestExplain)
#include "tst_explain.moc"
