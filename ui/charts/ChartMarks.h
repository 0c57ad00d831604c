// ChartMarks: draws switches, incidents and drills on a chart's time axis: a sign above the plot, a dotted
// line through it, and words where there is room. Thread: GUI.
#pragma once

#include "ui/Format.h"
#include "ui/Theme.h"
#include "ui/models/SpendMarks.h"

class QPainter;

namespace signalbox {

class ChartMarks {
public:
    ChartMarks(const Theme& theme, const Format& format) : m_theme(theme), m_format(format) {}

    // What the signs need above the plot.
    [[nodiscard]] static int stripHeight(const Theme& theme);
    // `plot` has the series' bars side by side, all of a width.
    void paint(QPainter& painter, const QRectF& plot, const SpendSeries& series,
               const QVector<SpendMark>& marks) const;
    static void paintSign(QPainter& painter, SpendMark::Kind kind, const QRectF& area, const QColor& color);
    [[nodiscard]] QColor color(SpendMark::Kind kind) const;

private:
    struct Flag {
        qreal x = 0;
        SpendMark::Kind kind = SpendMark::Kind::Switch;  // the gravest
        QString text;
    };
    [[nodiscard]] QVector<Flag> flags(const QRectF& plot, const SpendSeries& series,
                                      const QVector<SpendMark>& marks) const;

    const Theme& m_theme;
    const Format& m_format;
};

}  // namespace signalbox
