#include "ui/widgets/Chip.h"

#include "ui/widgets/Signs.h"

#include <QPainter>

namespace signalbox {

namespace {
constexpr int kPad = 9;
constexpr int kSign = 8;
constexpr int kBetween = 6;
}  // namespace

Chip::Chip(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&m_theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void Chip::present(HealthState state, const QString& text) {
    if (state == m_state && text == m_text) {
        return;
    }
    const bool resized = text != m_text;
    m_state = state;
    m_text = text;
    setAccessibleName(text);
    if (resized) {
        updateGeometry();
    }
    update();
}

QSize Chip::sizeHint() const {
    const QFontMetrics metrics(m_theme.font(TextSize::Secondary, QFont::DemiBold));
    return {kPad * 2 + kSign + kBetween + metrics.horizontalAdvance(m_text) + 1, metrics.height() + 6};
}

QSize Chip::minimumSizeHint() const {
    return {qMin(sizeHint().width(), 56), sizeHint().height()};
}

void Chip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor color = m_theme.colors().state(m_state);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.tint(color));
    painter.drawRoundedRect(rect(), height() / 2.0, height() / 2.0);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const qreal signX = mirrored ? width() - kPad - kSign : kPad;
    const QColor ink = m_theme.onTint(color);
    paintSign(painter, m_state, QRectF(signX, (height() - kSign) / 2.0, kSign, kSign), ink);
    painter.setFont(m_theme.font(TextSize::Secondary, QFont::DemiBold));
    painter.setPen(ink);
    const int used = kPad + kSign + kBetween;
    const QRect area = mirrored ? rect().adjusted(kPad, 0, -used, 0) : rect().adjusted(used, 0, -kPad + 1, 0);
    const QString shown = painter.fontMetrics().elidedText(m_text, Qt::ElideRight, area.width() + 1);
    painter.drawText(area, Qt::AlignVCenter | (mirrored ? Qt::AlignRight : Qt::AlignLeft), shown);
}

}  // namespace signalbox
