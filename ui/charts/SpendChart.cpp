#include "ui/charts/SpendChart.h"

#include "ui/charts/ChartMarks.h"
#include "ui/charts/SeriesStyle.h"
#include "ui/models/SpendModel.h"

#include <QAccessible>
#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QPainterPath>
#include <QToolTip>
#include <QtCharts/QBarCategoryAxis>
#include <QtCharts/QBarSet>
#include <QtCharts/QChart>
#include <QtCharts/QLegend>
#include <QtCharts/QStackedBarSeries>
#include <QtCharts/QValueAxis>

#include <algorithm>
#include <cmath>

namespace signalbox {

namespace {
constexpr double kDollar = 1e9;
constexpr double kBarShare = 0.64;  // of the width that a bar has
constexpr qreal kLeastTextured = 5;
constexpr int kMostTold = 8;  // marks of a bar, in words

double dollars(NanoUsd amount) {
    return static_cast<double>(amount) / kDollar;
}
}  // namespace

SpendChart::SpendChart(const Theme& theme, Format format, QWidget* parent)
    : QChartView(parent),
      m_theme(theme),
      m_format(std::move(format)),
      m_bars(new QStackedBarSeries),
      m_time(new QBarCategoryAxis),
      m_money(new QValueAxis) {
    setObjectName(QStringLiteral("spendChart"));
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setLayoutDirection(Qt::LeftToRight);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    viewport()->setFocusPolicy(Qt::NoFocus);  // it passes that on to its view
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    QChart* chart = this->chart();
    chart->legend()->hide();
    chart->setBackgroundRoundness(0);
    chart->layout()->setContentsMargins(0, 0, 0, 0);
    chart->setLocalizeNumbers(true);
    chart->addSeries(m_bars);
    chart->addAxis(m_time, Qt::AlignBottom);
    chart->addAxis(m_money, Qt::AlignLeft);
    m_bars->attachAxis(m_time);
    m_bars->attachAxis(m_money);
    m_bars->setBarWidth(kBarShare);
    m_time->setGridLineVisible(false);
    m_time->setLabelsVisible(false);  // paintAxis() writes them, as many as there is room for
    m_money->setLineVisible(false);
    connect(&m_theme, &Theme::changed, this, &SpendChart::paintTheme);
    paintTheme();
}

void SpendChart::present(const SpendSeries& series, const QVector<SpendMark>& marks) {
    const bool sameBars = series.bars == m_series.bars && series.grain == m_series.grain;
    const bool same = sameBars && series.keys == m_series.keys && series.others == m_series.others &&
                      series.cost == m_series.cost && m_bars->count() > 0;
    m_series = series;
    m_marks = marks;
    if (!sameBars) {
        m_hover = {};
        m_cursor = {};
    }
    if (!isKnown(m_hover)) {
        m_hover = {};
    }
    if (!isKnown(m_cursor)) {
        m_cursor = {};
    }
    if (!same) {
        fillBars();
    }
    tell();
    viewport()->update();
}

void SpendChart::fillBars() {
    m_bars->clear();
    double top = 0;
    QStringList names;
    for (qsizetype bar = 0; bar < m_series.bars.size(); ++bar) {
        names.append(QString::number(bar));  // only to tell them apart
        top = std::max(top, dollars(m_series.bars[bar].sum.cost));
    }
    for (qsizetype key = 0; key < m_series.keys.size(); ++key) {
        auto* set = new QBarSet(m_series.keys[key]);
        for (const NanoUsd cost : m_series.cost[key]) {
            set->append(dollars(cost));
        }
        m_bars->append(set);
    }
    m_time->setCategories(names);
    m_money->setRange(0, top > 0 ? top : 1);
    m_money->setTickCount(5);
    m_money->applyNiceNumbers();
    const int decimals = m_money->max() >= 8 ? 0 : m_money->max() >= 0.08 ? 2 : 4;
    m_money->setLabelFormat(m_format.leadsWithSign() ? QStringLiteral("$%.%1f").arg(decimals)
                                                     : QStringLiteral("%.%1f $").arg(decimals));
    paintTheme();
}

void SpendChart::paintTheme() {
    const Colors& colors = m_theme.colors();
    chart()->setBackgroundBrush(colors.panel);
    chart()->setBackgroundPen(Qt::NoPen);
    setBackgroundBrush(colors.panel);
    const QFont font = m_theme.font(TextSize::Secondary);
    const int line = QFontMetrics(font).height();
    chart()->setMargins(QMargins(4, ChartMarks::stripHeight(m_theme), 4, 2 * line - 2));
    for (QAbstractAxis* axis : {static_cast<QAbstractAxis*>(m_time), static_cast<QAbstractAxis*>(m_money)}) {
        axis->setLabelsFont(font);
        axis->setLabelsColor(colors.secondary);
        axis->setLinePenColor(colors.line);
        axis->setGridLineColor(colors.line);
    }
    const QList<QBarSet*> sets = m_bars->barSets();
    for (qsizetype key = 0; key < sets.size(); ++key) {
        sets[key]->setColor(seriesStyle(m_theme, m_series.isOthers(key) ? -1 : key).color);
        sets[key]->setBorderColor(colors.panel);
    }
    viewport()->update();
}

bool SpendChart::isKnown(const Place& place) const {
    return place.bar >= 0 && place.bar < m_series.bars.size() && place.key < m_series.keys.size();
}

QRectF SpendChart::area(const Place& place) const {
    if (!isKnown(place)) {
        return {};
    }
    const QRectF plot = chart()->plotArea();
    const qreal pitch = plot.width() / static_cast<qreal>(m_series.bars.size());
    const qreal left = plot.left() + pitch * place.bar;
    if (place.key < 0) {
        return {left, plot.top(), pitch, plot.height()};
    }
    NanoUsd below = 0;
    for (int key = 0; key < place.key; ++key) {
        below += m_series.cost[key][place.bar];
    }
    const NanoUsd cost = m_series.cost[place.key][place.bar];
    if (cost <= 0 || m_money->max() <= 0) {
        return {};
    }
    const qreal scale = plot.height() / m_money->max();
    const qreal width = pitch * kBarShare;
    return {left + (pitch - width) / 2, plot.bottom() - dollars(below + cost) * scale, width,
            dollars(cost) * scale};
}

SpendChart::Place SpendChart::placeAt(const QPointF& at) const {
    const QRectF plot = chart()->plotArea();
    const auto bars = static_cast<int>(m_series.bars.size());
    if (bars == 0 || at.x() < plot.left() || at.x() >= plot.right()) {
        return {};
    }
    Place place{std::clamp(static_cast<int>((at.x() - plot.left()) * bars / plot.width()), 0, bars - 1), -1};
    for (int key = 0; key < m_series.keys.size(); ++key) {
        if (area({place.bar, key}).contains(at)) {
            place.key = key;
        }
    }
    return place;
}

void SpendChart::pointAt(const Place& place) {
    if (place == m_hover) {
        return;
    }
    m_hover = place;
    setCursor(place.bar >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    tell();
    viewport()->update();
    if (place.bar < 0) {
        QToolTip::hideText();
    } else {
        QToolTip::showText(QCursor::pos(), words(place).join(QLatin1Char('\n')), this);
    }
}

void SpendChart::moveCursor(const Place& place) {
    m_cursor = place;
    m_hover = {};
    tell();
    viewport()->update();
    if (place.bar >= 0) {
        QToolTip::showText(mapToGlobal(area({place.bar, -1}).topRight().toPoint()),
                           words(place).join(QLatin1Char('\n')), this);
    } else {
        QToolTip::hideText();
    }
}

void SpendChart::tell() {
    const Place place = shown();
    const QString words = place.bar < 0 ? QString() : this->words(place).join(QStringLiteral(" · "));
    if (words != m_told) {
        m_told = words;
        setAccessibleDescription(words);
        QAccessibleEvent event(this, QAccessible::DescriptionChanged);
        QAccessible::updateAccessibility(&event);
        Q_EMIT told(words);
    }
}

QString SpendChart::barName(int bar) const {
    const SpendBar& one = m_series.bars[bar];
    const QLocale& locale = m_format.locale();
    switch (m_series.grain) {
        case Grain::Hour:
            return tr("%1, %2 – %3", "day, from, to")
                .arg(m_format.day(one.days.first), m_format.minute(one.beginMs), m_format.minute(one.endMs));
        case Grain::Day:
            return locale.toString(one.days.first, QLocale::LongFormat);
        case Grain::Month:
            break;
    }
    return tr("%1 %2", "month, year")
        .arg(m_format.month(one.days.first), QString::number(one.days.first.year()));
}

QStringList SpendChart::words(const Place& place) const {
    if (!isKnown(place)) {
        return {};
    }
    const SpendRow& sum = m_series.bars[place.bar].sum;
    const bool unpriced = sum.requests > 0 && sum.unknownCostRequests >= sum.requests;
    const QString total = unpriced ? tr("price unknown") : m_format.money(sum.cost);
    QStringList lines;
    if (place.key >= 0) {
        const QString name =
            m_series.isOthers(place.key) ? tr("others") : SpendModel::keyName(m_series.keys[place.key]);
        lines.append(tr("%1: %2 of %3", "series, cost, of the whole bar")
                         .arg(name, m_format.money(m_series.cost[place.key][place.bar]), total));
        lines.append(barName(place.bar));
    } else {
        lines.append(tr("%1: %2", "time, cost").arg(barName(place.bar), total));
        lines.append(sum.requests == 1 ? tr("1 request")
                                       : tr("%1 requests").arg(m_format.number(sum.requests)));
        if (sum.unknownCostRequests > 0 && !unpriced) {
            lines.append(tr("%1 of unknown price").arg(m_format.number(sum.unknownCostRequests)));
        }
        if (sum.failedRequests > 0) {
            lines.append(tr("%1 did not complete").arg(m_format.number(sum.failedRequests)));
        }
    }
    int told = 0;
    int more = 0;
    for (const SpendMark& mark : m_marks) {
        if (m_series.barAt(mark.atMs) != place.bar) {
            continue;
        }
        if (told++ >= kMostTold) {
            ++more;
        } else if (mark.atMs == m_series.bars[place.bar].beginMs) {
            lines.append(mark.text);  // of the whole bar
        } else {
            lines.append(tr("%1: %2", "time of day, what happened")
                             .arg(m_series.grain == Grain::Month
                                      ? m_format.day(QDateTime::fromMSecsSinceEpoch(mark.atMs).date())
                                      : m_format.clockTime(mark.atMs),
                                  mark.text));
        }
    }
    if (more > 0) {
        lines.append(tr("and %1 more").arg(m_format.number(more)));
    }
    return lines;
}

bool SpendChart::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave) {
        pointAt({});
    } else if (event->type() == QEvent::ToolTip) {
        return true;  // it is there already
    }
    return QChartView::viewportEvent(event);
}

