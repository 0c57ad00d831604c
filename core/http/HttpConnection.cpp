#include "core/http/HttpConnection.h"

#include "core/http/ErrorBody.h"

#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace signalbox {

namespace {

constexpr int kReadsPerTurn = 4;  // so that one busy client does not hold up the others

bool wouldBlock(int error) {
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

void prepareSocket(int fd) {
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
#ifdef SO_NOSIGPIPE
    ::setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
}

quint16 peerPortOf(int fd) {
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    if (::getpeername(fd, reinterpret_cast<sockaddr*>(&storage), &length) != 0) {
        return 0;
    }
    // The port stands at the same place for both families.
    return ntohs(reinterpret_cast<const sockaddr_in*>(&storage)->sin_port);
}

}  // namespace

HttpConnection::HttpConnection(int fd, Host& host, Admission admission)
    : m_fd(fd), m_host(host), m_out(fd), m_reader(host.limits()), m_peerPort(peerPortOf(fd)) {
    prepareSocket(fd);
    m_watcher.emplace(fd, [this](unsigned events) { onReady(events); });
    if (admission == Admission::Overloaded) {
        refuse({503, "too_many_connections", "There are too many connections."});
    } else {
        m_headTimed = true;
        setDeadline(m_host.limits().headTime);
    }
    updateInterest();
}

HttpConnection::~HttpConnection() {
    releaseBody();
    m_watcher.reset();
    ::close(m_fd);
}

void HttpConnection::stop() {
    if (m_phase == Phase::Reading && m_reader.isIdle() && m_input.isEmpty()) {
        m_host.removeConnection(*this);
    }
}

void HttpConnection::kill() {
    broken();
    settle();
}

// Event loop

void HttpConnection::onReady(unsigned events) {
    if ((events & FdWatcher::Writable) != 0) {
        flush();
    }
    if ((events & FdWatcher::Readable) != 0) {
        if (m_phase == Phase::Lingering) {
            discardInput();
        } else if (m_phase == Phase::Reading || m_phase == Phase::Answering) {
            readInput();
        }
    }
    settle();
}

// Does what must not happen inside a call of the handler. Always last in a call from the event loop: it may
// remove the connection.
void HttpConnection::settle() {
    m_later = false;
    for (;;) {
        if (m_broken || m_phase == Phase::Dead) {
            const bool tell = m_phase == Phase::Answering;
            m_phase = Phase::Dead;
            if (const auto gone = std::exchange(onGone, nullptr); tell && gone) {
                gone();
            }
            m_host.removeConnection(*this);
            return;
        }
        if (m_drainOwed) {
            m_drainOwed = false;
            tellDrained();
        } else if (m_phase == Phase::Reading && !m_input.isEmpty()) {
            const QByteArray input = std::exchange(m_input, QByteArray());
            takeInput(input);
        } else if (m_phase == Phase::Reading && m_inputEnded) {
            onEndOfInput();
        } else {
            break;
        }
    }
    m_later = false;
    updateInterest();
}

void HttpConnection::updateInterest() {
    unsigned wanted = FdWatcher::None;
    const bool reads =
        m_phase == Phase::Reading || m_phase == Phase::Answering || m_phase == Phase::Lingering;
    if (reads && m_input.isEmpty() && !m_inputEnded) {
        wanted |= FdWatcher::Readable;
    }
    // Also the way to be called from the event loop soon: the watcher hands changes on only before the next
    // wait, so a head that gets its body in the same turn costs nothing.
    if (pendingBytes() > 0 || m_later) {
        wanted |= FdWatcher::Writable;
    }
    m_watcher->setInterest(wanted);
}

// Reading

void HttpConnection::readInput() {
    const auto [room, size] = m_host.scratch();
    for (int turn = 0; turn < kReadsPerTurn; ++turn) {
        const ssize_t count = ::recv(m_fd, room, size, MSG_DONTWAIT);
        if (count < 0) {
            if (!wouldBlock(errno)) {
                broken();
            }
            return;
        }
        if (count == 0) {
            m_inputEnded = true;
            onEndOfInput();
            return;
        }
        const QByteArrayView bytes(room, count);
        if (m_phase == Phase::Answering) {
            m_input.append(bytes);
            setDeadline(m_host.limits().peerPoll);
            return;
        }
        takeInput(bytes);
        if (m_phase != Phase::Reading || !m_input.isEmpty() || static_cast<std::size_t>(count) < size) {
            return;
        }
    }
}

void HttpConnection::takeInput(QByteArrayView bytes) {
    const qsizetype used = m_reader.feed(bytes, m_host.policy());
    if (m_reader.state() != RequestReader::State::Refused && !holdBody()) {
        refuse({503, "overloaded", "The requests under way take all the room there is for their bodies."});
        (void)m_reader.take();
        return;
    }
    switch (m_reader.state()) {
        case RequestReader::State::Complete:
            m_input = bytes.sliced(used).toByteArray();
            startRequest();
            return;
        case RequestReader::State::Refused:
            refuse(m_reader.refusal());
            return;
        case RequestReader::State::Head:
            if (!m_headTimed && !m_reader.isIdle()) {
                m_headTimed = true;
                setDeadline(m_host.limits().headTime);
            }
            return;
        case RequestReader::State::Body:
            m_headTimed = false;
            setDeadline(m_host.limits().idleTime);
            if (m_reader.takeContinue()) {
                send("HTTP/1.1 100 Continue\r\n\r\n", OutputBuffer::Wrap::None);
            }
            return;
    }
}

// Tells the host how much the body has grown; false if there is no room for it.
bool HttpConnection::holdBody() {
    const qint64 size = m_reader.request().body.size();
    if (size != m_heldBody && !m_host.holdBody(size - m_heldBody)) {
        return false;
    }
    m_heldBody = size;
    return true;
}

void HttpConnection::releaseBody() {
    if (m_heldBody > 0) {
        (void)m_host.holdBody(-m_heldBody);
        m_heldBody = 0;
    }
}

void HttpConnection::onEndOfInput() {
    switch (m_phase) {
        case Phase::Reading:
            if (m_reader.isIdle()) {
                m_phase = Phase::Dead;
            } else {
                refuse({400, "invalid_request", "The request ended before it was complete."});
            }
            return;
        case Phase::Answering:
            lookAtPeer();
            return;
        case Phase::Flushing:
        case Phase::Lingering:
        case Phase::Dead:
            return;
    }
}

void HttpConnection::discardInput() {
    const auto [room, size] = m_host.scratch();
    for (int turn = 0; turn < kReadsPerTurn; ++turn) {
        const ssize_t count = ::recv(m_fd, room, size, MSG_DONTWAIT);
        if (count == 0 || (count < 0 && !wouldBlock(errno))) {
            m_phase = Phase::Dead;
            return;
        }
        if (count < 0 || static_cast<std::size_t>(count) < size) {
            return;
        }
    }
}

void HttpConnection::beginAnswer() {
    m_phase = Phase::Answering;
    m_ending = Ending::KeepAlive;
    m_headTimed = m_headDone = m_bodiless = m_wasFull = m_drainOwed = false;
    m_deadlineMs = -1;
    ++m_serial;
    onDrained = nullptr;
    onGone = nullptr;
}

void HttpConnection::startRequest() {
    beginAnswer();
    HttpRequest request = m_reader.take();
    request.peerPort = m_peerPort;
    if (!m_caller) {
        m_caller = m_host.callerAt(m_fd);
    }
    request.caller = *m_caller;
    m_isHead = request.method == "HEAD";
    if (!m_reader.framing().keepAlive) {
        m_ending = Ending::Close;
    }
    if (m_inputEnded || !m_input.isEmpty()) {
        setDeadline(m_host.limits().peerPoll);
    }
    m_host.handler().handle(std::move(request), *this);
}

void HttpConnection::refuse(const Refusal& refusal) {
    beginAnswer();
    m_isHead = m_reader.request().method == "HEAD";
    m_input.clear();
    const QByteArray body =
        gatewayErrorBody(m_reader.request().path, refusal.status, QString::fromLatin1(refusal.message),
                         QString::fromLatin1(refusal.code));
    Headers headers;
    headers.add("Content-Type", "application/json");
    if (refusal.status == 401) {
        headers.add("WWW-Authenticate", "Bearer");
    } else if (refusal.status == 405) {
        headers.add("Allow", "GET, HEAD, POST, DELETE");
    } else if (refusal.status == 503) {
        headers.add("Retry-After", "1");
    }
    writeHead(refusal.status, headers, body.size(), true);
    write(body);
    finish();
}

// Writing

void HttpConnection::writeHead(int status, const Headers& headers, std::optional<qint64> contentLength,
                               bool close) {
    if (m_phase != Phase::Answering || m_headDone) {
        return;
    }
    m_headDone = true;
    const bool http10 = m_reader.framing().http10;
    const bool empty = status == 204 || status == 304;
    m_bodiless = m_isHead || empty;
    m_bodyLeft = contentLength.value_or(0);
    m_framing = empty           ? BodyFraming::None
                : contentLength ? BodyFraming::Length
                : http10        ? BodyFraming::UntilClose
                                : BodyFraming::Chunked;
    if (close || m_framing == BodyFraming::UntilClose || m_host.isStopping()) {
        m_ending = Ending::Close;
    }
    if (m_broken) {
        return;
    }
    ResponseHead head;
    head.status = status;
    head.framing = m_framing;
    head.contentLength = m_bodyLeft;
    head.close = m_ending == Ending::Close;
    head.keepAlive10 = http10 && !head.close;
    head.date = m_host.date();
    appendResponseHead(m_out.cork(), head, headers);
    updateInterest();
}

void HttpConnection::write(QByteArrayView bytes) {
    if (m_phase != Phase::Answering || !m_headDone || m_bodiless) {
        return;
    }
    if (m_framing == BodyFraming::Length) {
        bytes = bytes.first(std::min<qint64>(bytes.size(), m_bodyLeft));
        m_bodyLeft -= bytes.size();
    }
    if (!bytes.isEmpty()) {
        send(bytes, m_framing == BodyFraming::Chunked ? OutputBuffer::Wrap::Chunk : OutputBuffer::Wrap::None);
    }
}

void HttpConnection::finish() {
    if (m_phase != Phase::Answering) {
        return;
    }
    if (!m_headDone) {
        abort();
        return;
    }
    if (m_framing == BodyFraming::Chunked && !m_bodiless) {
        send("0\r\n\r\n", OutputBuffer::Wrap::None);
    }
    // A body shorter than announced cannot be followed by another answer.
    const bool cut = m_framing == BodyFraming::Length && !m_bodiless && m_bodyLeft > 0;
    endAnswer(cut ? Ending::Close : m_ending);
}

void HttpConnection::abort() {
    if (m_phase == Phase::Answering) {
        // Without a length or chunks the end of the connection is the regular end of the body; a reset is
        // not.
        endAnswer(m_headDone && m_framing == BodyFraming::UntilClose ? Ending::Reset : Ending::Close);
    }
}

void HttpConnection::endAnswer(Ending ending) {
    releaseBody();  // whoever answered needs it no more
    m_ending = ending;
    m_phase = Phase::Flushing;
    if (m_out.isCorked()) {
        send({}, OutputBuffer::Wrap::None);
    }
    if (pendingBytes() > 0 && !m_broken) {
        setDeadline(m_host.limits().idleTime);
    } else {
        answerSent();
    }
    updateInterest();
}

// The whole answer is with the socket. The connection goes on, or is to be removed from the event loop.
void HttpConnection::answerSent() {
    onDrained = nullptr;
    onGone = nullptr;
    if (m_ending == Ending::KeepAlive && !m_broken && !m_host.isStopping()) {
        m_phase = Phase::Reading;
        m_later = m_inputEnded || !m_input.isEmpty();
        setDeadline(m_host.limits().idleTime);
        return;
    }
    m_input.clear();
    if (m_ending == Ending::Reset) {
        const linger reset{1, 0};
        ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    }
    if (m_broken || m_inputEnded || m_ending == Ending::Reset || ::shutdown(m_fd, SHUT_WR) != 0) {
        m_phase = Phase::Dead;
        m_later = true;
        return;
    }
    // Closing with unread input would reset the connection under an answer that the client has not read yet.
    m_phase = Phase::Lingering;
    setDeadline(m_host.limits().lingerTime);
}

void HttpConnection::send(QByteArrayView bytes, OutputBuffer::Wrap wrap) {
    if (m_broken) {
        return;
    }
    if (m_out.send(bytes, wrap) == OutputBuffer::Result::Broken) {
        broken();
        return;
    }
    m_wasFull = m_wasFull || pendingBytes() >= kHighWater;
    updateInterest();
}

void HttpConnection::flush() {
    if (m_broken || m_out.pending() == 0) {
        return;
    }
    if (m_out.flush() == OutputBuffer::Result::Broken) {
        broken();
    } else if (m_phase == Phase::Flushing && m_out.pending() == 0) {
        answerSent();
    } else if (m_phase == Phase::Flushing) {
        setDeadline(m_host.limits().idleTime);
    } else if (m_wasFull && pendingBytes() <= kLowWater) {
        m_wasFull = false;
        m_drainOwed = true;
    }
}

void HttpConnection::tellDrained() {
    // Kept outside while it runs: it may end the answer, and with it the function.
    const quint32 serial = m_serial;
    auto call = std::exchange(onDrained, nullptr);
    if (!call) {
        return;
    }
    call();
    if (m_phase == Phase::Answering && m_serial == serial && !onDrained) {
        onDrained = std::move(call);
    }
}

void HttpConnection::broken() {
    m_broken = true;
    m_later = true;
    m_out.clear();
    updateInterest();
}

// Time

void HttpConnection::setDeadline(Milliseconds fromNow) {
    // The timer is left alone when it comes too early: then it goes on to wait. A kept-alive request sets
    // none.
    m_deadlineMs = m_host.clock().monotonicMs() + fromNow.count();
    if (!m_timer.isActive() || m_timerDueMs > m_deadlineMs) {
        m_timerDueMs = m_deadlineMs;
        m_timer = m_host.scheduler().after(fromNow, [this] { onTimer(); });
    }
}

void HttpConnection::onTimer() {
    if (m_deadlineMs < 0) {
        return;
    }
    const qint64 left = m_deadlineMs - m_host.clock().monotonicMs();
    if (left > 0) {
        setDeadline(Milliseconds(left));
        return;
    }
    m_deadlineMs = -1;
    onDeadline();
    settle();
}

void HttpConnection::onDeadline() {
    switch (m_phase) {
        case Phase::Reading:
            if (m_reader.isIdle()) {
                m_phase = Phase::Dead;
            } else {
                refuse({408, "invalid_request", "The request took too long to come."});
            }
            return;
        case Phase::Answering:
            lookAtPeer();
            return;
        case Phase::Flushing:
        case Phase::Lingering:
        case Phase::Dead:
            m_phase = Phase::Dead;
            return;
    }
}

// While a request is under way and input is at its end or not read: is there still someone who waits?
void HttpConnection::lookAtPeer() {
    PeerProbe::Sight sight = PeerProbe::sightOf(m_fd);
    if (sight == PeerProbe::Sight::Open && m_inputEnded) {
        sight = PeerProbe::Sight::Ended;
    }
    if (sight == PeerProbe::Sight::Broken) {
        broken();
        return;
    }
    if (sight == PeerProbe::Sight::Ended) {
        const std::optional<PeerProbe::Owner> owner = m_host.peerProbe().ownerOf(m_fd);
        if (owner && owner->inode == 0) {
            broken();
            return;
        }
    }
    setDeadline(m_host.limits().peerPoll);
}

}  // namespace signalbox
