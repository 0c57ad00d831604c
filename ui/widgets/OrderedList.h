// OrderedList: a list whose order is the user's to say: a row is moved by dragging it, or with Alt and the
// arrow keys. It moves nothing itself; whoever presents its rows does. Thread: GUI.
#pragma once

#include "ui/Theme.h"

#include <QListWidget>

namespace signalbox {

class OrderedList : public QListWidget {
    Q_OBJECT

public:
    explicit OrderedList(const Theme& theme, QWidget* parent = nullptr);
    // The chosen row was dragged and is let go there, a point of the viewport.
    void letGo(const QPoint& at);

Q_SIGNALS:
    // The row at `from` is to stand at `to`.
    void moveAsked(int from, int to);

protected:
    // The chosen place stays.
    void setRowCount(qsizetype rows);
    // What is typed to find a row, and what is said of it, also by its tooltip.
    void setRow(qsizetype row, const QString& name, const QString& spoken);
    void dropEvent(QDropEvent* event) override;

private:
    void moveBy(int step);
};

}  // namespace signalbox
