// BudgetsPanel: how much may be spent, on what, in which time, and what happens at the limit. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/FileDraft.h"
#include "ui/widgets/Card.h"

class QComboBox;
class QDoubleSpinBox;
class QPushButton;

namespace signalbox {

class IconButton;

class BudgetsPanel final : public Card {
    Q_OBJECT

public:
    BudgetsPanel(const Context& context, FileDraft& draft, QWidget* parent = nullptr);
    void open();
    void refresh();

private:
    struct Row {
        QWidget* widget;
        QComboBox* scope;
        QComboBox* name;  // one may be typed, too
        QComboBox* period;
        QDoubleSpinBox* limit;
        QComboBox* atLimit;
        QComboBox* routeTo;
        IconButton* remove;
        QLabel* wrong;
    };
    Row makeRow();
    void connectRow(const Row& row);
    void put(const Row& row, const BudgetConfig& budget);
    void nameRow(const Row& row, int index);
    [[nodiscard]] bool isFree(const QWidget& control) const;
    void offerNames(QComboBox& box, const BudgetConfig& budget) const;
    void offerRoutes(QComboBox& box, const BudgetConfig& budget) const;
    void edit(const QWidget* row, const std::function<void(BudgetConfig&)>& change);
    void add();
    void remove(const QWidget* row);
    [[nodiscard]] int indexOf(const QWidget* row) const;

    Context m_context;
    FileDraft& m_draft;
    bool m_showing = false;  // what is set then is no edit
    bool m_opening = false;  // another draft
    QVBoxLayout* m_list;
    QVector<Row> m_rows;
    QPushButton* m_add;
};

}  // namespace signalbox
