#include "ui/widgets/CardGrid.h"

#include <QStyle>
#include <QWidget>

#include <algorithm>

namespace signalbox {

CardGrid::CardGrid(int leastWidth, int mostWidth, int gap)
    : m_least(leastWidth), m_most(mostWidth), m_gap(gap) {
    setContentsMargins(0, 0, 0, 0);
}

CardGrid::~CardGrid() {
    for (QLayoutItem* item : m_items) {
        delete item;
    }
}

QLayoutItem* CardGrid::itemAt(int index) const {
    return index >= 0 && index < count() ? m_items[static_cast<std::size_t>(index)] : nullptr;
}

QLayoutItem* CardGrid::takeAt(int index) {
    if (index < 0 || index >= count()) {
        return nullptr;
    }
    QLayoutItem* item = m_items[static_cast<std::size_t>(index)];
    m_items.erase(m_items.begin() + index);
    return item;
}

QSize CardGrid::minimumSize() const {
    QSize least(m_least, 0);
    for (const QLayoutItem* item : m_items) {
        least = least.expandedTo(item->minimumSize());
    }
    return least;
}

void CardGrid::setGeometry(const QRect& rect) {
    QLayout::setGeometry(rect);
    arrange(rect, Apply::Yes);
}

int CardGrid::columns(int width) const {
    const int least = minimumSize().width();
    return std::clamp((width + m_gap) / (least + m_gap), 1, std::max(1, count()));
}

int CardGrid::cardWidth(int width) const {
    const int across = columns(width);
    return std::min(m_most, (width - m_gap * (across - 1)) / across);
}

int CardGrid::arrange(const QRect& rect, Apply apply) const {
    if (m_items.empty()) {
        return 0;
    }
    const int across = columns(rect.width());
    const int width = cardWidth(rect.width());
    const QWidget* owner = parentWidget();
    const Qt::LayoutDirection direction = owner != nullptr ? owner->layoutDirection() : Qt::LeftToRight;
    int top = rect.top();
    for (int first = 0; first < count(); first += across) {
        const int last = std::min(first + across, count());
        int height = 0;
        for (int i = first; i < last; ++i) {
            QLayoutItem* item = itemAt(i);
            height = std::max(
                height, item->hasHeightForWidth() ? item->heightForWidth(width) : item->sizeHint().height());
        }
        if (apply == Apply::Yes) {
            for (int i = first; i < last; ++i) {
                // What a division leaves over is spread: the last card ends where the others do.
                const int column = i - first;
                const int whole = width < m_most ? rect.width() + m_gap : across * (width + m_gap);
                const int begin = whole * column / across;
                const int end = whole * (column + 1) / across - m_gap;
                const QRect place(rect.left() + begin, top, end - begin, height);
                itemAt(i)->setGeometry(QStyle::visualRect(direction, rect, place));
            }
        }
        top += height + m_gap;
    }
    return top - m_gap - rect.top();
}

}  // namespace signalbox
