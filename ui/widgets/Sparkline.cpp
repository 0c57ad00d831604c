#include "ui/widgets/Sparkline.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>

namespace signalbox {

Sparkline::Sparkline(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setFixedHeight(28);
    connect(&m_theme, &Theme::changed, this, QOverload<>::of(&QWidget::update));
}

void Sparkline::present(const QVector<qint64>& values) {
    if (values != m_values) {
        m_values = values;
        update();
    }
}

void Sparkline::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const qint64 top = m_values.isEmpty() ? 0 : *std::max_element(m_values.cbegin(), m_values.cend());
    if (top <= 0 || m_values.size() < 2) {
        painter.setPen(QPen(m_theme.colors().line, 1, Qt::DashLine));
        painter.drawLine(QPointF(0, height() - 4.5), QPointF(width(), height() - 4.5));
        return;
    }
    painter.setPen(QPen(m_theme.colors().accent, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const qreal step = (width() - 3.0) / static_cast<qreal>(m_values.size() - 1);
    QPolygonF line;
    const auto flush = [&] {
        if (line.size() == 1) {
            painter.drawPoint(line.first());
        } else {
            painter.drawPolyline(line);
        }
        line.clear();
    };
    for (qsizetype i = 0; i < m_values.size(); ++i) {
        if (m_values[i] < 0) {
            flush();
            continue;
        }
        const qreal share = static_cast<qreal>(m_values[i]) / static_cast<qreal>(top);
        line.append(QPointF(1.5 + step * static_cast<qreal>(i), height() - 4 - share * (height() - 11)));
    }
    flush();
}

Gauge::Gauge(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setFixedHeight(5);
    connect(&m_theme, &Theme::changed, this, QOverload<>::of(&QWidget::update));
}

void Gauge::present(double share) {
    const double next = std::clamp(share, 0.0, 1.0);
    if (next < m_share || next > m_share) {
        m_share = next;
        update();
    }
}

void Gauge::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.colors().line);
    const qreal radius = height() / 2.0;
    painter.drawRoundedRect(rect(), radius, radius);
    const HealthState level = m_share < 0.10   ? HealthState::Failed
                              : m_share < 0.25 ? HealthState::Attention
                                               : HealthState::Healthy;
    painter.setBrush(m_theme.colors().state(level));
    const qreal filled = std::max<qreal>(height(), width() * std::max(0.0, m_share));
    const qreal left = layoutDirection() == Qt::RightToLeft ? width() - filled : 0;
    painter.drawRoundedRect(QRectF(left, 0, filled, height()), radius, radius);
}

}  // namespace signalbox
