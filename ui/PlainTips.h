// PlainTips: tooltips show what they are given letter for letter. They hold names that clients chose and what
// providers answered, and Qt reads as markup what looks like it. One for the program, as long as it shows
// windows. Thread: GUI.
#pragma once

#include <QObject>

namespace signalbox {

class PlainTips final : public QObject {
    Q_OBJECT

public:
    PlainTips();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

}  // namespace signalbox
