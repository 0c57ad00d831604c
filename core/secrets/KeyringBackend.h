// KeyringBackend: the few things that SecretStore needs from a keyring; the system's one stands behind it,
// tests put their own. Thread: the thread of the store. An answer comes at most once, from the event loop or
// inside the call, and may never come: the store has a time limit of its own and forgets late answers.
#pragma once

#include "core/base/Secret.h"

#include <QString>

#include <functional>

namespace signalbox {

enum class KeyringStatus {
    Ok,
    NotFound,     // the keyring answers and has no such entry
    Denied,       // locked and not unlocked, or the user said no
    Unavailable,  // there is no keyring
    Failed,
};

struct KeyringAnswer {
    KeyringStatus status = KeyringStatus::Failed;
    Secret data;  // of a read that is Ok
};

class KeyringBackend {
public:
    using Callback = std::function<void(KeyringAnswer)>;

    virtual ~KeyringBackend() = default;
    // Found out without waiting: false when there is surely no keyring (no session bus, not built in).
    [[nodiscard]] virtual bool isAvailable() const = 0;
    // Why not, as a sentence: "there is no system keyring in this session".
    [[nodiscard]] virtual QString unavailableReason() const = 0;
    virtual void read(const QString& entry, Callback callback) = 0;
    virtual void write(const QString& entry, const Secret& data, Callback callback) = 0;
    virtual void remove(const QString& entry, Callback callback) = 0;
};

}  // namespace signalbox
