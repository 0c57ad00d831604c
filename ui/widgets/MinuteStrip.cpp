#include "ui/widgets/MinuteStrip.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace signalbox {

MinuteStrip::MinuteStrip(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFixedHeight(24);
    connect(&m_theme, &Theme::changed, this, QOverload<>::of(&QWidget::update));
}

void MinuteStrip::present(const std::array<MinuteCell, 60>& cells, qint64 nowMs, const Format& format) {
    m_nowMs = nowMs;
    m_format = format;
    const bool same =
        std::equal(cells.begin(), cells.end(), m_cells.begin(), [](const MinuteCell& a, const MinuteCell& b) {
            return a.ok == b.ok && a.failed == b.failed && a.limited == b.limited;
        });
    if (same && !accessibleName().isEmpty()) {
        return;
    }
    m_cells = cells;
    qint64 ok = 0;
    qint64 failed = 0;
    qint64 limited = 0;
    for (const MinuteCell& cell : m_cells) {
        ok += cell.ok;
        failed += cell.failed;
        limited += cell.limited;
    }
    setAccessibleName(tr("Last hour: %1 answered, %2 failed, %3 rate limited")
                          .arg(format.number(ok), format.number(failed), format.number(limited)));
    update();
}

QString MinuteStrip::minuteText(int index) const {
    const MinuteCell& cell = m_cells[static_cast<std::size_t>(index)];
    const QString at = m_format.minute(m_nowMs - (59 - index) * 60'000LL);
    if (cell.ok + cell.failed + cell.limited == 0) {
        return tr("%1: no requests").arg(at);
    }
    return tr("%1: %2 answered, %3 failed, %4 rate limited")
        .arg(at, m_format.number(cell.ok), m_format.number(cell.failed), m_format.number(cell.limited));
}

bool MinuteStrip::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const int index = std::clamp(help->pos().x() * 60 / std::max(1, width()), 0, 59);
        QToolTip::showText(help->globalPos(), minuteText(index), this);
        return true;
    }
    return QWidget::event(event);
}

void MinuteStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& colors = m_theme.colors();
    const qreal pitch = width() / 60.0;
    constexpr qreal kBars = 18;
    for (int i = 0; i < 60; ++i) {
        const MinuteCell& cell = m_cells[static_cast<std::size_t>(i)];
        const qreal left = std::round(i * pitch);
        const qreal right = std::max(left + 1, std::round((i + 1) * pitch) - 1);
        const QRectF bar(left, 0, right - left, kBars);
        const double total = cell.ok + cell.failed + cell.limited;
        if (total <= 0) {
            painter.fillRect(bar, colors.line);
            continue;
        }
        painter.fillRect(bar, colors.state(HealthState::Healthy));
        const qreal limited = cell.limited == 0 ? 0 : std::max(4.0, kBars * cell.limited / total);
        const qreal failed = cell.failed == 0 ? 0 : std::max(4.0, kBars * cell.failed / total);
        qreal bottom = kBars;
        if (failed > 0) {
            painter.fillRect(QRectF(left, bottom - failed, bar.width(), failed),
                             colors.state(HealthState::Failed));
            bottom -= failed;
        }
        if (limited > 0) {
            const qreal part = std::min(limited, bottom);
            painter.fillRect(QRectF(left, bottom - part, bar.width(), part),
                             colors.state(HealthState::Resting));
        }
        const QRectF mark(left, kBars + 2, bar.width(), 3);
        if (failed > 0) {
            painter.fillRect(mark, colors.text);
        } else if (limited > 0) {
            painter.fillRect(QRectF(mark.left(), mark.top() + 1, mark.width(), 1), colors.secondary);
        }
    }
}

}  // namespace signalbox
