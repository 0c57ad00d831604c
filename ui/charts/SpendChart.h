// SpendChart: cost per hour, day or month, stacked by series, as a Qt chart with marks on its time axis.
// Thread: GUI. What the mouse is over, or the arrow keys chose, is said in words (told) and can be chosen: a
// part of a bar is its series, the rest of the column the bar itself. Time runs from left to right in every
// language, as it does on the charts people know.
#pragma once

#include "ui/Format.h"
#include "ui/Theme.h"
#include "ui/models/SpendMarks.h"
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
    void present(const SpendSeries& series, const QVector<SpendMark>& marks);
    [[nodiscard]] QSize sizeHint() const override { return {600, 280}; }

    // A bar, or a part of it; -1: none.
    struct Place {
        int bar = -1;
        int key = -1;
        bool operator==(const Place&) const = default;
    };
    // Where that is on the widget; empty: nothing to see of it.
    [[nodiscard]] QRectF area(const Place& place) const;
    // What is there, in words; the first line is the most telling.
    [[nodiscard]] QStringList words(const Place& place) const;
    // The bar's time for people: "Tuesday, November 17, 2026".
    [[nodiscard]] QString barName(int bar) const;

Q_SIGNALS:
    void barChosen(int bar);
    void seriesChosen(int key);
    // In words what is pointed at; empty: nothing is.
    void told(const QString& words);

protected:
    bool viewportEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;

private:
    void paintTheme();
    void fillBars();
    [[nodiscard]] Place placeAt(const QPointF& at) const;
    [[nodiscard]] Place shown() const { return m_hover.bar >= 0 || !hasFocus() ? m_hover : m_cursor; }
    [[nodiscard]] bool isKnown(const Place& place) const;
    void pointAt(const Place& place);
    void moveCursor(const Place& place);
    void stepKey(int by);
    void choose(const Place& place);
    void tell();
    void paintBars(QPainter& painter) const;
    void paintAxis(QPainter& painter) const;
    void paintPlace(QPainter& painter) const;
    [[nodiscard]] QString barLabel(int bar) const;
    // The label of the longer span that begins with this bar; empty: none does.
    [[nodiscard]] QString spanLabel(int bar) const;

    const Theme& m_theme;
    Format m_format;
    SpendSeries m_series;
    QVector<SpendMark> m_marks;
    Place m_hover;   // under the mouse
    Place m_cursor;  // of the keyboard
    QString m_told;
    QStackedBarSeries* m_bars;
    QBarCategoryAxis* m_time;
    QValueAxis* m_money;
};

}  // namespace signalbox
