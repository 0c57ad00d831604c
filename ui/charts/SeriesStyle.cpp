#include "ui/charts/SeriesStyle.h"

#include <QPainter>
#include <QPainterPath>
#include <QPixmap>
#include <QPixmapCache>

#include <array>
#include <cmath>

namespace signalbox {

namespace {
constexpr std::array kTextures{Texture::Plain, Texture::Rising, Texture::Dots, Texture::Lines,
                               Texture::Falling};
constexpr int kTile = 8;
constexpr double kInk = 0.34;

// One of the squares that the texture is laid of, as sharp as the screen is. Brushes of a pattern would be
// twice as fine on a screen twice as dense.
QPixmap tileOf(const SeriesStyle& style, qreal scale) {
    const QString name = QStringLiteral("series-%1-%2-%3")
                             .arg(static_cast<int>(style.texture))
                             .arg(style.ink.rgb())
                             .arg(scale);
    QPixmap tile;
    if (QPixmapCache::find(name, &tile)) {
        return tile;
    }
    const auto pixels = static_cast<int>(std::lround(kTile * scale));
    tile = QPixmap(pixels, pixels);
    tile.setDevicePixelRatio(pixels / static_cast<qreal>(kTile));
    tile.fill(Qt::transparent);
    QPainter painter(&tile);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(style.ink, 1));
    painter.setBrush(style.ink);
    constexpr qreal kSize = kTile;
    switch (style.texture) {
        case Texture::Plain:
            break;
        case Texture::Rising:
        case Texture::Falling:
            // The corners belong to the lines of the neighbours.
            for (const qreal shift : {-kSize, 0.0, kSize}) {
                const bool rising = style.texture == Texture::Rising;
                painter.drawLine(QPointF(shift - 1, rising ? kSize + 1 : -1),
                                 QPointF(shift + kSize + 1, rising ? -1 : kSize + 1));
            }
            break;
        case Texture::Lines:
            painter.drawLine(QPointF(0, kSize / 2), QPointF(kSize, kSize / 2));
            break;
        case Texture::Dots:
            painter.setPen(Qt::NoPen);
            for (const qreal at : {kSize / 4, kSize * 3 / 4}) {
                painter.drawEllipse(QPointF(at, at), 0.9, 0.9);
            }
            break;
    }
    painter.end();
    QPixmapCache::insert(name, tile);
    return tile;
}
}  // namespace

SeriesStyle seriesStyle(const Theme& theme, qsizetype place) {
    const Colors& colors = theme.colors();
    if (place < 0 || place >= static_cast<qsizetype>(colors.series.size())) {
        const QColor color = colors.state(HealthState::Out);
        return {color, color, Texture::Plain};
    }
    const QColor color = colors.series[static_cast<std::size_t>(place)];
    return {color, blend(color, colors.panel, kInk), kTextures[static_cast<std::size_t>(place)]};
}

void paintTexture(QPainter& painter, const QRectF& area, const SeriesStyle& style) {
    if (style.texture != Texture::Plain) {
        painter.drawTiledPixmap(area, tileOf(style, painter.device()->devicePixelRatioF()));
    }
}

void paintSwatch(QPainter& painter, const QRectF& area, const SeriesStyle& style) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath shape;
    shape.addRoundedRect(area, 2, 2);
    painter.fillPath(shape, style.color);
    painter.setClipPath(shape);
    paintTexture(painter, area, style);
    painter.restore();
}

QIcon seriesIcon(const SeriesStyle& style, int size) {
    QIcon icon;
    for (const int scale : {1, 2}) {
        QPixmap pixmap(size * scale, size * scale);
        pixmap.fill(Qt::transparent);
        pixmap.setDevicePixelRatio(scale);
        QPainter painter(&pixmap);
        paintSwatch(painter, QRectF(0, 0, size, size), style);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

}  // namespace signalbox
