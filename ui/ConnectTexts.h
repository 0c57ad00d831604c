// ConnectTexts: what to type, or to write into which file, so that a tool uses Signalbox. Pure; any thread.
//
// Where the forms come from: Aider, "OpenAI compatible APIs" (OPENAI_API_BASE, `openai/` before the model);
// Continue, "How to configure OpenAI models" (config.yaml, apiBase); Cline, "OpenAI Compatible" (its fields);
// Zed, "LLM providers" (language_models.openai_compatible; the key by the variable named after the provider);
// Codex, "Advanced Configuration" (model_providers; wire_api is "responses"); OpenCode, "Providers"
// (a custom one, {env:…}); Open WebUI, its .env.example (OPENAI_API_BASE_URL); the SDKs' own READMEs for
// Python and Node.
#pragma once

#include <QByteArray>
#include <QCoreApplication>
#include <QString>
#include <QVector>

namespace signalbox {

struct ConnectTarget {
    QString baseUrl;  // "http://127.0.0.1:5252/v1"
    QString key;      // or a mask of it
    QString model;
};

struct ConnectText {
    QString id;    // "curl"
    QString name;  // for people
    QString hint;  // where it goes
    QString text;
};

class ConnectTexts {
    Q_DECLARE_TR_FUNCTIONS(ConnectTexts)

public:
    // In the order in which they are offered.
    [[nodiscard]] static QVector<ConnectText> all(const ConnectTarget& target);
    // The call with curl, as one line.
    [[nodiscard]] static QString curlLine(const ConnectTarget& target);
};

// As one word of each shell, whatever is in it.
[[nodiscard]] QString quotedForSh(const QString& text);
[[nodiscard]] QString quotedForFish(const QString& text);
[[nodiscard]] QString quotedForPowerShell(const QString& text);
// As a literal of JSON, which Python, JavaScript and YAML read the same.
[[nodiscard]] QString quotedForCode(const QString& text);

}  // namespace signalbox
