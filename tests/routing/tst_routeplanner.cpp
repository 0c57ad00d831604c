#include "core/routing/RoutePlanner.h"

#include <QTest>

using namespace signalbox;

namespace {

constexpr qint64 kNow = 1'780'000'000'000;

class TableHealth final : public HealthView {
public:
    [[nodiscard]] Target target(const ProviderConfig& provider, const QString&) const override {
        return states.value(provider.id);
    }
    QHash<QString, Target> states;
};

class Abilities final : public ProviderAbilities {
public:
    [[nodiscard]] bool serves(const ProviderConfig& provider, Endpoint) const override {
        return provider.protocol == Protocol::OpenAi;
    }
    [[nodiscard]] bool lists(const ProviderConfig& provider, const QString& model) const override {
        return provider.models.contains(model);
    }
};

ProviderConfig provider(const char* id, QStringList models = {}) {
    ProviderConfig config;
    config.id = QString::fromLatin1(id);
    config.models = std::move(models);
    return config;
}

TargetConfig target(const char* provider, const char* model = "") {
    return {QString::fromLatin1(provider), QString::fromLatin1(model), 1};
}

RouteConfig route(const char* name, const char* model, std::vector<TargetConfig> targets) {
    RouteConfig config;
    config.name = QString::fromLatin1(name);
    config.match.model = QString::fromLatin1(model);
    config.targets = std::move(targets);
    return config;
}

HealthView::Target resting() {
    HealthView::Target health{false, HealthState::Resting, {}};
    health.reason.kind = HealthReason::Kind::Cooldown;
    return health;
}

HealthView::Target drained() {
    HealthView::Target health{false, HealthState::Out, {}};
    health.reason.kind = HealthReason::Kind::Drained;
    return health;
}

}  // namespace

class TestRoutePlanner final : public QObject {
    Q_OBJECT

    Config m_config;
    SwitchState m_switches;
    TableHealth m_health;
    Abilities m_abilities;
    RequestFacts m_facts;

    QString planned() {
        const RoutePlan plan = planRoute(m_facts, m_config, m_switches, m_health, m_abilities, kNow);
        QStringList parts;
        for (const PlannedTarget& one : plan.order) {
            parts << one.provider->id + QLatin1Char(':') + one.model;
        }
        return (plan.route != nullptr ? plan.route->name : QStringLiteral("-")) + QStringLiteral(" > ") +
               parts.join(QLatin1Char(' '));
    }

private Q_SLOTS:
    void init() {
        m_config = {};
        m_config.providers = {provider("a", {QStringLiteral("gpt"), QStringLiteral("mini")}),
                              provider("b", {QStringLiteral("gpt")}),
                              provider("c", {QStringLiteral("opus")})};
        m_config.routes = {route("special", "gpt", {target("a"), target("c", "opus")})};
        m_switches = {};
        m_health.states.clear();
        m_facts = {};
        m_facts.model = QStringLiteral("gpt");
    }

    void listOrderWins() {
        RouteConfig byClient = route("coding", "", {target("b")});
        byClient.match.client = QStringLiteral("aider");
        m_config.routes.insert(m_config.routes.begin(), byClient);
        QCOMPARE(planned(), QStringLiteral("special > a:gpt c:opus"));
        m_facts.client = QStringLiteral("aider");
        QCOMPARE(planned(), QStringLiteral("coding > b:gpt"));
    }

    void noMatchTakesThoseThatListTheModel() {
        m_config.routes.clear();
        QCOMPARE(planned(), QStringLiteral("- > a:gpt b:gpt"));
        m_facts.model = QStringLiteral("opus");
        QCOMPARE(planned(), QStringLiteral("- > c:opus"));
        m_facts.model = QStringLiteral("nobody-has-it");
        QVERIFY(planRoute(m_facts, m_config, m_switches, m_health, m_abilities, kNow).empty());
    }

    void aRouteIsAskedForByName() {
        m_config.routes = {route("fast", "gpt-*", {target("a", "mini")})};
        m_facts.model = QStringLiteral("fast");
        QCOMPARE(planned(), QStringLiteral("fast > a:mini"));
    }

