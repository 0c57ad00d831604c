#include "core/pricing/CostCalculator.h"
#include "core/pricing/PriceBook.h"

#include <QTest>

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
};

QTEST_APPLESS_MAIN(TestPricing)
#include "tst_pricing.moc"
