// The five signs of state, drawn: ● healthy, ▲ attention, ◆ resting, ■ out, ✕ failed. Thread: GUI.
#pragma once

#include "core/api/StatusSnapshot.h"

#include <QColor>
#include <QRectF>
#include <QString>

class QPainter;

namespace signalbox {

void paintSign(QPainter& painter, HealthState state, const QRectF& area, const QColor& color);
// The same sign as a character, for menus.
[[nodiscard]] QString signText(HealthState state);

}  // namespace signalbox
