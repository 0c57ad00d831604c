// ReplayScenes: pictures of the replay of a request and of a card's test call, for ui_preview. Thread: GUI.
#pragma once

#include "tests/support/FakeClock.h"
#include "ui/Theme.h"

#include <QDir>
#include <QPalette>

#include <functional>

namespace signalbox::test {

// Light and dark, `palette` being the system's. False: a picture could not be saved.
[[nodiscard]] bool grabReplay(const QDir& folder, const Clock& clock, FakeClock& scheduler,
                              const std::function<QPalette(Appearance)>& palette);

}  // namespace signalbox::test
