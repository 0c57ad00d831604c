#include "core/service/ControlClient.h"

#include "core/service/ControlProtocol.h"
#include "core/service/ControlSocket.h"

#include <QJsonDocument>

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace signalbox {

namespace {

constexpr qsizetype kMaxAnswer = 64 * 1024 * 1024;

Error lost() {
    return {ErrorCode::Unavailable, QStringLiteral("the running Signalbox ended the conversation"), {}};
}
Error late() {
    return {ErrorCode::Unavailable, QStringLiteral("the running Signalbox did not answer in time"), {}};
}

}  // namespace

Result<std::unique_ptr<ControlClient>> ControlClient::connectTo(const QString& dataFolder,
                                                                const Clock& clock) {
    const Result<int> descriptor = connectToControlSocket(dataFolder);
    if (!descriptor) {
        return descriptor.error();
    }
    std::unique_ptr<ControlClient> client(new ControlClient(descriptor.value(), clock));
    if (peerUser(descriptor.value()) != qint64{::geteuid()}) {
        return Error{ErrorCode::Failed,
                     QStringLiteral("the Signalbox that runs with the data folder %1 belongs to another user")
                         .arg(dataFolder),
                     dataFolder};
    }
    return client;
}

ControlClient::~ControlClient() {
    ::close(m_descriptor);
}

bool ControlClient::waitFor(short events, qint64 deadlineMs) const {
    for (;;) {
        const qint64 left = std::max<qint64>(0, deadlineMs - m_clock.monotonicMs());
        pollfd wanted{m_descriptor, events, 0};
        const int ready = ::poll(&wanted, 1, static_cast<int>(std::min<qint64>(left, 1'000'000)));
        if (ready > 0) {
            return true;
        }
        if (ready == 0 || errno != EINTR) {
            return false;
        }
    }
}

Result<QJsonObject> ControlClient::ask(const QJsonObject& question, Milliseconds timeout) {
    const qint64 deadlineMs = m_clock.monotonicMs() + timeout.count();
    QByteArray out = QJsonDocument(question).toJson(QJsonDocument::Compact) + '\n';
    while (!out.isEmpty()) {
        if (!waitFor(POLLOUT, deadlineMs)) {
            return late();
        }
        const ssize_t sent = ::send(m_descriptor, out.constData(), static_cast<std::size_t>(out.size()),
                                    MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EINTR && errno != EAGAIN) {
            break;  // the other end may have said why before it closed
        }
        out.remove(0, std::max<ssize_t>(0, sent));
    }
    for (;;) {
        if (const qsizetype end = m_received.indexOf('\n'); end >= 0) {
            const QByteArray line = m_received.left(end);
            m_received.remove(0, end + 1);
            return readAnswer(line);
        }
        if (m_received.size() > kMaxAnswer) {
            return lost();
        }
        if (!waitFor(POLLIN, deadlineMs)) {
            return late();
        }
        char bytes[16 * 1024];
        const ssize_t got = ::recv(m_descriptor, bytes, sizeof bytes, MSG_DONTWAIT);
        if (got > 0) {
            m_received.append(bytes, got);
        } else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
            return lost();
        }
    }
}

}  // namespace signalbox
