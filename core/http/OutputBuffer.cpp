#include "core/http/OutputBuffer.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <sys/uio.h>

namespace signalbox {

namespace {

constexpr qsizetype kKeepCapacity = 2048;       // held by an empty buffer for the next answer
constexpr qsizetype kCompactFrom = 256 * 1024;  // sent bytes at the front that are moved away

#ifdef MSG_NOSIGNAL
constexpr int kSendFlags = MSG_NOSIGNAL | MSG_DONTWAIT;
#else
constexpr int kSendFlags = MSG_DONTWAIT;
#endif

bool wouldBlock(int error) {
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

// "1f4\r\n"; returns its length.
std::size_t chunkLine(qsizetype size, std::array<char, 20>& line) {
    constexpr char hex[] = "0123456789abcdef";
    std::array<char, 16> digits{};
    std::size_t count = 0;
    for (auto rest = static_cast<quint64>(size); rest > 0 && count < digits.size(); rest >>= 4U) {
        digits[count++] = hex[rest & 15U];
    }
    std::size_t length = 0;
    while (count > 0) {
        line[length++] = digits[--count];
    }
    line[length++] = '\r';
    line[length++] = '\n';
    return length;
}

iovec part(QByteArrayView bytes) {
    return {const_cast<char*>(bytes.data()), static_cast<std::size_t>(bytes.size())};
}

}  // namespace

OutputBuffer::Result OutputBuffer::send(QByteArrayView bytes, Wrap wrap) {
    std::array<char, 20> line{};
    const bool chunk = wrap == Wrap::Chunk;
    const QByteArrayView before(line.data(),
                                chunk ? static_cast<qsizetype>(chunkLine(bytes.size(), line)) : 0);
    const QByteArrayView after(chunk ? QByteArrayView("\r\n") : QByteArrayView());

    const qsizetype kept = pending();
    qsizetype taken = 0;
    if (m_corked || kept == 0) {
        m_corked = false;
        std::array<iovec, 4> parts{part(QByteArrayView(m_bytes).sliced(m_sent)), part(before), part(bytes),
                                   part(after)};
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = parts.size();
        const ssize_t count = ::sendmsg(m_fd, &message, kSendFlags);
        if (count < 0 && !wouldBlock(errno)) {
            clear();
            return Result::Broken;
        }
        taken = std::max<qsizetype>(count, 0);
    }
    const qsizetype fromKept = std::min(taken, kept);
    drop(fromKept);
    taken -= fromKept;
    for (const QByteArrayView each : {before, bytes, after}) {
        const qsizetype skip = std::min(taken, each.size());
        taken -= skip;
        m_bytes.append(each.sliced(skip));
    }
    return Result::Ok;
}

OutputBuffer::Result OutputBuffer::flush() {
    m_corked = false;
    if (pending() == 0) {
        return Result::Ok;
    }
    const ssize_t count =
        ::send(m_fd, m_bytes.constData() + m_sent, static_cast<std::size_t>(pending()), kSendFlags);
    if (count < 0 && !wouldBlock(errno)) {
        clear();
        return Result::Broken;
    }
    drop(std::max<qsizetype>(count, 0));
    return Result::Ok;
}

void OutputBuffer::clear() {
    m_bytes = QByteArray();
    m_sent = 0;
    m_corked = false;
}

void OutputBuffer::drop(qsizetype count) {
    m_sent += count;
    if (m_sent == m_bytes.size()) {
        if (m_bytes.capacity() > kKeepCapacity) {
            m_bytes = QByteArray();
        } else {
            m_bytes.resize(0);
        }
        m_sent = 0;
    } else if (m_sent >= kCompactFrom) {
        m_bytes.remove(0, m_sent);
        m_sent = 0;
    }
}

}  // namespace signalbox
