// setUpTable: how every table of the window looks and moves. Thread: GUI.
#pragma once

class QTableView;

namespace signalbox {

void setUpTable(QTableView& table);

}  // namespace signalbox
