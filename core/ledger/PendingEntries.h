// PendingEntries: what the ledger knows and the file does not have yet, plus the requests under way. Start
// and end of a request that are both waiting become one row. Row ids are given here, once, so that a write
// whose outcome is in doubt can be looked up in the file instead of being repeated. Thread: ledger.
#pragma once

#include "core/api/LedgerEntry.h"

#include <QByteArray>
#include <QHash>

#include <optional>
#include <vector>

namespace signalbox {

// A request under way.
struct OpenRequest {
    enum class Stored {
        No,
        Unsure,  // a write was tried and failed: the file may have it all the same
        Yes,
    };
    qint64 rowId = 0;
    Stored stored = Stored::No;
    RequestStarted started;
};

struct ClosedRequest {
    qint64 rowId = 0;
    OpenRequest open;
    RequestFinished finished;
};

struct WaitingSwitch {
    qint64 rowId = 0;
    SwitchChanged change;
};

// A captured text, compressed (qCompress). What is longer than the limit is cut first.
struct WaitingCapture {
    qint64 rowId = 0;
    QByteArray requestId;
    CaptureKind kind = CaptureKind::Prompt;
    qint64 capturedAtMs = 0;
    bool cut = false;
    QByteArray content;
};

class PendingEntries {
public:
    // `nowMs`: the wall clock; dates a request whose start was never told.
    void absorb(LedgerEntry&& entry, qint64 nowMs);

    // Rows to write: starts, ends, switches and captures.
    [[nodiscard]] qint64 count() const;
    [[nodiscard]] bool isEmpty() const { return count() == 0; }

    [[nodiscard]] const std::vector<ClosedRequest>& closed() const { return m_closed; }
    [[nodiscard]] const std::vector<WaitingSwitch>& switches() const { return m_switches; }
    [[nodiscard]] const std::vector<WaitingCapture>& captures() const { return m_captures; }
    [[nodiscard]] qint64 captureBytes() const { return m_captureBytes; }
    // Whether the request is under way.
    [[nodiscard]] bool isOpen(const QByteArray& requestId) const { return m_open.contains(requestId); }
    // A row id for a request that comes from elsewhere.
    [[nodiscard]] qint64 takeRequestRow() { return ++m_lastRequestRow; }
    // Calls `visit(const OpenRequest&)` for each start to write, oldest first, until it answers non-zero.
    template <class Visit>
    [[nodiscard]] int eachStarted(Visit visit) const {
        for (const QByteArray& id : m_started) {
            const auto found = m_open.constFind(id);
            if (found != m_open.cend() && found->stored != OpenRequest::Stored::Yes) {
                if (const int code = visit(*found)) {
                    return code;
                }
            }
        }
        return 0;
    }

    // All of it is in the file.
    void written();
    // A write of all of it failed.
    void writeFailed();
    // The file is another one: it has nothing of the requests under way.
    void forgetFile();

    // What a file that has just been opened says about rows written before: the request id or, for a switch,
    // the time, of a row; nothing where there is no such row.
    class FileRows {
    public:
        virtual ~FileRows() = default;
        // True after an answer that is none, because the file could not be read.
        [[nodiscard]] virtual bool failed() const = 0;
        virtual qint64 lastOpenRow() = 0;
        virtual qint64 lastRequestRow() = 0;
        virtual qint64 lastSwitchRow() = 0;
        virtual qint64 lastCaptureRow() = 0;
        virtual std::optional<QByteArray> openRow(qint64 rowId) = 0;
        virtual std::optional<QByteArray> requestRow(qint64 rowId) = 0;
        virtual std::optional<qint64> switchRow(qint64 rowId) = 0;
        virtual std::optional<QByteArray> captureRow(qint64 rowId) = 0;
    };
    // Drops what the file has after all and gives new row ids to what would collide with others' rows. Ends
    // early when the file fails; what it has learnt by then holds, and it may be repeated.
    void reconcile(FileRows& rows);

private:
    void absorbCapture(RequestCapture&& capture);
    void reconcileOpen(OpenRequest& open, FileRows& rows, qint64 lastOpenRow);

    QHash<QByteArray, OpenRequest> m_open;  // by request id
    std::vector<QByteArray> m_started;      // not stored yet; some may have ended since
    std::vector<ClosedRequest> m_closed;
    std::vector<WaitingSwitch> m_switches;
    std::vector<WaitingCapture> m_captures;
    qint64 m_captureBytes = 0;
    qint64 m_startedCount = 0;  // of m_started, those still open
    qint64 m_lastOpenRow = 0;
    qint64 m_lastRequestRow = 0;
    qint64 m_lastSwitchRow = 0;
    qint64 m_lastCaptureRow = 0;
};

}  // namespace signalbox
