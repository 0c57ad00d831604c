// ProviderPresets: what is known of the usual providers before anybody configures one: address, the
// environment variable that usually holds the key, whether one is needed at all. Thread: values, any thread.
//
// Where the facts come from: base URLs from the vendors' own API references and SDKs, those of local servers
// are their default ports; environment variables are the ones their SDKs read. Anthropic's and Google's
// entries are the addresses where they speak OpenAI's protocol (Anthropic: "OpenAI SDK compatibility", with
// the version header that all its endpoints ask for; Google: "OpenAI compatibility" of the Gemini API), which
// answer to every tool that Signalbox serves.
#pragma once

#include "core/api/Config.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace signalbox {

struct ProviderPreset {
    enum class Kind {
        Vendor,   // makes the models
        Gateway,  // sells those of many vendors
        Local,    // a server on this machine; needs no key
        Any,      // anything else that speaks the protocol
    };
    Kind kind = Kind::Vendor;
    QString id;
    QString name;
    Protocol protocol = Protocol::OpenAi;
    QString baseUrl;          // empty: the user knows it
    QStringList environment;  // variables that usually hold the key, the most usual first
    QStringList otherUrls;    // of other regions
    std::vector<std::pair<QByteArray, QByteArray>> headers;

    [[nodiscard]] bool needsKey() const { return kind == Kind::Vendor || kind == Kind::Gateway; }
};

// In the order in which they are offered.
[[nodiscard]] const std::vector<ProviderPreset>& providerPresets();
// The one whose host and port a base URL has; null: none.
[[nodiscard]] const ProviderPreset* presetFor(const QUrl& baseUrl);
// A provider made from it, without keys, with an id that is not among `taken`.
[[nodiscard]] ProviderConfig providerFrom(const ProviderPreset& preset, const QStringList& taken);

}  // namespace signalbox
