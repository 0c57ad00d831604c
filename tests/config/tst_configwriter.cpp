#include "core/api/LocalKey.h"
#include "core/config/ConfigParser.h"
#include "core/config/ConfigWriter.h"
#include "core/config/DefaultConfig.h"

#include <QRegularExpression>
#include <QTest>

using namespace signalbox;

namespace {

// "@@" stands for two slashes, which moc takes for a comment even inside a raw string.
const QByteArray kFile = QByteArray(R"({
  "version": 1,
  "from_the_future": {"b": [1, 2.50], "a": null},
  "retention_days": 90,
  "clients": [{"key": "sb-0123456789abcdef", "name": "default", "colour": "red"}],
  "providers": [
    {"base_url": "https:@@p.example/v1", "id": "p", "protocol": "openai", "price_factor": 1.0, "x_later": true,
     "headers": {"X-A": "1"}},
    {"id": "q", "protocol": "anthropic", "base_url": "https:@@q.example"}
  ],
  "routes": [{"name": "r", "targets": [{"provider": "p", "tint": 3}, {"provider": "q", "model": "m"}],
              "match": {"model": "gpt-*"}}],
  "prices": [{"model": "m", "input": 5.00, "output": 0.30}]
}
)")
                             .replace("@@", "//");

ConfigDocument parsed(const QByteArray& file) {
    ParsedConfig result = parseConfig(file);
    if (!result.document) {
        qFatal("%s", qPrintable(toStrings(result.faults).join(QLatin1Char('\n'))));
    }
    return std::move(*result.document);
}

}  // namespace

