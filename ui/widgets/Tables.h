// How every table of the window looks and moves, and how wide its columns are. Thread: GUI.
#pragma once

class QString;
class QTableView;

namespace signalbox {

class Theme;

void setUpTable(QTableView& table);
// As wide as its title and that text need. The table has its model.
void fitColumn(QTableView& table, const Theme& theme, int column, const QString& sample);

}  // namespace signalbox
