#include "ui/widgets/Signs.h"

#include <QPainter>
#include <QPolygonF>

namespace signalbox {

void paintSign(QPainter& painter, HealthState state, const QRectF& area, const QColor& color) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    const QPointF mid = area.center();
    switch (state) {
        case HealthState::Healthy:
            painter.drawEllipse(area);
            break;
        case HealthState::Attention:
            painter.drawPolygon(
                QPolygonF({QPointF(mid.x(), area.top()), area.bottomRight(), area.bottomLeft()}));
            break;
        case HealthState::Resting:
            painter.drawPolygon(
                QPolygonF({QPointF(mid.x(), area.top() - 0.5), QPointF(area.right() + 0.5, mid.y()),
                           QPointF(mid.x(), area.bottom() + 0.5), QPointF(area.left() - 0.5, mid.y())}));
            break;
        case HealthState::Out:
            painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5));
            break;
        case HealthState::Failed: {
            QPen pen(color, qMax(1.6, area.width() / 4.5));
            pen.setCapStyle(Qt::RoundCap);
            painter.setPen(pen);
            const QRectF inner = area.adjusted(1, 1, -1, -1);
            painter.drawLine(inner.topLeft(), inner.bottomRight());
            painter.drawLine(inner.topRight(), inner.bottomLeft());
            break;
        }
    }
    painter.restore();
}

QString signText(HealthState state) {
    switch (state) {
        case HealthState::Healthy:
            return QStringLiteral("●");
        case HealthState::Attention:
            return QStringLiteral("▲");
        case HealthState::Resting:
            return QStringLiteral("◆");
        case HealthState::Out:
            return QStringLiteral("■");
        case HealthState::Failed:
            return QStringLiteral("✕");
    }
    return {};
}

}  // namespace signalbox
