#include "ui/widgets/ProviderList.h"

#include "ui/widgets/RowGround.h"
#include "ui/widgets/Signs.h"

#include <QPainter>
#include <QStyledItemDelegate>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPad = 10;
constexpr int kSign = 8;

class RowDelegate final : public QStyledItemDelegate {
public:
    RowDelegate(const Theme& theme, const ProviderList& list)
        : QStyledItemDelegate(nullptr), m_theme(theme), m_list(list) {}

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        const QFontMetrics name(m_theme.font(TextSize::Body, QFont::DemiBold));
        const QFontMetrics word(m_theme.font(TextSize::Secondary));
        return {120, name.height() + word.height() + 2 + kPad * 2};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const ProviderList::Row& row = m_list.rows().at(index.row());
        const Colors& colors = m_theme.colors();
        painter->save();
        const QColor fill = paintRowGround(*painter, option, m_theme, m_list.hasFocus());

        QRect area = option.rect.adjusted(kPad, kPad, -kPad, -kPad);
        const auto line = [&](QRect place, const QFont& font, const QColor& color, const QString& text,
                              Qt::Alignment side) {
            painter->setFont(font);
            painter->setPen(color);
            const QString shown = painter->fontMetrics().elidedText(text, Qt::ElideRight, place.width());
            painter->drawText(
                place, static_cast<int>(Qt::AlignVCenter | QStyle::visualAlignment(option.direction, side)),
                shown);
            return painter->fontMetrics().horizontalAdvance(shown);
        };
        const QFont nameFont = m_theme.font(TextSize::Body, QFont::DemiBold);
        const QFont small = m_theme.font(TextSize::Secondary);
        const int nameHeight = QFontMetrics(nameFont).height();
        QRect top(area.x(), area.y(), area.width(), nameHeight);
        const QColor quiet = readable(colors.secondary, fill);
        if (!row.mark.isEmpty()) {
            const int used = line(top, small, quiet, row.mark, Qt::AlignRight) + kPad;
            top = option.direction == Qt::RightToLeft ? top.adjusted(used, 0, 0, 0)
                                                      : top.adjusted(0, 0, -used, 0);
        }
        line(top, nameFont, colors.text, row.name, Qt::AlignLeft);
        const QRect below(area.x(), area.y() + nameHeight + 2, area.width(), QFontMetrics(small).height());
        const QColor ink = readable(colors.state(row.state), fill);
        const bool mirrored = option.direction == Qt::RightToLeft;
        const qreal signX = mirrored ? below.right() - kSign : below.x();
        paintSign(*painter, row.state, QRectF(signX, below.center().y() - kSign / 2.0 + 0.5, kSign, kSign),
                  ink);
        const int used = kSign + 6;
        line(mirrored ? below.adjusted(0, 0, -used, 0) : below.adjusted(used, 0, 0, 0), small, ink, row.word,
             Qt::AlignLeft);
        painter->restore();
    }

private:
    const Theme& m_theme;
    const ProviderList& m_list;
};

}  // namespace

ProviderList::ProviderList(const Theme& theme, QWidget* parent) : OrderedList(theme, parent) {
    setObjectName(u"providers"_s);
    setAccessibleName(tr("Providers, in their order"));
    setAccessibleDescription(tr("Alt and the arrow keys move the chosen provider"));
    auto* delegate = new RowDelegate(theme, *this);
    delegate->setParent(this);
    setItemDelegate(delegate);
}

void ProviderList::present(const QVector<Row>& rows) {
    if (rows == m_rows) {
        return;
    }
    m_rows = rows;
    setRowCount(rows.size());
    for (int i = 0; i < rows.size(); ++i) {
        const Row& row = rows[i];
        const QString spoken =
            row.mark.isEmpty()
                ? tr("%1, %2", "provider, state").arg(row.name, row.word)
                : tr("%1, %2, %3", "provider, state, new or edited").arg(row.name, row.word, row.mark);
        setRow(i, row.name, spoken);
    }
    viewport()->update();
}

}  // namespace signalbox
