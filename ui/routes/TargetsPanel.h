// TargetsPanel: where a rule sends its requests: the strategy and the targets in their order. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/FileDraft.h"
#include "ui/widgets/Card.h"

class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QStringListModel;

namespace signalbox {

class Field;
class IconButton;

class TargetsPanel final : public Card {
    Q_OBJECT

public:
    TargetsPanel(const Context& context, FileDraft& draft, QWidget* parent = nullptr);
    void open(int route);
    void refresh();

private:
    struct TargetRow {
        QWidget* widget;
        QComboBox* provider;
        QLineEdit* model;
        QStringListModel* models;  // that complete it
        QSpinBox* weight;
        IconButton* up;
        IconButton* down;
        IconButton* remove;
        QLabel* wrong;
    };
    TargetRow makeRow();
    void connectRow(const TargetRow& row);
    void showRows();
    void put(const TargetRow& row, const TargetConfig& target);
    void nameRow(const TargetRow& row, int index);
    void move(QWidget* row, int step);
    void remove(QWidget* row);
    void add();
    [[nodiscard]] int indexOf(const QWidget* row) const;
    void change(const std::function<void(RouteConfig&)>& edit);
    void changeTarget(const QWidget* row, const std::function<void(TargetConfig&)>& edit);
    [[nodiscard]] const RouteConfig& route() const;

    Context m_context;
    FileDraft& m_draft;
    int m_route = -1;
    bool m_showing = false;  // what is set then is no edit
    QComboBox* m_strategy;
    Field* m_strategyField;
    QVBoxLayout* m_rows;
    QVector<TargetRow> m_targets;
    QLabel* m_none;
    QPushButton* m_add;
};

}  // namespace signalbox
