#include "core/api/ProviderPresets.h"

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

const std::vector<ProviderPreset>& providerPresets() {
    using Kind = ProviderPreset::Kind;
    static const std::vector<ProviderPreset> kPresets{
        {Kind::Vendor,
         u"openai"_s,
         u"OpenAI"_s,
         Protocol::OpenAi,
         u"https://api.openai.com/v1"_s,
         {u"OPENAI_API_KEY"_s},
         {},
         {}},
        {Kind::Vendor,
         u"anthropic"_s,
         u"Anthropic"_s,
         Protocol::OpenAi,
         u"https://api.anthropic.com/v1"_s,
         {u"ANTHROPIC_API_KEY"_s},
         {},
         {{"anthropic-version", "2023-06-01"}}},
        {Kind::Vendor,
         u"gemini"_s,
         u"Google Gemini"_s,
         Protocol::OpenAi,
         u"https://generativelanguage.googleapis.com/v1beta/openai"_s,
         {u"GEMINI_API_KEY"_s, u"GOOGLE_API_KEY"_s},
         {},
         {}},
        {Kind::Vendor,
         u"deepseek"_s,
         u"DeepSeek"_s,
         Protocol::OpenAi,
         u"https://api.deepseek.com"_s,
         {u"DEEPSEEK_API_KEY"_s},
         {},
         {}},
        {Kind::Vendor,
         u"xai"_s,
         u"xAI"_s,
         Protocol::OpenAi,
         u"https://api.x.ai/v1"_s,
         {u"XAI_API_KEY"_s},
         {},
         {}},
        {Kind::Vendor,
         u"moonshot"_s,
         u"Moonshot"_s,
         Protocol::OpenAi,
         u"https://api.moonshot.ai/v1"_s,
         {u"MOONSHOT_API_KEY"_s},
         {u"https://api.moonshot.cn/v1"_s},
         {}},
        {Kind::Vendor,
         u"qwen"_s,
         u"Qwen"_s,
         Protocol::OpenAi,
         u"https://dashscope-intl.aliyuncs.com/compatible-mode/v1"_s,
         {u"DASHSCOPE_API_KEY"_s},
         {u"https://dashscope.aliyuncs.com/compatible-mode/v1"_s},
         {}},
        {Kind::Vendor,
         u"mistral"_s,
         u"Mistral"_s,
         Protocol::OpenAi,
         u"https://api.mistral.ai/v1"_s,
         {u"MISTRAL_API_KEY"_s},
         {},
         {}},
        {Kind::Vendor,
         u"groq"_s,
         u"Groq"_s,
         Protocol::OpenAi,
         u"https://api.groq.com/openai/v1"_s,
         {u"GROQ_API_KEY"_s},
         {},
         {}},
        {Kind::Gateway,
         u"openrouter"_s,
         u"OpenRouter"_s,
         Protocol::OpenAi,
         u"https://openrouter.ai/api/v1"_s,
         {u"OPENROUTER_API_KEY"_s},
         {},
         {}},
        {Kind::Gateway,
         u"cometapi"_s,
         u"CometAPI"_s,
         Protocol::OpenAi,
         u"https://api.cometapi.com/v1"_s,
         {u"COMETAPI_KEY"_s, u"COMETAPI_API_KEY"_s},
         {},
         {}},
        {Kind::Local, u"ollama"_s, u"Ollama"_s, Protocol::OpenAi, u"http://localhost:11434/v1"_s, {}, {}, {}},
        {Kind::Local,
         u"lmstudio"_s,
         u"LM Studio"_s,
         Protocol::OpenAi,
         u"http://localhost:1234/v1"_s,
         {},
         {},
         {}},
        {Kind::Local, u"vllm"_s, u"vLLM"_s, Protocol::OpenAi, u"http://localhost:8000/v1"_s, {}, {}, {}},
        {Kind::Local,
         u"llamacpp"_s,
         u"llama.cpp"_s,
         Protocol::OpenAi,
         u"http://localhost:8080/v1"_s,
         {},
         {},
         {}},
        {Kind::Any, u"provider"_s, {}, Protocol::OpenAi, {}, {}, {}, {}},
    };
    return kPresets;
}

const ProviderPreset* presetFor(const QUrl& baseUrl) {
    const auto same = [&](const QString& text) {
        const QUrl url(text);
        const int port = url.scheme() == u"https"_s ? 443 : 80;
        return url.host() == baseUrl.host() && url.port(port) == baseUrl.port(port) && !url.host().isEmpty();
    };
    const std::vector<ProviderPreset>& presets = providerPresets();
    const auto found = std::find_if(presets.begin(), presets.end(), [&](const ProviderPreset& preset) {
        return same(preset.baseUrl) || std::any_of(preset.otherUrls.begin(), preset.otherUrls.end(), same);
    });
    return found == presets.end() ? nullptr : &*found;
}

ProviderConfig providerFrom(const ProviderPreset& preset, const QStringList& taken) {
    ProviderConfig provider;
    provider.id = preset.id;
    for (int number = 2; taken.contains(provider.id); ++number) {
        provider.id = u"%1-%2"_s.arg(preset.id).arg(number);
    }
    provider.name = preset.name;
    if (provider.id != preset.id && !preset.name.isEmpty()) {
        provider.name = u"%1 %2"_s.arg(preset.name, provider.id.mid(preset.id.size() + 1));
    }
    provider.protocol = preset.protocol;
    provider.baseUrl = QUrl(preset.baseUrl);
    provider.headers = preset.headers;
    return provider;
}

}  // namespace signalbox
