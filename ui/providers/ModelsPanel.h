// ModelsPanel: which models of one provider are served: all of its own list, or those named. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/ConfigDraft.h"
#include "ui/widgets/Card.h"

class QLineEdit;
class QListWidget;
class QPushButton;
class QRadioButton;
class QStringListModel;

namespace signalbox {

class Field;

class ModelsPanel final : public Card {
    Q_OBJECT

public:
    ModelsPanel(const Context& context, ConfigDraft& draft, QWidget* parent = nullptr);
    void open(int provider);
    void refresh();
    // Found in the provider's own list, or named.
    [[nodiscard]] QStringList known() const;

private:
    [[nodiscard]] const ProviderConfig& provider() const;
    void setModels(const QStringList& models);
    void addModel();
    void removeModel();

    Context m_context;
    ConfigDraft& m_draft;
    int m_provider = -1;
    QStringList m_found;
    QRadioButton* m_all;
    QRadioButton* m_only;
    QLabel* m_foundText;
    QWidget* m_named;
    QListWidget* m_list;
    QLineEdit* m_name;
    Field* m_nameField;
    QStringListModel* m_offers;
    QPushButton* m_remove;
};

}  // namespace signalbox
