// The presets: each makes a provider that a configuration takes without a word, that is found again by its
// address, and whose id is its own.
#include "core/api/ProviderPresets.h"
#include "core/config/ConfigParser.h"
#include "core/config/ConfigWriter.h"

#include <QSet>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestProviderPresets final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theUsualOnesAreThere() {
        QSet<QString> ids;
        for (const ProviderPreset& preset : providerPresets()) {
            ids.insert(preset.id);
        }
        QCOMPARE(static_cast<std::size_t>(ids.size()), providerPresets().size());
        for (const QString& id : {u"openai"_s, u"anthropic"_s, u"gemini"_s, u"deepseek"_s, u"xai"_s,
                                  u"moonshot"_s, u"qwen"_s, u"mistral"_s, u"groq"_s, u"openrouter"_s,
                                  u"cometapi"_s, u"ollama"_s, u"lmstudio"_s, u"vllm"_s, u"llamacpp"_s}) {
            QVERIFY2(ids.contains(id), qPrintable(id));
        }
        QCOMPARE(providerPresets().back().kind, ProviderPreset::Kind::Any);
    }

    void eachIsTakenByAConfiguration() {
        for (const ProviderPreset& preset : providerPresets()) {
            Config config;
            config.clients.push_back({u"default"_s, Secret("sb-0123456789abcdef0123456789abcdef")});
            ProviderConfig provider = providerFrom(preset, {});
            if (preset.kind == ProviderPreset::Kind::Any) {
                QVERIFY(provider.baseUrl.isEmpty());
                continue;
            }
            for (const QString& variable : preset.environment) {
                provider.keys.push_back({KeySource::Kind::Env, variable});
            }
            config.providers = {provider};
            for (const QString& other : preset.otherUrls) {
                provider.id += u"-other"_s;
                provider.baseUrl = QUrl(other);
                config.providers.push_back(provider);
            }
            const ParsedConfig parsed = parseConfig(writeConfig(config));
            QVERIFY2(parsed.faults.empty() && parsed.warnings.empty(),
                     qPrintable(preset.id + toStrings(parsed.faults).join(u'\n') +
                                toStrings(parsed.warnings).join(u'\n')));
            QVERIFY(parsed.document.has_value());
            QCOMPARE(parsed.document->config.providers, config.providers);
        }
    }

    void keysAreNeededBeyondThisMachineAlone() {
        for (const ProviderPreset& preset : providerPresets()) {
            const bool local = preset.baseUrl.startsWith(u"http://localhost:"_s);
            QCOMPARE(preset.kind == ProviderPreset::Kind::Local, local);
            QCOMPARE(preset.needsKey(), !preset.environment.isEmpty());
        }
    }

    void oneIsFoundByItsAddress() {
        const auto idOf = [](const QString& url) {
            const ProviderPreset* found = presetFor(QUrl(url));
            return found != nullptr ? found->id : QString();
        };
        QCOMPARE(idOf(u"https://api.openai.com/v1"_s), u"openai"_s);
        QCOMPARE(idOf(u"https://api.openai.com:443/other"_s), u"openai"_s);
        QCOMPARE(idOf(u"https://api.moonshot.cn/v1"_s), u"moonshot"_s);
        QCOMPARE(idOf(u"http://localhost:8000/v1"_s), u"vllm"_s);
        QCOMPARE(idOf(u"http://localhost:8080/v1"_s), u"llamacpp"_s);
        QCOMPARE(idOf(u"http://localhost:9999/v1"_s), QString());
        QCOMPARE(idOf(u"https://api.openai.com.evil.example/v1"_s), QString());
        QCOMPARE(idOf(QString()), QString());
    }

    void anIdIsTakenOnce() {
        const ProviderPreset& openai = providerPresets().front();
        QCOMPARE(providerFrom(openai, {}).id, u"openai"_s);
        const ProviderConfig third = providerFrom(openai, {u"openai"_s, u"openai-2"_s});
        QCOMPARE(third.id, u"openai-3"_s);
        QCOMPARE(third.name, u"OpenAI 3"_s);
    }
};

QTEST_GUILESS_MAIN(TestProviderPresets)
#include "tst_providerpresets.moc"
