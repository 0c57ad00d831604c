// Choices: filling what is offered to choose from, without disturbing what is chosen or typed. Thread: GUI.
#pragma once

#include <QStringList>

class QComboBox;
class QLineEdit;
class QStringListModel;

namespace signalbox {

struct Choice {
    QString text;
    QString value;
    bool operator==(const Choice&) const = default;
};

// Fills the box where it offers something else, with `chosen` (a value) among it: one that the file names and
// that is gone is still shown, by its value.
void offer(QComboBox& box, QList<Choice> choices, const QString& chosen);
// Fills an editable box, whose text stays.
void offerTexts(QComboBox& box, const QStringList& texts);
// Completes what is typed by whatever holds it, upper and lower case alike; the model is filled by
// completions().
void completeWith(QLineEdit& edit, QStringListModel& model);
void completions(QStringListModel& model, const QStringList& texts);

}  // namespace signalbox
