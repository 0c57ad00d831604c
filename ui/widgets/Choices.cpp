#include "ui/widgets/Choices.h"

#include <QComboBox>
#include <QCompleter>
#include <QLineEdit>
#include <QStringListModel>

#include <algorithm>

namespace signalbox {

void offer(QComboBox& box, QList<Choice> choices, const QString& chosen) {
    const auto isChosen = [&](const Choice& one) { return one.value == chosen; };
    auto at = std::find_if(choices.cbegin(), choices.cend(), isChosen);
    if (at == choices.cend()) {
        choices.append({chosen, chosen});
        at = choices.cend() - 1;
    }
    const auto place = static_cast<int>(at - choices.cbegin());
    QList<Choice> shown;
    for (int i = 0; i < box.count(); ++i) {
        shown.append({box.itemText(i), box.itemData(i).toString()});
    }
    if (shown != choices) {
        box.clear();
        for (const Choice& one : std::as_const(choices)) {
            box.addItem(one.text, one.value);
        }
    }
    box.setCurrentIndex(place);
}

void offerTexts(QComboBox& box, const QStringList& texts) {
    QStringList shown;
    for (int i = 0; i < box.count(); ++i) {
        shown.append(box.itemText(i));
    }
    if (shown != texts) {
        const QString typed = box.currentText();
        box.clear();
        box.addItems(texts);
        box.setCurrentIndex(-1);  // so that the first can be chosen, too
        box.setEditText(typed);
    }
}

void completeWith(QLineEdit& edit, QStringListModel& model) {
    auto* completer = new QCompleter(&model, &edit);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    edit.setCompleter(completer);
}

void completions(QStringListModel& model, const QStringList& texts) {
    if (model.stringList() != texts) {
        model.setStringList(texts);
    }
}

}  // namespace signalbox
