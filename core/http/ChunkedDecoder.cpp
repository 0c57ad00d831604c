#include "core/http/ChunkedDecoder.h"

#include "core/http/HttpSyntax.h"

namespace signalbox {

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
            } else if (!syntax::is(c, syntax::kValue) || ++m_lineLength > kMaxLine) {
                m_state = State::Malformed;
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
            m_lineLength = 0;
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
    if (m_total > m_maxBody) {
        m_state = State::TooLarge;
    } else {
        m_expect = m_left == 0 ? Expect::Trailer : Expect::Data;
    }
}

void ChunkedDecoder::endOfTrailerLine() {
    if (m_line.isEmpty()) {
        m_state = State::Done;
        return;
    }
    const qsizetype colon = m_line.indexOf(':');
    if (colon < 1 || !syntax::isToken(QByteArrayView(m_line).first(colon)) ||
        !syntax::allAre(QByteArrayView(m_line).sliced(colon + 1), syntax::kValue)) {
        m_state = State::Malformed;
        return;
    }
    m_line.resize(0);
    m_expect = Expect::Trailer;
}

}  // namespace signalbox