void SpendChart::mouseMoveEvent(QMouseEvent* event) {
    pointAt(placeAt(event->position()));
}

void SpendChart::mousePressEvent(QMouseEvent* event) {
    event->accept();
}

void SpendChart::mouseReleaseEvent(QMouseEvent* event) {
    const Place place = placeAt(event->position());
    if (event->button() == Qt::LeftButton && place.bar >= 0) {
        choose(place);
    }
}

void SpendChart::choose(const Place& place) {
    QToolTip::hideText();
    if (place.key >= 0 && !m_series.isOthers(place.key)) {
        Q_EMIT seriesChosen(place.key);
    } else {
        Q_EMIT barChosen(place.bar);
    }
}

void SpendChart::stepKey(int by) {
    Place place = m_cursor;
    do {
        place.key += by;
    } while (place.key >= 0 && isKnown(place) && m_series.cost[place.key][place.bar] <= 0);
    if (isKnown(place)) {
        moveCursor({place.bar, std::max(-1, place.key)});
    }
}

void SpendChart::keyPressEvent(QKeyEvent* event) {
    const auto last = static_cast<int>(m_series.bars.size()) - 1;
    const int bar = m_cursor.bar;
    if (last < 0) {
        event->ignore();
        return;
    }
    switch (event->key()) {
        case Qt::Key_Left:
            moveCursor({bar < 0 ? last : std::max(0, bar - 1), -1});
            break;
        case Qt::Key_Right:
            moveCursor({bar < 0 ? 0 : std::min(last, bar + 1), -1});
            break;
        case Qt::Key_Home:
            moveCursor({0, -1});
            break;
        case Qt::Key_End:
            moveCursor({last, -1});
            break;
        case Qt::Key_Up:
        case Qt::Key_Down:
            if (bar < 0) {
                moveCursor({last, -1});
            } else {
                stepKey(event->key() == Qt::Key_Up ? 1 : -1);
            }
            break;
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space:
            if (bar >= 0) {
                choose(m_cursor);
            }
            break;
        case Qt::Key_Escape:
            if (bar < 0) {
                event->ignore();
            } else {
                moveCursor({});
            }
            break;
        default:
            event->ignore();
    }
}

