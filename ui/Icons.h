// Icons: Signalbox's own SVG icons, in the colour they are asked for. Thread: GUI.
#pragma once

#include "core/api/StatusSnapshot.h"
#include "ui/Theme.h"

#include <QIcon>

namespace signalbox {

// Makes the compiled-in icons available; a static library does not by itself. Any number of times.
void initIcons();

// ":/signalbox/icons/NAME.svg" with its `currentColor` replaced; sharp at any scale.
[[nodiscard]] QIcon themedIcon(const QString& name, const QColor& color);
[[nodiscard]] QIcon applicationIcon();
// The lever, with the sign of `state` in the corner unless all is well.
[[nodiscard]] QIcon trayIcon(HealthState state, const Colors& colors);

// What the tray says of the whole: the worst of gateway, routes and providers that matters to requests.
[[nodiscard]] HealthState overallState(const StatusSnapshot& status);

}  // namespace signalbox
