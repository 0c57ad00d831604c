// KeepingPanel: how long the ledger keeps what, and whether it is found who called. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/FileDraft.h"
#include "ui/widgets/Card.h"

class QCheckBox;
class QSpinBox;

namespace signalbox {

class Field;

class KeepingPanel final : public Card {
    Q_OBJECT

public:
    KeepingPanel(const Context& context, FileDraft& draft, QWidget* parent = nullptr);
    void open();
    void refresh();

private:
    Context m_context;
    FileDraft& m_draft;
    bool m_showing = false;  // what is set then is no edit
    QSpinBox* m_requests;
    QSpinBox* m_captured;
    QCheckBox* m_whoCalled;
    Field* m_requestsField;
    Field* m_capturedField;
};

}  // namespace signalbox
