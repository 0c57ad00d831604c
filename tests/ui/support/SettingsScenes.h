// SettingsScenes: pictures of the Settings page in every state, for ui_preview. Thread: GUI.
#pragma once

#include "core/base/Clock.h"
#include "ui/Theme.h"

#include <QDir>
#include <QPalette>

#include <functional>

namespace signalbox::test {

// Light and dark, `palette` being the system's. False: a picture could not be saved.
[[nodiscard]] bool grabSettings(const QDir& folder, const Clock& clock, Scheduler& scheduler,
                                const std::function<QPalette(Appearance)>& palette);

}  // namespace signalbox::test
