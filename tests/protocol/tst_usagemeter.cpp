#include "core/protocol/UsageMeter.h"

#include <QTest>

#include <functional>

using namespace signalbox;

namespace {

Usage used(qint64 input, qint64 cached, qint64 write, qint64 output, qint64 reasoning,
           std::optional<NanoUsd> cost = std::nullopt) {
    Usage usage;
    usage.inputTokens = input;
    usage.cachedInputTokens = cached;
    usage.cacheWriteTokens = write;
    usage.outputTokens = output;
    usage.reasoningTokens = reasoning;
    usage.reportedCost = cost;
    return usage;
}

}  // namespace

class TestUsageMeter final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void normalises_data() {
        QTest::addColumn<QByteArrayList>("answers");  // one after the other, as a stream brings them
        QTest::addColumn<Usage>("expected");
        const auto row = [](const char* name, const QByteArrayList& answers, const Usage& expected) {
            QTest::newRow(name) << answers << expected;
        };
        const auto chat = [](const QByteArray& usage) { return QByteArray("{\"usage\":{" + usage + "}}"); };
        row("chat",
            {chat(
                R"("prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":3},"completion_tokens_details":{"reasoning_tokens":2})")},
            used(10, 4, 3, 5, 2));
        row("responses",
            {R"({"response":{"usage":{"input_tokens":10,"output_tokens":5,"total_tokens":15,"input_tokens_details":{"cached_tokens":4,"cache_write_tokens":1},"output_tokens_details":{"reasoning_tokens":2}}}})"},
            used(10, 4, 1, 5, 2));
        row("embeddings", {chat(R"("prompt_tokens":7,"total_tokens":7)")}, used(7, 0, 0, 0, 0));
        row("total only", {chat(R"("total_tokens":7)")}, used(7, 0, 0, 0, 0));
        row("images",
            {chat(
                R"("input_tokens":14,"output_tokens":272,"total_tokens":286,"input_tokens_details":{"image_tokens":0,"text_tokens":14})")},
            used(14, 0, 0, 272, 0));
        row("xAI chat: reasoning beside",
            {chat(
                R"("prompt_tokens":12,"completion_tokens":1,"total_tokens":303,"completion_tokens_details":{"reasoning_tokens":290},"cost_in_usd_ticks":1466250)")},
            used(12, 0, 0, 291, 290, 146625));
        row("xAI chat without a total",
            {chat(
                R"("prompt_tokens":12,"completion_tokens":1,"completion_tokens_details":{"reasoning_tokens":290})")},
            used(12, 0, 0, 291, 290));
        row("ticks of 0 say nothing",
            {chat(R"("prompt_tokens":12,"completion_tokens":1,"cost_in_usd_ticks":0)")},
            used(12, 0, 0, 1, 0));
        row("ticks alone", {chat(R"("cost_in_usd_ticks":700000000)")}, used(0, 0, 0, 0, 0, 70'000'000));
        row("Gemini: reasoning hidden",
            {chat(R"("prompt_tokens":66,"completion_tokens":6,"total_tokens":100)")}, used(66, 0, 0, 34, 28));
        row("Mistral: sound beside",
            {chat(R"("prompt_audio_seconds":5,"prompt_tokens":4,"completion_tokens":20,"total_tokens":400)")},
            used(380, 0, 0, 20, 0));
        row("Mistral: cached",
            {chat(R"("prompt_tokens":100,"completion_tokens":29,"total_tokens":129,"num_cached_tokens":99)")},
            used(100, 99, 0, 29, 0));
        row("DeepSeek",
            {chat(
                R"("prompt_tokens":359,"completion_tokens":25,"total_tokens":384,"prompt_cache_hit_tokens":256,"prompt_cache_miss_tokens":103)")},
            used(359, 256, 0, 25, 0));
        row("Moonshot",
            {R"({"choices":[{"usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21,"cached_tokens":3}}]})"},
            used(9, 3, 0, 12, 0));
        row("Qwen",
            {chat(
                R"("prompt_tokens":50,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":10,"cache_creation_input_tokens":30})")},
            used(50, 10, 30, 2, 0));
        row("OpenRouter with the user's own key: its fee and the vendor's bill",
            {chat(
                R"("prompt_tokens":20,"completion_tokens":1,"total_tokens":21,"cost":0.0000018,"is_byok":true,"cost_details":{"upstream_inference_cost":0.000036})")},
            used(20, 0, 0, 1, 0, 37'800));
        row("OpenRouter with the user's own key, bill unknown",
            {chat(
                R"("prompt_tokens":20,"completion_tokens":1,"cost":0.0000018,"is_byok":true,"cost_details":{"upstream_inference_cost":null})")},
            used(20, 0, 0, 1, 0, 1'800));
        row("OpenRouter with a key of its own: the bill is in the cost",
            {chat(
                R"("prompt_tokens":20,"completion_tokens":1,"cost":0.000036,"is_byok":false,"cost_details":{"upstream_inference_cost":0.000036})")},
            used(20, 0, 0, 1, 0, 36'000));
        row("OpenRouter",
            {chat(
                R"("prompt_tokens":20,"completion_tokens":1,"total_tokens":21,"cost":0.0000036,"is_byok":false)")},
            used(20, 0, 0, 1, 0, 3600));
        row("OpenRouter, free", {chat(R"("prompt_tokens":20,"completion_tokens":1,"cost":0)")},
            used(20, 0, 0, 1, 0, 0));
        row("Groq: three copies",
            {R"({"choices":[{}],"x_groq":{"usage":{"prompt_tokens":15,"completion_tokens":16,"total_tokens":31}},"usage":{"prompt_tokens":15,"completion_tokens":16,"total_tokens":31}})",
             R"({"choices":[],"usage":{"prompt_tokens":15,"completion_tokens":16,"total_tokens":31}})"},
            used(15, 0, 0, 16, 0));
        row("Groq: only its own",
            {R"({"x_groq":{"id":"r","usage":{"prompt_tokens":18,"completion_tokens":73,"total_tokens":91}}})"},
            used(18, 0, 0, 73, 0));
        row("vLLM: cumulative",
            {chat(R"("prompt_tokens":9,"completion_tokens":1,"total_tokens":10)"),
             chat(R"("prompt_tokens":9,"completion_tokens":2,"total_tokens":11)"),
             chat(R"("prompt_tokens":9,"completion_tokens":3,"total_tokens":12)")},
            used(9, 0, 0, 3, 0));
        row("last that is not null wins",
            {chat(R"("prompt_tokens":9,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":8})"),
             R"({"usage":null})",
             chat(R"("prompt_tokens":null,"completion_tokens":3,"prompt_tokens_details":null)")},
            used(9, 8, 0, 3, 0));
        row("cached beyond the prompt, as said",
            {chat(
                R"("prompt_tokens":5,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":9,"cache_write_tokens":2})")},
            used(5, 9, 2, 1, 0));
        row("odd numbers",
            {chat(R"("prompt_tokens":5.0,"completion_tokens":-3,"total_tokens":"8","cost":"x")")},
            used(5, 0, 0, 0, 0));
        row("beyond reason", {chat(R"("prompt_tokens":1e300,"completion_tokens":4)")}, used(0, 0, 0, 4, 0));
    }
    void normalises() {
        QFETCH(QByteArrayList, answers);
        QFETCH(Usage, expected);
        UsageMeter meter;
        QVERIFY(!meter.told());
        json::Parser parser;
        for (const QByteArray& answer : answers) {
            const auto root = parser.parse(answer);
            QVERIFY2(root.has_value(), answer.constData());
            meter.readAnswer(*root);
        }
        QVERIFY(meter.told());
        const Usage usage = meter.usage();
        QCOMPARE(usage.inputTokens, expected.inputTokens);
        QCOMPARE(usage.cachedInputTokens, expected.cachedInputTokens);
        QCOMPARE(usage.cacheWriteTokens, expected.cacheWriteTokens);
        QCOMPARE(usage.outputTokens, expected.outputTokens);
        QCOMPARE(usage.reasoningTokens, expected.reasoningTokens);
        QCOMPARE(usage.reportedCost.value_or(-1), expected.reportedCost.value_or(-1));
        QVERIFY(!usage.estimated);
    }

    // What other providers and endpoints bill by.
    void otherMeters_data() {
        QTest::addColumn<int>("form");
        QTest::addColumn<QByteArrayList>("answers");
        QTest::addColumn<Usage>("expected");
        const auto row = [](const char* name, UsageForm form, const QByteArrayList& answers,
                            const std::function<void(Usage&)>& fill) {
            Usage usage;
            fill(usage);
            QTest::newRow(name) << static_cast<int>(form) << answers << usage;
        };
        constexpr UsageForm kOpenAi = UsageForm::OpenAi;
        constexpr UsageForm kAnthropic = UsageForm::Anthropic;
        constexpr UsageForm kGemini = UsageForm::Gemini;
        row("sound in and out", kOpenAi,
            {R"({"usage":{"prompt_tokens":30,"completion_tokens":9,"total_tokens":39,"prompt_tokens_details":{"audio_tokens":20},"completion_tokens_details":{"audio_tokens":7}}})"},
            [](Usage& usage) {
                usage.inputTokens = 30;
                usage.outputTokens = 9;
                usage.audioInputTokens = 20;
                usage.audioOutputTokens = 7;
            });
        row("a transcription by tokens", kOpenAi,
            {R"({"usage":{"type":"tokens","total_tokens":181,"input_tokens":37,"input_token_details":{"text_tokens":0,"audio_tokens":37},"output_tokens":144}})"},
            [](Usage& usage) {
                usage.inputTokens = 37;
                usage.audioInputTokens = 37;
                usage.outputTokens = 144;
            });
        row("a transcription by time", kOpenAi, {R"({"usage":{"type":"duration","seconds":37.25}})"},
            [](Usage& usage) { usage.audioMs = 37'250; });
        row("Mistral: sound beside the prompt", kOpenAi,
            {R"({"usage":{"prompt_audio_seconds":3,"prompt_tokens":3,"total_tokens":389,"completion_tokens":11,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":375}}})"},
            [](Usage& usage) {
                usage.inputTokens = 378;
                usage.audioInputTokens = 375;
                usage.outputTokens = 11;
            });
        row("an image's tokens", kOpenAi,
            {R"({"usage":{"input_tokens":214,"output_tokens":272,"total_tokens":486,"input_tokens_details":{"image_tokens":200,"text_tokens":14}}})"},
            [](Usage& usage) {
                usage.inputTokens = 214;
                usage.imageInputTokens = 200;
                usage.outputTokens = 272;
            });
        row("Perplexity: the cost in parts", kOpenAi,
            {R"({"usage":{"prompt_tokens":17,"completion_tokens":6,"total_tokens":23,"cost":{"input_tokens_cost":5e-05,"output_tokens_cost":9e-05,"request_cost":0.006,"total_cost":0.00614}}})"},
            [](Usage& usage) {
                usage.inputTokens = 17;
                usage.outputTokens = 6;
                usage.reportedCost = 6'140'000;
            });
        row("the class of service, said by the answer", kOpenAi,
            {R"({"service_tier":"auto","usage":null})",
             R"({"service_tier":"flex","usage":{"prompt_tokens":1,"completion_tokens":1}})"},
            [](Usage& usage) {
                usage.inputTokens = 1;
                usage.outputTokens = 1;
                usage.serviceClass = ServiceClass::Flex;
            });
        row("the class of a response", kOpenAi,
            {R"({"response":{"service_tier":"priority","output":[{"type":"web_search_call"},{"type":"message"},{"type":"web_search_call"}],"usage":{"input_tokens":5,"output_tokens":2,"total_tokens":7}}})"},
            [](Usage& usage) {
                usage.inputTokens = 5;
                usage.outputTokens = 2;
                usage.searches = 2;
                usage.serviceClass = ServiceClass::Priority;
            });
        row("xAI: searches made", kOpenAi,
            {R"({"usage":{"input_tokens":5,"output_tokens":2,"total_tokens":7,"cost_in_usd_ticks":15,"server_side_tool_usage_details":{"web_search_calls":2}}})"},
            [](Usage& usage) {
                usage.inputTokens = 5;
                usage.outputTokens = 2;
                usage.searches = 2;
                usage.reportedCost = 2;
            });
        row("Anthropic: cache beside the input", kAnthropic,
            {R"({"type":"message","usage":{"input_tokens":2,"cache_read_input_tokens":1590,"cache_creation_input_tokens":300,"cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":200},"output_tokens":40,"output_tokens_details":{"thinking_tokens":12},"service_tier":"priority","server_tool_use":{"web_search_requests":3}}})"},
            [](Usage& usage) {
                usage.inputTokens = 1892;
                usage.cachedInputTokens = 1590;
                usage.cacheWriteTokens = 300;
                usage.cacheWriteLongTokens = 200;
                usage.outputTokens = 40;
                usage.reasoningTokens = 12;
                usage.searches = 3;
                usage.serviceClass = ServiceClass::Priority;
            });
        row("Anthropic: a stream whose end raises the input", kAnthropic,
            {R"({"type":"message_start","message":{"usage":{"input_tokens":2225,"cache_read_input_tokens":8,"output_tokens":1}}})",
             R"({"type":"message_delta","usage":{"input_tokens":9447,"output_tokens":57}})"},
            [](Usage& usage) {
                usage.inputTokens = 9455;
                usage.cachedInputTokens = 8;
                usage.outputTokens = 57;
            });
        row("Anthropic: an end with the output alone", kAnthropic,
            {R"({"type":"message_start","message":{"usage":{"input_tokens":514,"cache_read_input_tokens":0,"output_tokens":5}}})",
             R"({"type":"message_delta","usage":{"output_tokens":168}})"},
            [](Usage& usage) {
                usage.inputTokens = 514;
                usage.outputTokens = 168;
            });
        row("Anthropic: a compaction is billed beside", kAnthropic,
            {R"({"usage":{"input_tokens":682,"output_tokens":1320,"cache_read_input_tokens":0,"iterations":[{"input_tokens":60385,"output_tokens":592,"type":"compaction"},{"input_tokens":682,"output_tokens":1320,"type":"message"}]}})"},
            [](Usage& usage) {
                usage.inputTokens = 61'067;
                usage.outputTokens = 1'912;
            });
        row("Gemini: thoughts beside, tools in the prompt, the last counts", kGemini,
            {R"({"usageMetadata":{"promptTokenCount":15,"totalTokenCount":15}})",
             R"({"usageMetadata":{"promptTokenCount":15,"candidatesTokenCount":18,"totalTokenCount":1545,"cachedContentTokenCount":4,"toolUsePromptTokenCount":770,"thoughtsTokenCount":742,"serviceTier":"standard"}})"},
            [](Usage& usage) {
                usage.inputTokens = 785;
                usage.cachedInputTokens = 4;
                usage.outputTokens = 760;
                usage.reasoningTokens = 742;
            });
        row("Gemini: sound and images", kGemini,
            {R"({"usageMetadata":{"promptTokenCount":600,"candidatesTokenCount":1300,"promptTokensDetails":[{"modality":"TEXT","tokenCount":42},{"modality":"IMAGE","tokenCount":258},{"modality":"AUDIO","tokenCount":300}],"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1290}]}})"},
            [](Usage& usage) {
                usage.inputTokens = 600;
                usage.imageInputTokens = 258;
                usage.audioInputTokens = 300;
                usage.outputTokens = 1300;
                usage.imageOutputTokens = 1290;
            });
    }
    void otherMeters() {
        QFETCH(int, form);
        QFETCH(QByteArrayList, answers);
        QFETCH(Usage, expected);
        UsageMeter meter(static_cast<UsageForm>(form));
        json::Parser parser;
        for (const QByteArray& answer : answers) {
            const auto root = parser.parse(answer);
            QVERIFY2(root.has_value(), answer.constData());
            meter.readAnswer(*root);
        }
        QVERIFY(meter.told());
        const Usage usage = meter.usage();
        QCOMPARE(usage.inputTokens, expected.inputTokens);
        QCOMPARE(usage.outputTokens, expected.outputTokens);
        QVERIFY2(usage == expected, answers.last().constData());
    }

    void nothingTold() {
        json::Parser parser;
        for (const char* answer :
             {"{}", R"({"usage":null})", R"({"usage":{}})", R"({"usage":[]})", "[]", "1"}) {
            UsageMeter meter;
            meter.readAnswer(*parser.parse(answer));
            QVERIFY2(!meter.told(), answer);
            QCOMPARE(meter.usage(), Usage());
        }
    }
};

QTEST_APPLESS_MAIN(TestUsageMeter)
#include "tst_usagemeter.moc"
