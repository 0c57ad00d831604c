#include "ui/widgets/CopyButton.h"

namespace signalbox {

CopyButton::CopyButton(Scheduler& scheduler, const QString& text, QWidget* parent)
    : QPushButton(text, parent), m_scheduler(scheduler), m_text(text) {
    setAutoDefault(false);
}

void CopyButton::confirm() {
    setMinimumWidth(width());  // nothing beside it moves
    setText(tr("Copied"));
    m_confirmation = m_scheduler.after(kConfirmed, [this] { setText(m_text); });
}

void CopyButton::setLabel(const QString& text) {
    if (text == m_text) {
        return;
    }
    m_text = text;
    m_confirmation.cancel();
    setMinimumWidth(0);
    setText(text);
}

}  // namespace signalbox
