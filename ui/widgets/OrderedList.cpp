#include "ui/widgets/OrderedList.h"

#include <QDropEvent>
#include <QShortcut>

namespace signalbox {

OrderedList::OrderedList(const Theme& theme, QWidget* parent) : QListWidget(parent) {
    setProperty("bare", true);
    setMouseTracking(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSelectionMode(SingleSelection);
    setTabKeyNavigation(false);
    setDragDropMode(InternalMove);
    setDropIndicatorShown(true);
    for (const int step : {-1, 1}) {
        const QKeySequence keys(Qt::ALT | (step < 0 ? Qt::Key_Up : Qt::Key_Down));
        auto* shortcut = new QShortcut(keys, this, nullptr, nullptr, Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this, [this, step] { moveBy(step); });
    }
    connect(&theme, &Theme::changed, this, [this] {
        doItemsLayout();
        viewport()->update();
    });
}

void OrderedList::setRowCount(qsizetype rows) {
    while (count() > rows) {
        delete takeItem(count() - 1);
    }
    while (count() < rows) {
        addItem(new QListWidgetItem);
    }
}

void OrderedList::setRow(qsizetype row, const QString& name, const QString& spoken) {
    QListWidgetItem* one = item(static_cast<int>(row));
    one->setText(name);
    one->setData(Qt::AccessibleTextRole, spoken);
    one->setToolTip(spoken);
    one->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled);
}

void OrderedList::moveBy(int step) {
    const int to = currentRow() + step;
    if (currentRow() >= 0 && to >= 0 && to < count()) {
        Q_EMIT moveAsked(currentRow(), to);
    }
}

void OrderedList::dropEvent(QDropEvent* event) {
    if (event->source() != this) {
        event->ignore();
        return;
    }
    stopAutoScroll();
    setState(NoState);
    event->setDropAction(Qt::CopyAction);  // so that the view takes nothing out
    event->accept();
    viewport()->update();
    letGo(event->position().toPoint());
}

void OrderedList::letGo(const QPoint& at) {
    const int from = currentRow();
    if (from < 0) {
        return;
    }
    const QModelIndex over = indexAt(at);
    int to = count();
    if (over.isValid()) {
        to = over.row() + (at.y() > visualRect(over).center().y() ? 1 : 0);
    }
    to = to > from ? to - 1 : to;
    if (to != from) {
        Q_EMIT moveAsked(from, to);
    }
}

}  // namespace signalbox