void SpendChart::focusInEvent(QFocusEvent* event) {
    QChartView::focusInEvent(event);
    tell();
    viewport()->update();
}

void SpendChart::focusOutEvent(QFocusEvent* event) {
    QChartView::focusOutEvent(event);
    tell();
    viewport()->update();
}

void SpendChart::drawForeground(QPainter* painter, const QRectF&) {
    painter->save();
    paintBars(*painter);
    paintAxis(*painter);
    ChartMarks(m_theme, m_format).paint(*painter, chart()->plotArea(), m_series, m_marks);
    paintPlace(*painter);
    painter->restore();
}

void SpendChart::paintBars(QPainter& painter) const {
    for (int bar = 0; bar < m_series.bars.size(); ++bar) {
        for (int key = 0; key < m_series.keys.size(); ++key) {
            const QRectF part = area({bar, key});
            if (part.width() >= kLeastTextured && part.height() >= kLeastTextured) {
                paintTexture(painter, part.adjusted(1, 1, -1, -1),
                             seriesStyle(m_theme, m_series.isOthers(key) ? -1 : key));
            }
        }
    }
}

void SpendChart::paintPlace(QPainter& painter) const {
    const Colors& colors = m_theme.colors();
    const Place place = shown();
    if (isKnown(place)) {
        QColor veil = colors.accent;
        veil.setAlphaF(0.10F);
        painter.fillRect(area({place.bar, -1}), veil);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colors.text, 1.5));
        const QRectF part = place.key >= 0 ? area(place) : area({place.bar, -1}).adjusted(0.75, 0, -0.75, 0);
        painter.drawRect(part);
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colors.accent, 2));
        painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(1, 1, -1, -1), space::kControlRadius,
                                space::kControlRadius);
    }
}

