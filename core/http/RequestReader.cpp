#include "core/http/RequestReader.h"

#include "core/http/HttpSyntax.h"

#include <cstring>

namespace signalbox {

namespace {

constexpr qint64 kReserve = 1024 * 1024;  // room made for a body before its bytes come

}  // namespace

qsizetype RequestReader::feed(QByteArrayView bytes, const GatePolicy& policy) {
    qsizetype used = 0;
    if (m_state == State::Head) {
        used = feedHead(bytes, policy);
    }
    if (m_state == State::Body && used < bytes.size()) {
        m_continue = false;
        used += feedBody(bytes.sliced(used));
    }
    return used;
}

qsizetype RequestReader::feedHead(QByteArrayView bytes, const GatePolicy& policy) {
    const qsizetype before = m_head.size();
    // One byte more than the limit (and a blank line before it) is enough to know that it is exceeded.
    const qsizetype room = std::min(bytes.size(), m_limits.headBytes + 3 - before);
    QByteArrayView view = bytes;
    if (before > 0) {
        m_head.append(bytes.first(room));
        view = m_head;
    }
    const Find found = findHeadEnd(view);
    if (found == Find::Malformed) {
        refuse({400, "invalid_request", "The request is not HTTP/1.1."});
        return bytes.size();
    }
    const qsizetype length = (found == Find::Found ? m_headEnd : view.size()) - m_start;
    if (length > m_limits.headBytes) {
        refuse({431, "request_too_large", "The request's head is above the limit."});
        return bytes.size();
    }
    if (found == Find::NeedMore) {
        if (before == 0) {
            m_head = bytes.toByteArray();
        }
        return bytes.size();
    }
    const qsizetype used = m_headEnd - before;
    m_request = HttpRequest();
    m_framing = RequestFraming();
    const Refusal refusal =
        RequestGate(policy, m_limits).admit(view.sliced(m_start, length), m_request, m_framing);
    m_head.clear();
    m_start = m_line = 0;
    if (refusal.status != 0) {
        refuse(refusal);
    } else {
        openBody();
    }
    return used;
}

RequestReader::Find RequestReader::findHeadEnd(QByteArrayView bytes) {
    while (m_line < bytes.size()) {
        const char first = bytes[m_line];
        if (m_line == m_start && first != '\r' && !syntax::is(first, syntax::kToken)) {
            return Find::Malformed;  // not a method: TLS, or noise
        }
        const void* hit =
            std::memchr(bytes.data() + m_line, '\n', static_cast<std::size_t>(bytes.size() - m_line));
        if (hit == nullptr) {
            return Find::NeedMore;
        }
        const qsizetype lf = static_cast<const char*>(hit) - bytes.data();
        if (lf == m_line || bytes[lf - 1] != '\r') {
            return Find::Malformed;
        }
        const bool blank = lf == m_line + 1;
        const bool firstLine = m_line == m_start;
        m_line = lf + 1;
        if (blank && firstLine) {
            if (m_start > 0) {
                return Find::Malformed;
            }
            m_start = m_line;
        } else if (blank) {
            m_headEnd = m_line;
            return Find::Found;
        }
    }
    return Find::NeedMore;
}

void RequestReader::openBody() {
    m_continue = m_framing.expectContinue;
    if (m_framing.chunked) {
        m_chunks.emplace(m_limits.bodyBytes, m_limits.headBytes);
        m_state = State::Body;
    } else if (m_framing.contentLength > 0) {
        m_request.body.reserve(std::min(m_framing.contentLength, kReserve));
        m_state = State::Body;
    } else {
        m_state = State::Complete;
    }
}

qsizetype RequestReader::feedBody(QByteArrayView bytes) {
    if (!m_framing.chunked) {
        const qsizetype take =
            std::min<qint64>(m_framing.contentLength - m_request.body.size(), bytes.size());
        m_request.body.append(bytes.first(take));
        if (m_request.body.size() == m_framing.contentLength) {
            m_state = State::Complete;
        }
        return take;
    }
    const qsizetype used = m_chunks->feed(bytes, m_request.body);
    switch (m_chunks->state()) {
        case ChunkedDecoder::State::NeedMore:
            break;
        case ChunkedDecoder::State::Done:
            m_state = State::Complete;
            break;
        case ChunkedDecoder::State::Malformed:
            refuse({400, "invalid_request", "The chunked body is malformed."});
            break;
        case ChunkedDecoder::State::TooLarge:
            refuse({413, "request_too_large", "The request body is above the limit."});
            break;
    }
    return used;
}

bool RequestReader::takeContinue() {
    return m_state == State::Body && std::exchange(m_continue, false);
}

HttpRequest RequestReader::take() {
    m_state = State::Head;
    m_chunks.reset();
    return std::exchange(m_request, HttpRequest());
}

void RequestReader::refuse(const Refusal& refusal) {
    m_state = State::Refused;
    m_refusal = refusal;
    m_request.body.clear();
    m_request.headers.clear();
    m_head.clear();
}

}  // namespace signalbox
