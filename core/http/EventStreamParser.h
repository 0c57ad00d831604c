// EventStreamParser: cuts a server-sent-event stream into whole events, byte for byte. Lines end in \n, \r\n
// or \r, also where that is split between two reads. An event that lies whole in the input is not copied. The
// raw ranges of all events, followed by takeRest(), are exactly the bytes that were fed. Thread: a value;
// whichever thread owns it. Errors: an event above the limit; from then on nothing is parsed.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace signalbox {

// One event; its views are valid during the callback only.
struct StreamEvent {
    QByteArrayView raw;        // every byte, the blank line included
    QByteArrayView eventName;  // the last `event:` field; empty if there is none
    QByteArrayView data;       // the `data:` fields, joined by \n
    bool hasData = false;      // there is a `data` field, maybe an empty one
    bool commentOnly = false;  // no field at all: comments and blank lines
};

class EventStreamParser {
public:
    static constexpr qsizetype kDefaultLimit = 1024 * 1024;

    explicit EventStreamParser(qsizetype maxEventBytes = kDefaultLimit) : m_limit(maxEventBytes) {}

    // Calls onEvent(const StreamEvent&) for every event that is now whole. False: an event is above the
    // limit. The callback must not touch the parser.
    template <class Callback>
    [[nodiscard]] bool feed(QByteArrayView input, Callback&& onEvent) {
        if (m_failed) {
            return false;
        }
        const bool joined = !m_pending.isEmpty();
        if (joined) {
            m_pending.append(input);
        }
        const QByteArrayView bytes = joined ? QByteArrayView(m_pending) : input;
        qsizetype offset = 0;
        while (offset < bytes.size() && scan(bytes.sliced(offset))) {
            const QByteArrayView rest = bytes.sliced(offset);
            offset += m_scan.end;
            const StreamEvent event = current(rest);
            restart();
            onEvent(event);
        }
        keep(input, joined, offset);
        return !m_failed;
    }

    [[nodiscard]] bool failed() const { return m_failed; }
    // Bytes of an event that is not whole yet.
    [[nodiscard]] qsizetype pendingBytes() const { return m_pending.size(); }
    // Hands over those bytes (at the end of the stream: an unfinished event) and forgets them.
    [[nodiscard]] QByteArray takeRest();

private:
    struct Range {
        qsizetype begin = 0;
        qsizetype length = 0;
        [[nodiscard]] QByteArrayView of(QByteArrayView bytes) const { return bytes.sliced(begin, length); }
    };
    // Offsets from the event's first byte.
    struct Scan {
        qsizetype line = 0;      // where the current line begins
        qsizetype searched = 0;  // no line end before here
        qsizetype end = 0;       // the event's length once it is whole
        Range name;
        Range data;
        int dataLines = 0;
        bool fields = false;
        bool content = false;  // a line that is not blank
        bool afterCr = false;  // the line before ended in a lone \r
    };

    // True: an event is whole and m_scan describes it.
    bool scan(QByteArrayView bytes);
    void readLine(QByteArrayView bytes, qsizetype end);
    [[nodiscard]] StreamEvent current(QByteArrayView bytes) const;
    void restart();
    void keep(QByteArrayView input, bool joined, qsizetype consumed);

    qsizetype m_limit;
    QByteArray m_pending;
    QByteArray m_joinedData;  // of the event at hand, if it has several data lines
    Scan m_scan;
    bool m_atStart = true;  // nothing consumed yet: a byte order mark may come
    bool m_skipLf = false;  // the last event ended in \r: a \n now belongs to that line end
    bool m_failed = false;
};

}  // namespace signalbox
