#include "core/service/ControlSession.h"

namespace signalbox {

ControlSession::ControlSession(ControlServer& server, QLocalSocket* socket)
    : QObject(&server), m_server(server), m_socket(socket) {
    m_socket->setParent(this);
    m_socket->setReadBufferSize(m_server.m_limits.questionBytes + 1);
    connect(m_socket, &QLocalSocket::readyRead, this, &ControlSession::read);
    connect(m_socket, &QLocalSocket::bytesWritten, this, &ControlSession::read);
    connect(m_socket, &QLocalSocket::disconnected, this, [this] {
        m_server.gone(this);
        deleteLater();
    });
    startDeadline();
    // What the peer sent before it was accepted has no signal of its own any more.
    QMetaObject::invokeMethod(this, &ControlSession::read, Qt::QueuedConnection);
}

void ControlSession::startDeadline() {
    m_deadline = m_server.m_scheduler.after(m_server.m_limits.questionTime, [this] {
        m_socket->abort();
        deleteLater();
    });
}

void ControlSession::read() {
    if (m_state != State::Listening || m_socket->bytesToWrite() > 0) {
        return;
    }
    if (m_socket->canReadLine()) {
        m_state = State::Answering;
        m_deadline.cancel();
        const QByteArray line = m_socket->readLine(m_server.m_limits.questionBytes + 1);
        if (line.endsWith('\n')) {
            m_server.answer(this, line);
            return;
        }
    } else if (m_socket->bytesAvailable() <= m_server.m_limits.questionBytes) {
        return;
    }
    refuse({ErrorCode::InvalidInput, QStringLiteral("the question is too long"), {}});
}

void ControlSession::send(const QByteArray& line) {
    if (m_state == State::Closing) {
        return;
    }
    m_state = State::Listening;
    startDeadline();
    m_socket->write(line);
    QMetaObject::invokeMethod(this, &ControlSession::read, Qt::QueuedConnection);
}

void ControlSession::refuse(const Error& error) {
    m_state = State::Closing;
    startDeadline();
    m_socket->write(writeError(error));
    m_socket->disconnectFromServer();
}

}  // namespace signalbox
