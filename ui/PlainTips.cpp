#include "ui/PlainTips.h"

#include <QApplication>
#include <QEvent>
#include <QLabel>

namespace signalbox {

PlainTips::PlainTips() {
    qApp->installEventFilter(this);
}

bool PlainTips::eventFilter(QObject* watched, QEvent* event) {
    // Qt makes the label itself, polishes it, and only then gives it its text.
    if (event->type() == QEvent::Polish && watched->inherits("QTipLabel")) {
        if (auto* label = qobject_cast<QLabel*>(watched)) {
            label->setTextFormat(Qt::PlainText);
        }
    }
    return QObject::eventFilter(watched, event);
}

}  // namespace signalbox
