// SettingsPage: what concerns the whole gateway as one draft that is applied or reverted (address, clients,
// budgets, what is kept), and what the window keeps for itself, in force at once. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/FileDraft.h"

#include <QWidget>

class QListWidget;
class QScrollArea;

namespace signalbox {

class BudgetsPanel;
class ClientsPanel;
class DraftBar;
class KeepingPanel;
class ListenPanel;
class WindowPanel;

class SettingsPage final : public QWidget {
    Q_OBJECT

public:
    explicit SettingsPage(const Context& context, QWidget* parent = nullptr);

    [[nodiscard]] FileDraft& draft() { return m_draft; }

private:
    QWidget* buildSections();
    QWidget* buildPanels();
    void addSection(const QString& name, QWidget* panel);
    void showSection(int row);
    void followScrolling();
    void reload();
    void refresh();
    void refreshHead();
    [[nodiscard]] QString hiddenFault() const;

    Context m_context;
    FileDraft m_draft;
    DraftBar* m_head;
    QListWidget* m_sections;
    QScrollArea* m_scroll = nullptr;
    QVector<QWidget*> m_places;  // of the sections
    bool m_leading = false;      // to a section that was chosen
    ListenPanel* m_listen;
    ClientsPanel* m_clients;
    BudgetsPanel* m_budgets;
    KeepingPanel* m_keeping;
    WindowPanel* m_window;
};

}  // namespace signalbox
