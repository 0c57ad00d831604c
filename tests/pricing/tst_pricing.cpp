#include "core/pricing/CostCalculator.h"
#include "core/pricing/PriceBook.h"

#include <QTest>

#include <cmath>
#include <functional>

using namespace signalbox;

namespace {

constexpr qint64 kDay = 86'400'000;
constexpr qint64 kMay2026 = 1'777'593'600'000;  // 2026-05-01T00:00Z

PriceConfig price(const char* provider, const char* model, QDate from, PicoUsdPerUnit input) {
    PriceConfig result;
    result.provider = QString::fromLatin1(provider);
    result.model = QString::fromLatin1(model);
    result.from = from;
    result.input = input;
    result.output = input * 6;
    return result;
}

Usage used(qint64 input, qint64 cached, qint64 write, qint64 output) {
    Usage usage;
    usage.inputTokens = input;
    usage.cachedInputTokens = cached;
    usage.cacheWriteTokens = write;
    usage.outputTokens = output;
    return usage;
}

Cost costAt(const PriceConfig& config, const Usage& usage, double factor = 1.0) {
    return costOf(PriceBook({config}), usage, QStringLiteral("p"), factor, QStringLiteral("m"),
                  kMay2026 + kDay);
}

}  // namespace

class TestPricing final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mostSpecificWins_data() {
        QTest::addColumn<QString>("provider");
        QTest::addColumn<QString>("model");
        QTest::addColumn<qint64>("at");
        QTest::addColumn<int>("input");  // 0: no price
        const auto row = [](const char* name, const char* provider, const char* model, qint64 at, int input) {
            QTest::newRow(name) << QString::fromLatin1(provider) << QString::fromLatin1(model) << at << input;
        };
        row("day before", "x", "gpt-5", kMay2026 - 1, 1);
        row("from midnight UTC", "x", "gpt-5", kMay2026, 2);
        row("later", "x", "gpt-5", kMay2026 + 400 * kDay, 2);
        row("provider by name", "own", "gpt-5", kMay2026, 3);
        row("provider's pattern before any provider's model", "own", "gpt-5-mini", kMay2026, 4);
        row("longer pattern", "x", "gpt-5-mini", kMay2026, 5);
        row("shorter pattern", "x", "gpt-6", kMay2026, 6);
        row("one character", "x", "o3", kMay2026, 7);
        row("too many for one", "x", "o30", kMay2026, 0);
        row("case matters", "x", "GPT-5", kMay2026, 0);
        row("before any price", "x", "gpt-5", 0, 0);
        row("listed twice", "x", "twice", kMay2026, 9);
    }
    void mostSpecificWins() {
        const QDate april(2026, 4, 1);
        const QDate may(2026, 5, 1);
        const PriceBook book(
            {price("*", "gpt-5", may, 2), price("*", "gpt-5", april, 1), price("own", "gpt-5", april, 3),
             price("own", "gpt-*", april, 4), price("*", "gpt-*", may, 6), price("*", "gpt-5-*", april, 5),
             price("*", "o?", april, 7), price("*", "twice", may, 8), price("*", "twice", may, 9)});
        QFETCH(QString, provider);
        QFETCH(QString, model);
        QFETCH(qint64, at);
        QFETCH(int, input);
        const PriceConfig* found = book.priceFor(provider, model, at);
        QCOMPARE(found ? static_cast<int>(*found->input) : 0, input);
    }

    void partsHaveTheirOwnPrice() {
        PriceConfig config = price("*", "m", QDate(2026, 5, 1), 5'000'000);  // 5 USD per million
        config.output = 30'000'000;
        config.cachedInput = 500'000;
        config.cacheWrite = 6'250'000;
        const Cost cost = costAt(config, used(1000, 400, 100, 200));
        // 500 × 5 + 400 × 0.5 + 100 × 6.25 + 200 × 30 micro-dollars
        QCOMPARE(cost.list, (500 * 5'000 + 400 * 500 + 100 * 6'250 + 200 * 30'000));
        QCOMPARE(cost.charged, cost.list);
        QCOMPARE(int(cost.source), int(CostSource::Computed));
        QCOMPARE(costAt(config, used(100, 400, 300, 0)).list, 100 * 500);  // no more is paid than was sent
        config.cachedInput.reset();
        config.cacheWrite.reset();
        QCOMPARE(costAt(config, used(1000, 400, 100, 0)).list, 1000 * 5'000);
    }

    void factorIsRoundedOnce() {
        PriceConfig config = price("*", "m", QDate(2026, 5, 1), 1);
        config.input = 1500;  // 1.5 nano-dollars
        QCOMPARE(costAt(config, used(1, 0, 0, 0), 0.5).list, 2);
        QCOMPARE(costAt(config, used(1, 0, 0, 0), 0.5).charged, 1);  // 0.75, not half of the rounded 2
        QCOMPARE(costAt(config, used(3, 0, 0, 0), 0.8).charged, 4);  // 3.6
        QCOMPARE(costAt(config, used(1000, 0, 0, 0), 0.0).charged, 0);
        config.input = 30'000'000;
        QCOMPARE(costAt(config, used(2'000'000'000, 0, 0, 0), 1.0).list, 60'000'000'000'000);
    }

    void sources() {
        const PriceConfig config = price("*", "m", QDate(2026, 5, 1), 1'000'000);
        Usage usage = used(10, 0, 0, 0);
        usage.estimated = true;
        QCOMPARE(int(costAt(config, usage).source), int(CostSource::Estimated));
        QCOMPARE(costAt(config, usage).list, 10'000);

        usage = used(10, 0, 0, 0);
        usage.reportedCost = 777;
        QCOMPARE(costAt(config, usage, 0.5), (Cost{777, 10'000, CostSource::Reported}));
        const Cost unlisted =
            costOf(PriceBook(), usage, QStringLiteral("p"), 1.0, QStringLiteral("m"), kMay2026);
        QCOMPARE(unlisted, (Cost{777, 777, CostSource::Reported}));
        usage.reportedCost = 0;
        QCOMPARE(costAt(config, usage), (Cost{0, 10'000, CostSource::Reported}));

        QCOMPARE(
            costOf(PriceBook(), used(10, 0, 0, 0), QStringLiteral("p"), 1.0, QStringLiteral("m"), kMay2026),
            (Cost{0, 0, CostSource::Unknown}));
    }

    void missingPartIsUnknownOnlyIfUsed() {
        PriceConfig config = price("*", "m", QDate(2026, 5, 1), 1'000'000);
        config.output.reset();
        QCOMPARE(costAt(config, used(10, 0, 0, 0)), (Cost{10'000, 10'000, CostSource::Computed}));
        QCOMPARE(costAt(config, used(10, 0, 0, 1)), (Cost{0, 0, CostSource::Unknown}));
    }

    void providerConfigNamesItself() {
        ProviderConfig provider;
        provider.id = QStringLiteral("own");
        provider.priceFactor = 0.8;
        const PriceBook book({price("own", "m", QDate(2026, 5, 1), 1'000'000)});
        QCOMPARE(costOf(book, used(10, 0, 0, 0), provider, QStringLiteral("m"), kMay2026),
                 (Cost{8'000, 10'000, CostSource::Computed}));
    }

    // What else is billed, each by its own price or by the one that stands in for it.
    void everythingBilled_data() {
        QTest::addColumn<PriceConfig>("price");
        QTest::addColumn<Usage>("usage");
        QTest::addColumn<qint64>("nano");  // -1: unknown
        const auto row = [](const char* name, const std::function<void(PriceConfig&)>& change,
                            const std::function<void(Usage&)>& use, qint64 nano) {
            PriceConfig config = price("*", "m", QDate(2026, 5, 1), 2'000'000);  // 2 and 12 dollars
            change(config);
            Usage usage;
            use(usage);
            QTest::newRow(name) << config << usage << nano;
        };
        const auto none = [](PriceConfig&) {};
        row(
            "long cache writes at their own price",
            [](PriceConfig& config) {
                config.cacheWrite = 2'500'000;
                config.cacheWriteLong = 4'000'000;
            },
            [](Usage& usage) {
                usage.inputTokens = 1'000;
                usage.cacheWriteTokens = 600;
                usage.cacheWriteLongTokens = 200;
            },
            400 * 2'000 + 400 * 2'500 + 200 * 4'000);
        row(
            "long cache writes at the short ones' price",
            [](PriceConfig& config) { config.cacheWrite = 2'500'000; },
            [](Usage& usage) {
                usage.inputTokens = 1'000;
                usage.cacheWriteTokens = 600;
                usage.cacheWriteLongTokens = 200;
            },
            400 * 2'000 + 600 * 2'500);
        row(
            "reasoning priced apart", [](PriceConfig& config) { config.reasoning = 3'000'000; },
            [](Usage& usage) {
                usage.outputTokens = 100;
                usage.reasoningTokens = 40;
            },
            60 * 12'000 + 40 * 3'000);
        row(
            "reasoning as output", none,
            [](Usage& usage) {
                usage.outputTokens = 100;
                usage.reasoningTokens = 40;
            },
            100 * 12'000);
        row(
            "sound in and out",
            [](PriceConfig& config) {
                config.audioInput = 40'000'000;
                config.audioOutput = 80'000'000;
            },
            [](Usage& usage) {
                usage.inputTokens = 100;
                usage.audioInputTokens = 60;
                usage.outputTokens = 50;
                usage.audioOutputTokens = 30;
            },
            40 * 2'000 + 60 * 40'000 + 20 * 12'000 + 30 * 80'000);
        row(
            "more parts than the whole", [](PriceConfig& config) { config.audioInput = 40'000'000; },
            [](Usage& usage) {
                usage.inputTokens = 100;
                usage.cachedInputTokens = 80;
                usage.audioInputTokens = 60;
            },
            80 * 2'000 + 20 * 40'000);
        const auto tiers = [](PriceConfig& config) {
            config.tiers = {{200'000, ServiceClass::Standard, {}}, {400'000, ServiceClass::Standard, {}}};
            config.tiers[0].rates.input = 4'000'000;
            config.tiers[1].rates.input = 6'000'000;
            config.tiers[1].rates.output = 18'000'000;
        };
        row(
            "at a tier's edge", tiers,
            [](Usage& usage) {
                usage.inputTokens = 200'000;
                usage.outputTokens = 10;
            },
            200'000 * qint64{2'000} + 10 * 12'000);
        row(
            "beyond it all tokens cost more", tiers,
            [](Usage& usage) {
                usage.inputTokens = 200'001;
                usage.outputTokens = 10;
            },
            200'001 * qint64{4'000} + 10 * 12'000);
        row(
            "the highest tier counts", tiers,
            [](Usage& usage) {
                usage.inputTokens = 500'000;
                usage.outputTokens = 10;
            },
            500'000 * qint64{6'000} + 10 * 18'000);
        const auto flex = [tiers](PriceConfig& config) {
            tiers(config);
            config.classes = {{ServiceClass::Flex, {}}};
            config.classes[0].rates.input = 1'000'000;
        };
        row(
            "a class of service", flex,
            [](Usage& usage) {
                usage.inputTokens = 10;
                usage.outputTokens = 10;
                usage.serviceClass = ServiceClass::Flex;
            },
            10 * 1'000 + 10 * 12'000);
        row(
            "a class whose price is not known", flex,
            [](Usage& usage) {
                usage.inputTokens = 10;
                usage.serviceClass = ServiceClass::Priority;
            },
            -1);
        row(
            "a long prompt in a class whose tier is not known", flex,
            [](Usage& usage) {
                usage.inputTokens = 300'000;
                usage.serviceClass = ServiceClass::Flex;
            },
            -1);
        row(
            "images by the piece",
            [](PriceConfig& config) {
                config.input.reset();
                config.output.reset();
                config.perImage = 40'000'000'000;
            },
            [](Usage& usage) { usage.images = 3; }, 120'000'000);
        row(
            "images by the token where these were told",
            [](PriceConfig& config) {
                config.perImage = 40'000'000'000;
                config.imageOutput = 30'000'000;
            },
            [](Usage& usage) {
                usage.images = 1;
                usage.inputTokens = 10;
                usage.outputTokens = 1'000;
                usage.imageOutputTokens = 1'000;
            },
            10 * 2'000 + 1'000 * 30'000);
        row(
            "images that have no price", none, [](Usage& usage) { usage.images = 3; }, -1);
        row(
            "speech by the character, exactly", [](PriceConfig& config) { config.perCharacter = 15'000'000; },
            [](Usage& usage) {
                usage.characters = 200;
                usage.inputTokens = 50;
                usage.estimated = true;
            },
            200 * 15'000);
        row(
            "a transcription by the second", [](PriceConfig& config) { config.perSecond = 100'000'000; },
            [](Usage& usage) { usage.audioMs = 37'250; }, 3'725'000);
        row(
            "seconds without a price", none, [](Usage& usage) { usage.audioMs = 37'250; }, -1);
        row(
            "searches", [](PriceConfig& config) { config.perSearch = 10'000'000'000; },
            [](Usage& usage) {
                usage.inputTokens = 10;
                usage.searches = 2;
            },
            10 * 2'000 + 20'000'000);
        row(
            "searches without a price", none,
            [](Usage& usage) {
                usage.inputTokens = 10;
                usage.searches = 2;
            },
            -1);
        row(
            "a price per request", [](PriceConfig& config) { config.perRequest = 5'000'000'000; },
            [](Usage& usage) { usage.inputTokens = 10; }, 10 * 2'000 + 5'000'000);
    }
    void everythingBilled() {
        QFETCH(PriceConfig, price);
        QFETCH(Usage, usage);
        QFETCH(qint64, nano);
        const Cost cost = costAt(price, usage);
        if (nano < 0) {
            QCOMPARE(cost.source, CostSource::Unknown);
            QCOMPARE(cost.charged, NanoUsd{0});
            QVERIFY(!cost.price);
            return;
        }
        QCOMPARE(cost.list, nano);
        QCOMPARE(cost.charged, nano);
        QCOMPARE(cost.source, CostSource::Computed);
        QVERIFY(cost.price && cost.price->contains("\"model\":\"m\""));
    }

    void hoursHaveTheirPrice() {
        PriceConfig config = price("*", "m", QDate(2026, 5, 1), 2'000'000);
        config.hours = {{16 * 60 + 30, 30, 500'000}};  // over midnight
        const auto at = [&](int hour, int minute) {
            return costOf(PriceBook({config}), used(1'000, 0, 0, 0), QStringLiteral("p"), 0.8,
                          QStringLiteral("m"), kMay2026 + (hour * 60 + minute) * qint64{60'000});
        };
        QCOMPARE(at(16, 29).list, NanoUsd{2'000'000});
        QCOMPARE(at(16, 30).list, NanoUsd{1'000'000});
        QCOMPARE(at(16, 30).charged, NanoUsd{800'000});
        QCOMPARE(at(23, 59).list, NanoUsd{1'000'000});
        QCOMPARE(at(0, 29).list, NanoUsd{1'000'000});
        QCOMPARE(at(0, 30).list, NanoUsd{2'000'000});
    }

    // The models and prices of the project's origin: list, and through a unified gateway at 0.8 of it,
    // dollars per million input tokens.
    void savings_data() {
        QTest::addColumn<double>("list");
        QTest::addColumn<double>("charged");
        QTest::addColumn<double>("factor");
        QTest::newRow("GPT-5.5 Pro") << 30.0 << 24.0 << 0.8;
        QTest::newRow("GPT-5.5") << 5.0 << 4.0 << 0.8;
        QTest::newRow("Claude Opus 4.7") << 3.75 << 3.0 << 0.8;
        QTest::newRow("Claude Sonnet 4.6") << 3.0 << 2.4 << 0.8;
        QTest::newRow("Gemini 3.1 Pro") << 2.0 << 1.6 << 0.8;
        QTest::newRow("DeepSeek V4 Pro") << 0.52 << 0.42 << 0.807692;
        QTest::newRow("Grok 4.20") << 2.0 << 1.6 << 0.8;
    }
    void savings() {
        QFETCH(double, list);
        QFETCH(double, charged);
        QFETCH(double, factor);
        const PriceConfig config =
            price("*", "m", QDate(2026, 5, 1), static_cast<PicoUsdPerUnit>(std::llround(list * 1e6)));
        const Cost cost = costAt(config, used(1'000'000, 0, 0, 0), factor);
        QCOMPARE(cost.list, static_cast<NanoUsd>(std::llround(list * 1e9)));
        QVERIFY(std::abs(cost.charged - static_cast<NanoUsd>(std::llround(charged * 1e9))) < 1'000);
        QVERIFY(cost.list > cost.charged);
    }

    void shelvesInTheirOrder() {
        const auto shelf = [](const std::vector<PriceConfig>& prices) {
            return std::make_shared<const PriceShelf>(prices);
        };
        const auto listed = [](const char* vendor, const char* model, PicoUsdPerUnit input) {
            PriceConfig config = price("*", model, QDate(2026, 5, 1), input);
            config.vendor = QString::fromLatin1(vendor);
            return config;
        };
        const auto catalogue =
            shelf({listed("openai", "gpt-5", 1), listed("groq", "llama", 2), listed("openrouter", "llama", 3),
                   listed("openai", "gpt-oss", 4), listed("openrouter", "x/y", 5)});
        const auto published = shelf({price("router", "gpt-5", QDate(2026, 5, 1), 6)});
        PriceBook::Providers providers;
        providers.vendors = {{QStringLiteral("groq"), QStringLiteral("groq")}};
        providers.local = {QStringLiteral("here")};
        const auto imported = shelf({listed("azure", "gpt-4", 8), listed("x", "llama-files", 9)});
        const PriceBook book({price("own", "gpt-5", QDate(2026, 5, 1), 7)}, {imported, published, catalogue},
                             providers);
        const auto input = [&](const char* provider, const char* model, qint64 at = kMay2026) {
            const PriceConfig* found =
                book.priceFor(QString::fromLatin1(provider), QString::fromLatin1(model), at);
            return found ? found->input.value_or(-2) : PicoUsdPerUnit{-1};
        };
        QCOMPARE(input("own", "gpt-5"), 7);
        QCOMPARE(input("router", "gpt-5"), 6);
        QCOMPARE(input("other", "gpt-5"), 1);
        QCOMPARE(input("other", "gpt-5", kMay2026 - 1), -1);
        QCOMPARE(input("other", "openai/gpt-5"), 1);
        QCOMPARE(input("other", "gpt-5-2026-03-05"), 1);
        QCOMPARE(input("other", "vendor/gpt-5-20260305"), 1);
        QCOMPARE(input("other", "gpt-5-2026"), -1);
        QCOMPARE(input("other", "gpt-5:free"), -1);
        QCOMPARE(input("other", "gpt-4"), 8);
        QCOMPARE(input("here", "llama-files"), 0);
        QCOMPARE(input("groq", "llama"), 2);
        QCOMPARE(input("other", "x/y"), 5);
        // On this machine a model costs nothing, unless only its vendor can run it.
        QCOMPARE(input("here", "llama"), 0);
        QCOMPARE(input("here", "anything"), 0);
        QCOMPARE(input("here", "gpt-oss"), 0);
        QCOMPARE(input("here", "gpt-5"), 1);
        const Cost free =
            costOf(book, used(10, 0, 0, 10), QStringLiteral("here"), 1.0, QStringLiteral("llama"), kMay2026);
        QCOMPARE(free.source, CostSource::Computed);
        QCOMPARE(free.charged, NanoUsd{0});
    }

    void theTextOfAPrice() {
        PriceConfig config = price("*", "m \"q\"", QDate(2026, 5, 1), 2'500'000);
        config.perImage = 40'000'000'000;
        config.tiers = {{200'000, ServiceClass::Flex, {}}};
        config.tiers[0].rates.input = 1;
        config.classes = {{ServiceClass::Batch, {}}};
        config.classes[0].rates.output = 7'000'000;
        config.hours = {{16 * 60 + 30, 30, 500'000}};
        config.source = QStringLiteral("a bill");
        const QByteArray expected =
            "{\"model\":\"m "
            "\\\"q\\\"\",\"from\":\"2026-05-01\",\"input\":2.5,\"output\":15,\"per_image\":0.04,"
            "\"tiers\":[{\"above_prompt_tokens\":200000,\"class\":\"flex\",\"input\":0.000001}],"
            "\"batch\":{\"output\":7},\"hours\":[{\"utc\":\"16:30-00:30\",\"factor\":0.5}],"
            "\"source\":\"a bill\"}";
        QCOMPARE(priceText(config), expected);
    }
};

QTEST_APPLESS_MAIN(TestPricing)
#include "tst_pricing.moc"
