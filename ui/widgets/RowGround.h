// RowGround: what the rows of a list stand on: as it is, pointed at, chosen, chosen with the keyboard there.
// Thread: GUI.
#pragma once

#include "ui/Theme.h"

#include <QPainter>
#include <QStyleOptionViewItem>

namespace signalbox {

// The colour that what is written on it must be read on.
[[nodiscard]] inline QColor paintRowGround(QPainter& painter, const QStyleOptionViewItem& option,
                                           const Theme& theme, bool listHasFocus) {
    const Colors& colors = theme.colors();
    const bool chosen = (option.state & QStyle::State_Selected) != 0;
    const bool hovered = (option.state & QStyle::State_MouseOver) != 0;
    const QColor fill = chosen    ? theme.tint(colors.accent)
                        : hovered ? blend(colors.panel, colors.text, 0.05)
                                  : colors.panel;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(chosen && listHasFocus ? QPen(colors.accent, 2) : QPen(Qt::NoPen));
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), space::kControlRadius,
                            space::kControlRadius);
    return fill;
}

}  // namespace signalbox
