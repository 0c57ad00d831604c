// ControlClient: the other end of ControlServer, for the commands. Thread: any; blocks, bounded by a timeout
// per question. Owns its socket.
#pragma once

#include "core/base/Clock.h"
#include "core/base/Result.h"

#include <QJsonObject>
#include <QString>

#include <memory>

namespace signalbox {

class ControlClient {
public:
    // ErrorCode::NotFound: no Signalbox runs with this data folder. The other end must be a process of this
    // user.
    [[nodiscard]] static Result<std::unique_ptr<ControlClient>> connectTo(const QString& dataFolder,
                                                                          const Clock& clock);

    ~ControlClient();
    ControlClient(const ControlClient&) = delete;
    ControlClient& operator=(const ControlClient&) = delete;

    // One question, one answer: the "answer" object, or the error that the other end gave.
    [[nodiscard]] Result<QJsonObject> ask(const QJsonObject& question,
                                          Milliseconds timeout = Milliseconds{30'000});

private:
    ControlClient(int descriptor, const Clock& clock) : m_descriptor(descriptor), m_clock(clock) {}
    [[nodiscard]] bool waitFor(short events, qint64 deadlineMs) const;

    int m_descriptor;
    const Clock& m_clock;
    QByteArray m_received;
};

}  // namespace signalbox
