// The keyring of the user's session, through QtKeychain where the program was built with it (never its
// plain-text fallback). Thread: the thread that makes it, which runs Qt's own event loop.
#pragma once

#include "core/secrets/KeyringBackend.h"

#include <memory>

namespace signalbox {

// `service` groups the program's entries in the keyring.
[[nodiscard]] std::unique_ptr<KeyringBackend> makeSystemKeyring(const QString& service);

}  // namespace signalbox
