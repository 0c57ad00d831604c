#include "ui/charts/StackedDays.h"

#include "ui/charts/SeriesStyle.h"
#include "ui/models/SpendModel.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <utility>

namespace signalbox {

StackedDays::StackedDays(const Theme& theme, Format format, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_format(std::move(format)) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    connect(&m_theme, &Theme::changed, this, QOverload<>::of(&QWidget::update));
}

void StackedDays::present(SpendSeries series) {
    m_series = std::move(series);
    setAccessibleName(tr("Cost per day of the last %1 days, by model").arg(m_series.bars.size()));
    update();
}

int StackedDays::legendHeight() const {
    return QFontMetrics(m_theme.font(TextSize::Secondary)).height() + space::kStep;
}

QString StackedDays::seriesName(qsizetype key) const {
    return m_series.isOthers(key) ? tr("others") : SpendModel::keyName(m_series.keys[key]);
}

bool StackedDays::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && !m_series.bars.isEmpty()) {
        auto* help = static_cast<QHelpEvent*>(event);
        const auto days = static_cast<int>(m_series.bars.size());
        const int day = std::clamp(help->pos().x() * days / std::max(1, width()), 0, days - 1);
        QStringList lines{m_format.day(m_series.bars[day].days.first)};
        for (qsizetype key = 0; key < m_series.keys.size(); ++key) {
            if (m_series.cost[key][day] > 0) {
                const QString name = seriesName(key);
                lines.append(tr("%1: %2").arg(name, m_format.money(m_series.cost[key][day])));
            }
        }
        QToolTip::showText(help->globalPos(), lines.join(QLatin1Char('\n')), this);
        return true;
    }
    return QWidget::event(event);
}

void StackedDays::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto days = static_cast<int>(m_series.bars.size());
    if (days == 0) {
        return;
    }
    NanoUsd top = 0;
    for (int day = 0; day < days; ++day) {
        NanoUsd sum = 0;
        for (const QVector<NanoUsd>& cost : std::as_const(m_series.cost)) {
            sum += cost[day];
        }
        top = std::max(top, sum);
    }
    const qreal bottom = height() - legendHeight();
    painter.setPen(QPen(m_theme.colors().line, 1));
    painter.drawLine(QPointF(0, bottom + 0.5), QPointF(width(), bottom + 0.5));
    const qreal pitch = static_cast<qreal>(width()) / days;
    const qreal bar = std::clamp(pitch * 0.64, 3.0, 22.0);
    painter.setPen(Qt::NoPen);
    for (int day = 0; day < days && top > 0; ++day) {
        qreal y = bottom;
        for (qsizetype key = 0; key < m_series.cost.size(); ++key) {
            const NanoUsd cost = m_series.cost[key][day];
            if (cost <= 0) {
                continue;
            }
            const qreal size =
                std::max(1.5, (bottom - 4) * static_cast<qreal>(cost) / static_cast<qreal>(top));
            painter.setBrush(seriesStyle(m_theme, m_series.isOthers(key) ? -1 : key).color);
            painter.drawRoundedRect(
                QRectF(pitch * day + (pitch - bar) / 2, y - size, bar, std::max(1.0, size - 1)), 1.5, 1.5);
            y -= size;
        }
    }
    painter.setFont(m_theme.font(TextSize::Secondary));
    const QFontMetrics metrics = painter.fontMetrics();
    const int top_ = height() - metrics.height();
    const auto count = static_cast<int>(m_series.keys.size());
    int natural = 0;
    for (int key = 0; key < count; ++key) {
        natural += metrics.horizontalAdvance(seriesName(key)) + 22;
    }
    const int room = count == 0 || natural <= width() ? width() : width() / count - 22;
    int left = 0;
    for (int key = 0; key < count; ++key) {
        const QString name = seriesName(key);
        const QString shown = metrics.elidedText(name, Qt::ElideRight, room);
        painter.setPen(Qt::NoPen);
        painter.setBrush(seriesStyle(m_theme, m_series.isOthers(key) ? -1 : key).color);
        painter.drawRoundedRect(QRectF(left, top_ + (metrics.height() - 8) / 2.0, 8, 8), 1.5, 1.5);
        painter.setPen(m_theme.colors().secondary);
        painter.drawText(QRect(left + 12, top_, metrics.horizontalAdvance(shown) + 2, metrics.height()),
                         Qt::AlignVCenter, shown);
        left += 12 + metrics.horizontalAdvance(shown) + 10;
    }
}

}  // namespace signalbox
