// SecretClipboard: puts text on the clipboard; a text with a key in it is taken off again after a minute if
// it is still ours, and asks clipboard managers not to keep it. Thread: GUI.
#pragma once

#include "core/base/Clock.h"
#include "core/base/Secret.h"

#include <QString>

namespace signalbox {

class SecretClipboard {
public:
    static constexpr Milliseconds kKept{60'000};

    explicit SecretClipboard(Scheduler& scheduler) : m_scheduler(scheduler) {}
    ~SecretClipboard() { clear(); }
    SecretClipboard(const SecretClipboard&) = delete;
    SecretClipboard& operator=(const SecretClipboard&) = delete;

    void copy(const QString& text);
    void copySecret(Secret secret);

private:
    void clear();

    Scheduler& m_scheduler;
    Secret m_ours;
    Timer m_timer;
};

}  // namespace signalbox
