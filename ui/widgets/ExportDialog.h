// askExportFile: asks for the file of an export without waiting: CSV or JSON by its ending, in the documents
// folder unless the user goes elsewhere. Thread: GUI.
#pragma once

#include "core/api/LedgerExport.h"

#include <functional>

class QWidget;

namespace signalbox {

// `name`: without an ending. `chosen` is called once, or never where the user thinks better of it.
void askExportFile(QWidget& parent, const QString& title, const QString& name,
                   std::function<void(const QString& path, ExportFormat format)> chosen);

}  // namespace signalbox
