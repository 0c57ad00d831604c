// PageScroll: a page, or a part of one, that scrolls up and down and never sideways. Thread: GUI.
#pragma once

#include "ui/Theme.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace signalbox {

class PageScroll : public QScrollArea {
    Q_OBJECT

protected:
    PageScroll(const QString& accessibleName, int margin, QWidget* parent) : QScrollArea(parent) {
        setObjectName(QStringLiteral("pageScroll"));
        setWidgetResizable(true);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setFocusPolicy(Qt::NoFocus);
        setAccessibleName(accessibleName);
        auto* page = new QWidget;
        page->setObjectName(QStringLiteral("page"));
        setWidget(page);
        m_column = new QVBoxLayout(page);
        m_column->setContentsMargins(margin, margin, margin, margin);
        m_column->setSpacing(space::kCard);
    }
    [[nodiscard]] QVBoxLayout* column() const { return m_column; }

private:
    QVBoxLayout* m_column;
};

}  // namespace signalbox
