// DraftBar: the head of a page that edits a part of the configuration: Revert and Apply of its draft, and
// what kept it from being put in force, with what can be done about that. Thread: GUI.
#pragma once

#include "ui/models/FileDraft.h"
#include "ui/widgets/ApplyBar.h"

#include <QPointer>

namespace signalbox {

class DraftBar final : public ApplyBar {
    Q_OBJECT

public:
    struct Texts {
        QString title;
        QString quiet;      // said while nothing is changed
        QString noFile;     // there is no configuration that could be read
        QString contested;  // somebody else changed this part, too
    };

    DraftBar(FileDraft& draft, Texts texts, const Format& format, QWidget* parent = nullptr);
    // Those that edit the draft: they stand still while it is applied, and have the focus again after it.
    void setEditors(const QVector<QWidget*>& editors) { m_editors = editors; }
    // `changes`: how many; `otherProblem`: of the page itself, shown while the draft has none, with what its
    // button does (otherActionAsked).
    void present(int changes, const QString& otherProblem, const QString& otherAction = {});

Q_SIGNALS:
    void otherActionAsked();

private:
    void act();
    void holdStill(bool still);

    FileDraft& m_draft;
    Texts m_texts;
    QVector<QWidget*> m_editors;
    QPointer<QWidget> m_focus;
};

}  // namespace signalbox
