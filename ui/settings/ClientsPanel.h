// ClientsPanel: the tools that may use the gateway, each by its own key. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/FileDraft.h"
#include "ui/widgets/Card.h"

class QPushButton;

namespace signalbox {

class ClientRow;

class ClientsPanel final : public Card {
    Q_OBJECT

public:
    ClientsPanel(const Context& context, FileDraft& draft, QWidget* parent = nullptr);
    void open();
    void refresh();

private:
    void addRow();
    void add();
    void remove(const ClientRow* row);
    [[nodiscard]] QString consequences(int client) const;
    [[nodiscard]] int indexOf(const ClientRow* row) const;

    Context m_context;
    FileDraft& m_draft;
    QVBoxLayout* m_list;
    QVector<ClientRow*> m_rows;
    QLabel* m_warning;
    QPushButton* m_add;
};

}  // namespace signalbox
