#include "core/http/EventStreamParser.h"

#include <cstring>

namespace signalbox {

namespace {

constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";
constexpr qsizetype kMarkLength = 3;

qsizetype find(QByteArrayView bytes, qsizetype from, qsizetype to, char wanted) {
    if (from >= to) {
        return -1;
    }
    const void* hit = std::memchr(bytes.data() + from, wanted, static_cast<std::size_t>(to - from));
    return hit == nullptr ? -1 : static_cast<const char*>(hit) - bytes.data();
}

}  // namespace

bool EventStreamParser::scan(QByteArrayView bytes) {
    if (m_scan.line == 0) {
        if (m_skipLf && bytes[0] == '\n') {
            m_scan.line = m_scan.searched = 1;
        } else if (m_skipLf) {
            m_scan.afterCr = true;
        } else if (m_atStart && bytes[0] == kByteOrderMark[0]) {
            const qsizetype seen = std::min(bytes.size(), kMarkLength);
            if (std::memcmp(bytes.data(), kByteOrderMark, static_cast<std::size_t>(seen)) == 0) {
                if (seen < kMarkLength) {
                    return false;
                }
                m_scan.line = m_scan.searched = kMarkLength;
            }
        }
    }
    while (m_scan.line < bytes.size()) {
        const qsizetype lf = find(bytes, m_scan.searched, bytes.size(), '\n');
        const qsizetype stop = lf < 0 ? bytes.size() : lf;
        const qsizetype cr = find(bytes, m_scan.searched, stop, '\r');
        if (lf < 0 && cr < 0) {
            m_scan.searched = bytes.size();
            break;
        }
        const qsizetype end = cr < 0 ? lf : cr;
        const bool blank = end == m_scan.line;
        qsizetype next = end + 1;
        bool loneCr = false;
        if (cr >= 0) {
            if (next < bytes.size()) {
                loneCr = bytes[next] != '\n';
                next += loneCr ? 0 : 1;
            } else if (blank && m_scan.afterCr) {
                loneCr = true;  // a stream whose lines end in \r: the event is whole now
            } else {
                m_scan.searched = end;
                break;
            }
        }
        if (blank && m_scan.afterCr && cr >= 0 && !loneCr) {
            // The same cut as when the \n comes in a later read.
            next = end + 1;
            loneCr = true;
        }
        if (!blank) {
            readLine(bytes, end);
        }
        m_scan.line = m_scan.searched = next;
        m_scan.afterCr = loneCr;
        // Blank lines with nothing before them are taken as one run.
        if (blank &&
            (m_scan.content || next == bytes.size() || (bytes[next] != '\n' && bytes[next] != '\r'))) {
            m_scan.end = next;
            m_failed = next > m_limit;
            return !m_failed;
        }
    }
    m_failed = bytes.size() > m_limit;
    return false;
}

void EventStreamParser::readLine(QByteArrayView bytes, qsizetype end) {
    m_scan.content = true;
    const qsizetype begin = m_scan.line;
    if (bytes[begin] == ':') {
        return;
    }
    m_scan.fields = true;
    const qsizetype colon = find(bytes, begin, end, ':');
    const QByteArrayView name = bytes.sliced(begin, (colon < 0 ? end : colon) - begin);
    Range value{colon < 0 ? end : colon + 1, 0};
    if (value.begin < end && bytes[value.begin] == ' ') {
        ++value.begin;
    }
    value.length = end - value.begin;
    if (name == QByteArrayView("data")) {
        if (++m_scan.dataLines == 1) {
            m_scan.data = value;
            return;
        }
        if (m_scan.dataLines == 2) {
            m_joinedData = m_scan.data.of(bytes).toByteArray();
        }
        m_joinedData.append('\n').append(value.of(bytes));
    } else if (name == QByteArrayView("event")) {
        m_scan.name = value;
    }
}

StreamEvent EventStreamParser::current(QByteArrayView bytes) const {
    StreamEvent event;
    event.raw = bytes.first(m_scan.end);
    event.eventName = m_scan.name.of(bytes);
    event.data = m_scan.dataLines > 1 ? QByteArrayView(m_joinedData) : m_scan.data.of(bytes);
    event.hasData = m_scan.dataLines > 0;
    event.commentOnly = !m_scan.fields;
    return event;
}

void EventStreamParser::restart() {
    m_skipLf = m_scan.afterCr;
    m_atStart = false;
    m_scan = Scan();
}

void EventStreamParser::keep(QByteArrayView input, bool joined, qsizetype consumed) {
    if (!joined) {
        if (consumed < input.size()) {
            m_pending = input.sliced(consumed).toByteArray();
        }
    } else if (consumed == m_pending.size()) {
        m_pending.resize(0);
    } else {
        m_pending.remove(0, consumed);
    }
}

QByteArray EventStreamParser::takeRest() {
    QByteArray rest;
    rest.swap(m_pending);
    restart();
    m_skipLf = false;
    return rest;
}

}  // namespace signalbox
