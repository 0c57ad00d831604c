// ControlSession: one peer of the control socket. Reads a question at a time; the next is looked at when the
// answer to the last was taken. Thread: the server's. Owned by the server as its child; goes when the peer
// goes or is too slow.
#pragma once

#include "core/service/ControlServer.h"

#include <QLocalSocket>

namespace signalbox {

class ControlSession final : public QObject {
    Q_OBJECT

public:
    ControlSession(ControlServer& server, QLocalSocket* socket);

    void send(const QByteArray& line);
    // Says why and ends the conversation.
    void refuse(const Error& error);

private:
    void read();
    void startDeadline();

    ControlServer& m_server;
    QLocalSocket* m_socket;
    Timer m_deadline;
    enum class State { Listening, Answering, Closing } m_state = State::Listening;
};

}  // namespace signalbox
