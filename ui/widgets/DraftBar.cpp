#include "ui/widgets/DraftBar.h"

#include <QApplication>

#include <algorithm>
#include <utility>

namespace signalbox {

DraftBar::DraftBar(FileDraft& draft, Texts texts, const Format& format, QWidget* parent)
    : ApplyBar(texts.title, format, parent), m_draft(draft), m_texts(std::move(texts)) {
    connect(this, &ApplyBar::applyAsked, this, [this] { m_draft.apply(); });
    connect(this, &ApplyBar::revertAsked, &m_draft, &FileDraft::revert);
    connect(this, &ApplyBar::actionAsked, this, &DraftBar::act);
    connect(this, &ApplyBar::secondActionAsked, &m_draft, &FileDraft::revert);
}

void DraftBar::present(int changes, const QString& otherProblem, const QString& otherAction) {
    const bool applying = m_draft.state() == FileDraft::State::Applying;
    ApplyBar::present({changes, static_cast<qint64>(m_draft.check().faults.size()), applying,
                       m_draft.isContested(), m_texts.quiet});
    holdStill(applying || m_draft.file() == nullptr);
    if (m_draft.file() == nullptr) {
        presentProblem(m_texts.noFile, {});
    } else if (m_draft.isContested()) {
        presentProblem(m_texts.contested, tr("Keep mine"), tr("Take theirs"));
    } else if (m_draft.problem() == FileDraft::Problem::Foreign) {
        presentProblem(tr("Not applied: %1. Take theirs, or replace it; it is kept beside as “.previous”.")
                           .arg(m_draft.problemText()),
                       tr("Replace it"), tr("Take theirs"));
    } else if (m_draft.problem() == FileDraft::Problem::Other) {
        presentProblem(tr("Not applied: %1").arg(m_draft.problemText()), {});
    } else {
        presentProblem(otherProblem, otherAction);
    }
}

void DraftBar::holdStill(bool still) {
    if (still && m_focus == nullptr) {
        QWidget* focus = QApplication::focusWidget();
        const bool within =
            focus != nullptr && std::any_of(m_editors.cbegin(), m_editors.cend(), [&](QWidget* one) {
                return one == focus || one->isAncestorOf(focus);
            });
        m_focus = within ? focus : nullptr;  // it loses it when it cannot be used
    }
    for (QWidget* editor : std::as_const(m_editors)) {
        editor->setEnabled(!still);
    }
    if (!still && m_focus != nullptr) {
        if (QApplication::focusWidget() == nullptr ||
            !m_focus->window()->isAncestorOf(QApplication::focusWidget())) {
            m_focus->setFocus(Qt::OtherFocusReason);
        }
        m_focus = nullptr;
    }
}

void DraftBar::act() {
    if (m_draft.isContested()) {
        m_draft.keepMine();
    } else if (m_draft.problem() == FileDraft::Problem::Foreign) {
        m_draft.apply(OnForeignChange::SetAside);
    } else {
        Q_EMIT otherActionAsked();
    }
}

}  // namespace signalbox
