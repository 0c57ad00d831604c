// ApplyBar: the head of a page that edits a draft: its name, how much is changed or wrong, Revert and Apply;
// below it, while there is one, what kept the draft from being put in force and what can be done about it.
// Thread: GUI.
#pragma once

#include "ui/Format.h"

#include <QWidget>

class QFrame;
class QLabel;
class QPushButton;

namespace signalbox {

class ApplyBar : public QWidget {
    Q_OBJECT

public:
    struct State {
        int changes = 0;
        qint64 faults = 0;
        bool applying = false;
        bool blocked = false;  // something has to be decided first
        QString quiet;         // said while nothing is changed
    };

    ApplyBar(const QString& title, const Format& format, QWidget* parent = nullptr);
    void present(const State& state);
    // A sentence, and what its button does; both may be empty.
    void presentProblem(const QString& text, const QString& action, const QString& secondAction = {});

Q_SIGNALS:
    void applyAsked();
    void revertAsked();
    void actionAsked();
    void secondActionAsked();

private:
    Format m_format;
    QLabel* m_summary;
    QPushButton* m_revert;
    QPushButton* m_apply;
    QFrame* m_problem;
    QLabel* m_problemText;
    QPushButton* m_action;
    QPushButton* m_secondAction;
};

}  // namespace signalbox
