// ListenPanel: the address and port that tools are pointed at; who holds a port that is taken. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/FileDraft.h"
#include "ui/widgets/Card.h"

class QLineEdit;
class QSpinBox;

namespace signalbox {

class Field;

class ListenPanel final : public Card {
    Q_OBJECT

public:
    ListenPanel(const Context& context, FileDraft& draft, QWidget* parent = nullptr);
    void open();
    void refresh();

private:
    [[nodiscard]] QString listenFault() const;
    [[nodiscard]] QString now() const;

    Context m_context;
    FileDraft& m_draft;
    bool m_showing = false;  // what is set then is no edit
    QLineEdit* m_address;
    QSpinBox* m_port;
    Field* m_addressField;
    Field* m_portField;
    QLabel* m_now;
    QLabel* m_wrong;
};

}  // namespace signalbox
