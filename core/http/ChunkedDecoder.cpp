#include "core/http/ChunkedDecoder.h"

#include "core/base/Headers.h"
#include "core/http/HttpSyntax.h"

namespace signalbox {

namespace {

qsizetype tokenLength(QByteArrayView text) {
    qsizetype length = 0;
    while (length < text.size() && syntax::is(text[length], syntax::kToken)) {
        ++length;
    }
    return length;
}

// Of a quoted string that begins here, quotes included; 0: it does not end.
qsizetype quotedLength(QByteArrayView text) {
    for (qsizetype i = 1; i < text.size(); ++i) {
        if (text[i] == '"') {
            return i + 1;
        }
        i += text[i] == '\\' ? 1 : 0;
    }
    return 0;
}

// ";name", ";name=value", ";name=\"value\"", any number of them, no spaces between.
bool areExtensions(QByteArrayView text) {
    while (!text.isEmpty()) {
        const qsizetype name = text[0] == ';' ? tokenLength(text.sliced(1)) : 0;
        if (name == 0) {
            return false;
        }
        text = text.sliced(name + 1);
        if (text.startsWith('=')) {
            text = text.sliced(1);
            const qsizetype value = text.startsWith('"') ? quotedLength(text) : tokenLength(text);
            if (value == 0) {
                return false;
            }
            text = text.sliced(value);
        }
    }
    return true;
}

// Fields that say where messages end or whom they are for have no place after the body (RFC 9110, 6.5.1).
bool isForbiddenTrailer(QByteArrayView name) {
    for (const char* each :
         {"content-length", "transfer-encoding", "host", "connection", "upgrade", "trailer"}) {
        if (sameName(name, each)) {
            return true;
        }
    }
    return false;
}

}  // namespace

qsizetype ChunkedDecoder::feed(QByteArrayView input, QByteArray& body) {
    qsizetype used = 0;
    while (used < input.size() && m_state == State::NeedMore) {
        if (m_expect == Expect::Data) {
            const qsizetype take = std::min<qint64>(m_left, input.size() - used);
            body.append(input.sliced(used, take));
            used += take;
            m_left -= take;
            if (m_left == 0) {
                m_expect = Expect::DataCr;
            }
        } else {
            onByte(input[used++]);
        }
    }
    return used;
}

void ChunkedDecoder::onByte(char c) {
    switch (m_expect) {
        case Expect::Size: {
            const int digit = syntax::hexValue(c);
            if (digit >= 0) {
                m_left = m_left * 16 + digit;
                if (++m_digits > kMaxSizeDigits) {
                    m_state = State::Malformed;
                }
            } else if (m_digits > 0 && c == ';') {
                m_line.append(c);
                m_expect = Expect::Extension;
            } else if (m_digits > 0 && c == '\r') {
                m_expect = Expect::SizeLf;
            } else {
                m_state = State::Malformed;
            }
            return;
        }
        case Expect::Extension:
            if (c == '\r') {
                m_expect = Expect::SizeLf;
            } else if (!syntax::is(c, syntax::kValue) || m_line.size() >= kMaxLine) {
                m_state = State::Malformed;
            } else {
                m_line.append(c);
            }
            return;
        case Expect::SizeLf:
            if (c == '\n') {
                endOfSizeLine();
            } else {
                m_state = State::Malformed;
            }
            return;
        case Expect::DataCr:
            m_expect = Expect::DataLf;
            m_state = c == '\r' ? State::NeedMore : State::Malformed;
            return;
        case Expect::DataLf:
            m_expect = Expect::Size;
            m_digits = 0;
            m_state = c == '\n' ? State::NeedMore : State::Malformed;
            return;
        case Expect::Trailer:
            if (c == '\r') {
                m_expect = Expect::TrailerLf;
            } else if (c == '\n') {
                m_state = State::Malformed;
            } else if (++m_trailerBytes > m_maxTrailer) {
                m_state = State::TooLarge;
            } else {
                m_line.append(c);
            }
            return;
        case Expect::TrailerLf:
            if (c == '\n') {
                endOfTrailerLine();
            } else {
                m_state = State::Malformed;
            }
            return;
        case Expect::Data:
            return;
    }
}

void ChunkedDecoder::endOfSizeLine() {
    m_total += m_left;
    if (!areExtensions(m_line)) {
        m_state = State::Malformed;
    } else if (m_total > m_maxBody) {
        m_state = State::TooLarge;
    } else {
        m_expect = m_left == 0 ? Expect::Trailer : Expect::Data;
        m_line.resize(0);
    }
}

void ChunkedDecoder::endOfTrailerLine() {
    if (m_line.isEmpty()) {
        m_state = State::Done;
        return;
    }
    const QByteArrayView line(m_line);
    const qsizetype colon = line.indexOf(':');
    if (colon < 1 || !syntax::isToken(line.first(colon)) || isForbiddenTrailer(line.first(colon)) ||
        !syntax::allAre(line.sliced(colon + 1), syntax::kValue)) {
        m_state = State::Malformed;
        return;
    }
    m_line.resize(0);
    m_expect = Expect::Trailer;
}

}  // namespace signalbox
