#include "ui/routes/RouteList.h"

#include "ui/widgets/RowGround.h"

#include <QPainter>
#include <QShortcut>
#include <QStyledItemDelegate>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPad = 8;
constexpr int kGrip = 18;
constexpr int kNumber = 26;
constexpr int kWide = 560;
constexpr int kMostRows = 7;

void paintGrip(QPainter& painter, const QRect& area, const QColor& color) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    for (int column = 0; column < 2; ++column) {
        for (int row = 0; row < 3; ++row) {
            painter.drawEllipse(
                QPointF(area.center().x() - 2.0 + column * 4.5, area.center().y() - 4.5 + row * 4.5), 1.2,
                1.2);
        }
    }
}

// Lays texts out along a line, from the reading side; the widths are shares of what is left.
class LinePainter {
public:
    LinePainter(QPainter& painter, const QRect& area, Qt::LayoutDirection direction)
        : m_painter(painter), m_area(area), m_direction(direction) {}

    void add(const QString& text, const QFont& font, const QColor& color, int width,
             Qt::Alignment side = Qt::AlignLeft) {
        const QRect place = take(width);
        m_painter.setFont(font);
        m_painter.setPen(color);
        m_painter.drawText(place.adjusted(0, 0, m_direction == Qt::RightToLeft ? 0 : -kPad, 0),
                           static_cast<int>(Qt::AlignVCenter | QStyle::visualAlignment(m_direction, side)),
                           m_painter.fontMetrics().elidedText(text, Qt::ElideRight, place.width() - kPad));
    }
    QRect take(int width) {
        const QRect place = QStyle::visualRect(
            m_direction, m_area, QRect(m_area.x() + m_used, m_area.y(), width, m_area.height()));
        m_used += width;
        return place;
    }
    [[nodiscard]] int left() const { return m_area.width() - m_used; }

private:
    QPainter& m_painter;
    QRect m_area;
    Qt::LayoutDirection m_direction;
    int m_used = 0;
};

class RuleDelegate final : public QStyledItemDelegate {
public:
    RuleDelegate(const Theme& theme, const RouteList& list, QObject* parent)
        : QStyledItemDelegate(parent), m_theme(theme), m_list(list) {}

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {200, m_list.rowHeight()};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const RouteList::Row& row = m_list.rows().at(index.row());
        const Colors& colors = m_theme.colors();
        painter->save();
        const QColor fill = paintRowGround(*painter, option, m_theme, m_list.hasFocus());
        if (row.takes) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(readable(colors.accent, fill));
            const QRect bar = QStyle::visualRect(
                option.direction, option.rect,
                QRect(option.rect.x() + 2, option.rect.y() + 6, 3, option.rect.height() - 12));
            painter->drawRoundedRect(bar, 1.5, 1.5);
        }
        paintTexts(*painter, option, row, index.row(), fill);
        painter->restore();
    }

