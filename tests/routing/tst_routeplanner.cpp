// Rules, pins, abilities and limits: which targets a request may go to. The order that the strategies give is
// tst_strategies' matter.
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
        // The one without a model of its own is named by its provider alone.
        const RouteConfig mixed = route("r", "gpt", {target("b"), target("b", "mini")});
        QCOMPARE(findTarget(mixed, {QStringLiteral("b"), {}})->model, QString());
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

    // Hours are read off the clock on the wall: an hour that a change of the clock leaves out never comes,
    // one that it repeats comes twice.
    void hoursAcrossClockChanges_data() {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QString>("utc");
        QTest::addColumn<QString>("hours");
        QTest::addColumn<bool>("matches");
        const auto row = [](const char* zone, const char* utc, const char* hours, bool matches) {
            QTest::addRow("%s %s in %s", utc, zone, hours)
                << QByteArray(zone) << word(utc) << word(hours) << matches;
        };
        // Berlin skips from 02:00 to 03:00 on 29 March 2026 at 01:00 UTC.
        row("Europe/Berlin", "2026-03-29T00:59:59Z", "01:00-02:00", true);
        row("Europe/Berlin", "2026-03-29T00:59:59Z", "02:00-03:00", false);
        row("Europe/Berlin", "2026-03-29T01:00:00Z", "02:00-03:00", false);
        row("Europe/Berlin", "2026-03-29T01:00:00Z", "03:00-04:00", true);
        row("Europe/Berlin", "2026-03-29T01:00:00Z", "22:00-03:00", false);
        row("Europe/Berlin", "2026-03-29T00:59:59Z", "22:00-03:00", true);
        // It goes through 02:00 to 03:00 twice on 25 October 2026, from 00:00 UTC and from 01:00 UTC.
        row("Europe/Berlin", "2026-10-24T23:59:59Z", "02:00-03:00", false);
        row("Europe/Berlin", "2026-10-25T00:30:00Z", "02:00-03:00", true);
        row("Europe/Berlin", "2026-10-25T01:30:00Z", "02:00-03:00", true);
        row("Europe/Berlin", "2026-10-25T02:00:00Z", "02:00-03:00", false);
        row("Europe/Berlin", "2026-10-25T01:59:59Z", "22:00-03:00", true);
        // New York skips at 07:00 UTC on 8 March 2026.
        row("America/New_York", "2026-03-08T06:59:59Z", "22:00-02:00", true);
        row("America/New_York", "2026-03-08T07:00:00Z", "22:00-02:00", false);
        row("America/New_York", "2026-03-08T07:00:00Z", "03:00-22:00", true);
        // Half hours, and no clock change at all.
        row("Asia/Kolkata", "2026-03-29T16:29:59Z", "22:00-06:00", false);
        row("Asia/Kolkata", "2026-03-29T16:30:00Z", "22:00-06:00", true);
    }
    void hoursAcrossClockChanges() {
        QFETCH(QByteArray, zone);
        QFETCH(QString, utc);
        QFETCH(QString, hours);
        const QTimeZone local(zone);
        if (!local.isValid()) {
            QFAIL("this machine knows no time zones");
        }
        RouteConfig rule = route("r", "gpt", {target("a")});
        rule.match.hours = RouteMatch::Hours{QTime::fromString(hours.left(5), word("HH:mm")),
                                             QTime::fromString(hours.mid(6), word("HH:mm"))};
        m.config.routes = {rule};
        m.facts.localTime = QDateTime::fromString(utc, Qt::ISODate).toTimeZone(local);
        QTEST(matchRoute(m.facts, m.config) != nullptr, "matches");
    }

    void abilities_data() {
        QTest::addColumn<qint64>("tokens");
        QTest::addColumn<bool>("image");
        QTest::addColumn<bool>("tools");
        QTest::addColumn<bool>("schema");
        QTest::addColumn<Kind>("why");
        QTest::newRow("plain") << qint64(4'000) << false << false << false << Kind::None;
        QTest::newRow("within the margin") << qint64(5'000) << false << false << false << Kind::None;
        QTest::newRow("too long") << qint64(5'001) << false << false << false << Kind::ContextTooSmall;
        QTest::newRow("image") << qint64(1) << true << false << false << Kind::NoVision;
        QTest::newRow("tools") << qint64(1) << false << true << false << Kind::NoTools;
        QTest::newRow("schema") << qint64(1) << false << false << true << Kind::NoJsonSchema;
    }
    void abilities() {
        QFETCH(qint64, tokens);
        QFETCH(bool, image);
        QFETCH(bool, tools);
        QFETCH(bool, schema);
        m.config.routes = {route("r", "gpt", {target("a", "old"), target("b", "never-heard-of")})};
        m.catalog.add(word("old"), 4'000);
        for (const Need need : {Need::Image, Need::Tools, Need::JsonSchema}) {
            m.catalog.addLack(word("old"), need);
        }
        m.facts.promptTokens = tokens;
        m.facts.maxOutputTokens = 100'000;  // asks for more than there is; the provider's to cut
        m.facts.needsImage = image;
        m.facts.needsTools = tools;
        m.facts.needsJsonSchema = schema;
        QTEST(m.whyNot("a"), "why");
        QCOMPARE(m.whyNot("b"), Kind::None);  // unknown is never unable
        // Who insists is asked nothing by the catalogue, which may be behind the times.
        m.switches.pins.insert(word("r"), {PinMode::Only, {word("a"), {}}, {}, 0});
        QCOMPARE(m.planned(), word("r > a:old"));
    }

    void aVendorsPrefixIsLookedPast() {
        m.catalog.addLack(word("old"), Need::Image);
        m.catalog.add(word("vendor/old"), 1'000);
        QVERIFY(m.catalog.lacks(word("vendor/old"), Need::Image));
        QVERIFY(!m.catalog.lacks(word("old/vendor"), Need::Image));
        QVERIFY(!m.catalog.lacks(word("vendor/old"), Need::Tools));
        QCOMPARE(m.catalog.contextTokens(word("vendor/old")), std::optional<qint64>(1'000));
        QVERIFY(!m.catalog.contextTokens(word("old")));
    }

    void whatIsSentForARouteName() {
        m.config.routes = {route("best", "gpt", {target("a"), target("c", "opus")})};
        m.facts.model = word("best");
        QCOMPARE(m.planned(), word("best > a:gpt c:opus"));
        m.config.routes = {route("best", "gpt-*", {target("a")})};
        QCOMPARE(m.planned(), word("best > a:best"));  // a pattern is no name
    }

    void aProvidersOwnPrefixIsNotSentToIt() {
        m.config.routes = {route("r", "b/*", {target("b"), target("a")})};
        m.facts.model = word("b/x/y");
        QCOMPARE(m.planned(), word("r > b:x/y a:b/x/y"));
    }

    // "provider/" with nothing behind it is no model that could be sent to anybody.
    void aProviderWithoutAModelIsNobody() {
        m.facts.model = word("b/");
        m.config.routes = {};
        QVERIFY(m.plan().empty());
        m.config.routes = {route("r", "b/*", {target("b"), target("a")})};
        QVERIFY(m.plan().empty());
        m.config.routes = {route("r", "b/*", {target("b"), target("c", "opus")})};
        QCOMPARE(m.planned(), word("r > c:opus"));
        m.config.routes = {route("b/", "*", {target("b", "gpt")})};  // a route may be called so
        QCOMPARE(m.planned(), word("b/ > b:gpt"));
    }

    // A rule for any model, listed first, leaves what is asked for by a route's name to that route.
    void aRoutesNameComesBeforeRulesForAnyModel() {
        const RouteConfig any = route("any", "*", {target("a")});
        RouteConfig nightly = route("nightly", "", {target("a")});
        nightly.match.client = m.facts.client;
        m.config.routes = {any, nightly, route("cheap", "gpt-*", {target("b", "small")})};
        m.facts.model = word("cheap");
        QCOMPARE(m.planned(), word("cheap > b:small"));
        m.facts.model = word("gpt-5");
        QCOMPARE(m.planned(), word("any > a:gpt-5"));
        // Its name is a route's, and it takes any model itself.
        m.config.routes = {any, route("cheap", "*", {target("b", "small")})};
        m.facts.model = word("cheap");
        QCOMPARE(m.planned(), word("cheap > b:small"));
        // A rule that names models was meant for this one.
        m.config.routes = {route("c", "ch*", {target("a")}), route("cheap", "*", {target("b", "small")})};
        QCOMPARE(m.planned(), word("c > a:cheap"));
        // Where the route's own rule has the model, the name is a model's: the list decides.
        m.config.routes = {any, route("gpt", "gpt", {target("b")})};
        m.facts.model = word("gpt");
        QCOMPARE(m.planned(), word("any > a:gpt"));
        // The route does not take the request: as if there was none of that name.
        RouteConfig others = route("cheap", "*", {target("b", "small")});
        others.match.client = word("somebody else");
        m.config.routes = {any, others};
        m.facts.model = word("cheap");
        QCOMPARE(m.planned(), word("any > a:cheap"));
    }
};

QTEST_APPLESS_MAIN(TestRoutePlanner)
#include "tst_routeplanner.moc"
