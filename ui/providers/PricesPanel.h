// PricesPanel: what one provider charges: its factor on list prices, and prices of its own. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/ConfigDraft.h"
#include "ui/widgets/Card.h"

class QDoubleSpinBox;
class QPushButton;
class QTableView;

namespace signalbox {

class Field;
class PriceTableModel;

class PricesPanel final : public Card {
    Q_OBJECT

public:
    PricesPanel(const Context& context, ConfigDraft& draft, QWidget* parent = nullptr);
    void open(int provider);
    void refresh();

private:
    [[nodiscard]] const ProviderConfig& provider() const;
    void addPrice();
    void removePrice();
    void refreshFactor();
    void fit();

    Context m_context;
    ConfigDraft& m_draft;
    int m_provider = -1;
    QDoubleSpinBox* m_factor;
    Field* m_factorField;
    PriceTableModel* m_model;
    QTableView* m_table;
    QPushButton* m_add;
    QPushButton* m_remove;
    QLabel* m_none;
    QLabel* m_problem;
    QString m_refused;
};

}  // namespace signalbox
