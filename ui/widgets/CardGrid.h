// CardGrid: a layout of equal cards that wraps: as many across as fit, all in a row equally high. Thread:
// GUI.
#pragma once

#include <QLayout>

#include <vector>

namespace signalbox {

class CardGrid final : public QLayout {
public:
    CardGrid(int leastWidth, int mostWidth, int gap);
    ~CardGrid() override;

    void addItem(QLayoutItem* item) override { m_items.push_back(item); }
    [[nodiscard]] int count() const override { return static_cast<int>(m_items.size()); }
    [[nodiscard]] QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    [[nodiscard]] QSize sizeHint() const override { return minimumSize(); }
    [[nodiscard]] QSize minimumSize() const override;
    // What all cards need at this width. The owner sets it: as a height for width it would make the page's
    // least height that of its least width.
    [[nodiscard]] int height(int width) const { return arrange(QRect(0, 0, width, 0), Apply::No); }
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
    void setGeometry(const QRect& rect) override;
    [[nodiscard]] int columns(int width) const;
    // Of each card; one that ends a row may be a little wider.
    [[nodiscard]] int cardWidth(int width) const;

private:
    enum class Apply { No, Yes };
    int arrange(const QRect& rect, Apply apply) const;

    int m_least;
    int m_most;
    int m_gap;
    std::vector<QLayoutItem*> m_items;
};

}  // namespace signalbox
