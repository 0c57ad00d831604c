// Strategies: in which order usable targets are asked, what exploring and chance do, where a conversation
// stays, and that no healthy target is ever starved.
#include "core/routing/Strategies.h"
#include "tests/routing/PlanTables.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace signalbox;
using namespace signalbox::test;
using Kind = HealthReason::Kind;

class TestStrategies final : public QObject {
    Q_OBJECT

    PlanTables m;

    RouteConfig& only() { return m.config.routes.front(); }
    HealthView::Target& health(const char* provider) { return m.health.states[word(provider)]; }
    void served(const char* provider, qint64 nowMs) {
        m.conversations.served(m.facts.conversation,
                               {word("r"), word(provider), word("gpt"), 5'000, 4'000, nowMs});
    }

private Q_SLOTS:
    void init() {
        m = {};
        m.config.providers = {provider("a"), provider("b"), provider("c")};
        m.config.routes = {route("r", "gpt", {target("a"), target("b"), target("c")})};
        m.facts.model = word("gpt");
        m.facts.promptTokens = 1'000;
    }

    void latency_data() {
        QTest::addColumn<QList<int>>("ms");  // -1: not measured
        QTest::addColumn<QString>("order");
        QTest::newRow("none known") << QList<int>{-1, -1, -1} << "a b c";
        QTest::newRow("by speed") << QList<int>{900, 300, 600} << "b c a";
        QTest::newRow("unknown last") << QList<int>{-1, 300, 200} << "c b a";
        QTest::newRow("equals as listed") << QList<int>{300, 200, 200} << "b c a";
    }
    void latency() {
        QFETCH(QList<int>, ms);
        only().strategy = Strategy::LowestLatency;
        const char* const names[] = {"a", "b", "c"};
        for (int i = 0; i < 3; ++i) {
            if (ms[i] >= 0) {
                health(names[i]).latencyMs = ms[i];
            }
        }
        QTEST(m.order(), "order");
    }

    void latencyExplores() {
        only().strategy = Strategy::LowestLatency;
        health("a").latencyMs = 100;
        health("b").latencyMs = 200;
        health("b").latencyAgeMs = kStaleLatencyMs;
        double draw = 0;
        m.random = [&] { return draw; };
        QCOMPARE(m.order(), word("c a b"));  // only c has no measure that may still be true
        health("b").latencyAgeMs = kStaleLatencyMs + 1;
        QCOMPARE(m.order(), word("b a c"));
        draw = kExplorationShare * 0.51;
        QCOMPARE(m.order(), word("c a b"));
        draw = kExplorationShare;
        QCOMPARE(m.order(), word("a b c"));
        draw = 0;
        health("b").lowHeadroom = true;
        health("c").lowHeadroom = true;
        QCOMPARE(m.order(), word("a b c"));  // nobody is explored who is about to say 429
    }

