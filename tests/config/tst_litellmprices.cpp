// Price files in LiteLLM's form: what is read of them, and that a fault names its place.
#include "core/config/ConfigStore.h"
#include "core/config/LiteLlmPrices.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;

namespace {

const QByteArray kPrices = R"({
    "sample_spec": {"input_cost_per_token": "what it costs"},
    "gpt-x": {"litellm_provider": "openai", "mode": "chat", "max_tokens": 128000,
        "input_cost_per_token": 5e-06, "output_cost_per_token": 3.0e-05,
        "cache_read_input_token_cost": 5e-07, "cache_creation_input_token_cost": 6.25e-06,
        "cache_creation_input_token_cost_above_1hr": 1e-05,
        "input_cost_per_token_above_272k_tokens": 1e-05,
        "input_cost_per_token_above_272k_tokens_flex": 5e-06,
        "input_cost_per_token_priority": 1.25e-05, "output_cost_per_token_batches": 1.5e-05,
        "output_cost_per_reasoning_token": 4e-05, "input_cost_per_audio_token": 1e-04,
        "search_context_cost_per_query": {"search_context_size_low": 0.01, "search_context_size_medium": 0.025},
        "supports_vision": true},
    "openrouter/vendor/m": {"litellm_provider": "openrouter", "input_cost_per_token": 0},
    "gemini/g": {"litellm_provider": "gemini", "input_cost_per_token": 1e-06},
    "dall-e": {"litellm_provider": "openai", "mode": "image_generation", "input_cost_per_image": 0.04},
    "vision": {"mode": "chat", "input_cost_per_token": 1e-06, "input_cost_per_image": 0.04},
    "whisper": {"input_cost_per_second": 0.0001},
    "tts": {"input_cost_per_character": 1.5e-05},
    "qwen": {"tiered_pricing": [{"range": [0, 32000.0], "input_cost_per_token": 1.2e-06},
        {"range": [32000.0, 128000.0], "input_cost_per_token": 2.4e-06, "output_cost_per_token": 1.2e-05}]},
    "by the pixel": {"input_cost_per_pixel": 1.9e-08},
    "quotient": {"input_cost_per_token": 3.3333333333333335e-07}
})";

void write(const QString& path, const QByteArray& content) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

}  // namespace

class TestLiteLlmPrices final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reads() {
        const Result<std::vector<PriceConfig>> prices = readLiteLlmPrices(kPrices);
        QVERIFY2(prices.ok(), prices ? "" : qPrintable(prices.error().message + prices.error().place));
        const auto find = [&](const char* model) {
            for (const PriceConfig& price : prices.value()) {
                if (price.model == QLatin1String(model)) {
                    return price;
                }
            }
            return PriceConfig();
        };
        QCOMPARE(prices.value().size(), std::size_t{9});
        const PriceConfig gpt = find("gpt-x");
        QCOMPARE(gpt.vendor, QStringLiteral("openai"));
        QCOMPARE(gpt.source, QStringLiteral("LiteLLM"));
        QCOMPARE(gpt.input.value_or(0), 5'000'000);
        QCOMPARE(gpt.output.value_or(0), 30'000'000);
        QCOMPARE(gpt.cachedInput.value_or(0), 500'000);
        QCOMPARE(gpt.cacheWrite.value_or(0), 6'250'000);
        QCOMPARE(gpt.cacheWriteLong.value_or(0), 10'000'000);
        QCOMPARE(gpt.reasoning.value_or(0), 40'000'000);
        QCOMPARE(gpt.audioInput.value_or(0), 100'000'000);
        QCOMPARE(gpt.perSearch.value_or(0), 25'000'000'000);
        QCOMPARE(gpt.tiers.size(), std::size_t{2});
        QCOMPARE(gpt.tiers[0].abovePromptTokens, 272'000);
        QCOMPARE(gpt.tiers[0].rates.input.value_or(0), 10'000'000);
        QCOMPARE(gpt.tiers[1].serviceClass, ServiceClass::Flex);
        QCOMPARE(gpt.tiers[1].rates.input.value_or(0), 5'000'000);
        QCOMPARE(gpt.classes.size(), std::size_t{2});
        QCOMPARE(gpt.classes[0].rates.input.value_or(0), 12'500'000);
        QCOMPARE(gpt.classes[1].rates.output.value_or(0), 15'000'000);
        QCOMPARE(find("vendor/m").input.value_or(-1), 0);
        QCOMPARE(find("g").vendor, QStringLiteral("google"));
        QCOMPARE(find("dall-e").perImage.value_or(0), 40'000'000'000);
        QVERIFY(!find("vision").perImage.has_value());
        QCOMPARE(find("whisper").perSecond.value_or(0), 100'000'000);
        QCOMPARE(find("tts").perCharacter.value_or(0), 15'000'000);
        QCOMPARE(find("qwen").input.value_or(0), 1'200'000);
        QCOMPARE(find("qwen").tiers.at(0).abovePromptTokens, 31'999);
        QCOMPARE(find("quotient").input.value_or(0), 333'333);
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("place");
        const auto row = [](const char* name, const QByteArray& json, const char* place) {
            QTest::newRow(name) << json << QString::fromLatin1(place);
        };
        row("a list", "[]", "");
        row("a text", "{\"m\":{\"input_cost_per_token\":\"free\"}}", "m.input_cost_per_token");
        row("below 0", "{\"m\":{\"output_cost_per_token\":-1e-6}}", "m.output_cost_per_token");
        row("beyond reason", "{\"m\":{\"input_cost_per_token\":1e9}}", "m.input_cost_per_token");
        row("a range of nothing", "{\"m\":{\"tiered_pricing\":[{\"range\":[1]}]}}", "m.tiered_pricing");
    }
    void refuses() {
        QFETCH(QByteArray, json);
        QFETCH(QString, place);
        const Result<std::vector<PriceConfig>> prices = readLiteLlmPrices(json);
        QVERIFY(!prices.ok());
        QCOMPARE(prices.error().place, place);
        QVERIFY(!readLiteLlmPrices("{").ok());
    }

    void theConfigurationNamesThem() {
        const QTemporaryDir folder;
        const QString prices = folder.filePath(QStringLiteral("prices.json"));
        const QString file = folder.filePath(QStringLiteral("config.json"));
        write(prices, "{\"m\":{\"input_cost_per_token\":1e-06}}");
        write(file, "{\"version\":1,\"price_files\":[\"" + prices.toUtf8() + "\"]}");
        ConfigReading reading = readConfigFile(file);
        QCOMPARE(reading.found, ConfigReading::Found::Good);
        QCOMPARE(reading.document->config.importedPrices.size(), std::size_t{1});

        write(prices, "{\"m\":{\"input_cost_per_token\":\"x\"}}");
        reading = readConfigFile(file);
        QCOMPARE(reading.found, ConfigReading::Found::Faulty);
        QCOMPARE(reading.faults.front().path, QStringLiteral("price_files[0]"));
        QVERIFY2(reading.faults.front().message.contains(QStringLiteral("m.input_cost_per_token")),
                 qPrintable(reading.faults.front().message));

        QVERIFY(QFile::remove(prices));
        reading = readConfigFile(file);
        QCOMPARE(reading.found, ConfigReading::Found::Faulty);

        write(file, "{\"version\":1,\"price_files\":[\"prices.json\"]}");
        reading = readConfigFile(file);
        QCOMPARE(reading.faults.front().toString(),
                 QStringLiteral("price_files[0]: must be an absolute path"));
    }
};

QTEST_GUILESS_MAIN(TestLiteLlmPrices)
#include "tst_litellmprices.moc"
