// OutputBuffer: what is on its way to one socket. Bytes go out at once, with one system call for a chunk's
// frame and its bytes; only what the socket does not take is kept. A head can be held back (corked) until the
// first bytes after it, so that both go together. Thread: one. Does not own the descriptor.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace signalbox {

class OutputBuffer {
public:
    enum class Wrap { None, Chunk };
    enum class Result { Ok, Broken };  // Broken: the connection takes nothing any more

    explicit OutputBuffer(int fd) : m_fd(fd) {}

    // Room to append to without sending; what is appended to an empty buffer stays corked until send() or
    // flush().
    [[nodiscard]] QByteArray& cork() {
        m_corked = m_corked || pending() == 0;
        return m_bytes;
    }
    [[nodiscard]] bool isCorked() const { return m_corked; }
    Result send(QByteArrayView bytes, Wrap wrap);
    // Once the socket is writable.
    Result flush();
    void clear();
    [[nodiscard]] qsizetype pending() const { return m_bytes.size() - m_sent; }

private:
    void drop(qsizetype count);

    int m_fd;
    QByteArray m_bytes;
    qsizetype m_sent = 0;  // of m_bytes
    bool m_corked = false;
};

}  // namespace signalbox