    // A target that was slow and is quick again is found within a bounded number of requests.
    void aRecoveredTargetIsFoundAgain() {
        only().strategy = Strategy::LowestLatency;
        health("a").latencyMs = 100;
        health("b").latencyMs = 5'000;
        health("b").latencyAgeMs = kStaleLatencyMs + 1;
        health("c").latencyMs = 120;
        const quint32 seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937 engine(seed);
        std::uniform_real_distribution<double> uniform;
        m.random = [&] { return uniform(engine); };
        int requests = 0;
        while (m.order() != word("b a c")) {
            QVERIFY(++requests < 1'000);  // chance of 0.95^1000
        }
        health("b").latencyMs = 50;
        health("b").latencyAgeMs = 0;
        m.random = nullptr;
        QCOMPARE(m.order(), word("b a c"));
    }

    void cost() {
        only().strategy = Strategy::LowestCost;
        QCOMPARE(m.order(), word("a b c"));  // no price known at all
        m.costs.perToken = {{word("b"), 7}, {word("c"), 3}};
        QCOMPARE(m.order(), word("c b a"));
        m.costs.perToken.insert(word("a"), 7);
        QCOMPARE(m.order(), word("c a b"));
        const RoutePlan plan = m.plan();
        QCOMPARE(plan.order.front().estimatedCost,
                 std::optional<NanoUsd>(3 * (1'000 + RouteUse::kGuessedOutputTokens)));
    }

    void costCountsTheAnswerToCome() {
        only().strategy = Strategy::LowestCost;
        m.costs.perToken = {{word("a"), 1}};
        Usage usage;
        usage.outputTokens = 40;
        m.uses.answered(word("r"), m.facts, usage, kNow);
        usage.outputTokens = 60;
        m.uses.answered(word("r"), m.facts, usage, kNow);
        QCOMPARE(m.plan().order.front().estimatedCost, std::optional<NanoUsd>(1'050));
        m.facts.maxOutputTokens = 8;
        QCOMPARE(m.plan().order.front().estimatedCost, std::optional<NanoUsd>(1'008));
        m.facts.endpoint = Endpoint::Embeddings;
        QCOMPARE(m.plan().order.front().estimatedCost, std::optional<NanoUsd>(1'000));
    }

    void leastBusy_data() {
        QTest::addColumn<QList<int>>("limits");
        QTest::addColumn<QList<int>>("inFlight");
        QTest::addColumn<QString>("order");
        QTest::newRow("idle") << QList<int>{0, 0, 0} << QList<int>{0, 0, 0} << "a b c";
        QTest::newRow("no limits") << QList<int>{0, 0, 0} << QList<int>{3, 1, 2} << "b c a";
        QTest::newRow("by share") << QList<int>{10, 2, 4} << QList<int>{4, 1, 1} << "c a b";
        QTest::newRow("no limit counts as the largest")
            << QList<int>{10, 0, 4} << QList<int>{4, 3, 1} << "c b a";
        QTest::newRow("full") << QList<int>{10, 2, 4} << QList<int>{9, 2, 4} << "a";
        QTest::newRow("all full") << QList<int>{1, 1, 1} << QList<int>{1, 1, 2} << "";
    }
    void leastBusy() {
        QFETCH(QList<int>, limits);
        QFETCH(QList<int>, inFlight);
        only().strategy = Strategy::LeastBusy;
        const char* const names[] = {"a", "b", "c"};
        for (int i = 0; i < 3; ++i) {
            m.config.providers[static_cast<std::size_t>(i)].maxConcurrent = limits[i];
            health(names[i]).inFlight = inFlight[i];
        }
        QTEST(m.order(), "order");
    }

    void aFullProviderIsPassedOverByEveryStrategy() {
        m.config.providers[0].maxConcurrent = 2;
        health("a").inFlight = 2;
        for (const Strategy strategy : {Strategy::Priority, Strategy::Weighted, Strategy::LowestLatency,
                                        Strategy::LowestCost, Strategy::LeastBusy}) {
            only().strategy = strategy;
            QCOMPARE(m.order(), word("b c"));
            QCOMPARE(m.whyNot("a"), Kind::Busy);
        }
        // The limit is the provider's; no pin gets past it.
        m.switches.pins.insert(word("r"), {PinMode::Only, {word("a"), {}}, {}, 0});
        QCOMPARE(m.order(), QString());
        QCOMPARE(m.whyNot("a"), Kind::Busy);
        health("a").inFlight = 1;
        QCOMPARE(m.order(), word("a"));
    }

    void weighted() {
        only().strategy = Strategy::Weighted;
        only().targets = {target("a", "", 1), target("b", "", 6), target("c", "", 3)};
        QCOMPARE(m.order(), word("b c a"));  // what is expected
        const quint32 seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937 engine(seed);
        std::uniform_real_distribution<double> uniform;
        m.random = [&] { return uniform(engine); };
        QHash<QString, int> orders;
        constexpr int kDraws = 10'000;
        for (int i = 0; i < kDraws; ++i) {
            ++orders[m.order()];
        }
        // Without replacement: the second place is drawn among those left, by their weight.
        const QHash<QString, double> shares{
            {word("b c a"), 0.6 * 3 / 4}, {word("b a c"), 0.6 * 1 / 4}, {word("c b a"), 0.3 * 6 / 7},
            {word("c a b"), 0.3 * 1 / 7}, {word("a b c"), 0.1 * 6 / 9}, {word("a c b"), 0.1 * 3 / 9},
        };
        for (auto it = shares.cbegin(); it != shares.cend(); ++it) {
            const double seen = static_cast<double>(orders.value(it.key())) / kDraws;
            QVERIFY2(qAbs(seen - it.value()) < 0.025, qPrintable(it.key()));  // five deviations
        }
    }

    void littleHeadroomGoesBehind() {
        health("a").lowHeadroom = true;
        QCOMPARE(m.order(), word("b c a"));
        health("b").lowHeadroom = true;
        QCOMPARE(m.order(), word("c a b"));
        only().strategy = Strategy::LowestLatency;
        health("a").latencyMs = 30;
        health("b").latencyMs = 20;
        health("c").latencyMs = 90;
        QCOMPARE(m.order(), word("c b a"));
        m.switches.pins.insert(word("r"), {PinMode::Prefer, {word("a"), {}}, {}, 0});
        QCOMPARE(m.order(), word("a c b"));  // what the user says comes before
    }

    void aConversationStays() {
        m.facts.conversation = 7;
        served("b", kNow);
        QCOMPARE(m.order(), word("b a c"));
        for (const Strategy strategy :
             {Strategy::Weighted, Strategy::LowestLatency, Strategy::LowestCost, Strategy::LeastBusy}) {
            only().strategy = strategy;
            health("b").latencyMs = 9'000;
            health("a").latencyMs = 1;
            QCOMPARE(m.order(), word("b a c"));
        }
        only().strategy = Strategy::Priority;
        m.facts.conversation = 8;
        QCOMPARE(m.order(), word("a b c"));  // another one
        m.facts.conversation = 0;
        QCOMPARE(m.order(), word("a b c"));
        m.facts.conversation = 7;
        only().sticky = false;
        QCOMPARE(m.order(), word("a b c"));
        only().sticky = true;
        m.switches.pins.insert(word("r"), {PinMode::Prefer, {word("c"), {}}, {}, 0});
        QCOMPARE(m.order(), word("c b a"));
        m.switches.pins[word("r")].mode = PinMode::Only;
        QCOMPARE(m.order(), word("c"));
    }

    void aConversationLeavesWhatIsNotWell() {
        m.facts.conversation = 7;
        served("b", kNow);
        health("b").lowHeadroom = true;
        QCOMPARE(m.order(), word("a c b"));
        health("b").lowHeadroom = false;
        health("b").state = HealthState::Attention;
        health("b").reason.kind = Kind::HalfOpen;
        QCOMPARE(m.order(), word("a b c"));
        health("b").reason.kind = Kind::RecentFailures;
        QCOMPARE(m.order(), word("b a c"));
        health("b") = resting();
        QCOMPARE(m.order(), word("a c"));
        // Failed over to a, it is a's from then on, also when b is back.
        served("a", kNow);
        health("b") = {};
        only().targets = {target("b"), target("a"), target("c")};
        QCOMPARE(m.order(), word("a b c"));
    }

    // Only the provider that made an answer can go on from it.
    void whatContinuesAnAnswerGoesWhereItWasMade() {
        m.facts.conversation = 7;
        m.facts.continuesAnswer = true;
        served("b", kNow);
        only().sticky = false;
        health("b").lowHeadroom = true;
        QCOMPARE(m.order(), word("b a c"));
        health("b") = resting();
        QCOMPARE(m.order(), word("a c"));
    }

    void aConversationIsForgottenAfterAnHour() {
        m.facts.conversation = 7;
        served("b", kNow);
        m.nowMs = kNow + Stickiness::kIdleMs - 1;
        QCOMPARE(m.order(), word("b a c"));
        m.nowMs = kNow + Stickiness::kIdleMs;
        QCOMPARE(m.order(), word("a b c"));
    }

    void withoutARuleConversationsStayToo() {
        m.config.routes.clear();
        for (ProviderConfig& one : m.config.providers) {
            one.models = QStringList{word("gpt")};
        }
        m.facts.conversation = 7;
        served("c", kNow);
        QCOMPARE(m.order(), word("c a b"));
    }

    void conversationsAreBounded() {
        Stickiness table;
        for (quint64 i = 1; i <= 20'000; ++i) {
            table.served(i, {{}, word("a"), word("m"), 1, 0, static_cast<qint64>(i)});
            QVERIFY(table.size() <= Stickiness::kMostConversations);
            QVERIFY(table.find(i, static_cast<qint64>(i)) != nullptr);
        }
        // The latest are still there.
        QVERIFY(table.find(20'000 - Stickiness::kMostConversations / 2, 20'000) != nullptr);
        QVERIFY(table.find(1, 20'000) == nullptr);
        // Of one and the same millisecond, too.
        Stickiness crowd;
        for (quint64 i = 1; i <= 20'000; ++i) {
            crowd.served(i, {{}, word("a"), word("m"), 1, 0, 5});
            QVERIFY(crowd.size() <= Stickiness::kMostConversations);
        }
        crowd.served(0, {});
        QVERIFY(crowd.find(0, 5) == nullptr);
    }

    // Random configurations, healths, pins and memories: every candidate is either in the order or passed
    // over with a reason, once; a healthy usable target is always in the order, and at its front where
    // nothing else is usable.
    void everyUsableTargetHasItsPlace() {
        const quint32 seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937 engine(seed);
        const auto below = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine); };
        std::uniform_real_distribution<double> uniform;
        for (int round = 0; round < 4'000; ++round) {
            m = {};
            if (below(2) == 0) {
                m.random = [&] { return uniform(engine); };
            }
            const int providers = 1 + below(6);
            RouteConfig rule = route("r", "gpt", {});
            rule.strategy = static_cast<Strategy>(below(5));
            rule.sticky = below(4) != 0;
            for (int i = 0; i < providers; ++i) {
                const QByteArray id(1, static_cast<char>('a' + i));
                m.config.providers.push_back(provider(id.constData()));
                ProviderConfig& one = m.config.providers.back();
                one.enabled = below(8) != 0;
                one.maxConcurrent = below(3);
                if (below(10) == 0) {
                    one.protocol = Protocol::Gemini;
                }
                rule.targets.push_back(target(id.constData(), below(3) == 0 ? "old" : "", 1 + below(9)));
                HealthView::Target& state = m.health.states[one.id];
                state = below(4) == 0 ? resting() : below(9) == 0 ? drained() : HealthView::Target();
                state.inFlight = below(3);
                state.lowHeadroom = below(5) == 0;
                if (below(3) != 0) {
                    state.latencyMs = below(1'000);
                    state.latencyAgeMs = below(100'000);
                }
                if (below(3) != 0) {
                    m.costs.perToken.insert(one.id, below(5));
                }
            }
            m.config.routes = {rule};
            m.catalog.addLack(word("old"), Need::Image);
            m.catalog.add(word("old"), 4'000);
            m.facts.model = word("gpt");
            m.facts.needsImage = below(2) == 0;
            m.facts.promptTokens = below(10'000);
            m.facts.conversation = static_cast<quint64>(below(2));
            served(QByteArray(1, static_cast<char>('a' + below(providers))).constData(), kNow);
            const auto mode = static_cast<PinMode>(below(3));
            const QString pinned = m.config.providers[static_cast<std::size_t>(below(providers))].id;
            m.switches.pins.insert(word("r"), {mode, {pinned, {}}, {}, 0});

            const RoutePlan plan = m.plan();
            QStringList seen;
            for (const PlannedTarget& one : plan.order) {
                seen << one.provider->id;
            }
            for (const PlannedTarget& one : plan.passedOver) {
                QVERIFY(!one.health.usable);
                QVERIFY(one.health.reason.kind != Kind::None);
                seen << one.provider->id;
            }
            seen.sort();
            QCOMPARE(seen.size(), providers);
            QCOMPARE(QStringList(seen).removeDuplicates(), 0);
            for (const TargetConfig& one : rule.targets) {
                const ProviderConfig& config = *m.config.provider(one.provider);
                const HealthView::Target state = m.health.states.value(one.provider);
                const bool able =
                    one.model.isEmpty() || (!m.facts.needsImage && m.facts.promptTokens <= 5'000);
                const bool well = config.enabled && state.usable && able &&
                                  config.protocol == Protocol::OpenAi &&
                                  (config.maxConcurrent == 0 || state.inFlight < config.maxConcurrent);
                const bool allowed = mode != PinMode::Only || one.provider == pinned;
                const bool asked =
                    std::any_of(plan.order.begin(), plan.order.end(),
                                [&](const PlannedTarget& p) { return p.provider->id == one.provider; });
                QVERIFY2(!well || !allowed || asked, qPrintable(one.provider));
                QVERIFY2(well || mode == PinMode::Only || !asked, qPrintable(one.provider));
            }
        }
    }

    // Under chance, every healthy target is asked first sooner or later, whatever its weight or its measure.
    void noHealthyTargetIsStarved() {
        const quint32 seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937 engine(seed);
        std::uniform_real_distribution<double> uniform;
        m.random = [&] { return uniform(engine); };
        for (const Strategy strategy : {Strategy::Weighted, Strategy::LowestLatency}) {
            only().strategy = strategy;
            only().targets = {target("a", "", 1), target("b", "", 50), target("c", "", 5)};
            health("a").latencyMs = 9'000;
            health("a").latencyAgeMs = kStaleLatencyMs + 1;
            health("b").latencyMs = 100;
            QStringList first;
            for (int i = 0; i < 5'000; ++i) {
                first << m.order().left(1);
            }
            first.removeDuplicates();
            QCOMPARE(first.size(), 3);
        }
    }
};

QTEST_APPLESS_MAIN(TestStrategies)
#include "tst_strategies.moc"
