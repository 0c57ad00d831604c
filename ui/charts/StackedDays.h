// StackedDays: small stacked bars, one per day, with a legend of words. Thread: GUI. Painted by hand: the
// dashboard stays light until the spend page with its full chart is opened.
#pragma once

#include "ui/Format.h"
#include "ui/Theme.h"
#include "ui/models/SpendSums.h"

#include <QWidget>

namespace signalbox {

class StackedDays final : public QWidget {
    Q_OBJECT

public:
    StackedDays(const Theme& theme, Format format, QWidget* parent = nullptr);
    void present(SpendSeries series);
    [[nodiscard]] QSize sizeHint() const override { return {280, 120}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 96}; }

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] int legendHeight() const;
    [[nodiscard]] QString seriesName(qsizetype key) const;

    const Theme& m_theme;
    Format m_format;
    SpendSeries m_series;
};

}  // namespace signalbox