    void providerSlashModel() {
        m_facts.model = QStringLiteral("b/anything/x");
        QCOMPARE(planned(), QStringLiteral("- > b:anything/x"));
        m_config.routes.push_back(route("all", "*", {target("a")}));
        QCOMPARE(planned(),
                 QStringLiteral("- > b:anything/x"));  // a catch-all does not capture a named provider
        m_facts.model = QStringLiteral("vendor/x");
        QCOMPARE(planned(), QStringLiteral("all > a:vendor/x"));
        m_config.routes.push_back(route("b-things", "b/*", {target("c", "opus")}));
        m_facts.model = QStringLiteral("b/x");
        QCOMPARE(planned(), QStringLiteral("b-things > c:opus"));  // a rule that names it does
    }

    void passedOverKeepTheirReason() {
        m_health.states.insert(QStringLiteral("a"), resting());
        const RoutePlan plan = planRoute(m_facts, m_config, m_switches, m_health, m_abilities, kNow);
        QCOMPARE(plan.order.size(), 1U);
        QCOMPARE(plan.passedOver.size(), 1U);
        QCOMPARE(plan.passedOver.front().health.reason.kind, HealthReason::Kind::Cooldown);
        m_config.providers[0].enabled = false;
        QCOMPARE(planRoute(m_facts, m_config, m_switches, m_health, m_abilities, kNow)
                     .passedOver.front()
                     .health.reason.kind,
                 HealthReason::Kind::Disabled);
        m_config.providers[2].protocol = Protocol::Gemini;
        QVERIFY(planRoute(m_facts, m_config, m_switches, m_health, m_abilities, kNow).order.empty());
    }

    void preferMovesToTheFrontAndFailsOver() {
        m_switches.pins.insert(QStringLiteral("special"),
                               {PinMode::Prefer, {QStringLiteral("c"), {}}, {}, 0});
        QCOMPARE(planned(), QStringLiteral("special > c:opus a:gpt"));
        m_health.states.insert(QStringLiteral("c"), resting());
        QCOMPARE(planned(), QStringLiteral("special > a:gpt"));
    }

    void onlyAsksWhateverItsHealthButNotWhatIsDrained() {
        m_switches.pins.insert(QStringLiteral("special"), {PinMode::Only, {QStringLiteral("c"), {}}, {}, 0});
        QCOMPARE(planned(), QStringLiteral("special > c:opus"));
        m_health.states.insert(QStringLiteral("c"), resting());
        QCOMPARE(planned(), QStringLiteral("special > c:opus"));
        m_health.states.insert(QStringLiteral("c"), drained());
        QCOMPARE(planned(), QStringLiteral("special > "));
    }

    void anEndedPinDoesNotHold() {
        m_switches.pins.insert(QStringLiteral("special"),
                               {PinMode::Only, {QStringLiteral("c"), {}}, kNow, 0});
        QCOMPARE(planned(), QStringLiteral("special > a:gpt c:opus"));
        m_switches.pins[QStringLiteral("special")].untilMs = kNow + 1;
        QCOMPARE(planned(), QStringLiteral("special > c:opus"));
    }

    void aProviderUsedTwiceIsNamedWithItsModel() {
        m_config.routes = {route("r", "gpt", {target("a", "gpt"), target("a", "mini"), target("b")})};
        const RouteConfig& config = m_config.routes.front();
        QVERIFY(!findTarget(config, {QStringLiteral("a"), {}}));
        QCOMPARE(findTarget(config, {QStringLiteral("a"), QStringLiteral("mini")})->toString(),
                 QStringLiteral("a/mini"));
        QCOMPARE(findTarget(config, {QStringLiteral("b"), {}})->toString(), QStringLiteral("b"));
        m_switches.pins.insert(QStringLiteral("r"),
                               {PinMode::Prefer, {QStringLiteral("a"), QStringLiteral("mini")}, {}, 0});
        QCOMPARE(planned(), QStringLiteral("r > a:mini a:gpt b:gpt"));
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
        m_config.routes = {night};
        m_facts.localTime = QDateTime(QDate(2026, 11, 22), time);
        m_facts.promptTokens = tokens;
        m_facts.needsTools = tools;
        QTEST(matchRoute(m_facts, m_config) != nullptr, "matches");
        m_facts.endpoint = Endpoint::Embeddings;
        QVERIFY(matchRoute(m_facts, m_config) == nullptr);
    }
};

QTEST_APPLESS_MAIN(TestRoutePlanner)
#include "tst_routeplanner.moc"
