// SpendPage: what was spent: a chart over time, the sums per model, provider, client or project as a table,
// and the totals with what they are compared with. A bar or a series that is chosen narrows all of it.
// Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/MarkFeed.h"
#include "ui/models/SpendFeed.h"
#include "ui/models/SpendSums.h"
#include "ui/widgets/PageScroll.h"

#include <QPointer>

class QLabel;
class QPushButton;
class QTableView;
class QVBoxLayout;

namespace signalbox {

class ElidedLabel;
class EmptyState;
class ExportBar;
class SpendChart;
class SpendControls;
class SpendLegend;
class SpendModel;
class SpendOrder;
class SpendTiles;

class SpendPage final : public PageScroll {
    Q_OBJECT

public:
    explicit SpendPage(const Context& context, QWidget* parent = nullptr);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void buildStates(QVBoxLayout& column);
    void buildChart(QVBoxLayout& column);
    void buildTable(QVBoxLayout& column);
    void connectAll();
    void refresh();
    void presentStates(bool empty);
    void presentSums();
    void presentChart();
    void chooseRow(const QModelIndex& at);
    void showTableMenu(const QPoint& at);
    void fitTable();
    void orderTabs();
    // The answer that is shown: its days, and those it is compared with.
    [[nodiscard]] DayRange range() const;
    [[nodiscard]] QVector<SpendRow> rowsBefore() const;
    [[nodiscard]] QString nameOfBefore() const;

    Context m_context;
    SpendControls* m_controls;
    SpendFeed m_feed;
    MarkFeed m_marks;
    SpendSeries m_series;

    ExportBar* m_exports;
    QWidget* m_problemRow = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_again = nullptr;
    QLabel* m_loading = nullptr;
    QWidget* m_emptyRow = nullptr;
    QPushButton* m_emptyStep = nullptr;
    QWidget* m_content;
    SpendTiles* m_tiles;
    QLabel* m_chartTitle = nullptr;
    ElidedLabel* m_words = nullptr;
    SpendLegend* m_legend = nullptr;
    SpendChart* m_chart = nullptr;
    SpendModel* m_model = nullptr;
    SpendOrder* m_order = nullptr;
    QTableView* m_table = nullptr;
    QVector<QPointer<QWidget>> m_tabs;
};

}  // namespace signalbox
