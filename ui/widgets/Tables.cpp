#include "ui/widgets/Tables.h"

#include "ui/widgets/Labels.h"

#include <QHeaderView>
#include <QTableView>

namespace signalbox {

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
}

}  // namespace signalbox
