// SeriesStyle: how a series is told apart in charts, legends and tables: by colour and by texture, so that
// colour is never the only sign. Thread: GUI.
#pragma once

#include "ui/Theme.h"

#include <QIcon>
#include <QRectF>

class QPainter;

namespace signalbox {

enum class Texture { Plain, Rising, Dots, Lines, Falling };

struct SeriesStyle {
    QColor color;
    QColor ink;  // of the texture
    Texture texture = Texture::Plain;
};

// Of the series with this place; beyond the named ones: plain, in the colour of what is out of use.
[[nodiscard]] SeriesStyle seriesStyle(const Theme& theme, qsizetype place);
// Only what lies over the colour.
void paintTexture(QPainter& painter, const QRectF& area, const SeriesStyle& style);
void paintSwatch(QPainter& painter, const QRectF& area, const SeriesStyle& style);
[[nodiscard]] QIcon seriesIcon(const SeriesStyle& style, int size);

}  // namespace signalbox
