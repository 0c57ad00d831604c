// LedgerExporter: writes requests and sums to files that people open elsewhere. CSV as RFC 4180 has it (a
// header line, CRLF), UTF-8; text that a spreadsheet would take for a formula gets an apostrophe before it.
// JSON: an array of objects. The columns are those of the view request_log, and of `signalbox spend`. The
// file appears whole or not at all. Thread: the connection's.
#pragma once

#include "core/api/LedgerExport.h"
#include "core/base/Result.h"
#include "core/ledger/Trouble.h"

#include <QSaveFile>

#include <functional>

namespace signalbox {

class RequestExporter {
public:
    explicit RequestExporter(RequestExport what);

    // Streams the requests that the filter keeps, newest first, in short reads, so that the ledger's log can
    // be folded meanwhile. Ends early when `cancelled` says so, or when the file cannot be written.
    [[nodiscard]] SqlCode write(Database& database,
                                const std::function<void(const LedgerProgress&)>& progress,
                                const std::function<bool()>& cancelled);
    // Puts the file in its place. An error of the file shows here.
    [[nodiscard]] Result<ExportResult> finish();

private:
    bool begin();
    bool append(const LoggedRequest& request);

    const RequestExport m_what;
    QSaveFile m_file;
    bool m_begun = false;
    qint64 m_rows = 0;
};

[[nodiscard]] Result<ExportResult> writeSpend(const SpendReport& report, ExportFormat format,
                                              const QString& path);

// A cell of a CSV file: quoted where it must be, harmless for spreadsheets.
[[nodiscard]] QByteArray csvCell(const QString& text);

}  // namespace signalbox
