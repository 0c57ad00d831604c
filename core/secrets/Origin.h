// Where a stored key may be sent: scheme, host and port of a base URL. Thread: functions without state.
#pragma once

#include "core/base/Secret.h"

#include <QByteArray>
#include <QUrl>

#include <optional>

namespace signalbox {

// "https://api.openai.com:443": lower case, the port always there, no path.
[[nodiscard]] QByteArray originOf(const QUrl& baseUrl);

// What is put into a keyring entry: the key together with its origin, so that neither can be had without the
// other.
[[nodiscard]] Secret sealForOrigin(const Secret& key, const QByteArray& origin);

struct SealedKey {
    QByteArray origin;
    Secret key;
};
// Nothing: the entry was not written by this program.
[[nodiscard]] std::optional<SealedKey> unseal(const Secret& entry);

// Keys travel in a header: true for 1 to 4096 visible ASCII characters.
[[nodiscard]] bool canBeKey(const QByteArray& text);

}  // namespace signalbox
