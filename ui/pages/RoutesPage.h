// RoutesPage: the rules as an ordered list, edited in place as one draft, and beside it the simulator that
// shows at once what each change does. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/FileDraft.h"
#include "ui/models/RouteChanges.h"

#include <QWidget>

class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace signalbox {

class DraftBar;
class ElidedLabel;
class IconButton;
class RouteEditor;
class RouteList;
class SimulatorPanel;

class RoutesPage final : public QWidget {
    Q_OBJECT

public:
    explicit RoutesPage(const Context& context, QWidget* parent = nullptr);

    [[nodiscard]] FileDraft& draft() { return m_draft; }
    // Chooses a rule; nothing where there is none of that name.
    void select(const QString& route);
    // What would happen to a request of the ledger by the rules as they stand here.
    void simulate(const QByteArray& requestId);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* buildRules();
    QWidget* buildEmpty();
    QWidget* buildButtons();
    void connectAll();
    // Rules are others, or in other places.
    void reload();
    void refresh();
    void refreshList();
    void refreshHead();
    void refreshElse();
    void chooseRow(int row);
    void add(const RouteConfig& route, int at);
    void addRule();
    void duplicate();
    void remove();
    void move(int from, int to);
    [[nodiscard]] QString ruleName(const RouteConfig& route) const;
    // The rule of the first fault that is not on the screen; nothing: there is none.
    [[nodiscard]] std::optional<std::size_t> hiddenFault() const;

    Context m_context;
    FileDraft m_draft;
    int m_row = -1;
    QString m_chosen;  // its name
    DraftBar* m_head;
    RouteList* m_list;
    ElidedLabel* m_else;
    QPushButton* m_add;
    QPushButton* m_duplicate;
    QPushButton* m_remove;
    IconButton* m_up;
    IconButton* m_down;
    QStackedWidget* m_side;
    RouteEditor* m_editor;
    SimulatorPanel* m_simulator;
};

}  // namespace signalbox
