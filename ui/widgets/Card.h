// Card: the panel that everything on a page stands in. Thread: GUI.
#pragma once

#include "ui/widgets/Labels.h"

#include <QFrame>
#include <QVBoxLayout>

namespace signalbox {

class Card : public QFrame {
    Q_OBJECT

public:
    // With a title as the first line, unless it is empty.
    explicit Card(const QString& title = {}, QWidget* parent = nullptr)
        : QFrame(parent), m_column(new QVBoxLayout(this)) {
        setProperty("card", true);
        m_column->setContentsMargins(space::kCard, space::kCard, space::kCard, space::kCard);
        m_column->setSpacing(space::kStep);
        if (!title.isEmpty()) {
            setAccessibleName(title);
            m_column->addWidget(makeLabel(title, TextSize::Secondary, Tone::Secondary, Weight::Strong));
        }
    }
    [[nodiscard]] QVBoxLayout* column() const { return m_column; }

private:
    QVBoxLayout* m_column;
};

}  // namespace signalbox
