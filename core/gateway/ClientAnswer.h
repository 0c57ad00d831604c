// ClientAnswer: what one client gets: the head once, the content of the attempt that answers, or one error in
// the client's form; comments while it waits. Knows whether the answer is committed. Thread: gateway. Owned
// by its ProxyRequest; the writer is the connection's, and is let go of at the end of the answer or when the
// client leaves.
#pragma once

#include "core/gateway/AnswerHeaders.h"
#include "core/gateway/Attempt.h"
#include "core/gateway/Capture.h"
#include "core/gateway/FailureReport.h"
#include "core/http/HttpMessage.h"

#include <functional>

namespace signalbox {

class ClientAnswer {
public:
    // What the answer is to; outlives it.
    struct To {
        const QByteArray& requestId;
        const QByteArray& path;
        const RequestBody& body;
    };

    ClientAnswer(Scheduler& scheduler, To to, ResponseWriter& writer);

    // From now on what is sent is kept there, too; it outlives the answer.
    void captureTo(Capture& capture) { m_capture = &capture; }
    // The client left before the answer was complete.
    void setOnGone(std::function<void()> gone);
    // False once the answer is complete or the client is gone.
    [[nodiscard]] bool open() const { return m_writer != nullptr; }
    // Content has gone out: what it is sent with cannot be taken back.
    [[nodiscard]] bool committed() const { return m_committed; }

    // From now on a client that reads events is kept from giving up by comments, until content comes.
    void keepWaiting();

    // Content; the first call commits. `attempts`: how many there were, for the head.
    void forward(Attempt& attempt, int attempts, QByteArrayView bytes);
    // The attempt's answer is whole.
    void complete(const Attempt& attempt, int attempts);
    // The provider's own refusal, as it came but for the key that it was asked with; its status.
    int unchanged(const Attempt& attempt, int attempts);
    // An error of the gateway's; its status. `last`: the attempt before it; nothing if there was none.
    int error(int status, const QString& message, const QString& code, Headers headers, const Attempt* last,
              int attempts);
    int allFailed(const FailureReport& report, const Attempt* last, int attempts);
    // After the head has gone out. `attempt`: whose content it was; nothing if there was none.
    void breakOff(const QString& message, const Attempt* attempt);
    // The client has left.
    void gone();
    // Ends it at once.
    void abort();

private:
    void writeHead(const Attempt& attempt, int attempts);
    void addMarksOf(Headers& headers, const Attempt* attempt, int attempts) const;
    void keepAlive();
    void write(QByteArrayView bytes);
    // The writer, for its last call.
    [[nodiscard]] ResponseWriter& letGo();

    Scheduler& m_scheduler;
    To m_to;
    ResponseWriter* m_writer;
    Capture* m_capture = nullptr;  // nothing is kept
    Timer m_keepAlive;
    bool m_headWritten = false;
    bool m_committed = false;
};

}  // namespace signalbox
