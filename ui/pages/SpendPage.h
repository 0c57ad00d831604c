// SpendPage: this month's cost per day as a chart, and the sums per key as a table. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/SpendFeed.h"

#include <QScrollArea>

class QComboBox;
class QLabel;
class QSortFilterProxyModel;
class QTableView;
class QVBoxLayout;

namespace signalbox {

class Card;
class EmptyState;
class SpendChart;
class SpendModel;

class SpendPage final : public QScrollArea {
    Q_OBJECT

public:
    explicit SpendPage(const Context& context, QWidget* parent = nullptr);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void buildHead(QVBoxLayout& column);
    void buildTiles(QVBoxLayout& column);
    void buildTable(QVBoxLayout& outer);
    void refresh();
    void fitTable();

    Context m_context;
    SpendFeed m_feed;
    QLabel* m_period = nullptr;
    QComboBox* m_by = nullptr;
    QWidget* m_content;
    QLabel* m_total = nullptr;
    QLabel* m_list = nullptr;
    QLabel* m_saved = nullptr;
    QLabel* m_wasted = nullptr;
    QLabel* m_unknown = nullptr;
    SpendChart* m_chart;
    SpendModel* m_model = nullptr;
    QSortFilterProxyModel* m_sorted = nullptr;
    QTableView* m_table = nullptr;
    EmptyState* m_empty;
    QLabel* m_problem;
};

}  // namespace signalbox
