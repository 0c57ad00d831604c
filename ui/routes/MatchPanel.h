// MatchPanel: the name of a rule and what a request must have for it. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/FileDraft.h"
#include "ui/widgets/Card.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QSpinBox;
class QStringListModel;
class QTimeEdit;

namespace signalbox {

class Field;

class MatchPanel final : public Card {
    Q_OBJECT

public:
    MatchPanel(const Context& context, FileDraft& draft, QWidget* parent = nullptr);
    void open(int route);
    // Faults, and what is offered to choose from.
    void refresh();
    void focusFirst();

private:
    void build();
    void connectAll();
    void change(const std::function<void(RouteConfig&)>& edit);
    void takeHours();
    void offerClients(const QString& chosen);
    [[nodiscard]] const RouteConfig& route() const;
    [[nodiscard]] QString place(const char* field) const;

    Context m_context;
    FileDraft& m_draft;
    int m_route = -1;
    QLineEdit* m_name;
    QLineEdit* m_model;
    QStringListModel* m_models;
    QComboBox* m_client;
    QComboBox* m_endpoint;
    QVector<QPair<Need, QCheckBox*>> m_needs;
    QSpinBox* m_least;
    QSpinBox* m_most;
    QCheckBox* m_hours;
    QTimeEdit* m_from;
    QTimeEdit* m_to;
    QLabel* m_wrong;
    Field* m_nameField;
    Field* m_modelField;
    Field* m_clientField;
    Field* m_endpointField;
    Field* m_leastField;
    Field* m_mostField;
};

}  // namespace signalbox
