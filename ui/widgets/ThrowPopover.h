// ThrowPopover: asks once more before a throw of the lever that costs something, with the facts. Goes away by
// itself when answered, by Escape and by a click elsewhere. Thread: GUI.
#pragma once

#include "ui/Theme.h"

#include <QFrame>

class QPushButton;

namespace signalbox {

class ThrowPopover final : public QFrame {
    Q_OBJECT

public:
    ThrowPopover(const Theme& theme, const QString& question, const QStringList& facts, QWidget* parent);
    // With its corner there, or as near as the screen allows.
    void openAt(const QPoint& corner);

Q_SIGNALS:
    void confirmed();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QPushButton* m_throw;
};

}  // namespace signalbox
