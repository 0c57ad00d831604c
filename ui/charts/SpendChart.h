// SpendChart: cost per day, stacked by key, as a Qt chart. Thread: GUI. The table under it says the same in
// words, so it takes no focus.
#pragma once

#include "ui/Format.h"
#include "ui/Theme.h"
#include "ui/models/SpendSums.h"

#include <QtCharts/QChartView>

class QBarCategoryAxis;
class QStackedBarSeries;
class QValueAxis;

namespace signalbox {

class SpendChart final : public QChartView {
    Q_OBJECT

public:
    SpendChart(const Theme& theme, Format format, QWidget* parent = nullptr);
    void present(const SpendSeries& series);
    [[nodiscard]] QSize sizeHint() const override { return {600, 260}; }

private:
    void paintTheme();
    void onHover(bool entered, int day, qsizetype key);

    const Theme& m_theme;
    Format m_format;
    SpendSeries m_series;
    QStackedBarSeries* m_bars;
    QBarCategoryAxis* m_days;
    QValueAxis* m_money;
};

}  // namespace signalbox
