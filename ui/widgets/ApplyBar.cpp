#include "ui/widgets/ApplyBar.h"

#include "ui/widgets/Labels.h"
#include "ui/widgets/Signs.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QPushButton>

namespace signalbox {

using namespace Qt::StringLiterals;

ApplyBar::ApplyBar(const QString& title, const Format& format, QWidget* parent)
    : QWidget(parent),
      m_format(format),
      m_summary(makeLabel({}, TextSize::Body, Tone::Secondary)),
      m_revert(new QPushButton(tr("Re&vert"))),
      m_apply(new QPushButton(tr("Appl&y"))),
      m_problem(new QFrame),
      m_problemText(makeLabel({}, TextSize::Body, Tone::Bad)),
      m_action(new QPushButton),
      m_secondAction(new QPushButton) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kCard);
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kStep);
    head->addWidget(makeLabel(title, TextSize::Title, Tone::Normal, Weight::Strong));
    m_summary->setObjectName(u"changes"_s);
    head->addWidget(m_summary, 1);
    m_revert->setObjectName(u"revert"_s);
    m_revert->setToolTip(tr("Forget the changes and show what is in force"));
    m_apply->setObjectName(u"apply"_s);
    m_apply->setProperty("primary", true);
    head->addWidget(m_revert);
    head->addWidget(m_apply);
    column->addLayout(head);

    m_problem->setProperty("card", true);
    auto* row = new QHBoxLayout(m_problem);
    row->setContentsMargins(space::kCard, space::kStep, space::kStep, space::kStep);
    m_problemText->setObjectName(u"problem"_s);
    m_problemText->setWordWrap(true);
    row->addWidget(m_problemText, 1);
    m_action->setObjectName(u"problemAct"_s);
    m_secondAction->setObjectName(u"problemSecond"_s);
    row->addWidget(m_action, 0, Qt::AlignTop);
    row->addWidget(m_secondAction, 0, Qt::AlignTop);
    m_problem->hide();
    column->addWidget(m_problem);

    connect(m_revert, &QPushButton::clicked, this, &ApplyBar::revertAsked);
    connect(m_apply, &QPushButton::clicked, this, &ApplyBar::applyAsked);
    connect(m_action, &QPushButton::clicked, this, &ApplyBar::actionAsked);
    connect(m_secondAction, &QPushButton::clicked, this, &ApplyBar::secondActionAsked);
}

void ApplyBar::present(const State& state) {
    m_apply->setText(state.applying       ? tr("Applying…")
                     : state.changes == 1 ? tr("Appl&y 1 change")
                     : state.changes > 1  ? tr("Appl&y %1 changes").arg(m_format.number(state.changes))
                                          : tr("Appl&y"));
    // While it is under way it keeps the focus, and does nothing.
    m_apply->setEnabled(state.applying || (state.changes > 0 && state.faults == 0 && !state.blocked));
    m_revert->setEnabled(state.changes > 0 && !state.applying);
    QString summary = state.quiet;
    if (state.faults == 1) {
        summary = tr("1 fault to mend before it can be applied");
    } else if (state.faults > 1) {
        summary = tr("%1 faults to mend before it can be applied").arg(m_format.number(state.faults));
    } else if (state.changes > 0) {
        summary = tr("Nothing is changed before you apply");
    }
    m_summary->setText(summary);
    m_apply->setAccessibleDescription(summary);
}

void ApplyBar::presentProblem(const QString& text, const QString& action, const QString& secondAction) {
    m_problemText->setText(signText(HealthState::Failed) + u' ' + text);
    m_problem->setVisible(!text.isEmpty());
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_secondAction->setText(secondAction);
    m_secondAction->setVisible(!secondAction.isEmpty());
}

}  // namespace signalbox
