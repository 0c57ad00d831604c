// BudgetBars: each budget with what is spent of it as a bar, and in words what that means from 80 % on.
// Thread: GUI. The ones nearest their limit stand first; those beyond the first few are counted.
#pragma once

#include "ui/Context.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace signalbox {

class BudgetBar;

class BudgetBars final : public QWidget {
    Q_OBJECT

public:
    explicit BudgetBars(const Context& context, QWidget* parent = nullptr);
    void present(const QVector<BudgetStatus>& budgets);

private:
    Context m_context;
    QVBoxLayout* m_column;
    QVector<BudgetBar*> m_bars;
    QLabel* m_more;
};

}  // namespace signalbox
