#include "ui/charts/ChartMarks.h"

#include "ui/widgets/Signs.h"

#include <QPainter>

#include <algorithm>
#include <map>

namespace signalbox {

namespace {
constexpr qreal kSign = 9;
constexpr qreal kBetween = 5;
constexpr qreal kLeastText = 90;  // less of a sentence says nothing
constexpr double kLineShare = 0.75;

using Kind = SpendMark::Kind;

int gravity(Kind kind) {
    return kind == Kind::Incident ? 2 : kind == Kind::Drill ? 1 : 0;
}

// What happened in one bar.
struct Group {
    int counts[3] = {};
    QString text;
};
}  // namespace

int ChartMarks::stripHeight(const Theme& theme) {
    return QFontMetrics(theme.font(TextSize::Secondary)).height() + space::kStep;
}

QColor ChartMarks::color(Kind kind) const {
    const Colors& colors = m_theme.colors();
    switch (kind) {
        case Kind::Incident:
            return m_theme.onPanel(colors.state(HealthState::Failed));
        case Kind::Drill:
            return m_theme.onPanel(colors.state(HealthState::Attention));
        case Kind::Switch:
            break;
    }
    return m_theme.onPanel(colors.accent);
}

void ChartMarks::paintSign(QPainter& painter, Kind kind, const QRectF& area, const QColor& color) {
    if (kind != Kind::Switch) {
        signalbox::paintSign(painter, kind == Kind::Incident ? HealthState::Failed : HealthState::Attention,
                             area, color);
        return;
    }
    // Two arrows, there and back: the points thrown.
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const qreal head = area.width() / 4;
    for (const int way : {1, -1}) {
        const qreal y = area.center().y() - way * area.height() / 4;
        const qreal tip = way > 0 ? area.right() : area.left();
        painter.drawLine(QPointF(way > 0 ? area.left() : area.right(), y), QPointF(tip, y));
        painter.drawLine(QPointF(tip - way * head, y - head), QPointF(tip, y));
        painter.drawLine(QPointF(tip - way * head, y + head), QPointF(tip, y));
    }
    painter.restore();
}

QVector<ChartMarks::Flag> ChartMarks::flags(const QRectF& plot, const SpendSeries& series,
                                            const QVector<SpendMark>& marks) const {
    std::map<qsizetype, Group> groups;
    for (const SpendMark& mark : marks) {
        const qsizetype bar = series.barAt(mark.atMs);
        if (bar >= 0) {
            Group& group = groups[bar];
            ++group.counts[static_cast<int>(mark.kind)];
            group.text = mark.text;
        }
    }
    QVector<Flag> flags;
    const qreal pitch = plot.width() / static_cast<qreal>(std::max<qsizetype>(1, series.bars.size()));
    for (const auto& [bar, group] : groups) {
        Flag flag;
        flag.x = plot.left() + pitch * (static_cast<qreal>(bar) + 0.5);
        QStringList words;
        int all = 0;
        for (const Kind kind : {Kind::Incident, Kind::Drill, Kind::Switch}) {
            const int count = group.counts[static_cast<int>(kind)];
            all += count;
            if (count > 0) {
                flag.kind = words.isEmpty() || gravity(kind) > gravity(flag.kind) ? kind : flag.kind;
                words.append(SpendMarks::count(kind, count, m_format));
            }
        }
        flag.text = all == 1 ? group.text : m_format.locale().createSeparatedList(words);
        flags.append(flag);
    }
    return flags;
}

void ChartMarks::paint(QPainter& painter, const QRectF& plot, const SpendSeries& series,
                       const QVector<SpendMark>& marks) const {
    const QVector<Flag> all = flags(plot, series, marks);
    painter.setFont(m_theme.font(TextSize::Secondary));
    const QFontMetrics metrics = painter.fontMetrics();
    const qreal top = plot.top() - stripHeight(m_theme) + 2;
    qreal free = plot.left();  // nothing stands from here on
    for (qsizetype i = 0; i < all.size(); ++i) {
        const Flag& flag = all[i];
        const QColor ink = color(flag.kind);
        painter.setPen(QPen(blend(m_theme.colors().panel, ink, kLineShare), 1, Qt::DotLine));
        painter.drawLine(QPointF(flag.x, top + metrics.height()), QPointF(flag.x, plot.bottom()));
        const QRectF sign(flag.x - kSign / 2, top + (metrics.height() - kSign) / 2, kSign, kSign);
        paintSign(painter, flag.kind, sign, ink);
        const qreal next = i + 1 < all.size() ? all[i + 1].x - kSign : plot.right();
        const qreal after = next - sign.right() - 2 * kBetween;
        const qreal before = sign.left() - kBetween - free;
        const qreal wanted = metrics.horizontalAdvance(flag.text) + 1;
        const qreal least = std::min(wanted, kLeastText);
        painter.setPen(ink);
        if (after < std::min(wanted, kLeastText * 2) && before > after && before >= least) {
            const qreal width = std::min(wanted, before);
            painter.drawText(QRectF(sign.left() - kBetween - width, top, width, metrics.height()),
                             Qt::AlignRight | Qt::AlignVCenter,
                             metrics.elidedText(flag.text, Qt::ElideRight, static_cast<int>(width)));
            free = sign.right() + kBetween;
        } else if (after >= least) {
            const qreal width = std::min(wanted, after);
            painter.drawText(QRectF(sign.right() + kBetween, top, width, metrics.height()),
                             Qt::AlignLeft | Qt::AlignVCenter,
                             metrics.elidedText(flag.text, Qt::ElideRight, static_cast<int>(width)));
            free = sign.right() + kBetween + width + kBetween;
        } else {
            free = sign.right() + kBetween;
        }
    }
}

}  // namespace signalbox
