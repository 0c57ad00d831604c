#include "ui/charts/SpendChart.h"

#include "ui/models/SpendModel.h"

#include <QCursor>
#include <QGraphicsLayout>
#include <QToolTip>
#include <QtCharts/QBarCategoryAxis>
#include <QtCharts/QBarSet>
#include <QtCharts/QChart>
#include <QtCharts/QLegend>
#include <QtCharts/QStackedBarSeries>
#include <QtCharts/QValueAxis>

#include <algorithm>

namespace signalbox {

SpendChart::SpendChart(const Theme& theme, Format format, QWidget* parent)
    : QChartView(parent),
      m_theme(theme),
      m_format(std::move(format)),
      m_bars(new QStackedBarSeries),
      m_days(new QBarCategoryAxis),
      m_money(new QValueAxis) {
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    viewport()->setFocusPolicy(Qt::NoFocus);
    QChart* chart = this->chart();
    chart->legend()->hide();
    chart->setBackgroundRoundness(0);
    chart->setMargins({});
    chart->layout()->setContentsMargins(0, 0, 0, 0);
    chart->setLocalizeNumbers(true);
    chart->addSeries(m_bars);
    chart->addAxis(m_days, Qt::AlignBottom);
    chart->addAxis(m_money, Qt::AlignLeft);
    m_bars->attachAxis(m_days);
    m_bars->attachAxis(m_money);
    m_bars->setBarWidth(0.64);
    m_days->setGridLineVisible(false);
    m_money->setLineVisible(false);
    connect(&m_theme, &Theme::changed, this, &SpendChart::paintTheme);
    paintTheme();
}

void SpendChart::present(const SpendSeries& series) {
    const bool sameFrame =
        series.keys == m_series.keys && series.days == m_series.days && m_bars->count() > 0;
    if (sameFrame && series.cost == m_series.cost) {
        return;
    }
    m_series = series;
    setAccessibleName(tr("Cost per day; the table below has the sums"));
    m_bars->clear();
    QStringList names;
    double top = 0;
    for (qsizetype day = 0; day < series.days.size(); ++day) {
        names.append(m_format.locale().toString(series.days[day].day()));
        double sum = 0;
        for (const QVector<NanoUsd>& cost : series.cost) {
            sum += static_cast<double>(cost[day]) / 1e9;
        }
        top = std::max(top, sum);
    }
    for (qsizetype key = 0; key < series.keys.size(); ++key) {
        auto* set = new QBarSet(series.keys[key].isEmpty() ? tr("others") : series.keys[key]);
        for (const NanoUsd cost : series.cost[key]) {
            set->append(static_cast<double>(cost) / 1e9);
        }
        connect(set, &QBarSet::hovered, this,
                [this, key](bool entered, int day) { onHover(entered, day, key); });
        m_bars->append(set);
    }
    m_days->setCategories(names);
    m_money->setRange(0, top > 0 ? top : 1);
    m_money->setTickCount(5);
    m_money->applyNiceNumbers();
    const int decimals = m_money->max() >= 8 ? 0 : m_money->max() >= 0.08 ? 2 : 4;
    // The locale says on which side the sign stands.
    const bool before =
        m_format.locale().toCurrencyString(1.0, QStringLiteral("$")).startsWith(QLatin1Char('$'));
    m_money->setLabelFormat(before ? QStringLiteral("$%.%1f").arg(decimals)
                                   : QStringLiteral("%.%1f $").arg(decimals));
    paintTheme();
}

void SpendChart::paintTheme() {
    const Colors& colors = m_theme.colors();
    chart()->setBackgroundBrush(colors.panel);
    chart()->setBackgroundPen(Qt::NoPen);
    setBackgroundBrush(colors.panel);
    const QFont font = m_theme.font(TextSize::Secondary);
    for (QAbstractAxis* axis : {static_cast<QAbstractAxis*>(m_days), static_cast<QAbstractAxis*>(m_money)}) {
        axis->setLabelsFont(font);
        axis->setLabelsColor(colors.secondary);
        axis->setLinePenColor(colors.line);
        axis->setGridLineColor(colors.line);
    }
    const QList<QBarSet*> sets = m_bars->barSets();
    for (qsizetype key = 0; key < sets.size(); ++key) {
        const bool others = key < m_series.keys.size() && m_series.keys[key].isEmpty();
        sets[key]->setColor(seriesColor(m_theme, others ? -1 : key));
        sets[key]->setBorderColor(colors.panel);
    }
}

void SpendChart::onHover(bool entered, int day, qsizetype key) {
    if (!entered || day < 0 || day >= m_series.days.size() || key >= m_series.keys.size()) {
        QToolTip::hideText();
        return;
    }
    const QString name = m_series.keys[key].isEmpty() ? tr("others") : m_series.keys[key];
    QToolTip::showText(
        QCursor::pos(),
        tr("%1, %2: %3", "day, model, cost")
            .arg(m_format.day(m_series.days[day]), name, m_format.money(m_series.cost[key][day])),
        this);
}

}  // namespace signalbox
