#include "core/ledger/PendingEntries.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr int kCompression = 3;  // of 9: half the time of zlib's default for nearly the same size

}  // namespace

void PendingEntries::absorb(LedgerEntry&& entry, qint64 nowMs) {
    if (auto* started = std::get_if<RequestStarted>(&entry)) {
        if (m_open.contains(started->requestId)) {
            return;
        }
        m_started.push_back(started->requestId);
        ++m_startedCount;
        const QByteArray id = started->requestId;
        m_open.insert(id, OpenRequest{++m_lastOpenRow, OpenRequest::Stored::No, std::move(*started)});
    } else if (auto* finished = std::get_if<RequestFinished>(&entry)) {
        ClosedRequest closed;
        closed.rowId = ++m_lastRequestRow;
        const auto found = m_open.find(finished->requestId);
        if (found != m_open.end()) {
            closed.open = std::move(*found);
            m_open.erase(found);
            if (closed.open.stored != OpenRequest::Stored::Yes) {
                --m_startedCount;
            }
        } else {
            closed.open.started.requestId = finished->requestId;
            closed.open.started.startedAtMs = finished->attempts.empty()
                                                  ? nowMs - finished->durationMs
                                                  : finished->attempts.front().startedAtMs;
        }
        if (finished->project) {
            closed.open.started.project = *finished->project;
        }
        closed.finished = std::move(*finished);
        m_closed.push_back(std::move(closed));
    } else if (auto* change = std::get_if<SwitchChanged>(&entry)) {
        m_switches.push_back({++m_lastSwitchRow, std::move(*change)});
    } else if (auto* capture = std::get_if<RequestCapture>(&entry)) {
        absorbCapture(std::move(*capture));
    }
}

void PendingEntries::absorbCapture(RequestCapture&& capture) {
    WaitingCapture waiting;
    waiting.rowId = ++m_lastCaptureRow;
    waiting.requestId = std::move(capture.requestId);
    waiting.kind = capture.kind;
    waiting.capturedAtMs = capture.capturedAtMs;
    waiting.cut = capture.content.size() > kCaptureLimit;
    waiting.content = qCompress(reinterpret_cast<const uchar*>(capture.content.constData()),
                                std::min(capture.content.size(), kCaptureLimit), kCompression);
    m_captureBytes += waiting.content.size();
    m_captures.push_back(std::move(waiting));
}

qint64 PendingEntries::count() const {
    return m_startedCount + static_cast<qint64>(m_closed.size() + m_switches.size() + m_captures.size());
}

void PendingEntries::written() {
    for (const QByteArray& id : m_started) {
        if (const auto found = m_open.find(id); found != m_open.end()) {
            found->stored = OpenRequest::Stored::Yes;
        }
    }
    m_started.clear();
    m_startedCount = 0;
    m_closed.clear();
    m_switches.clear();
    m_captures.clear();
    m_captureBytes = 0;
}

void PendingEntries::writeFailed() {
    std::erase_if(m_started, [this](const QByteArray& id) { return !m_open.contains(id); });
    for (const QByteArray& id : m_started) {
        m_open.find(id)->stored = OpenRequest::Stored::Unsure;
    }
}

void PendingEntries::forgetFile() {
    m_started.clear();
    for (auto open = m_open.begin(); open != m_open.end(); ++open) {
        open->stored = OpenRequest::Stored::No;
        m_started.push_back(open.key());
    }
    std::sort(m_started.begin(), m_started.end(), [this](const QByteArray& a, const QByteArray& b) {
        return m_open.constFind(a)->rowId < m_open.constFind(b)->rowId;
    });
    m_startedCount = static_cast<qint64>(m_started.size());
    for (ClosedRequest& closed : m_closed) {
        closed.open.stored = OpenRequest::Stored::No;
    }
}

void PendingEntries::reconcileOpen(OpenRequest& open, FileRows& rows, qint64 lastOpenRow) {
    if (open.rowId > lastOpenRow) {
        open.stored = OpenRequest::Stored::No;
        return;
    }
    const std::optional<QByteArray> inFile = rows.openRow(open.rowId);
    if (rows.failed()) {
        return;
    }
    if (inFile == open.started.requestId) {
        open.stored = OpenRequest::Stored::Yes;
    } else {
        open.stored = OpenRequest::Stored::No;
        open.rowId = ++m_lastOpenRow;
    }
}

void PendingEntries::reconcile(FileRows& rows) {
    const qint64 lastOpenRow = rows.lastOpenRow();
    const qint64 lastRequestRow = rows.lastRequestRow();
    const qint64 lastSwitchRow = rows.lastSwitchRow();
    const qint64 lastCaptureRow = rows.lastCaptureRow();
    if (rows.failed()) {
        return;
    }
    m_lastOpenRow = std::max(m_lastOpenRow, lastOpenRow);
    m_lastRequestRow = std::max(m_lastRequestRow, lastRequestRow);
    m_lastSwitchRow = std::max(m_lastSwitchRow, lastSwitchRow);
    m_lastCaptureRow = std::max(m_lastCaptureRow, lastCaptureRow);

    std::erase_if(m_closed, [&](ClosedRequest& closed) {
        if (closed.rowId > lastRequestRow || rows.failed()) {
            return false;
        }
        const std::optional<QByteArray> inFile = rows.requestRow(closed.rowId);
        if (rows.failed()) {
            return false;
        }
        if (inFile == closed.finished.requestId) {
            return true;
        }
        closed.rowId = ++m_lastRequestRow;
        return false;
    });
    for (ClosedRequest& closed : m_closed) {
        if (closed.open.rowId != 0 && !rows.failed()) {
            reconcileOpen(closed.open, rows, lastOpenRow);
        }
    }
    std::erase_if(m_switches, [&](WaitingSwitch& waiting) {
        if (waiting.rowId > lastSwitchRow || rows.failed()) {
            return false;
        }
        const std::optional<qint64> inFile = rows.switchRow(waiting.rowId);
        if (rows.failed()) {
            return false;
        }
        if (inFile == waiting.change.atMs) {
            return true;
        }
        waiting.rowId = ++m_lastSwitchRow;
        return false;
    });
    std::erase_if(m_captures, [&](WaitingCapture& waiting) {
        if (waiting.rowId > lastCaptureRow || rows.failed()) {
            return false;
        }
        const std::optional<QByteArray> inFile = rows.captureRow(waiting.rowId);
        if (rows.failed()) {
            return false;
        }
        if (inFile == waiting.content) {
            m_captureBytes -= waiting.content.size();
            return true;
        }
        waiting.rowId = ++m_lastCaptureRow;
        return false;
    });
    std::erase_if(m_started, [&](const QByteArray& id) {
        const auto found = m_open.find(id);
        if (found == m_open.end()) {
            return true;
        }
        if (!rows.failed()) {
            reconcileOpen(*found, rows, lastOpenRow);
        }
        return found->stored == OpenRequest::Stored::Yes;
    });
    m_startedCount = static_cast<qint64>(m_started.size());
}

}  // namespace signalbox
