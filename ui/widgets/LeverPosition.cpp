#include "ui/widgets/LeverPosition.h"

#include "ui/widgets/Signs.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace signalbox {

LeverPosition::LeverPosition(const Theme& theme, QWidget* parent) : QRadioButton(parent), m_theme(theme) {
    setFocusPolicy(Qt::ClickFocus);
    setCursor(Qt::PointingHandCursor);
    connect(&m_theme, &Theme::changed, this, QOverload<>::of(&QWidget::update));
    connect(this, &QAbstractButton::toggled, this, &LeverPosition::onToggled);
    // The accessible "press" and a screen reader's click arrive here as a click.
    connect(this, &QAbstractButton::clicked, this, [this] { Q_EMIT thrown(PinMode::Prefer); });
}

void LeverPosition::showChecked() {
    // An exclusive button would not let itself be unchecked, but a line may have no position that can be
    // used.
    m_marking = true;
    setAutoExclusive(false);
    setChecked(m_marks.carries);
    setAutoExclusive(true);
    m_marking = false;
}

void LeverPosition::onToggled(bool checked) {
    if (m_marking) {
        return;
    }
    // A screen reader toggles without a click: it is a wish, not yet a fact.
    showChecked();
    if (checked) {
        Q_EMIT thrown(PinMode::Prefer);
    }
}

QSize LeverPosition::sizeHint() const {
    return {120, kAxis * 2 + 4 + QFontMetrics(m_theme.font(TextSize::Secondary)).height() + 4};
}

void LeverPosition::present(const QString& label, HealthState state, const QString& stateText,
                            const QString& reason) {
    if (label == m_label && state == m_state && stateText == m_stateText && reason == m_reason) {
        return;
    }
    m_label = label;
    m_state = state;
    m_stateText = stateText;
    m_reason = reason;
    describe();
    update();
}

void LeverPosition::setMarks(const Marks& marks) {
    if (marks == m_marks) {
        return;
    }
    m_marks = marks;
    showChecked();
    describe();
    update();
}

void LeverPosition::describe() {
    QString name = tr("%1, %2", "target, state").arg(m_label, m_stateText);
    if (m_marks.pending) {
        name = tr("%1, being switched").arg(name);
    } else if (isChecked()) {
        name = tr("%1, carries the traffic").arg(name);
    }
    setAccessibleName(name);
    setAccessibleDescription(m_reason);
    QString tip = m_label + QStringLiteral("\n") + m_stateText;
    if (!m_reason.isEmpty()) {
        tip += QStringLiteral("\n") + m_reason;
    }
    tip +=
        QStringLiteral("\n") +
        tr("Click: prefer it from the next request. Shift+click: only this one. Right-click: for how long.");
    setToolTip(tip);
}

void LeverPosition::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space:
            if (!event->isAutoRepeat()) {
                Q_EMIT thrown(event->modifiers().testFlag(Qt::ShiftModifier) ? PinMode::Only
                                                                             : PinMode::Prefer);
            }
            return;
        case Qt::Key_Left:
        case Qt::Key_Right:
            Q_EMIT moveAsked(event->key() == Qt::Key_Left ? -1 : 1,
                             event->modifiers().testFlag(Qt::ControlModifier) || event->isAutoRepeat()
                                 ? Move::Look
                                 : Move::Throw);
            return;
        case Qt::Key_Up:
        case Qt::Key_Down:
            event->ignore();  // the page scrolls
            return;
        default:
            QRadioButton::keyPressEvent(event);
    }
}

void LeverPosition::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && event->modifiers().testFlag(Qt::ShiftModifier)) {
        const bool inside = isDown() && rect().contains(event->pos());
        setDown(false);
        event->accept();
        if (inside) {
            Q_EMIT thrown(PinMode::Only);
        }
        return;
    }
    QRadioButton::mouseReleaseEvent(event);
}

void LeverPosition::contextMenuEvent(QContextMenuEvent* event) {
    Q_EMIT menuAsked(event->reason() == QContextMenuEvent::Mouse ? event->globalPos()
                                                                 : mapToGlobal(rect().center()));
}

void LeverPosition::enterEvent(QEnterEvent* event) {
    m_hovered = true;
    update();
    QRadioButton::enterEvent(event);
}

void LeverPosition::leaveEvent(QEvent* event) {
    m_hovered = false;
    update();
    QRadioButton::leaveEvent(event);
}

void LeverPosition::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colors& colors = m_theme.colors();
    const QColor state = colors.state(m_state);
    const QPointF axis(width() / 2.0, kAxis);

    if (isChecked()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors.accent);
        painter.drawEllipse(axis, 10.5, 10.5);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colors.onAccent, 1.6));
        painter.drawEllipse(axis, 4.5, 4.5);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors.onAccent);
        painter.drawEllipse(axis, 2, 2);
    } else {
        painter.setBrush(m_hovered ? m_theme.tint(colors.accent) : colors.panel);
        painter.setPen(QPen(m_hovered ? colors.accent : state, 2));
        const qreal radius = m_hovered ? 7 : 5.5;
        painter.drawEllipse(axis, radius, radius);
    }
    if (m_marks.pending) {
        QPen pen(colors.accent, 1.6, Qt::DotLine, Qt::RoundCap);
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(axis, 12.5, 12.5);
    } else if (m_marks.pinned) {
        painter.setPen(QPen(colors.state(HealthState::Resting), 1.4));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(axis, 12.8, 12.8);
    }

    painter.setFont(m_theme.font(TextSize::Secondary, isChecked() ? QFont::DemiBold : QFont::Normal));
    const QFontMetrics metrics = painter.fontMetrics();
    constexpr int kSign = 8;
    constexpr int kBetween = 5;
    const int room = width() - kSign - kBetween - 8;
    const QString shown = metrics.elidedText(m_label, Qt::ElideMiddle, room);
    const int textWidth = metrics.horizontalAdvance(shown);
    const int top = kAxis * 2 + 2;
    const int left = (width() - textWidth - kSign - kBetween) / 2;
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const int textLeft = mirrored ? left + kSign + kBetween : left;
    const int signLeft = mirrored ? left : left + textWidth + kBetween;
    painter.setPen(colors.text);
    painter.drawText(QRect(textLeft, top, textWidth + 2, metrics.height()), Qt::AlignVCenter, shown);
    paintSign(painter, m_state, QRectF(signLeft, top + (metrics.height() - kSign) / 2.0, kSign, kSign),
              state);

    if (hasFocus()) {
        painter.setPen(QPen(colors.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), space::kControlRadius,
                                space::kControlRadius);
    }
}

}  // namespace signalbox
