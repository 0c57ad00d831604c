// The rules for single values of the configuration: URLs, globs, hours, names. Each says what is wrong in a
// sentence that never repeats the value, or returns an empty text. Thread: functions without state.
#pragma once

#include "core/api/Config.h"

#include <QString>
#include <QUrl>

#include <optional>

namespace signalbox {

enum class PlainHttp { LoopbackOnly, Anywhere };

// https, or http to loopback (or by consent anywhere); a host; no user, password, query or fragment. The
// simulated protocol may also use simulated://name. `url` gets the URL without trailing slashes when there is
// no fault.
[[nodiscard]] QString baseUrlFault(const QString& text, Protocol protocol, PlainHttp plainHttp, QUrl& url);
[[nodiscard]] bool isLoopbackHost(const QString& host);

// '*' stands for any characters, '?' for one; nothing else is special.
[[nodiscard]] QString globFault(const QString& glob);
// Provider ids: letters, digits, '.', '_' and '-', at most 64 (a '/' would end the id in "provider/model").
[[nodiscard]] QString providerIdFault(const QString& id);
// Names of clients and routes: 1 to 128 visible characters.
[[nodiscard]] QString nameFault(const QString& name);
// An IP address or "localhost".
[[nodiscard]] QString listenAddressFault(const QString& address);
// Local keys and provider keys travel in a header: visible ASCII, no spaces, at most `kMaxKeyLength`.
constexpr qsizetype kMaxKeyLength = 4096;
[[nodiscard]] QString localKeyFault(const QString& key);
[[nodiscard]] QString environmentNameFault(const QString& name);
[[nodiscard]] QString headerFault(const QString& name, const QString& value);
// "22:00-06:00"; 24:00 is midnight. Nothing: not of that form, or both ends the same.
[[nodiscard]] std::optional<RouteMatch::Hours> parseHours(const QString& text);

}  // namespace signalbox
