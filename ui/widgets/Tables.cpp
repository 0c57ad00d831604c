#include "ui/widgets/Tables.h"

#include "ui/widgets/Labels.h"

#include <QFontMetrics>
#include <QHeaderView>
#include <QShortcut>
#include <QTableView>

#include <algorithm>

namespace signalbox {

namespace {

// A row is what is chosen, so Home and End lead to the first and last one.
void jumpOn(QTableView& table, Qt::Key key, bool last) {
    auto* shortcut = new QShortcut(QKeySequence(key), &table, nullptr, nullptr, Qt::WidgetShortcut);
    QObject::connect(shortcut, &QShortcut::activated, &table, [&table, last] {
        const QAbstractItemModel* model = table.model();
        if (model != nullptr && model->rowCount() > 0) {
            table.setCurrentIndex(
                model->index(last ? model->rowCount() - 1 : 0, std::max(0, table.currentIndex().column())));
        }
    });
}

}  // namespace

void setUpTable(QTableView& table) {
    applyText(table, TextSize::Secondary, Tone::Normal, Weight::Normal);
    applyText(*table.horizontalHeader(), TextSize::Secondary, Tone::Normal, Weight::Normal);
    table.setShowGrid(false);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setTabKeyNavigation(false);  // Tab leaves the table
    table.setWordWrap(false);
    table.setTextElideMode(Qt::ElideRight);
    table.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.verticalHeader()->hide();
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.verticalHeader()->setDefaultSectionSize(space::kRowHeight);
    table.horizontalHeader()->setHighlightSections(false);
    table.horizontalHeader()->setMinimumSectionSize(48);
    table.setCornerButtonEnabled(false);
    jumpOn(table, Qt::Key_Home, false);
    jumpOn(table, Qt::Key_End, true);
}

void fitColumn(QTableView& table, const Theme& theme, int column, const QString& sample) {
    constexpr int kBeside = 17;  // what a cell keeps free beside its text
    const QFontMetrics metrics(theme.font(TextSize::Secondary, QFont::DemiBold));
    const QString title = table.model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    table.setColumnWidth(
        column, std::max(metrics.horizontalAdvance(sample), metrics.horizontalAdvance(title)) + kBeside);
}

}  // namespace signalbox
