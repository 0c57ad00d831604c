// SpendLegend: the series of a chart in words, each with its colour and texture and its sum; one chosen is
// shown alone. Thread: GUI. Names give way where there is no room.
#pragma once

#include "ui/Format.h"
#include "ui/Theme.h"
#include "ui/models/SpendSums.h"

#include <QWidget>

class QHBoxLayout;

namespace signalbox {

class LegendEntry;

class SpendLegend final : public QWidget {
    Q_OBJECT

public:
    SpendLegend(const Theme& theme, Format format, QWidget* parent = nullptr);
    void present(const SpendSeries& series);

Q_SIGNALS:
    void seriesChosen(int key);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();

    const Theme& m_theme;
    Format m_format;
    QHBoxLayout* m_row;
    QVector<LegendEntry*> m_entries;
};

}  // namespace signalbox
