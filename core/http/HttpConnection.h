// HttpConnection: one client's connection, and the ResponseWriter of the request it carries. Works on the raw
// descriptor: reads into the host's scratch space, writes at once what the socket takes and keeps only the
// rest. Requests are handed to the handler one by one, in order; while one is being answered, at most one
// read's worth of the next is kept and reading stops. Thread: gateway. Ownership: the host (HttpServer) owns
// it and deletes it in removeConnection(), which is called from the event loop only, never inside a method of
// ResponseWriter.
#pragma once

#include "core/base/FdWatcher.h"
#include "core/http/HttpMessage.h"
#include "core/http/OutputBuffer.h"
#include "core/http/PeerProbe.h"
#include "core/http/RequestReader.h"
#include "core/http/ResponseHead.h"
#include "core/http/ServerLimits.h"

namespace signalbox {

class HttpConnection final : public ResponseWriter {
public:
    // What a connection needs from the one who owns it.
    class Host {
    public:
        virtual ~Host() = default;
        [[nodiscard]] virtual const Clock& clock() const = 0;
        [[nodiscard]] virtual Scheduler& scheduler() = 0;
        [[nodiscard]] virtual RequestHandler& handler() = 0;
        [[nodiscard]] virtual const ServerLimits& limits() const = 0;
        [[nodiscard]] virtual const GatePolicy& policy() const = 0;
        [[nodiscard]] virtual PeerProbe& peerProbe() = 0;
        // Who is at the other end; null: it is not looked for.
        [[nodiscard]] virtual std::shared_ptr<const Caller> callerAt(int fd) = 0;
        // Room for one read, shared by all connections.
        [[nodiscard]] virtual std::pair<char*, std::size_t> scratch() = 0;
        // The value of the Date field.
        [[nodiscard]] virtual QByteArrayView date() = 0;
        // No further request is taken on any connection.
        [[nodiscard]] virtual bool isStopping() const = 0;
        // Bodies that are held grow by that many bytes, or shrink. False: that would be more than all of them
        // may take together, and nothing has changed.
        [[nodiscard]] virtual bool holdBody(qint64 change) = 0;
        virtual void removeConnection(HttpConnection& connection) = 0;
    };

    enum class Admission { Serve, Overloaded };

    // Takes the descriptor over. Overloaded: answers 503 and closes.
    HttpConnection(int fd, Host& host, Admission admission);
    ~HttpConnection() override;

    // From now on no further request: closes if none is under way. May remove the connection.
    void stop();
    // Ends the connection at once; tells the handler if a request is under way. Removes the connection.
    void kill();
    [[nodiscard]] bool isAnswering() const { return m_phase == Phase::Answering; }

    void writeHead(int status, const Headers& headers, std::optional<qint64> contentLength,
                   bool close) override;
    void write(QByteArrayView bytes) override;
    void finish() override;
    void abort() override;
    [[nodiscard]] qint64 pendingBytes() const override { return m_out.pending(); }

    std::size_t index = 0;  // the host's

private:
    enum class Phase {
        Reading,    // waiting for a request, or reading one
        Answering,  // the handler has it
        Flushing,   // the answer is complete, its last bytes are not sent yet
        Lingering,  // the last answer is sent; input is thrown away so that the client can read it
        Dead,       // to be removed
    };
    enum class Ending { KeepAlive, Close, Reset };

    void onReady(unsigned events);
    void settle();
    void updateInterest();

    void readInput();
    void takeInput(QByteArrayView bytes);
    void onEndOfInput();
    void discardInput();
    void startRequest();
    void beginAnswer();
    void refuse(const Refusal& refusal);
    [[nodiscard]] bool holdBody();
    void releaseBody();

    void send(QByteArrayView bytes, OutputBuffer::Wrap wrap);
    void flush();
    void endAnswer(Ending ending);
    void answerSent();
    void tellDrained();
    void broken();

    void setDeadline(Milliseconds fromNow);
    void onTimer();
    void onDeadline();
    void lookAtPeer();

    const int m_fd;
    Host& m_host;
    std::optional<FdWatcher> m_watcher;
    OutputBuffer m_out;
    RequestReader m_reader;
    QByteArray m_input;  // read, but after the request under way

    Phase m_phase = Phase::Reading;
    Ending m_ending = Ending::KeepAlive;
    BodyFraming m_framing = BodyFraming::Length;
    qint64 m_heldBody = 0;  // bytes of the request's body, as the host knows it
    qint64 m_bodyLeft = 0;  // of an announced length
    quint32 m_serial = 0;   // of the request under way
    quint16 m_peerPort = 0;
    std::optional<std::shared_ptr<const Caller>> m_caller;  // nothing: not asked yet
    bool m_headDone = false;                                // writeHead was called
    bool m_isHead = false;                                  // the request under way
    bool m_bodiless = false;                                // the answer to HEAD, 204, 304
    bool m_inputEnded = false;
    bool m_broken = false;     // nothing can be sent any more
    bool m_wasFull = false;    // pending reached the high water mark
    bool m_drainOwed = false;  // onDrained is to be called from the event loop
    bool m_later = false;      // settle() is due from the event loop

    Timer m_timer;
    qint64 m_timerDueMs = 0;
    qint64 m_deadlineMs = -1;
    bool m_headTimed = false;  // the deadline is that of a head
};

}  // namespace signalbox