QString SpendChart::barLabel(int bar) const {
    const SpendBar& one = m_series.bars[bar];
    const QLocale& locale = m_format.locale();
    switch (m_series.grain) {
        case Grain::Hour:
            return locale.toString(QDateTime::fromMSecsSinceEpoch(one.beginMs).time().hour());
        case Grain::Day:
            return locale.toString(one.days.first.day());
        case Grain::Month:
            break;
    }
    return locale.standaloneMonthName(one.days.first.month(), QLocale::ShortFormat);
}

QString SpendChart::spanLabel(int bar) const {
    const QDate day = m_series.bars[bar].days.first;
    const QDate before = bar > 0 ? m_series.bars[bar - 1].days.first : QDate();
    switch (m_series.grain) {
        case Grain::Hour:
            return day == before ? QString() : m_format.day(day);
        case Grain::Day:
            return before.isValid() && day.month() == before.month() ? QString() : m_format.month(day);
        case Grain::Month:
            break;
    }
    return before.isValid() && day.year() == before.year() ? QString() : QString::number(day.year());
}

void SpendChart::paintAxis(QPainter& painter) const {
    const auto bars = static_cast<int>(m_series.bars.size());
    if (bars == 0) {
        return;
    }
    painter.setFont(m_theme.font(TextSize::Secondary));
    painter.setPen(m_theme.colors().secondary);
    const QFontMetrics metrics = painter.fontMetrics();
    const QRectF plot = chart()->plotArea();
    const qreal pitch = plot.width() / bars;
    int widest = 0;
    for (int bar = 0; bar < bars; ++bar) {
        widest = std::max(widest, metrics.horizontalAdvance(barLabel(bar)));
    }
    const int step = std::max(1, static_cast<int>(std::ceil((widest + 6) / pitch)));
    const qreal top = plot.bottom() + 5;
    qreal free = plot.left();
    for (int bar = 0; bar < bars; ++bar) {
        const qreal left = plot.left() + pitch * bar;
        if (bar % step == 0) {
            painter.drawText(QRectF(left + pitch / 2 - widest, top, 2.0 * widest, metrics.height()),
                             Qt::AlignCenter, barLabel(bar));
        }
        const QString span = spanLabel(bar);
        const qreal width = metrics.horizontalAdvance(span);
        const qreal begin = std::min(left + std::max(0.0, pitch * (1 - kBarShare) / 2), plot.right() - width);
        if (!span.isEmpty() && begin >= free) {
            painter.drawText(QRectF(begin, top + metrics.height(), width + 2, metrics.height()),
                             Qt::AlignLeft | Qt::AlignVCenter, span);
            free = begin + width + space::kStep;
        }
    }
}

}  // namespace signalbox
