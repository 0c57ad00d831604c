#include "ui/ConnectTexts.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace signalbox {

using namespace Qt::StringLiterals;

QString quotedForSh(const QString& text) {
    return u'\'' + QString(text).replace(u'\'', u"'\\''"_s) + u'\'';
}

QString quotedForFish(const QString& text) {
    return u'\'' + QString(text).replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s) + u'\'';
}

QString quotedForPowerShell(const QString& text) {
    // Its language takes four typographic quotes for the plain one, too.
    QString inner;
    for (const QChar c : text) {
        const bool ends = c == u'\'' || (c >= QChar(0x2018) && c <= QChar(0x201b));
        inner += ends ? QString(2, c) : QString(c);
    }
    return u'\'' + inner + u'\'';
}

QString quotedForCode(const QString& text) {
    const QByteArray list = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(list.mid(1, list.size() - 2));
}

namespace {
// Its arguments with `between` before each that begins a line of its own, if there are lines.
QString curlCall(const ConnectTarget& target, const QString& between) {
    const QString body = uR"({"model": %1, "messages": [{"role": "user", "content": "Hello"}]})"_s.arg(
        quotedForCode(target.model));
    return u"curl %1%4-H %2%4-H 'content-type: application/json'%4-d %3"_s.arg(
        quotedForSh(target.baseUrl + u"/chat/completions"_s),
        quotedForSh(u"authorization: Bearer "_s + target.key), quotedForSh(body), between);
}
}  // namespace

QString ConnectTexts::curlLine(const ConnectTarget& target) {
    return curlCall(target, u" "_s);
}

QVector<ConnectText> ConnectTexts::all(const ConnectTarget& target) {
    const QString url = quotedForCode(target.baseUrl);
    const QString key = quotedForCode(target.key);
    const QString model = quotedForCode(target.model);
    return {
        {u"curl"_s, tr("curl"), tr("In a terminal"), curlCall(target, u" \\\n  "_s) + u'\n'},
        {u"sh"_s, tr("Environment, sh"), tr("In a terminal, or in ~/.profile"),
         u"export OPENAI_BASE_URL=%1\nexport OPENAI_API_BASE=%1\nexport OPENAI_API_KEY=%2\n"
         "export SIGNALBOX_API_KEY=%2\n"_s.arg(quotedForSh(target.baseUrl), quotedForSh(target.key))},
        {u"fish"_s, tr("Environment, fish"), tr("In a terminal; -Ux instead of -gx keeps it"),
         u"set -gx OPENAI_BASE_URL %1\nset -gx OPENAI_API_BASE %1\nset -gx OPENAI_API_KEY %2\n"
         "set -gx SIGNALBOX_API_KEY %2\n"_s.arg(quotedForFish(target.baseUrl), quotedForFish(target.key))},
        {u"powershell"_s, tr("Environment, PowerShell"), tr("In a terminal, or in $PROFILE"),
         u"$env:OPENAI_BASE_URL = %1\n$env:OPENAI_API_BASE = %1\n$env:OPENAI_API_KEY = %2\n"
         "$env:SIGNALBOX_API_KEY = %2\n"_s.arg(quotedForPowerShell(target.baseUrl),
                                               quotedForPowerShell(target.key))},
        {u"python"_s, tr("Python"), tr("With the package openai"),
         u"from openai import OpenAI\n\nclient = OpenAI(base_url=%1, api_key=%2)\n"
         "answer = client.chat.completions.create(\n"
         "    model=%3, messages=[{\"role\": \"user\", \"content\": \"Hello\"}]\n)\n"
         "print(answer.choices[0].message.content)\n"_s.arg(url, key, model)},
        {u"node"_s, tr("Node.js"), tr("With the package openai"),
         u"import OpenAI from \"openai\";\n\nconst client = new OpenAI({ baseURL: %1, apiKey: %2 });\n"
         "const answer = await client.chat.completions.create({\n"
         "  model: %3,\n  messages: [{ role: \"user\", content: \"Hello\" }],\n});\n"
         "console.log(answer.choices[0].message.content);\n"_s.arg(url, key, model)},
        {u"aider"_s, tr("Aider"), tr("In a terminal, in your project's folder"),
         u"export OPENAI_API_BASE=%1\nexport OPENAI_API_KEY=%2\naider --model %3\n"_s.arg(
             quotedForSh(target.baseUrl), quotedForSh(target.key), quotedForSh(u"openai/"_s + target.model))},
        {u"continue"_s, tr("Continue"), tr("In its config.yaml, under models"),
         u"models:\n  - name: Signalbox\n    provider: openai\n    model: %3\n    apiBase: %1\n    apiKey: %2\n"_s
             .arg(url, key, model)},
        {u"cline"_s, tr("Cline"), tr("In its settings"),
         u"API Provider: OpenAI Compatible\nBase URL: %1\nAPI Key: %2\nModel ID: %3\n"_s.arg(
             target.baseUrl, target.key, target.model)},
        {u"zed"_s, tr("Zed"),
         tr("In settings.json; start Zed with SIGNALBOX_API_KEY set, or enter the key in its settings"),
         u"\"language_models\": {\n  \"openai_compatible\": {\n    \"signalbox\": {\n      \"api_url\": %1,\n"
         "      \"available_models\": [{ \"name\": %2, \"max_tokens\": 128000 }]\n    }\n  }\n}\n"_s.arg(
             url, model)},
        {u"codex"_s, tr("Codex"), tr("In ~/.codex/config.toml; start Codex with SIGNALBOX_API_KEY set"),
         u"model = %2\nmodel_provider = \"signalbox\"\n\n[model_providers.signalbox]\nname = \"Signalbox\"\n"
         "base_url = %1\nenv_key = \"SIGNALBOX_API_KEY\"\nwire_api = \"responses\"\n"_s.arg(url, model)},
        {u"opencode"_s, tr("OpenCode"), tr("In opencode.json; start OpenCode with SIGNALBOX_API_KEY set"),
         u"{\n  \"$schema\": \"https://opencode.ai/config.json\",\n  \"provider\": {\n    \"signalbox\": {\n"
         "      \"npm\": \"@ai-sdk/openai-compatible\",\n      \"name\": \"Signalbox\",\n"
         "      \"options\": { \"baseURL\": %1, \"apiKey\": \"{env:SIGNALBOX_API_KEY}\" },\n"
         "      \"models\": { %2: {} }\n    }\n  }\n}\n"_s.arg(url, model)},
        {u"openwebui"_s, tr("Open WebUI"), tr("In its environment"),
         u"OPENAI_API_BASE_URL=%1\nOPENAI_API_KEY=%2\n"_s.arg(quotedForSh(target.baseUrl),
                                                              quotedForSh(target.key))},
    };
}

}  // namespace signalbox
