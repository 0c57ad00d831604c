// Every usage object of the recordings, tokens and cost, against a calculation of its own: by the rules of
// protocols.md, one table, and straight from the file of price facts. Without the recordings the rows of
// tst_usagemeter and tst_pricing stand for it.
#include "core/pricing/CostCalculator.h"
#include "core/protocol/UsageMeter.h"
#include "core/service/PriceCatalogue.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>

using namespace signalbox;

namespace {

using Json = nlohmann::json;

constexpr qint64 kAugust2026 = 1'787'616'000'000;  // 2026-08-25T00:00Z, after every source

// The rules. A cell is a sum of places in the usage object; of several with "|" between them the largest
// counts, as providers repeat a number and leave it 0 where they do not use it. The first row that fits is
// the one.
struct Rule {
    const char* folder;  // of the recording; "": any
    const char* marker;  // a place that must be there; "": none
    const char* input;
    const char* output;
    const char* cached;
    const char* written;
    const char* writtenLong;
    const char* reasoning;
};
constexpr Rule kRules[] = {
    {"", "/promptTokenCount", "/promptTokenCount + /toolUsePromptTokenCount",
     "/candidatesTokenCount + /thoughtsTokenCount", "/cachedContentTokenCount", "", "",
     "/thoughtsTokenCount"},
    {"anthropic", "/input_tokens",
     "/input_tokens + /cache_read_input_tokens + /cache_creation_input_tokens + /beyond/input",
     "/output_tokens + /beyond/output", "/cache_read_input_tokens", "/cache_creation_input_tokens",
     "/cache_creation/ephemeral_1h_input_tokens", "/output_tokens_details/thinking_tokens"},
    {"", "/input_token_details", "/input_tokens", "/output_tokens", "", "", "", ""},  // transcriptions
    {"", "/input_tokens", "/input_tokens", "/output_tokens", "/input_tokens_details/cached_tokens",
     "/input_tokens_details/cache_write_tokens", "", "/output_tokens_details/reasoning_tokens"},
    {"xai", "/completion_tokens_details", "/prompt_tokens",
     "/completion_tokens + /completion_tokens_details/reasoning_tokens",
     "/prompt_tokens_details/cached_tokens", "", "", "/completion_tokens_details/reasoning_tokens"},
    {"mistral", "/prompt_audio_seconds", "/prompt_tokens + /prompt_tokens_details/audio_tokens",
     "/completion_tokens", "/prompt_tokens_details/cached_tokens | /num_cached_tokens", "", "", ""},
    {"google", "/prompt_tokens", "/prompt_tokens", "/total_tokens - /prompt_tokens",
     "/prompt_tokens_details/cached_tokens", "", "", "/total_tokens - /prompt_tokens - /completion_tokens"},
    {"", "/prompt_tokens", "/prompt_tokens", "/completion_tokens",
     "/prompt_tokens_details/cached_tokens | /prompt_cache_hit_tokens | /cached_tokens | /num_cached_tokens",
     "/prompt_tokens_details/cache_write_tokens | /prompt_tokens_details/cache_creation_input_tokens", "",
     "/completion_tokens_details/reasoning_tokens"},
};

qint64 at(const Json& usage, const QString& place) {
    const Json::json_pointer pointer(place.trimmed().toStdString());
    return usage.contains(pointer) && usage[pointer].is_number() ? usage[pointer].get<qint64>() : 0;
}

qint64 cell(const Json& usage, const char* text) {
    const QString cellText = QString::fromLatin1(text);
    if (cellText.isEmpty()) {
        return 0;
    }
    qint64 largest = 0;
    for (const QString& alternative : cellText.split(QLatin1Char('|'))) {
        qint64 sum = 0;
        const QStringList minus = alternative.split(QStringLiteral(" - "));
        for (const QString& place : minus[0].split(QLatin1Char('+'))) {
            sum += at(usage, place);
        }
        for (qsizetype i = 1; i < minus.size(); ++i) {
            sum -= at(usage, minus[i]);
        }
        largest = std::max(largest, sum);
    }
    return largest;
}

QString sharedFolder() {
    return qEnvironmentVariable("SIGNALBOX_SHARED", QStringLiteral(SIGNALBOX_SOURCE_DIR "/../shared"));
}

QByteArray readAll(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// The JSON documents of an answer, whole or event by event.
std::vector<QByteArray> payloads(const QString& path) {
    const QByteArray content = readAll(path);
    std::vector<QByteArray> result;
    if (path.endsWith(QLatin1String(".json"))) {
        result.push_back(content);
        return result;
    }
    for (const QByteArray& line : content.split('\n')) {
        const QByteArray data = (line.startsWith("data:") ? line.mid(5) : line).trimmed();
        if (data.startsWith('{') && (line.startsWith("data:") || path.endsWith(QLatin1String(".jsonl")))) {
            result.push_back(data);
        }
    }
    return result;
}

// Field by field the last that is not null, over every usage object of the answer.
void merge(Json& into, const Json& from) {
    for (const auto& [name, value] : from.items()) {
        if (value.is_object() && into.contains(name) && into[name].is_object()) {
            merge(into[name], value);
        } else if (!value.is_null()) {
            into[name] = value;
        }
    }
}

struct Told {
    Json usage;
    QString model;
    bool messages = false;  // Anthropic's
};

Told tell(const std::vector<QByteArray>& documents) {
    Told told;
    for (const QByteArray& text : documents) {
        const Json document = Json::parse(text.begin(), text.end(), nullptr, false);
        if (!document.is_object()) {
            continue;
        }
        for (const char* place : {"/x_groq/usage", "/choices/0/usage", "/response/usage", "/message/usage",
                                  "/usage", "/usageMetadata"}) {
            const Json::json_pointer pointer(place);
            if (document.contains(pointer) && document[pointer].is_object()) {
                merge(told.usage, document[pointer]);
            }
        }
        for (const char* place : {"/model", "/response/model", "/message/model", "/modelVersion"}) {
            const Json::json_pointer pointer(place);
            if (document.contains(pointer) && document[pointer].is_string()) {
                told.model = QString::fromStdString(document[pointer].get<std::string>());
            }
        }
    }
    if (told.usage.contains("iterations") && told.usage["iterations"].is_array()) {
        qint64 input = 0;
        qint64 output = 0;
        for (const Json& turn : told.usage["iterations"]) {
            if (turn.value("type", "") != "message") {
                input += turn.value("input_tokens", 0);
                output += turn.value("output_tokens", 0);
            }
        }
        told.usage["beyond"] = {{"input", input}, {"output", output}};
    }
    return told;
}

QString vendorOf(const QString& folder) {
    return folder.startsWith(QLatin1String("openai-")) && folder != QLatin1String("openai-compatible")
               ? QStringLiteral("openai")
               : folder;
}

// Dollars per million tokens are micro-dollars per token: pico-dollars with six decimals, exactly.
qint64 pico(const Json& prices, const char* name, qint64 otherwise) {
    return prices.contains(name) && prices[name].is_number() ? std::llround(prices[name].get<double>() * 1e6)
                                                             : otherwise;
}

// Nothing: the model is not in the facts, or its sources disagree, or something was used that they do not
// price.
std::optional<NanoUsd> listByHand(const Json& facts, const QString& vendor, const QString& model,
                                  const Usage& usage) {
    static const QRegularExpression kDate(QStringLiteral("-(\\d{4}-\\d{2}-\\d{2}|\\d{8})$"));
    const Json* found = nullptr;
    for (const QString& name : {model, QString(model).remove(kDate)}) {
        for (const Json& entry : facts["models"]) {
            if (found == nullptr && entry["id"] == name.toStdString() &&
                entry["provider"] == vendor.toStdString()) {
                found = &entry;
            }
        }
    }
    const bool plain = usage.searches == 0 && usage.audioMs == 0 && usage.audioInputTokens == 0 &&
                       usage.audioOutputTokens == 0 && usage.imageOutputTokens == 0 &&
                       usage.imageInputTokens == 0 && usage.serviceClass == ServiceClass::Standard;
    if (found == nullptr || found->contains("disagreements") || found->contains("tiered_pricing") || !plain ||
        !found->contains("input")) {
        return std::nullopt;
    }
    Json prices = *found;
    for (const Json& tier : found->value("tiers", Json::array())) {
        if (usage.inputTokens > tier["above_prompt_tokens"].get<qint64>()) {
            merge(prices, tier);
        }
    }
    if (usage.outputTokens > 0 && !prices.contains("output")) {
        return std::nullopt;
    }
    const qint64 input = pico(prices, "input", 0);
    const qint64 output = pico(prices, "output", 0);
    const qint64 write = pico(prices, "cache_write", input);
    const qint64 sum = (usage.inputTokens - usage.cachedInputTokens - usage.cacheWriteTokens) * input +
                       usage.cachedInputTokens * pico(prices, "cache_read", input) +
                       (usage.cacheWriteTokens - usage.cacheWriteLongTokens) * write +
                       usage.cacheWriteLongTokens * pico(prices, "cache_write_1h", write) +
                       (usage.outputTokens - usage.reasoningTokens) * output +
                       usage.reasoningTokens * pico(prices, "reasoning_output", output);
    return (sum + 500) / 1000;
}

}  // namespace

class TestTranscriptBills final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theCatalogueIsSound() {
        QFile file(QStringLiteral(SIGNALBOX_SOURCE_DIR "/resources/prices.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const Result<std::vector<PriceConfig>> prices = readPriceCatalogue(file.readAll());
        QVERIFY2(prices.ok(), prices ? "" : qPrintable(prices.error().message));
        QVERIFY(prices.value().size() > 150);
        for (const PriceConfig& price : prices.value()) {
            QVERIFY2(price.from.year() >= 2026 && !price.source.isEmpty() && !price.vendor.isEmpty(),
                     qPrintable(price.model));
            QVERIFY2(price.provider == QLatin1String("*") && !price.model.contains(QLatin1Char('*')),
                     qPrintable(price.model));
        }
        QVERIFY(!loadPriceCatalogue()->isEmpty());
    }

    void aFaultyCatalogueIsRefusedWhole() {
        for (const char* json : {"", "[]", "{}", R"({"prices":[{"model":"m"}]})",
                                 R"({"prices":[{"model":"m","input":1,"imput":2}]})",
                                 R"({"prices":[{"model":"m","input":-1}]})"}) {
            const Result<std::vector<PriceConfig>> prices = readPriceCatalogue(json);
            QVERIFY2(!prices.ok() && !prices.error().message.isEmpty(), json);
        }
        QVERIFY(loadPriceCatalogue(QStringLiteral(":/no/such/file"))->isEmpty());
    }

    void everyRecording() {
        const QString shared = sharedFolder();
        const QByteArray factsText = readAll(shared + QStringLiteral("/data/prices.json"));
        if (factsText.isEmpty()) {
            QSKIP("the recordings are not at hand");
        }
        const Json facts = Json::parse(factsText.begin(), factsText.end());
        const auto catalogue = loadPriceCatalogue();
        int tokens = 0;
        int costs = 0;
        QDirIterator files(shared + QStringLiteral("/transcripts"), {QStringLiteral("*.response.*")},
                           QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            const QString folder = files.fileInfo().dir().dirName();
            const QByteArray where = path.mid(path.indexOf(QLatin1String("transcripts/"))).toUtf8();
            const std::vector<QByteArray> documents = payloads(path);
            const Told told = tell(documents);
            const Rule* rule = nullptr;
            for (const Rule& row : kRules) {
                const Json::json_pointer marker(row.marker);
                if (rule == nullptr && (*row.folder == '\0' || folder == QLatin1String(row.folder)) &&
                    told.usage.contains(marker)) {
                    rule = &row;
                }
            }
            if (rule == nullptr) {
                continue;
            }
            Usage expected;
            expected.inputTokens = cell(told.usage, rule->input);
            expected.outputTokens = cell(told.usage, rule->output);
            expected.cachedInputTokens = cell(told.usage, rule->cached);
            expected.cacheWriteTokens = cell(told.usage, rule->written);
            expected.cacheWriteLongTokens = cell(told.usage, rule->writtenLong);
            expected.reasoningTokens = cell(told.usage, rule->reasoning);

            UsageMeter meter(told.usage.contains("promptTokenCount") ? UsageForm::Gemini
                             : folder == QLatin1String("anthropic")  ? UsageForm::Anthropic
                                                                     : UsageForm::OpenAi);
            json::Parser parser;
            for (const QByteArray& document : documents) {
                if (const auto root = parser.parse(document)) {
                    meter.readAnswer(*root);
                }
            }
            const Usage usage = meter.usage();
            QVERIFY2(usage.inputTokens == expected.inputTokens, where.constData());
            QVERIFY2(usage.outputTokens == expected.outputTokens, where.constData());
            QVERIFY2(usage.cachedInputTokens == expected.cachedInputTokens, where.constData());
            QVERIFY2(usage.cacheWriteTokens == expected.cacheWriteTokens, where.constData());
            QVERIFY2(usage.cacheWriteLongTokens == expected.cacheWriteLongTokens, where.constData());
            QVERIFY2(usage.reasoningTokens == expected.reasoningTokens, where.constData());
            ++tokens;

            const QString vendor = vendorOf(folder);
            const auto list = listByHand(facts, vendor, told.model, usage);
            if (!list) {
                continue;
            }
            PriceBook::Providers providers;
            providers.vendors.insert(QStringLiteral("p"), vendor);
            const PriceBook book({}, {nullptr, nullptr, catalogue}, providers);
            const Cost cost = costOf(book, usage, QStringLiteral("p"), 1.0, told.model, kAugust2026);
            QVERIFY2(cost.source != CostSource::Unknown, where.constData());
            QVERIFY2(cost.list == *list, QByteArray(where + ": " + QByteArray::number(cost.list) + " for " +
                                                    QByteArray::number(*list))
                                             .constData());
            QCOMPARE(cost.charged, usage.reportedCost.value_or(*list));
            ++costs;
        }
        qInfo("%d usage objects, %d of them with a price", tokens, costs);
        QVERIFY(tokens > 200);
        QVERIFY(costs > 100);
    }
};

QTEST_APPLESS_MAIN(TestTranscriptBills)
#include "tst_transcriptbills.moc"
