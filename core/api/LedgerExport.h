// Export and import: what to write to a file, what to take over from another ledger, how far it is and what
// came of it. Thread: values, any thread.
#pragma once

#include "core/api/RequestLog.h"
#include "core/api/SpendReport.h"

#include <QString>

namespace signalbox {

enum class ExportFormat { Csv, Json };

// The file appears whole or not at all; one that is there is replaced.
struct RequestExport {
    RequestFilter filter;
    ExportFormat format = ExportFormat::Csv;
    QString path;
};
struct SpendExport {
    SpendQuery query;
    ExportFormat format = ExportFormat::Csv;
    QString path;
};
struct ExportResult {
    QString path;
    qint64 rows = 0;
};

// `total` is an estimate that may be off; 0: not known.
struct LedgerProgress {
    qint64 done = 0;
    qint64 total = 0;
};

struct ImportResult {
    qint64 added = 0;
    qint64 known = 0;  // there already
};

}  // namespace signalbox
