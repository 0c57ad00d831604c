// IconButton: a small button that is a sign alone; its name is said by the tooltip and to screen readers, and
// its colour follows the theme. Thread: GUI.
#pragma once

#include "ui/Icons.h"
#include "ui/Theme.h"

#include <QPushButton>

namespace signalbox {

class IconButton final : public QPushButton {
    Q_OBJECT

public:
    IconButton(const Theme& theme, const QString& icon, const QString& name, QWidget* parent = nullptr)
        : QPushButton(parent), m_theme(theme), m_icon(icon) {
        setProperty("icon", true);
        setIconSize(QSize(16, 16));
        setFixedWidth(32);
        setName(name);
        connect(&theme, &Theme::changed, this, &IconButton::paint);
        paint();
    }
    void setName(const QString& name) {
        setAccessibleName(name);
        setToolTip(name);
    }

private:
    void paint() { setIcon(themedIcon(m_icon, m_theme.colors().secondary)); }

    const Theme& m_theme;
    QString m_icon;
};

}  // namespace signalbox