private:
    [[nodiscard]] int widest(QString RouteList::Row::*text, const QFont& font) const {
        const QFontMetrics metrics(font);
        int width = 0;
        for (const RouteList::Row& row : m_list.rows()) {
            width = std::max(width, metrics.horizontalAdvance(row.*text));
        }
        return width == 0 ? 0 : width + kPad + 2;
    }

    void paintTexts(QPainter& painter, const QStyleOptionViewItem& option, const RouteList::Row& row,
                    int place, const QColor& fill) const {
        const Colors& colors = m_theme.colors();
        const QColor quiet = readable(colors.secondary, fill);
        const QColor ink = readable(colors.text, fill);
        const QColor accent = readable(colors.accent, fill);
        const QColor markInk = row.faulty ? readable(colors.state(HealthState::Failed), fill) : quiet;
        const QFont body = m_theme.font(TextSize::Body);
        const QFont bold = m_theme.font(TextSize::Body, QFont::DemiBold);
        const QFont small = m_theme.font(TextSize::Secondary);
        const bool wide = m_list.isWide();
        const QRect inner = option.rect.adjusted(kPad, 4, -kPad, -4);
        const int lineHeight = wide ? inner.height() : inner.height() / 2;
        LinePainter line(painter, QRect(inner.x(), inner.y(), inner.width(), lineHeight), option.direction);
        paintGrip(painter, line.take(kGrip), quiet);
        line.add(m_list.locale().toString(place + 1), row.takes ? bold : body, row.takes ? accent : quiet,
                 kNumber);
        // As wide in every row, so that the columns stand below each other.
        const int markWidth = widest(&RouteList::Row::mark, small);
        const int end = markWidth + widest(&RouteList::Row::strategy, small);
        if (!wide) {
            line.add(row.name, bold, ink, line.left() - end);
            line.add(row.mark, small, markInk, markWidth, Qt::AlignRight);
            line.add(row.strategy, small, quiet, line.left() + kPad, Qt::AlignRight);
            LinePainter below(painter, QRect(inner.x(), inner.y() + lineHeight, inner.width(), lineHeight),
                              option.direction);
            below.take(kGrip + kNumber);
            const int half = below.left() / 2;
            below.add(row.match, small, quiet, half);
            below.add(row.targets, small, ink, below.left() + kPad);
            return;
        }
        const int room = line.left() - end;
        line.add(row.name, bold, ink, room * 23 / 100);
        line.add(row.match, small, quiet, room * 36 / 100);
        line.add(row.targets, body, ink, line.left() - end);
        line.add(row.mark, small, markInk, markWidth, Qt::AlignRight);
        line.add(row.strategy, small, quiet, line.left() + kPad, Qt::AlignRight);
    }

    const Theme& m_theme;
    const RouteList& m_list;
};

}  // namespace

RouteList::RouteList(const Theme& theme, QWidget* parent) : OrderedList(theme, parent), m_theme(theme) {
    setObjectName(u"rules"_s);
    setAccessibleName(tr("Rules, in their order"));
    setAccessibleDescription(tr("Alt and the arrow keys move the chosen rule, Delete removes it"));
    setUniformItemSizes(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setItemDelegate(new RuleDelegate(theme, *this, this));
    connect(&theme, &Theme::changed, this, [this] { updateGeometry(); });
    const auto onKey = [this](const QKeySequence& keys, auto action) {
        auto* shortcut = new QShortcut(keys, this, nullptr, nullptr, Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    onKey(QKeySequence(QKeySequence::Delete), [this] { Q_EMIT removeAsked(); });
    onKey(QKeySequence(Qt::CTRL | Qt::Key_D), [this] { Q_EMIT duplicateAsked(); });
    onKey(QKeySequence(Qt::Key_F2), [this] { Q_EMIT editAsked(); });
    connect(this, &QListWidget::itemActivated, this, &RouteList::editAsked);
}

bool RouteList::isWide() const {
    return viewport()->width() >= kWide;
}

int RouteList::rowHeight() const {
    const int line = QFontMetrics(m_theme.font(TextSize::Body, QFont::DemiBold)).height();
    return isWide() ? line + 18 : line * 2 + 14;
}

QSize RouteList::sizeHint() const {
    const int most = std::clamp(m_room / rowHeight(), 2, kMostRows);
    const int rows = std::clamp(static_cast<int>(m_rows.size()), 1, most);
    return {400, rows * rowHeight() + 2};
}

void RouteList::setRoom(int height) {
    m_room = height;
    updateGeometry();
}

QSize RouteList::minimumSizeHint() const {
    return {200, sizeHint().height()};
}

void RouteList::resizeEvent(QResizeEvent* event) {
    OrderedList::resizeEvent(event);
    doItemsLayout();  // one line or two
    updateGeometry();
}

void RouteList::present(const QVector<Row>& rows) {
    if (rows == m_rows) {
        return;
    }
    const bool resized = rows.size() != m_rows.size();
    m_rows = rows;
    setRowCount(rows.size());
    for (int i = 0; i < rows.size(); ++i) {
        const Row& row = rows[i];
        QStringList spoken{tr("%1: %2, %3, to %4", "number, rule, match, targets")
                               .arg(locale().toString(i + 1), row.name, row.match, row.targets),
                           row.strategy};
        if (!row.mark.isEmpty()) {
            spoken.append(row.mark);
        }
        if (row.takes) {
            spoken.append(tr("takes the simulated request"));
        }
        setRow(i, row.name, spoken.join(tr(", ", "between facts")));
    }
    if (resized) {
        updateGeometry();
    }
    viewport()->update();
}

}  // namespace signalbox