class TestConfigWriter final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void unchangedKeepsEverything() {
        const ConfigDocument document = parsed(kFile);
        const QByteArray written = writeConfig(document.config, &document.source);
        QCOMPARE(QString::fromUtf8(written).split(QLatin1Char(10)),
                 QString::fromUtf8(toJsonText(document.source)).split(QLatin1Char(10)));
        QVERIFY(written.contains(R"("b": [1, 2.50])"));
        QVERIFY(written.contains("5.00"));
    }

    void changesOnlyWhatChanged() {
        ConfigDocument document = parsed(kFile);
        document.config.providers[0].enabled = false;
        document.config.prices[0].input = 5'500'000;
        document.config.routes[0].targets.erase(document.config.routes[0].targets.begin() + 1);
        const QByteArray written = writeConfig(document.config, &document.source);
        const ConfigDocument again = parsed(written);
        QVERIFY(!again.config.providers[0].enabled);
        QCOMPARE(*again.config.prices[0].input, PicoUsdPerUnit{5'500'000});
        QCOMPARE(again.config.routes[0].targets.size(), std::size_t{1});
        QVERIFY(written.contains("from_the_future") && written.contains(R"("x_later": true)") &&
                written.contains(R"("tint": 3)") && written.contains(R"("colour": "red")"));
        QVERIFY(written.contains(R"("input": 5.5)"));
        QVERIFY(written.contains(R"("output": 0.30)"));
        QVERIFY2(written.contains(R"("price_factor": 1.0)"), "a default that the file names stays");
        QVERIFY2(!written.contains("max_concurrent"), "a default that the file does not name stays out");
    }

    void removedEntriesAndSettingsGo() {
        ConfigDocument document = parsed(kFile);
        document.config.routes.clear();
        document.config.prices.clear();
        document.config.providers[0].headers.clear();
        document.config.providers.pop_back();
        const QByteArray written = writeConfig(document.config, &document.source);
        const ConfigDocument again = parsed(written);
        QVERIFY(again.config.routes.empty() && again.config.prices.empty());
        QCOMPARE(again.config.providers.size(), std::size_t{1});
        QVERIFY(again.config.providers[0].headers.empty());
        QVERIFY(!written.contains("X-A") && !written.contains("gpt-*"));
    }

    void reorderedEntriesKeepTheirNotes() {
        ConfigDocument document = parsed(kFile);
        std::swap(document.config.providers[0], document.config.providers[1]);
        const ConfigDocument again = parsed(writeConfig(document.config, &document.source));
        QCOMPARE(again.config.providers[0].id, QStringLiteral("q"));
        QVERIFY(again.source.find(QStringLiteral("providers"))->items[1].find(QStringLiteral("x_later")) !=
                nullptr);
        QVERIFY(again.source.find(QStringLiteral("providers"))->items[0].find(QStringLiteral("x_later")) ==
                nullptr);
    }

    void everythingSurvivesWithoutASource() {
        Config config = parsed(kFile).config;
        config.listen = {QStringLiteral("::1"), 0};
        config.providers[0].name = QStringLiteral("Naïve \"p\"\\\t");
        config.providers[0].name.remove(QLatin1Char('\t'));
        config.providers[0].keys = {{KeySource::Kind::Env, QStringLiteral("A")},
                                    {KeySource::Kind::Keychain, QStringLiteral("k")},
                                    {KeySource::Kind::Memory, QStringLiteral("m")},
                                    {KeySource::Kind::File, QStringLiteral("/k")}};
        config.providers[0].priceFactor = 0.1;
        config.providers[0].maxConcurrent = 3;
        config.providers[0].models = {QStringLiteral("a"), QStringLiteral("b")};
        RouteConfig& route = config.routes[0];
        route.strategy = Strategy::LowestCost;
        route.match.endpoint = Endpoint::Embeddings;
        route.match.needs = {Need::Image};
        route.match.minPromptTokens = 0;
        route.match.maxPromptTokens = 9;
        route.match.hours = RouteMatch::Hours{QTime(22, 0), QTime(6, 30)};
        route.match.client = QStringLiteral("default");
        route.timeouts.idle = Milliseconds(7);
        route.hedge = true;
        route.sticky = false;
        route.capture = true;
        route.targets[0].weight = 4;
        BudgetConfig budget;
        budget.scope = BudgetConfig::Scope::Client;
        budget.name = QStringLiteral("default");
        budget.period = BudgetConfig::Period::Day;
        budget.limit = 1'234'567'891;
        budget.atLimit = BudgetConfig::AtLimit::Route;
        budget.routeTo = QStringLiteral("q/m");
        config.budgets.push_back(budget);
        config.prices[0].cacheWrite = 1;
        const QByteArray once = writeConfig(config);
        const ConfigDocument again = parsed(once);
        QCOMPARE(writeConfig(again.config), once);
        QCOMPARE(again.config.providers[0].name, config.providers[0].name);
        QVERIFY(again.config.providers[0].keys == config.providers[0].keys);
        QCOMPARE(again.config.providers[0].priceFactor, 0.1);
        QCOMPARE(again.config.budgets[0].limit, budget.limit);
        QCOMPARE(again.config.routes[0].match.hours->to, QTime(6, 30));
        QVERIFY(!again.config.routes[0].sticky);
        QVERIFY(again.config.routes[0].capture);
        QCOMPARE(*again.config.routes[0].match.minPromptTokens, qint64{0});
        QCOMPARE(*again.config.prices[0].cacheWrite, PicoUsdPerUnit{1});
        QCOMPARE(again.config.listen.address, QStringLiteral("::1"));
    }

    void defaultFile() {
        const Config config = defaultConfig();
        const ConfigDocument again = parsed(writeConfig(config));
        static const QRegularExpression key(QStringLiteral("\\Asb-[0-9a-f]{40}\\z"));
        QVERIFY(key.match(QString::fromUtf8(again.config.clients[0].key.expose())).hasMatch());
        QCOMPARE(again.config.clients[0].name, QStringLiteral("default"));
        QVERIFY(!freshLocalKey().matches(freshLocalKey().expose()));
        QCOMPARE(again.config.providers.size(), std::size_t{2});
        QCOMPARE(again.config.providers[1].id, QStringLiteral("demo-south"));
        const QStringList models{QStringLiteral("demo-fast"), QStringLiteral("demo-smart")};
        QCOMPARE(again.config.providers[1].models, models);
        QVERIFY2(again.config.routes.empty(),
                 "the route of the demonstration is a rule, not a part of the file");
    }

    void demoRouteOnlyWhileNothingElseExists() {
        const Config demo = effectiveConfig(defaultConfig());
        QCOMPARE(demo.routes.size(), std::size_t{1});
        QCOMPARE(demo.routes[0].name, QStringLiteral("demo"));
        QCOMPARE(demo.routes[0].match.model, QStringLiteral("*"));
        QCOMPARE(demo.routes[0].targets.size(), std::size_t{2});

        Config withOther = defaultConfig();
        withOther.providers.push_back(parsed(kFile).config.providers[0]);
        QVERIFY(effectiveConfig(withOther).routes.empty());

        Config oneOff = defaultConfig();
        oneOff.providers[0].enabled = false;
        QCOMPARE(effectiveConfig(oneOff).routes[0].targets.size(), std::size_t{1});
        oneOff.providers[1].enabled = false;
        QVERIFY(effectiveConfig(oneOff).routes.empty());

        Config own = defaultConfig();
        own.routes.push_back({});
        own.routes[0].name = QStringLiteral("demo");
        own.routes[0].targets.push_back({QStringLiteral("demo-south"), {}, 1});
        QCOMPARE(effectiveConfig(own).routes.size(), std::size_t{1});
        QVERIFY(effectiveConfig(Config()).routes.empty());
    }
};

QTEST_APPLESS_MAIN(TestConfigWriter)
#include "tst_configwriter.moc"
