// ProvidersPage: the providers at one side, the chosen one in full at the other; adding, changing and
// deleting them as one draft that is applied or reverted. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/ConfigDraft.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace signalbox {

class ApplyBar;
class IconButton;
class PresetPicker;
class ProviderEditor;
class ProviderList;
struct ProviderPreset;

class ProvidersPage final : public QWidget {
    Q_OBJECT

public:
    explicit ProvidersPage(const Context& context, QWidget* parent = nullptr);

    [[nodiscard]] ConfigDraft& draft() { return m_draft; }
    // Chooses a provider; nothing where there is none of that id.
    void select(const QString& provider);
    // The first step to another provider.
    void pick();

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildList();
    void add(const ProviderPreset& preset);
    void move(int from, int to);
    void chooseRow(int row);
    // Providers are others, or in other places.
    void reload();
    void refresh();
    void refreshList();
    void refreshHead();
    void refreshProblem();
    void act();
    // A fault that is at none of the fields shown; empty: none.
    [[nodiscard]] QString hiddenFault() const;

    Context m_context;
    ConfigDraft m_draft;
    QString m_chosen;  // id
    int m_row = -1;
    bool m_picking = false;
    ApplyBar* m_head;
    QWidget* m_listCard = nullptr;
    ProviderList* m_list = nullptr;
    QPushButton* m_add = nullptr;
    QLabel* m_orderNote = nullptr;
    IconButton* m_up = nullptr;
    IconButton* m_down = nullptr;
    QStackedWidget* m_side;
    ProviderEditor* m_editor;
    PresetPicker* m_picker;
};

}  // namespace signalbox
